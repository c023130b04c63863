import pytest
from django.db import IntegrityError, transaction

from coproduction.kit import unnamed
from groups.corrections import operations as corrections
from groups.history.models import Event
from groups.meetings.operations import MeetingCancelled
from groups.membership.models import Membership
from groups.minutes.models import Notes
from groups.notices import queries as notices
from groups.notices.models import Letter
from groups.sharing import operations, queries, tasks
from groups.sharing.models import MayObject, Share
from tests import builders
from tests.cast import Player
from tests.groups.corrections.asked import CLOSES, confirm, confirmed, right, to_read
from tests.groups.meetings.arrange import address, invite
from tests.groups.minutes.noted import AFTER, DAY, decision, held, page_of, write

PROPOSED = CLOSES + DAY / 2
ENDS = CLOSES + 8 * DAY  # the end of the seventh day after
PAGES = ["share/", "share/answer/", "share/propose/", "share/take-back/"]


def ready(cast, **texts):
    return confirmed(
        cast, **({"summary": "Letters are late.", "said": {0: "Secret."}, "new": [decision("We ask")]} | texts)
    )


def ask(player, meeting, now=PROPOSED):
    return operations.propose(meeting=meeting, by=player.membership, now=now)


def say(player, meeting, said, now=PROPOSED):
    return operations.answer(meeting=meeting, by=player.membership, now=now, said=said)


def take_back(player, meeting, now=PROPOSED):
    return operations.take_back(meeting=meeting, by=player.membership, now=now)


def shown(cast, now):
    return queries.shown_to_everyone(cast.group, now)


def public(cast, visitor, rest=""):
    return visitor.get(f"/public/{cast.group.slug}/{rest}")


def letters():
    return list(Letter.objects.filter(stem="groups/sharing/emails/asked"))


# --- proposing ---


def test_the_group_is_asked_for_seven_days(cast):
    meeting = ready(cast)
    made = ask(cast.farah, meeting)
    assert (made.closes_at, made.until) == (ENDS, "Wednesday 16 December 2026")
    assert {one.person for one in letters()} == {cast.sam.person, cast.jo.person}
    assert "say “please don’t” until Wednesday 16 December 2026" in letters()[0].text


def test_only_confirmed_notes_with_something_to_show_of_a_group_that_shows_itself(cast):
    meeting = to_read(cast)
    with pytest.raises(operations.NotConfirmedYet):
        ask(cast.farah, meeting)
    with pytest.raises(operations.NotConfirmedYet):
        ask(cast.farah, held(cast))
    confirm(cast.sam, meeting)
    cast.group.is_public = False
    meeting.group = cast.group
    with pytest.raises(operations.NoPublicPage):
        ask(cast.farah, meeting)
    cast.group.is_public = True
    ask(cast.farah, meeting)
    with pytest.raises(operations.ProposedAlready):
        ask(cast.farah, meeting)
    empty = confirmed(cast, said={0: "Only talk"})
    with pytest.raises(operations.NothingToShow):
        ask(cast.farah, empty)


# --- answering without a name ---


def test_without_an_objection_it_is_shown_when_the_days_are_over_even_before_the_clock_looked(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    say(cast.sam, meeting, "FINE")
    assert shown(cast, ENDS - DAY / 1000) == []
    (one,) = shown(cast, ENDS)
    assert (one.meeting_id, str(one.day), one.summary, one.decisions) == (
        meeting.pk, "2026-12-01", "Letters are late.", ["We ask"],
    )  # fmt: skip
    assert tasks.close(ENDS) == 1
    assert tasks.close(ENDS) == 0
    assert not operations.close(share=Share.objects.get(), now=ENDS)  # another worker was quicker
    assert shown(cast, ENDS) == [one]
    assert "is shown outside" in Event.objects.get(what="sharing_closed").sentence


def test_one_who_minds_is_enough_and_stands_nowhere(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    before = Event.objects.count()
    say(cast.sam, meeting, "MIND")
    say(cast.jo, meeting, "FINE")
    assert Event.objects.count() == before
    assert shown(cast, ENDS) == []
    assert MayObject.objects.filter(has_answered=True).count() == 2  # that they answered, not what
    tasks.close(ENDS)
    assert not MayObject.objects.exists()
    row = Share.objects.values().get()
    people = {row["proposed_by_id"], row["ended_by_id"]}
    assert people == {cast.farah.membership.pk, None}
    with pytest.raises(operations.SomebodyMinded):
        ask(cast.farah, meeting, now=ENDS)
    assert "stays in the group" in Event.objects.get(what="sharing_closed").sentence


def test_whoever_minds_writes_the_same_rows_as_whoever_does_not(cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    meeting = ready(cast)
    ask(cast.farah, meeting)
    written = {}
    for player, said in ((cast.sam, "MIND"), (cast.jo, "FINE")):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            say(player, meeting, said)
        written[said] = [one["sql"].split(" SET ")[0] for one in seen if one["sql"].startswith(("UPDATE", "INSERT"))]
    assert written["MIND"] == written["FINE"]
    everyone = f'UPDATE "{MayObject._meta.db_table}"'
    assert sum(one.startswith(everyone) for one in written["MIND"]) == 1


def test_everyone_answers_once_and_only_members_while_it_is_open(cast):
    meeting = ready(cast)
    with pytest.raises(operations.NotOpenAnyMore):
        say(cast.sam, meeting, "MIND")
    ask(cast.farah, meeting)
    with pytest.raises(operations.ChooseOne):
        say(cast.sam, meeting, "PERHAPS")
    say(cast.sam, meeting, "MIND")
    with pytest.raises(unnamed.AnsweredAlready):
        say(cast.sam, meeting, "FINE")
    for player in (cast.farah, cast.sol, cast.priya):
        with pytest.raises(operations.NotOpenAnyMore):
            say(player, meeting, "MIND")
    with pytest.raises(operations.NotOpenAnyMore):
        say(cast.jo, meeting, "MIND", now=ENDS)


def test_a_member_who_joined_meanwhile_may_answer_too(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    made = builders.membership(cast.group, name="New")
    say(Player(made, made.person), meeting, "MIND")
    assert shown(cast, ENDS) == []


# --- taking back ---


@pytest.mark.parametrize("who", ["sam", "farah"])
@pytest.mark.parametrize("now", [PROPOSED, ENDS])
def test_any_member_or_facilitator_takes_it_back_at_any_time(cast, who, now):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    take_back(getattr(cast, who), meeting, now)
    assert shown(cast, ENDS) == []
    assert not MayObject.objects.exists()
    with pytest.raises(operations.NotShared):
        take_back(cast.sam, meeting, now)
    tasks.close(ENDS)
    assert not Event.objects.filter(what="sharing_closed").exists()
    ask(cast.farah, meeting, now=ENDS)
    assert shown(cast, ENDS + 9 * DAY) != []


def test_what_somebody_minded_is_not_there_to_be_taken_back(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    say(cast.sam, meeting, "MIND")
    with pytest.raises(operations.NotShared):
        take_back(cast.jo, meeting, now=ENDS)


def test_notes_that_are_opened_again_are_not_shown_nor_are_other_words_later(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    corrections.reopen(meeting=meeting, by=cast.sam.membership, now=ENDS, because="A name")
    assert shown(cast, ENDS) == []
    with pytest.raises(operations.NotConfirmedYet):
        take_back(cast.sam, meeting, now=ENDS)
    write(cast.jo, meeting, 1, summary="Other words", now=ENDS)
    confirm(cast.sam, meeting, 2, now=ENDS + 9 * DAY)
    assert shown(cast, ENDS + 9 * DAY) == []
    assert ask(cast.farah, meeting, now=ENDS + 9 * DAY).version == 2


def opened_and_confirmed(cast, meeting, now):
    """Opened again, and confirmed as they were."""
    corrections.reopen(meeting=meeting, by=cast.sam.membership, now=now, because="A name")
    confirm(cast.sam, meeting, now=now + 9 * DAY)
    return now + 9 * DAY


def test_the_trail_does_not_say_that_notes_are_shown_which_were_opened_again(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    corrections.reopen(meeting=meeting, by=cast.sam.membership, now=PROPOSED + DAY, because="A name")
    tasks.close(ENDS)
    assert Share.objects.get().closed_at == ENDS and not Event.objects.filter(what="sharing_closed").exists()


def test_notes_that_were_opened_again_wait_for_a_new_question_even_with_the_same_words(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    now = opened_and_confirmed(cast, meeting, PROPOSED + DAY)
    assert shown(cast, now) == []
    stands = queries.sharing_of(notes_of(meeting), cast.sam.membership, now)
    assert (stands.share, stands.shared, stands.open) == (None, False, False)
    with pytest.raises(operations.NotOpenAnyMore):
        say(cast.sam, meeting, "MIND", now=now)
    again = ask(cast.farah, meeting, now=now)
    assert shown(cast, again.closes_at)
    say(cast.sam, meeting, "FINE", now=now)
    now = opened_and_confirmed(cast, meeting, again.closes_at)
    assert shown(cast, now) == []


def test_whoever_minded_is_not_forgotten_when_the_same_words_are_asked_about_again(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    say(cast.sam, meeting, "MIND")
    corrections.reopen(meeting=meeting, by=cast.sam.membership, now=PROPOSED, because="A name")
    confirm(cast.sam, meeting, now=PROPOSED + 9 * DAY)
    with pytest.raises(operations.SomebodyMinded):
        ask(cast.farah, meeting, now=PROPOSED + 9 * DAY)
    stands = queries.sharing_of(notes_of(meeting), cast.jo.membership, PROPOSED + 9 * DAY)
    assert stands.not_shared and not stands.takes_back


def test_an_answer_holds_when_the_same_words_are_asked_about_again_within_the_days(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    say(cast.sam, meeting, "MIND")
    corrections.reopen(meeting=meeting, by=cast.sam.membership, now=PROPOSED, because="A name")
    for player in (cast.farah, cast.jo, cast.col, cast.sol):
        right(player, meeting, now=PROPOSED)
    confirm(cast.sam, meeting, now=PROPOSED + DAY / 8)
    again = ask(cast.farah, meeting, now=PROPOSED + DAY / 4)
    assert again.asked.count() == 2 and not again.asked.filter(has_answered=True).exists()
    assert queries.sharing_of(notes_of(meeting), cast.jo.membership, PROPOSED + DAY).open
    assert shown(cast, again.closes_at) == []


def test_notes_of_a_cancelled_meeting_are_not_shown(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    type(meeting).objects.update(cancelled_at=AFTER, cancelled_by=cast.farah.membership)
    assert shown(cast, ENDS) == []
    with pytest.raises(MeetingCancelled):
        take_back(cast.sam, meeting)
    assert queries.sharing_of(notes_of(meeting), cast.sam.membership, ENDS) is None


def notes_of(meeting):
    return Notes.objects.select_related("meeting").get(meeting=meeting)


def test_the_database_keeps_one_proposal_for_the_same_words(cast):
    meeting = ready(cast)
    made = ask(cast.farah, meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(
            notes=made.notes, version=1, proposed_by=cast.farah.membership, proposed_at=ENDS, closes_at=ENDS
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.update(ended_at=ENDS)


def test_the_letter_goes_to_everyone_who_may_answer_while_it_is_open(cast):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    say(cast.sam, meeting, "MIND")

    def going(now):
        return {v.letter.person for v in notices.verdicts(letters(), now) if "EXPIRE" not in str(v.do).upper()}

    assert going(PROPOSED) == {cast.sam.person, cast.jo.person}
    Membership.objects.filter(pk=cast.jo.membership.pk).update(role="SUPPORTER")
    assert going(PROPOSED) == {cast.sam.person}
    take_back(cast.sam, meeting)
    assert going(PROPOSED) == set()


# --- pages ---


def test_the_whole_way_from_asking_to_the_public_page_and_back(cast, clock, visitor):
    clock(PROPOSED)
    meeting = ready(cast)
    assert "These notes are not shown outside." in page_of(cast, cast.farah, meeting).text
    assert "Outside the group" not in page_of(cast, cast.sam, meeting).text
    asked = cast.farah.client.post(address(cast, meeting, "notes/share/propose/"), follow=True).text
    assert "You asked the group." in asked
    assert "May we show these notes outside?" in cast.sam.client.get(f"/groups/{cast.group.slug}/").text
    assert "Say if you mind" in page_of(cast, cast.sam, meeting).text
    page = page_of(cast, cast.sam, meeting, "share/").text
    assert "Please don’t" in page
    assert "We ask" in page
    assert "Secret." not in page
    nothing = cast.sam.client.post(address(cast, meeting, "notes/share/answer/"), {}).text
    assert "Choose one of the two" in nothing
    done = cast.sam.client.post(address(cast, meeting, "notes/share/answer/"), {"said": "FINE"}, follow=True).text
    assert "Your answer is in, without your name." in done
    assert "You have answered. Thank you." in done
    again = cast.sam.client.post(address(cast, meeting, "notes/share/answer/"), {"said": "MIND"}).text
    assert "You have answered. We cannot change it" in again
    assert "Take the question back" in page_of(cast, cast.farah, meeting, "share/").text
    assert public(cast, visitor, f"notes/{meeting.pk}/").status_code == 404
    clock(ENDS)
    assert "are shown on our public page" in page_of(cast, cast.sam, meeting, "share/").text
    for look in ("", "large/", "plain/"):
        page = public(cast, visitor, look).text
        assert "Notes the group shares" in page
        assert "Meeting on Tuesday 1 December 2026" in page
    page = public(cast, visitor, f"notes/{meeting.pk}/").text
    assert "Letters are late." in page
    assert "We ask" in page
    for hidden in ("Secret.", meeting.title, "Sam", "Farah"):
        assert hidden not in page
    back = cast.jo.client.post(address(cast, meeting, "notes/share/take-back/"), follow=True).text
    assert "You took it back." in back
    assert "This was taken back." in back
    assert public(cast, visitor, f"notes/{meeting.pk}/").status_code == 404
    assert "Notes the group shares" not in public(cast, visitor).text
    refused = cast.jo.client.post(address(cast, meeting, "notes/share/take-back/"), follow=True).text
    assert "These notes are not shown outside." in refused


def test_a_group_that_shows_itself_to_nobody_shows_no_notes(cast, clock, visitor):
    meeting = ready(cast)
    ask(cast.farah, meeting)
    clock(ENDS)
    type(cast.group).objects.filter(pk=cast.group.pk).update(is_public=False)
    assert public(cast, visitor, f"notes/{meeting.pk}/").status_code == 404
    assert "as soon as the group has one again" in page_of(cast, cast.sam, meeting, "share/").text


def test_with_an_objection_the_page_says_so_calmly_and_only_afterwards(cast, clock):
    clock(PROPOSED)
    meeting = ready(cast)
    ask(cast.farah, meeting)
    before = page_of(cast, cast.farah, meeting, "share/").text
    say(cast.sam, meeting, "MIND")
    clock(PROPOSED)
    after = page_of(cast, cast.farah, meeting, "share/").text
    strip = lambda text: [line for line in text.splitlines() if "csrf" not in line and "nonce" not in line]  # noqa: E731
    assert strip(before) == strip(after)
    clock(ENDS)
    page = page_of(cast, cast.farah, meeting, "share/").text
    assert "These notes stay in the group. That is fine: somebody asked for it, and nobody needs to say why." in page
    assert "Take it back" not in page
    refused = cast.farah.client.post(address(cast, meeting, "notes/share/propose/"), follow=True).text
    assert "Somebody asked not to show these notes" in refused


def test_what_is_asked_of_whom(cast, clock):
    clock(PROPOSED)
    meeting = ready(cast)
    invite(cast, meeting, cast.priya)
    ask(cast.farah, meeting)
    assert "Outside the group" not in page_of(cast, cast.priya, meeting).text
    assert page_of(cast, cast.sol, meeting, "share/").status_code == 200
    for player, rest in (
        (cast.sol, "share/answer/"), (cast.farah, "share/answer/"), (cast.priya, "share/"), (cast.sam, "share/propose/"),
        (cast.sol, "share/take-back/"), (cast.nia, "share/"),
    ):  # fmt: skip
        assert player.client.post(address(cast, meeting, f"notes/{rest}")).status_code == 403, rest
    assert not Share.objects.visible_to(cast.priya.membership).exists()
    assert not Share.objects.visible_to(cast.hal.membership).exists()
    assert page_of(cast, cast.sam, to_read(cast), "share/").status_code == 404
    assert page_of(cast, cast.sam, meeting, "share/answer/").status_code == 200


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_outside_the_group_learns_of_it(cast, rest):
    meeting = ready(cast)
    for player in cast.outsiders:
        assert page_of(cast, player, meeting, rest).status_code == 404
        assert player.client.post(address(cast, meeting, f"notes/{rest}")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_for_three_as_for_one(cast, clock, visitor, rows, django_assert_num_queries):
    for _ in range(rows):
        meeting = ready(cast, new=[decision(f"We ask {number}") for number in range(rows)])
        ask(cast.farah, meeting)
    client = cast.sam.client
    clock(PROPOSED)
    with django_assert_num_queries(9):
        client.get(address(cast, meeting, "notes/share/"))
    clock(ENDS)
    with django_assert_num_queries(9):  # nothing else is published
        public(cast, visitor)
    with django_assert_num_queries(3):
        public(cast, visitor, f"notes/{meeting.pk}/")
