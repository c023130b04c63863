"""Waiting for a place in a full room, and places going to whoever came first."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.meetings.models import Reply
from groups.membership import operations as membership
from groups.membership.models import Support
from groups.notices import delivery
from groups.notices.models import Letter
from groups.places import operations, queries, tasks
from groups.places.models import Waiting
from tests import builders
from tests.cast import Player
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, in_person, invite, plan, says

LATER = SOON_AFTER + timedelta(hours=1)


def full(cast, **fields):
    """A meeting with one place, which Farah has."""
    meeting = in_person(cast, capacity=1, **fields)
    says(cast.farah, meeting)
    return meeting


def wait(player, meeting, now=SOON_AFTER):
    return operations.wait(meeting=meeting, by=player.membership, now=now)


def tick(now=LATER):
    return tasks.give(now)


def seated(meeting):
    return {reply.membership.person.name for reply in meeting.replies.seated()}


def line(meeting):
    return [one.membership.person.name for one in meeting.waiting.in_line()]


def page(player, cast, meeting):
    return player.client.get(address(cast, meeting, "places/"))


# --- the line ---


def test_people_wait_in_the_order_they_came(cast):
    meeting = full(cast)
    for player in (cast.jo, cast.sam, cast.col):
        wait(player, meeting)
    assert line(meeting) == ["Jo", "Sam", "Col"]
    operations.stop_waiting(meeting=meeting, by=cast.jo.membership, now=LATER)
    assert line(meeting) == ["Sam", "Col"]


def test_waiting_twice_keeps_the_first_place_in_line(cast):
    meeting = full(cast)
    assert wait(cast.jo, meeting) == wait(cast.jo, meeting, LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiting.objects.create(meeting=meeting, membership=cast.jo.membership, since_at=LATER)


def test_nobody_waits_where_there_is_a_place_or_for_a_second_one(cast):
    meeting = in_person(cast, capacity=2)
    with pytest.raises(operations.ThereIsAPlace):
        wait(cast.jo, meeting)
    says(cast.jo, meeting)
    with pytest.raises(operations.HasAPlace):
        wait(cast.jo, meeting)


def test_nobody_waits_for_a_meeting_that_has_begun_was_cancelled_or_has_no_limit(cast):
    meeting = full(cast)
    with pytest.raises(operations.TooLate):
        wait(cast.jo, meeting, STARTS)
    with pytest.raises(operations.TooLate):
        wait(cast.jo, plan(cast))
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow.")
    with pytest.raises(operations.TooLate):
        wait(cast.jo, meeting)


def test_whoever_is_not_invited_does_not_wait(cast):
    meeting = full(cast)
    for player in (cast.priya, cast.hal):
        with pytest.raises(meetings.NotAskedHere):
            wait(player, meeting)
    invite(cast, meeting, cast.priya)
    wait(cast.priya, meeting)


# --- giving places ---


def test_a_free_place_goes_to_whoever_came_first_and_they_are_told(cast):
    meeting = full(cast)
    for player in (cast.jo, cast.sam):
        wait(player, meeting)
    says(cast.farah, meeting, "NO")
    assert tick() == 1
    assert (seated(meeting), line(meeting)) == ({"Jo"}, ["Sam"])
    letter = Letter.objects.get(stem="groups/places/emails/place")
    assert letter.person == cast.jo.person
    assert letter.subject.startswith("A place is free for you: Planning care together")
    assert Event.objects.get(what="place_given").sentence.endswith("became free and went to the next in line.")
    assert tick() == 0


def test_somebody_who_comes_later_cannot_take_a_place_that_others_wait_for(cast):
    meeting = full(cast)
    wait(cast.jo, meeting)
    wait(cast.sam, meeting)
    says(cast.farah, meeting, "NO")
    for player in (cast.col, cast.sam):
        with pytest.raises(meetings.MeetingFull):
            says(player, meeting)
    says(cast.jo, meeting)
    assert (seated(meeting), line(meeting)) == ({"Jo"}, ["Sam"])


def test_without_a_line_a_free_place_is_anybodys(cast):
    meeting = full(cast)
    says(cast.farah, meeting, "NO")
    says(cast.col, meeting)
    assert seated(meeting) == {"Col"}


def test_more_places_go_to_as_many_as_there_are(cast):
    meeting = full(cast)
    for player in (cast.jo, cast.sam, cast.col):
        wait(player, meeting)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, capacity=3)
    assert tick() == 2
    assert (seated(meeting), line(meeting)) == ({"Farah", "Jo", "Sam"}, ["Col"])


def test_a_place_of_somebody_who_left_goes_on_and_whoever_left_holds_nobody_up(cast):
    meeting = in_person(cast, capacity=1)
    says(cast.col, meeting)
    wait(cast.jo, meeting)
    wait(cast.sam, meeting)
    for gone in (cast.col, cast.jo):
        type(gone.membership).objects.filter(pk=gone.membership.pk).update(left_at=SOON_AFTER)
    assert tick() == 1
    assert meeting.replies.seated().of_current().get().membership == cast.sam.membership


def test_a_guest_who_was_taken_off_gets_no_place(cast):
    meeting = full(cast)
    invite(cast, meeting, cast.priya)
    wait(cast.priya, meeting)
    meetings.take_off(meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=SOON_AFTER)
    wait(cast.sam, meeting)
    says(cast.farah, meeting, "NO")
    assert tick() == 1
    assert seated(meeting) == {"Sam"}


def test_what_they_need_comes_with_them(cast):
    meeting = full(cast)
    cast.jo.person.access_needs = "A ramp."
    cast.jo.person.save()
    says(cast.sam, meeting, "MAYBE", needs="Large print.")
    for player in (cast.jo, cast.sam):
        wait(player, meeting)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, capacity=3)
    tick()
    needs = dict(Reply.objects.seated().values_list("membership__person__name", "needs"))
    assert (needs["Jo"], needs["Sam"]) == ("A ramp.", "Large print.")


def test_saying_no_leaves_the_line_and_maybe_or_online_does_not(cast):
    meeting = plan(cast, capacity=1)
    says(cast.farah, meeting)
    for player, answer, way in ((cast.jo, "NO", ""), (cast.sam, "MAYBE", ""), (cast.col, "YES", "ONLINE")):
        wait(player, meeting)
        says(player, meeting, answer, way)
    assert line(meeting) == ["Sam", "Col"]


def test_after_it_has_begun_or_was_cancelled_no_place_is_given(cast):
    meeting = full(cast)
    wait(cast.jo, meeting)
    says(cast.farah, meeting, "NO")
    assert operations.give(meeting=meeting, now=STARTS) == tick(STARTS) == 0
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow.")
    assert tick() == 0
    assert line(meeting) == ["Jo"]


def test_the_letter_does_not_go_to_somebody_who_gave_the_place_back_or_of_a_cancelled_meeting(cast):
    one, two, three = (full(cast, title=title) for title in ("One", "Two", "Three"))
    for meeting in (one, two, three):
        wait(cast.jo, meeting)
        says(cast.farah, meeting, "NO")
    assert tick() == 3
    says(cast.jo, one, "NO", now=LATER)
    meetings.cancel(meeting=two, by=cast.farah.membership, now=LATER, because="Snow.")
    delivery.send_due(lambda: LATER)
    states = dict(Letter.objects.filter(stem=operations.emails.STEM).values_list("about", "state"))
    assert [states[f"meeting:{one.pk}:1"], states[f"meeting:{two.pk}:1"], states[f"meeting:{three.pk}:1"]] == [
        "EXPIRED", "EXPIRED", "SENT",
    ]  # fmt: skip


def test_a_crowd_is_served_in_order_and_never_overbooked(cast):
    meeting = in_person(cast, capacity=3)
    crowd = [Player(m, m.person) for m in (builders.membership(cast.group, name=f"P{n:02}") for n in range(12))]
    for player in crowd[:3]:
        says(player, meeting)
    for player in crowd[3:]:
        wait(player, meeting)
    for n, player in enumerate(crowd[:9]):
        says(player, meeting, "NO")
        assert tick(LATER + timedelta(minutes=n)) == 1
        assert meeting.replies.seated().count() == 3
        assert crowd[n + 3].membership in {reply.membership for reply in meeting.replies.seated()}
    assert line(meeting) == []


# --- the page ---


def test_a_person_goes_on_the_list_sees_their_place_and_leaves_it(cast):
    meeting = full(cast)
    there = address(cast, meeting, "places/")
    assert "Put me on the waiting list" in page(cast.sam, cast, meeting).text
    wait(cast.jo, meeting)
    said = cast.sam.client.post(there, {"deed": "wait"}, follow=True).text
    assert "You are on the waiting list." in said
    assert "You are number 2 in line." in said
    assert "You are next in line." in page(cast.jo, cast, meeting).text
    said = cast.sam.client.post(there, {"deed": "stop"}, follow=True).text
    assert "You are not on the waiting list any more." in said
    cast.sam.client.post(there, {"deed": "stop"})
    assert Event.objects.filter(what="place_not_waited_for").count() == 1


def test_the_page_says_how_it_is_for_each(cast, clock):
    meeting = full(cast)
    assert "You have a place." in page(cast.farah, cast, meeting).text
    open_ = in_person(cast, capacity=2)
    assert "There is a place for you." in page(cast.sam, cast, open_).text
    assert "There is a place for you: say" in cast.sam.client.post(address(cast, open_, "places/"), follow=True).text
    clock(STARTS)
    assert "No more places are given out" in page(cast.sam, cast, meeting).text


def test_only_facilitators_see_who_waits(cast):
    meeting = full(cast)
    assert "Nobody waits." in page(cast.farah, cast, meeting).text
    wait(cast.jo, meeting)
    assert "Jo" in page(cast.farah, cast, meeting).text
    read = BeautifulSoup(page(cast.sam, cast, meeting).text, "html.parser").main.get_text()  # no random letters
    assert "Jo" not in read
    assert list(Waiting.objects.visible_to(cast.sam.membership)) == []
    assert [one.membership for one in Waiting.objects.visible_to(cast.jo.membership)] == [cast.jo.membership]


def test_the_page_is_there_for_those_who_may_come_and_where_places_are_counted(cast):
    meeting = full(cast)
    for player in cast.outsiders:
        assert page(player, cast, meeting).status_code == 404
    assert page(cast.priya, cast, meeting).status_code == 404
    assert page(cast.nia, cast, meeting).status_code == 403
    assert page(cast.sam, cast, plan(cast)).status_code == 404
    assert page(cast.sam, cast, plan(cast, how="ONLINE", capacity=3)).status_code == 404
    assert not queries.is_full(plan(cast), cast.sam.membership)


def test_a_full_room_tells_of_the_list_and_the_meeting_leads_to_it(cast):
    meeting = full(cast)
    with pytest.raises(meetings.MeetingFull) as refused:
        says(cast.sam, meeting)
    assert "You can go on the waiting list" in refused.value.sentence
    assert address(cast, meeting, "places/") in cast.sam.client.get(address(cast, meeting)).text
    assert "/places/" not in cast.sam.client.get(address(cast, plan(cast))).text


def test_the_page_asks_as_little_of_the_database_with_three_waiting_as_with_one(cast):
    meeting, counts = full(cast), []
    for players in ((cast.jo,), (cast.sam, cast.col)):
        for player in players:
            wait(player, meeting)
        page(cast.farah, cast, meeting)
        with CaptureQueriesContext(connection) as asked:
            page(cast.farah, cast, meeting)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


# --- for whom one supports ---


def help_sam(cast, meeting, deed="wait", whose=None):
    told = {"deed": deed, "whose": (whose or cast.sam).membership.pk}
    return cast.sol.client.post(address(cast, meeting, "places/"), told, follow=True)


def test_a_supporter_puts_the_member_they_help_on_the_list_and_the_member_is_told(cast):
    meeting = full(cast)
    assert "Put them on the waiting list" in page(cast.sol, cast, meeting).text
    wait(cast.jo, meeting)
    assert "Sam is on the waiting list. We are telling them." in help_sam(cast, meeting).text
    assert line(meeting) == ["Jo", "Sam"]
    assert "They are number 2 in line." in page(cast.sol, cast, meeting).text
    letter = Letter.objects.get(stem="groups/places/emails/noted")
    assert letter.person == cast.sam.person
    assert letter.subject == "You are on the waiting list: Planning care together"
    assert "Sol put you on the waiting list" in letter.text
    operations.stop_waiting(meeting=meeting, by=cast.jo.membership, now=SOON_AFTER)
    assert "They are next in line." in page(cast.sol, cast, meeting).text
    assert "Sam is not on the waiting list any more." in help_sam(cast, meeting, "stop").text
    assert line(meeting) == []
    assert "Sol" not in " ".join(Event.objects.values_list("sentence", flat=True))
    delivery.send_due(lambda: LATER)
    assert set(Letter.objects.filter(stem="groups/places/emails/noted").values_list("state", flat=True)) == {"SENT"}


def test_a_supporter_is_led_to_the_reply_where_there_is_a_place_and_sees_who_has_one(cast):
    open_ = in_person(cast, capacity=2)
    assert address(cast, open_, f"reply/{cast.sam.membership.pk}/") in page(cast.sol, cast, open_).text
    says(cast.sam, open_)
    assert "They have a place." in page(cast.sol, cast, open_).text
    assert "There is a place for you" in help_sam(cast, in_person(cast, capacity=3, title="Free")).text


def test_a_supporter_puts_nobody_else_on_the_list_and_when_consent_ends_nobody(cast):
    meeting = full(cast)
    assert help_sam(cast, meeting, whose=cast.jo).status_code == 403
    answer = cast.jo.client.post(address(cast, meeting, "places/"), {"deed": "wait", "whose": cast.sam.membership.pk})
    assert answer.status_code == 403
    Support.objects.create(member=cast.jo.membership, supporter=cast.sol.membership, consented_at=SOON_AFTER)
    help_sam(cast, meeting)
    membership.unlink_supporter(support=Support.objects.get(member=cast.sam.membership), now=SOON_AFTER)
    for deed in ("wait", "stop"):
        assert help_sam(cast, meeting, deed).status_code == 403
    for deed in (operations.wait, operations.stop_waiting):
        for whose in (cast.sam, cast.col):
            with pytest.raises(operations.NotTheirs):
                deed(meeting=meeting, by=cast.sol.membership, now=LATER, whose=whose.membership)
    assert line(meeting) == ["Sam"]
    assert "Sam" not in page(cast.sol, cast, meeting).text


def test_a_member_who_was_not_on_the_list_is_told_nothing_when_taken_off(cast):
    help_sam(cast, full(cast), "stop")
    assert not Letter.objects.filter(stem="groups/places/emails/noted").exists()
