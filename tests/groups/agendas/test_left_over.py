"""What a meeting did not finish: kept, offered to the next, carried over with whose wish it is."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from groups.agendas import operations
from groups.agendas.models import Item
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.notices import delivery
from groups.notices.models import Letter
from groups.series import operations as series_operations
from tests.groups.agendas.test_agendas import order, place, propose
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, invite, plan
from tests.groups.series.arrange import meetings as rows
from tests.groups.series.arrange import plan as plan_series

AFTER = STARTS + timedelta(hours=3)


def leave(cast, item, left_as="NOT_REACHED", now=AFTER):
    return operations.leave_over(item=item, by=cast.farah.membership, now=now, left_as=left_as)


def carry(cast, item, meeting, now=AFTER):
    return operations.carry(item=item, meeting=meeting, by=cast.farah.membership, now=now)


def later(cast, days=30, **fields):
    return plan(cast, starts_at=STARTS + timedelta(days=days), title="The next meeting", **fields)


def offered(meeting, now=AFTER):
    return [item.title for item in Item.objects.left_for(meeting, now)]


def left_over(cast, meeting=None, title="Parking", **rest):
    return leave(cast, place(cast, propose(cast.sam, meeting or plan(cast), title)), **rest)


# --- keeping it ---


def test_an_item_that_was_not_reached_is_offered_to_the_next_meeting(cast):
    left_over(cast)
    assert offered(later(cast)) == ["Parking"]
    assert Event.objects.get(what="item_left").sentence == "Farah kept “Parking” for a later meeting."


def test_who_raised_it_is_told_that_it_is_kept(cast):
    left_over(cast, left_as="GO_ON")
    letter = Letter.objects.get(stem="groups/agendas/emails/left")
    assert letter.person == cast.sam.person
    assert "It goes on with it at a later meeting." in letter.text
    delivery.send_due(lambda: AFTER)
    letter.refresh_from_db()
    assert letter.state == "SENT"


def test_nobody_gets_a_letter_about_what_they_kept_themselves_or_nobody_raised(cast):
    meeting = plan(cast)
    own, orphan = propose(cast.farah, meeting, "Mine"), propose(cast.farah, meeting, "Nobody's")
    Item.objects.filter(pk=orphan.pk).update(raised_by=None)
    for item in (own, orphan):
        carry(cast, leave(cast, item), later(cast))
    assert not Letter.objects.filter(stem__startswith="groups/agendas/").exists()


def test_nothing_is_kept_before_the_meeting_has_begun(cast):
    item = place(cast, propose(cast.sam, plan(cast)))
    with pytest.raises(operations.NotBegun):
        leave(cast, item, now=STARTS - timedelta(minutes=1))
    assert leave(cast, item, now=STARTS).left_at == STARTS


def test_what_a_cancelled_meeting_was_to_talk_about_can_be_kept_at_once(cast):
    meeting = plan(cast)
    item = place(cast, propose(cast.sam, meeting))
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow.")
    leave(cast, item, now=SOON_AFTER)
    assert offered(later(cast), SOON_AFTER) == ["Parking"]


def test_a_suggestion_that_never_had_a_place_can_be_kept_too(cast):
    leave(cast, propose(cast.sam, plan(cast)))
    assert offered(later(cast)) == ["Parking"]


def test_a_break_and_what_was_taken_off_are_not_kept(cast):
    meeting = plan(cast)
    rest = propose(cast.farah, meeting, "Tea", purpose="BREAK")
    gone = operations.remove(item=propose(cast.sam, meeting), by=cast.sam.membership, now=SOON_AFTER)
    for item in (rest, gone):
        with pytest.raises(operations.NothingToGoOnWith):
            leave(cast, item)
    with pytest.raises(operations.NothingToGoOnWith):
        leave(cast, propose(cast.sam, meeting, "Parking"), left_as="LOST")


def test_kept_twice_is_kept_once_and_the_reason_may_change(cast):
    item = left_over(cast)
    again = leave(cast, item, "GO_ON", now=AFTER + timedelta(hours=1))
    assert (again.left_as, again.left_at) == ("GO_ON", AFTER)
    assert Letter.objects.filter(stem__endswith="/left").count() == 1
    assert Event.objects.filter(what="item_left").count() == 1


def test_what_was_finished_after_all_is_not_offered_any_more(cast):
    item = left_over(cast)
    for _ in range(2):
        operations.finish(item=item, by=cast.farah.membership, now=AFTER)
    assert offered(later(cast)) == []
    assert Event.objects.filter(what="item_finished").count() == 1


def test_the_database_wants_to_know_who_kept_it_and_from_where_it_was_carried(cast):
    item = propose(cast.sam, plan(cast))
    for wrong in ({"left_at": AFTER}, {"left_as": "GO_ON"}, {"times_carried": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**wrong)


# --- for which meeting ---


def test_a_series_keeps_its_own_and_the_group_the_rest(cast):
    series = plan_series(cast, first_on=date(2026, 12, 9), last_on=date(2027, 1, 6))
    one, two, _ = rows(series)
    when = one.ends_at
    alone = plan(cast)
    leave(cast, propose(cast.sam, one, "Of the circle"), now=when)
    leave(cast, propose(cast.sam, alone, "Of the group"), now=when)
    assert offered(two, when) == ["Of the circle"]
    assert offered(later(cast), when) == ["Of the group"]


def test_what_is_left_of_a_series_with_nothing_ahead_goes_to_the_group(cast):
    series = plan_series(cast, first_on=date(2026, 12, 9), last_on=date(2027, 1, 6))
    one, two, _ = rows(series)
    leave(cast, propose(cast.sam, one, "Of the circle"), now=one.ends_at)
    series_operations.end_from_here(meeting=two, by=cast.farah.membership, now=one.ends_at, because="Done.")
    assert offered(later(cast), one.ends_at) == ["Of the circle"]


def test_an_earlier_meeting_and_another_group_are_offered_nothing(cast):
    left_over(cast)
    assert offered(plan(cast, starts_at=STARTS - timedelta(days=1))) == []
    assert offered(plan(cast, by=cast.faye.membership, starts_at=STARTS + timedelta(days=30))) == []


def test_what_was_raised_first_is_offered_first(cast):
    meeting, second = plan(cast), later(cast, 10)
    first = carry(cast, left_over(cast, meeting, "Raised first"), second)
    Item.objects.filter(pk=first.pk).update(proposed_at=SOON_AFTER - timedelta(minutes=1))
    left_over(cast, meeting, "Raised second")
    leave(cast, first, now=second.ends_at)
    assert offered(later(cast), second.ends_at) == ["Raised first", "Raised second"]


# --- carrying it over ---


def test_one_press_puts_it_on_the_agenda_with_whose_wish_it_is(cast):
    item = left_over(cast)
    there = later(cast)
    new = carry(cast, item, there)
    assert order(there) == ["Parking"]
    assert (new.raised_by, new.proposed_by, new.proposed_at) == (cast.sam.membership, cast.sam.membership, SOON_AFTER)
    assert (new.carried_from, new.carried_in_words) == (item, "carried over once")
    assert offered(there) == []
    assert Letter.objects.filter(
        person=cast.sam.person, stem__endswith="/placed", about__contains=f":{there.pk}:"
    ).exists()


def test_how_often_it_was_carried_is_said(cast):
    item = left_over(cast)
    assert item.carried_in_words == ""
    for n, said in enumerate(["carried over once", "carried over twice", "carried over 3 times"], start=1):
        there = later(cast, 7 * n)
        item = carry(cast, item, there, now=there.starts_at - timedelta(days=1))
        assert item.carried_in_words == said
        leave(cast, item, now=there.ends_at)


def test_two_presses_put_it_there_once_and_no_second_meeting_gets_it(cast):
    item, there, elsewhere = left_over(cast), later(cast), later(cast, 60)
    assert carry(cast, item, there) == carry(cast, item, there)
    with pytest.raises(operations.CarriedAlready):
        carry(cast, item, elsewhere)
    with pytest.raises(operations.CarriedAlready):
        operations.finish(item=item, by=cast.farah.membership, now=AFTER)
    with pytest.raises(operations.CarriedAlready):
        leave(cast, item, "GO_ON")
    assert Item.objects.filter(title="Parking").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(
            meeting=elsewhere, title="x", purpose="HEAR", proposed_at=AFTER, carried_from=item, times_carried=1
        )


def test_what_is_not_left_for_this_meeting_is_not_carried_to_it(cast):
    item = place(cast, propose(cast.sam, plan(cast)))
    with pytest.raises(operations.NotLeftForThis):
        carry(cast, item, later(cast))


def test_a_full_agenda_takes_nothing_more(cast, monkeypatch):
    item, there = left_over(cast), later(cast)
    monkeypatch.setattr(operations, "MOST", 0)
    with pytest.raises(operations.AgendaFull):
        carry(cast, item, there)


# --- the page ---


def page(player, cast, meeting):
    return player.client.get(address(cast, meeting, "agenda/"))


def test_the_buttons_are_there_for_facilitators_once_it_has_begun(cast, clock):
    meeting = plan(cast)
    place(cast, propose(cast.sam, meeting))
    assert "Go on next time" not in page(cast.farah, cast, meeting).text
    clock(STARTS)
    assert "Go on next time" in page(cast.farah, cast, meeting).text
    assert "Go on next time" not in page(cast.sam, cast, meeting).text


def test_a_facilitator_keeps_takes_back_and_carries_over_from_the_pages(cast, clock):
    meeting, there = plan(cast), later(cast)
    item = place(cast, propose(cast.sam, meeting))
    clock(AFTER)
    press = address(cast, meeting, f"agenda/{item.pk}/leave/")
    said = cast.farah.client.post(press, {"left_as": "GO_ON"}, follow=True).text
    assert "“Parking” is kept. It is offered for the next agenda." in said
    assert "We go on with it next time." in said
    said = cast.farah.client.post(press, {"left_as": "FINISHED"}, follow=True).text
    assert "“Parking” is not kept for a later meeting any more." in said
    assert "There is nothing here to go on with." in cast.farah.client.post(press, {"left_as": "?"}, follow=True).text
    cast.farah.client.post(press, {"left_as": "NOT_REACHED"})
    shown = page(cast.sam, cast, there).text
    assert "Left from earlier meetings" in shown
    assert "We did not get to it at Planning care together, Tuesday 8 December 2026, from Sam" in shown
    assert "Put it on this agenda" not in shown
    assert "Put it on this agenda" in page(cast.farah, cast, there).text
    said = cast.farah.client.post(address(cast, there, f"agenda/{item.pk}/carry/"), follow=True).text
    assert "“Parking” is on the agenda." in said
    assert "from Sam, carried over once" in said
    assert "It is on the agenda of" in page(cast.sam, cast, meeting).text
    elsewhere = later(cast, 60)
    said = cast.farah.client.post(address(cast, elsewhere, f"agenda/{item.pk}/carry/"), follow=True).text
    assert "This is on the agenda of a later meeting already." in said


def test_a_guest_learns_nothing_of_other_meetings_from_what_was_left(cast, clock):
    meeting, there = plan(cast), later(cast)
    for one in (meeting, there):
        invite(cast, one, cast.priya)
    item = left_over(cast, meeting)
    clock(AFTER)
    assert "Left from earlier meetings" not in page(cast.priya, cast, there).text
    carry(cast, item, there)
    shown = page(cast.priya, cast, meeting).text
    assert "We did not get to it." in shown
    assert "It is on the agenda of" not in shown


def test_a_meeting_that_is_over_is_offered_nothing(cast, clock):
    left_over(cast)
    there = later(cast)
    clock(there.ends_at)
    assert "Left from earlier meetings" not in page(cast.farah, cast, there).text


def test_only_facilitators_keep_and_carry_and_only_in_their_own_group(cast, clock):
    meeting, there = plan(cast), later(cast)
    item = left_over(cast, meeting)
    clock(AFTER)
    for player in (cast.sam, cast.sol, cast.priya, cast.hal, cast.faye):
        for one, rest in ((meeting, "leave"), (there, "carry")):
            answer = player.client.post(address(cast, one, f"agenda/{item.pk}/{rest}/"), {"left_as": "GO_ON"})
            assert answer.status_code in (403, 404)
    theirs = plan(cast, by=cast.faye.membership)
    other = propose(cast.faye, theirs, "Of the harbour")
    assert cast.farah.client.post(address(cast, there, f"agenda/{other.pk}/carry/")).status_code == 404
    assert not Item.objects.exclude(carried_from=None).exists()


def test_the_page_asks_as_little_of_the_database_with_three_left_as_with_one(cast, clock):
    meeting, there = plan(cast), later(cast)
    clock(AFTER)
    counts = []
    for titles in (["One"], ["Two", "Three"]):
        for title in titles:
            left_over(cast, meeting, title)
        for one in (meeting, there):
            page(cast.farah, cast, one)
            with CaptureQueriesContext(connection) as asked:
                page(cast.farah, cast, one)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
