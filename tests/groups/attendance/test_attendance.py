from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.attendance import operations, queries
from groups.attendance.models import Attendance, KindWord, Rest
from groups.facilitation import operations as facilitation
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.pacing import operations as pacing
from tests import builders
from tests.builders import NOW

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
AFTER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def just_ended(clock, cast):
    Membership.objects.update(joined_at=NOW - 40 * WEEK)
    clock(AFTER)


def held(cast, weeks_ago=0, title="Winter meeting"):
    return builders.meeting(cast.group, cast.farah.membership, title, starts_at=NOW - weeks_ago * WEEK)


def note(cast, meeting, *came, by=None, now=AFTER):
    there = [one.membership for one in came]
    return operations.note(meeting=meeting, by=(by or cast.farah).membership, now=now, came=there)


def away_twice(cast, *came):
    """Two meetings, at which only these were."""
    for weeks in (2, 0):
        note(cast, held(cast, weeks, f"{weeks} weeks ago"), *came)


def quiet(cast):
    return [one.membership.person.name for one in queries.quiet(cast.farah.membership)]


def write(cast, player, words="We thought of you.", *, by=None, now=AFTER):
    return operations.write(whose=player.membership, by=(by or cast.farah).membership, now=now, words=words)


def at(cast, name, *rest):
    return reverse(name, args=[cast.group.slug, *(getattr(one, "pk", one) for one in rest)])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


# --- who was there ---


def test_everyone_who_was_asked_is_noted_as_there_or_away_guests_too(cast):
    meeting = held(cast)
    builders.guest(meeting, cast.priya.membership)
    late = builders.membership(cast.group, name="Joined after it", joined_at=AFTER)
    assert note(cast, meeting, cast.sam, cast.priya) == 6
    rows = dict(Attendance.objects.values_list("membership__person__name", "came"))
    assert rows == {"Sam": True, "Priya": True, "Farah": False, "Col": False, "Jo": False, "Sol": False}
    assert late.person.name not in rows


def test_it_can_be_put_right_and_the_same_again_changes_nothing(cast):
    meeting = held(cast)
    note(cast, meeting, cast.sam)
    operations.note_reason(
        meeting=meeting, whose=cast.jo.membership, by=cast.farah.membership, now=AFTER, because="A new job"
    )
    assert note(cast, meeting, cast.sam) == 0
    assert note(cast, meeting, cast.jo, by=cast.col, now=AFTER + HOUR) == 2
    jo = Attendance.objects.get(membership=cast.jo.membership)
    assert (jo.came, jo.because, jo.noted_by, jo.noted_at) == (True, "", cast.col.membership, AFTER + HOUR)
    assert not Attendance.objects.get(membership=cast.sam.membership).came


def test_history_tells_that_it_was_noted_and_of_nobody(cast):
    meeting = held(cast)
    note(cast, meeting, cast.sam)
    note(cast, meeting, cast.sam)
    (event,) = Event.objects.filter(what="attendance_noted")
    assert event.sentence == "Farah noted who was at “Winter meeting”." and event.detail == {}


def test_it_is_noted_during_or_after_a_meeting_that_goes_ahead(cast):
    ahead = builders.meeting(cast.group, cast.farah.membership, starts_at=AFTER + HOUR)
    with pytest.raises(operations.NotBegun):
        note(cast, ahead)
    assert note(cast, ahead, now=AFTER + HOUR)
    off = builders.meeting(cast.group, cast.farah.membership, starts_at=AFTER + HOUR)
    meetings.cancel(meeting=off, by=cast.farah.membership, now=AFTER, because="Snow")
    with pytest.raises(operations.MeetingCancelled):
        note(cast, off, now=AFTER + 2 * HOUR)


def test_a_reason_is_for_who_was_away_and_short_and_can_be_taken_back(cast):
    meeting = held(cast)
    note(cast, meeting, cast.sam)
    said = {"meeting": meeting, "by": cast.farah.membership, "now": AFTER}
    with pytest.raises(operations.NotAway):
        operations.note_reason(whose=cast.sam.membership, because="Late bus", **said)
    with pytest.raises(operations.TooLong):
        operations.note_reason(whose=cast.jo.membership, because="x" * 201, **said)
    for because in ("A new job", ""):
        operations.note_reason(whose=cast.jo.membership, because=because, **said)
        assert Attendance.objects.get(membership=cast.jo.membership).because == because


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "priya", "okoro", "nia", "hal", "faye"])
def test_nobody_but_the_facilitators_sees_who_was_away(cast, who):
    note(cast, held(cast), cast.sam)
    assert not Attendance.objects.visible_to(getattr(cast, who).membership).exists()
    assert Attendance.objects.visible_to(cast.col.membership).exists()


# --- a meeting that was run here ---


def run(cast, *here):
    """A meeting that was run, with these people noted as here."""
    meeting = held(cast)
    pacing.start(meeting=meeting, by=cast.farah.membership, now=NOW)
    pacing.note_who_is_here(
        meeting=meeting, by=cast.farah.membership, now=NOW, here={one.membership.pk for one in here}
    )
    return meeting


def ticked(cast, meeting):
    page = cast.farah.client.get(at(cast, "attendance", meeting))
    boxes = BeautifulSoup(page.content, "html.parser").select("input[type=checkbox][checked]")
    return sorted(box.find_next("label").get_text(strip=True) for box in boxes)


def test_the_sheet_begins_with_those_who_had_a_seat_and_notes_nobody_by_itself(cast):
    meeting = run(cast, cast.farah, cast.sam)
    facilitation.raise_hand(meeting=meeting, by=cast.jo.membership, now=NOW + HOUR / 2)  # whoever does something sits
    assert ticked(cast, meeting) == ["Farah", "Jo", "Sam"]
    page = words(cast.farah.client.get(at(cast, "attendance", meeting)))
    assert "We noticed: they had a seat." in page and "only what you save is kept" in page
    assert not Attendance.objects.exists()


def test_what_a_facilitator_saved_is_the_record_whoever_had_a_seat(cast):
    meeting = run(cast, cast.farah, cast.sam, cast.jo)
    note(cast, meeting, cast.farah, cast.col)
    assert ticked(cast, meeting) == ["Col", "Farah"]
    page = words(cast.farah.client.get(at(cast, "attendance", meeting)))
    assert "We noticed" not in page and "we ticked" not in page


def test_a_meeting_that_was_not_run_here_begins_with_an_empty_sheet(cast):
    run(cast, cast.sam)
    assert ticked(cast, held(cast, title="On paper")) == []


# --- who has been away ---


def test_who_was_away_from_two_meetings_in_a_row_is_suggested_by_name(cast):
    away_twice(cast, cast.sol)
    assert quiet(cast) == ["Jo", "Sam"]  # members and supporters; not those who run it


def test_once_is_not_twice_and_coming_again_ends_it(cast):
    note(cast, held(cast, 4), cast.sam, cast.jo, cast.sol)
    note(cast, held(cast, 2))
    assert quiet(cast) == []
    note(cast, held(cast, 0), cast.jo, cast.sol)
    assert quiet(cast) == ["Sam"]
    note(cast, held(cast, -1), cast.sam, cast.sol, cast.jo, now=AFTER + WEEK)
    assert quiet(cast) == []


def test_who_rests_for_their_health_is_not_suggested_until_they_are_back(cast):
    away_twice(cast, cast.sol)
    operations.rest(by=cast.sam.membership, now=AFTER)
    operations.rest(by=cast.sam.membership, now=AFTER)  # twice is once
    assert quiet(cast) == ["Jo"] and Rest.objects.count() == 1
    operations.come_back(by=cast.sam.membership, now=AFTER)
    assert quiet(cast) == ["Jo", "Sam"]


def test_who_left_is_not_suggested(cast):
    away_twice(cast, cast.sol)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=AFTER)
    assert quiet(cast) == ["Sam"]


def test_another_group_is_none_of_it(cast):
    away_twice(cast)
    assert queries.quiet(cast.faye.membership) == [] and queries.quiet(cast.sam.membership) == []


# --- a kind word ---


def test_a_facilitator_writes_and_it_goes_to_this_one_person(cast):
    away_twice(cast, cast.sol)
    write(cast, cast.sam, "We thought of you.\nCome when you like.")
    (letter,) = Letter.objects.filter(stem__endswith="/kind_word")
    assert letter.person == cast.sam.person and letter.subject == "A few words from Farah"
    assert "We thought of you.\nCome when you like." in letter.text and "two meetings" not in letter.text
    delivery.send_due(lambda: AFTER)
    assert not Event.objects.filter(sentence__contains="Sam").exists()


def test_nothing_is_ever_sent_by_itself(cast):
    away_twice(cast)
    assert not Letter.objects.exists()


def test_one_writes_and_not_two_and_again_only_after_two_more_meetings(cast):
    away_twice(cast, cast.sol)
    write(cast, cast.sam)
    with pytest.raises(operations.NotQuiet):
        write(cast, cast.sam, by=cast.col)
    assert quiet(cast) == ["Jo"]
    note(cast, held(cast, -1), cast.jo, now=AFTER + WEEK)
    assert quiet(cast) == ["Sam"]  # away once more since the letter
    assert KindWord.objects.count() == 1


def test_only_to_who_is_on_the_list_and_with_words(cast):
    away_twice(cast, cast.sam)
    with pytest.raises(operations.NotQuiet):
        write(cast, cast.sam)
    with pytest.raises(operations.SayIt):
        write(cast, cast.jo, "  \n")
    with pytest.raises(operations.TooLong):
        write(cast, cast.jo, "x" * 2001)
    assert not Letter.objects.exists()


# --- pages ---


def test_a_facilitator_notes_who_was_there_and_a_reason_that_was_offered(cast):
    meeting = held(cast)
    assert "Note who was there" in words(cast.farah.client.get(at(cast, "meeting", meeting)))
    assert "Note who was there" not in words(cast.sam.client.get(at(cast, "meeting", meeting)))
    page = at(cast, "attendance", meeting)
    shown = words(cast.farah.client.post(page, {"came": [cast.sam.membership.pk, cast.sol.membership.pk]}, follow=True))
    assert "Noted. Only the facilitators can see it." in shown and "2 people were there." in shown
    assert cast.farah.client.get(page).context["form"]["came"].value() == [
        str(cast.sam.membership.pk), str(cast.sol.membership.pk),
    ]  # fmt: skip
    reason = at(cast, "absence", meeting, cast.jo.membership)
    assert "Nobody has to say why" in words(cast.farah.client.get(reason))
    shown = words(cast.farah.client.post(reason, {"because": "A new job"}, follow=True))
    assert "They told you: A new job" in shown
    too_long = cast.farah.client.post(reason, {"because": "x" * 201})
    assert too_long.status_code == 200 and "200 characters" in words(too_long)
    assert cast.farah.client.get(at(cast, "absence", meeting, cast.sam.membership)).status_code == 404


def test_the_page_says_what_people_had_said_and_refuses_a_stranger(cast):
    meeting = held(cast)
    meetings.reply(meeting=meeting, by=cast.jo.membership, now=NOW, answer="MAYBE")
    page = at(cast, "attendance", meeting)
    assert "Said: Maybe" in words(cast.farah.client.get(page))
    answer = cast.farah.client.post(page, {"came": [cast.sam.membership.pk, cast.hal.membership.pk]})
    assert "Choose people from the list" in words(answer) and not Attendance.objects.exists()
    assert answer.context["form"]["came"].value() == [str(cast.sam.membership.pk), str(cast.hal.membership.pk)]


def test_before_the_meeting_there_is_nothing_to_note(cast):
    ahead = builders.meeting(cast.group, cast.farah.membership, starts_at=AFTER + HOUR)
    page = at(cast, "attendance", ahead)
    assert "as soon as the meeting has begun" in words(cast.farah.client.get(page))
    cast.farah.client.post(page, {"came": []})
    assert not Attendance.objects.exists()


def test_a_facilitator_writes_from_the_list_of_who_has_been_away(cast):
    away_twice(cast, cast.sol, cast.jo)
    first = held(cast, 2).group.meetings.get(title="2 weeks ago")
    operations.note_reason(
        meeting=first, whose=cast.sam.membership, by=cast.farah.membership, now=AFTER, because="A cold"
    )
    shown = words(cast.farah.client.get(at(cast, "been_away")))
    assert "Sam" in shown and "2 weeks ago" in shown and "They told you: A cold" in shown and "Jo" not in shown
    page = at(cast, "kind_word", cast.sam.membership)
    assert "Write to Sam" in words(cast.farah.client.get(page))
    assert "Write a few words" in words(cast.farah.client.post(page, {"words": ""}))
    shown = words(cast.farah.client.post(page, {"words": "We thought of you."}, follow=True))
    assert "We are sending your words to Sam." in shown and "Nobody just now." in shown
    assert cast.farah.client.get(page).status_code == 404


def test_a_member_rests_and_comes_back(cast):
    assert "Pause for your health" in words(cast.sam.client.get(at(cast, "meetings")))
    assert "Pause for your health" not in words(cast.priya.client.get(at(cast, "meetings")))
    page = at(cast, "rest")
    assert "You stay in the group" in words(cast.sam.client.get(page))
    shown = words(cast.sam.client.post(page, {"rest": "begin"}, follow=True))
    assert "Rest well" in shown and "You are resting since 18 November 2026" in shown
    assert "Welcome back" in words(cast.sam.client.post(page, {"rest": "end"}, follow=True))
    assert not Rest.objects.running().exists()


def test_no_page_of_anyone_else_changes_when_somebody_rests_or_was_away(cast):
    meeting = held(cast)
    pages = [at(cast, name) for name in ("group_home", "people", "meetings", "history", "been_away")]
    pages += [at(cast, "meeting", meeting), at(cast, "member", cast.sam.membership)]

    def seen():
        everyone = (cast.jo, cast.sol, cast.priya, cast.okoro, cast.nia)
        return [(p.client.get(url).status_code, words_or_none(p.client.get(url))) for p in everyone for url in pages]

    before = seen()
    operations.rest(by=cast.sam.membership, now=AFTER)
    assert seen() == before
    away = at(cast, "been_away")
    told = words(cast.farah.client.get(away))
    assert "Sam" not in told


def words_or_none(answer):
    return words(answer) if answer.status_code == 200 else None


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia"])
def test_only_facilitators_open_these_pages(cast, who):
    meeting = held(cast)
    for page in (at(cast, "attendance", meeting), at(cast, "been_away"), at(cast, "kind_word", cast.sam.membership)):
        assert getattr(cast, who).client.get(page).status_code == 403


def test_outsiders_learn_nothing(cast):
    meeting = held(cast)
    for player in cast.outsiders:
        for page in (at(cast, "attendance", meeting), at(cast, "been_away"), at(cast, "rest")):
            assert player.client.get(page).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_statements_however_many_there_are(cast, rows, django_assert_num_queries):
    for number in range(rows):
        builders.membership(cast.group, name=f"Member {number}", joined_at=NOW - 40 * WEEK)
    away_twice(cast)
    meeting = cast.group.meetings.first()
    client, list_, one = cast.farah.client, at(cast, "been_away"), at(cast, "attendance", meeting)
    with django_assert_num_queries(6):  # session, person, membership, last meetings, attendance, people
        client.get(list_)
    with django_assert_num_queries(7):  # session, person, membership, meeting, replies, attendance, people
        client.get(one)
