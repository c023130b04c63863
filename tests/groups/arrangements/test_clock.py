from datetime import timedelta

import pytest

from groups.arrangements import operations, queries, tasks
from groups.arrangements.models import Arrangement, Preparation, WasItThere
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting, Reply
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.people import operations as people
from tests.builders import NOW
from tests.groups.arrangements.needs import needing, ticked
from tests.groups.meetings.arrange import STARTS, plan, says

DAY, MINUTE, HOUR = timedelta(days=1), timedelta(minutes=1), timedelta(hours=1)
THREE_BEFORE = STARTS - 3 * DAY
MORNING = STARTS.replace(hour=9, minute=0) + DAY  # 9am on the day after, in winter
GONE = STARTS + timedelta(hours=1.5, days=30)


def letters(word):
    return set(Letter.objects.filter(stem__endswith=f"/{word}").values_list("person__name", flat=True))


def states(word):
    rows = Letter.objects.filter(stem__endswith=f"/{word}")
    return dict(rows.values_list("person__name", "state"))


# --- the nudge ---


def test_three_days_before_the_facilitators_are_nudged_once_while_something_is_open(cast):
    needing(cast)
    assert tasks.care(THREE_BEFORE - MINUTE) == 0
    assert tasks.care(THREE_BEFORE) == 1
    assert letters("nudge") == {"Farah", "Col"}
    assert tasks.care(THREE_BEFORE + MINUTE) == 0 and tasks.care(STARTS - HOUR) == 0
    assert Letter.objects.filter(stem__endswith="/nudge").count() == 2


def test_the_nudge_says_how_much_and_neither_who_nor_what(cast):
    meeting = needing(cast, "An interpreter. Breaks.")
    ticked(cast, meeting)
    tasks.care(THREE_BEFORE)
    letter = Letter.objects.filter(stem__endswith="/nudge").first()
    assert "1 of 2 arranged" in letter.text and "One thing is still open" in letter.text
    for told in (letter.subject, letter.text, letter.html):
        assert "Sam" not in told and "nterpreter" not in told and "reaks" not in told


def test_an_outage_skips_nobody(cast):
    needing(cast)
    assert tasks.care(STARTS - MINUTE) == 1


def test_when_all_is_arranged_nobody_is_nudged_until_something_opens_again(cast):
    meeting = needing(cast)
    ticked(cast, meeting)
    assert tasks.care(THREE_BEFORE) == 0
    says(cast.sam, meeting, needs="Captions", now=THREE_BEFORE + HOUR)
    assert tasks.care(THREE_BEFORE + HOUR) == 1


def test_no_nudge_for_a_meeting_that_is_cancelled_or_has_begun_or_whose_group_is_closed(cast):
    off = needing(cast)
    meetings.cancel(meeting=off, by=cast.farah.membership, now=NOW + 2 * HOUR, because="Snow")
    assert tasks.care(THREE_BEFORE) == 0
    needing(cast)
    assert tasks.care(STARTS) == 0
    cast.group.closed_at = NOW
    cast.group.save()
    assert tasks.care(THREE_BEFORE) == 0


def test_after_a_move_there_is_another_nudge(cast):
    meeting = needing(cast)
    tasks.care(THREE_BEFORE)
    later = STARTS + 7 * DAY
    meetings.change(
        meeting=meeting, by=cast.farah.membership, now=THREE_BEFORE + HOUR, starts_at=later, ends_at=later + HOUR
    )
    assert tasks.care(THREE_BEFORE + 2 * HOUR) == 0
    assert tasks.care(THREE_BEFORE + 7 * DAY) == 1
    assert Letter.objects.filter(stem__endswith="/nudge").count() == 4


def test_two_workers_nudge_once(cast):
    meeting = needing(cast)
    far = queries.Progress(0, 1)
    assert operations.nudge(meeting=meeting, progress=far, now=THREE_BEFORE)
    assert not operations.nudge(meeting=meeting, progress=far, now=THREE_BEFORE)


def test_a_nudge_does_not_go_once_all_is_arranged(cast):
    meeting = needing(cast)
    tasks.care(THREE_BEFORE)
    ticked(cast, meeting, now=THREE_BEFORE)
    delivery.send_due(lambda: THREE_BEFORE)
    assert states("nudge") == {"Farah": "EXPIRED", "Col": "EXPIRED"}


def test_a_nudge_goes_only_to_those_who_still_facilitate(cast):
    needing(cast)
    tasks.care(THREE_BEFORE)
    Membership.objects.filter(pk=cast.col.membership.pk).update(role="MEMBER")
    delivery.send_due(lambda: THREE_BEFORE)
    assert states("nudge")["Col"] == "EXPIRED" != states("nudge")["Farah"]


# --- was it there? ---


def asked(cast, **said):
    meeting = needing(cast, **said)
    tasks.care(MORNING)
    return meeting


def say(player, meeting, answer, words="", now=MORNING + HOUR):
    return operations.answer(meeting=meeting, by=player.membership, now=now, answer=answer, words=words)


def test_the_morning_after_each_person_who_needed_something_is_asked_once(cast):
    meeting = needing(cast)
    says(cast.jo, meeting)  # comes, and needs nothing
    assert tasks.care(MORNING - MINUTE) == 0
    assert tasks.care(MORNING) == 1 and tasks.care(MORNING + MINUTE) == 0
    assert letters("asked") == {"Sam"}
    assert operations.ask(meeting=meeting, now=MORNING) is False


def test_after_an_outage_they_are_still_asked_but_not_weeks_later(cast):
    needing(cast)
    assert tasks.care(MORNING + 16 * DAY) == 0
    assert tasks.care(MORNING + 10 * DAY) == 1


def test_nobody_is_asked_about_a_meeting_that_did_not_happen(cast):
    off = needing(cast)
    meetings.cancel(meeting=off, by=cast.farah.membership, now=NOW + 2 * HOUR, because="Snow")
    assert tasks.care(MORNING) == 0


def test_a_no_reaches_the_facilitators_without_saying_whose_it_is(cast):
    meeting = asked(cast)
    say(cast.sam, meeting, "NO", "Nobody came who signs.")
    assert letters("missed") == {"Farah", "Col"}
    letter = Letter.objects.filter(stem__endswith="/missed").first()
    assert "Sam" not in letter.text and "signs" not in letter.text and "Sam" not in letter.subject


@pytest.mark.parametrize("answer", ["YES", "PARTLY", "AWAY"])
def test_another_answer_sends_no_letter(cast, answer):
    say(cast.sam, asked(cast), answer)
    assert letters("missed") == set()


def test_a_letter_about_a_no_does_not_go_when_it_is_no_no_any_more(cast):
    meeting = asked(cast)
    say(cast.sam, meeting, "NO")
    say(cast.sam, meeting, "NO", "The same again")  # tells nobody twice
    assert Letter.objects.filter(stem__endswith="/missed").count() == 2
    say(cast.sam, meeting, "YES")
    delivery.send_due(lambda: MORNING + HOUR)
    assert set(states("missed").values()) == {"EXPIRED"}


def test_a_letter_about_a_no_goes_to_who_still_facilitates(cast):
    say(cast.sam, asked(cast), "NO")
    Membership.objects.filter(pk=cast.col.membership.pk).update(role="MEMBER")
    delivery.send_due(lambda: MORNING + HOUR)
    assert states("missed")["Col"] == "EXPIRED" != states("missed")["Farah"]


def test_the_question_does_not_go_to_who_has_answered_or_left(cast):
    meeting = needing(cast)
    says(cast.jo, meeting, needs="Breaks")
    says(cast.col, meeting, needs="Breaks")
    tasks.care(MORNING)
    say(cast.sam, meeting, "YES")
    membership.leave(membership=cast.jo.membership, now=MORNING)
    delivery.send_due(lambda: MORNING + HOUR)
    assert states("asked")["Sam"] == states("asked")["Jo"] == "EXPIRED" != states("asked")["Col"]


def test_only_who_was_asked_answers_and_only_with_an_answer(cast):
    meeting = asked(cast)
    for player in (cast.jo, cast.farah, cast.hal):
        with pytest.raises(operations.NotAsked):
            say(player, meeting, "NO")
    for wrong in ("", "MAYBE"):
        with pytest.raises(operations.SayIfItWasThere):
            say(cast.sam, meeting, wrong)
    with pytest.raises(operations.TooLong):
        say(cast.sam, meeting, "NO", "x" * 401)
    with pytest.raises(operations.TooLate):
        say(cast.sam, meeting, "NO", now=GONE)


def test_next_time_the_list_says_that_it_was_not_there(cast):
    meeting = asked(cast)
    say(cast.sam, meeting, "NO")
    after = plan(cast, now=MORNING + DAY, starts_at=STARTS + 60 * DAY)
    says(cast.sam, after, needs="An interpreter", now=MORNING + DAY)
    says(cast.jo, after, needs="Breaks", now=MORNING + DAY)
    tasks.care(GONE)  # what was needed is deleted; that it was not there stays until next time
    told = {one.membership.person.name: one.missed for one in queries.people(after, cast.farah.membership)}
    assert told == {"Sam": True, "Jo": False}
    assert not any(one.missed for one in queries.people(after, cast.sam.membership))


def test_only_the_last_answer_counts_and_who_was_away_says_nothing_of_it(cast):
    first = asked(cast)
    say(cast.sam, first, "NO")
    second = needing(cast, now=MORNING, starts_at=STARTS + 7 * DAY)
    says(cast.sam, second, needs="Breaks", now=MORNING + HOUR)
    tasks.care(MORNING + 7 * DAY)
    say(cast.sam, second, "AWAY", now=MORNING + 7 * DAY)
    third = plan(cast, now=MORNING + 8 * DAY, starts_at=STARTS + 14 * DAY)
    assert queries.missed_last_time(third, [cast.sam.membership.pk]) == {cast.sam.membership.pk}
    say(cast.sam, second, "YES", now=MORNING + 7 * DAY)
    assert queries.missed_last_time(third, [cast.sam.membership.pk]) == set()


# --- forgetting ---


def test_after_thirty_days_only_counts_stay(cast):
    meeting = needing(cast, "An interpreter. Breaks.")
    says(cast.jo, meeting, needs="Captions")
    ticked(cast, meeting, how="Marta")
    tasks.care(MORNING)
    say(cast.sam, meeting, "NO", "Nobody signed")
    say(cast.jo, meeting, "YES", "It was there")
    assert tasks.care(GONE - MINUTE) == 0
    assert tasks.care(GONE) == 1 and tasks.care(GONE + MINUTE) == 0
    assert not Arrangement.objects.exists() and not Reply.objects.exclude(needs="").exists()
    assert Reply.objects.filter(meeting=meeting, answer="YES").count() == 2  # that they came stays
    assert [(one.membership, one.answer, one.words) for one in WasItThere.objects.all()] == [
        (cast.sam.membership, "NO", "")
    ]
    kept = Preparation.objects.get()
    assert (kept.needed, kept.arranged, kept.there) == (3, 1, {"NO": 1, "YES": 1})
    assert queries.counts_in_words(kept) == (
        "3 things needed, 1 arranged. Afterwards people said it was there: yes 1, partly 0, no 1."
    )


def test_what_they_told_us_once_is_theirs_and_stays(cast):
    people.say_needs(by=cast.sam.person, now=NOW, access_needs="An interpreter.")
    asked(cast, needs="")
    tasks.care(GONE)
    cast.sam.person.refresh_from_db()
    assert cast.sam.person.access_needs == "An interpreter."


def test_a_no_is_forgotten_too_once_they_were_asked_again(cast):
    first = asked(cast)
    say(cast.sam, first, "NO")
    second = needing(cast, now=MORNING, starts_at=STARTS + 7 * DAY)
    says(cast.sam, second, needs="Breaks", now=MORNING + HOUR)
    tasks.care(MORNING + 7 * DAY)
    tasks.care(GONE)
    assert WasItThere.objects.filter(meeting=first).exists()
    tasks.care(GONE + 7 * DAY)
    assert not WasItThere.objects.exists()


def test_a_meeting_that_nobody_was_asked_about_is_counted_when_it_is_forgotten(cast):
    meeting = needing(cast)
    ticked(cast, meeting)
    assert tasks.care(GONE) == 1
    kept = Preparation.objects.get()
    assert (kept.needed, kept.arranged, kept.asked_at) == (1, 1, None)
    assert queries.counts_in_words(kept) == "1 thing needed, 1 arranged."
    assert operations.forget(meeting=meeting, now=GONE) is False
    assert operations.ask(meeting=meeting, now=GONE) is False


def test_what_was_needed_at_a_cancelled_meeting_is_forgotten_without_a_count(cast):
    meetings.cancel(meeting=needing(cast), by=cast.farah.membership, now=NOW + 2 * HOUR, because="Snow")
    assert tasks.care(GONE) == 1 and not Reply.objects.exclude(needs="").exists()
    assert queries.counts_in_words(Preparation.objects.get()) == "Nobody needed anything arranged."


def test_many_meetings_are_forgotten_in_several_ticks(cast, monkeypatch):
    monkeypatch.setattr(queries, "AT_A_TIME", 2)
    for _ in range(3):
        needing(cast)
    assert [tasks.care(GONE), tasks.care(GONE), tasks.care(GONE)] == [2, 1, 0]
    assert Meeting.objects.count() == 3
