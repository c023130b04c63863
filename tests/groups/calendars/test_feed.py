"""The private address a calendar reads: whose it is, what it says, and when it stops."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from groups.calendars import operations
from groups.calendars.models import CalendarAddress
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.membership.models import Membership, Support
from tests import builders
from tests.builders import NOW
from tests.cast import Player
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import STARTS, invite
from tests.groups.notices.test_operations import preferring


def address_of(player):
    made = operations.make_address(by=player.person, now=NOW)
    return reverse("calendar_feed", kwargs={"token": made.token})


def read(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events, answer


def titles(visitor, address):
    return [str(event["SUMMARY"]) for event in read(visitor, address)[0]]


# --- the page ---


def test_a_person_makes_sees_renews_and_switches_off_their_address(cast, visitor):
    arrange.plan(cast)
    page, client = reverse("calendar_address"), cast.sam.client
    assert "Make an address for my calendar" in client.get(page).text
    shown = client.post(page, {"deed": "make"}, follow=True).text
    first = reverse("calendar_feed", kwargs={"token": CalendarAddress.objects.get().token})
    assert f"http://127.0.0.1:8000{first}" in shown
    assert f"http://127.0.0.1:8000{first}" in client.get(page).text
    client.post(page, {"deed": "make"})
    second = reverse("calendar_feed", kwargs={"token": CalendarAddress.objects.get().token})
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (404, 200)
    shown = client.post(page, {"deed": "off"}, follow=True).text
    assert "The address is switched off." in shown
    assert visitor.get(second).status_code == 404
    client.post(page, {"deed": "off"})
    assert [event.what for event in Event.objects.filter(what__startswith="calendar").order_by("id")] == [
        "calendar_address_made", "calendar_address_made", "calendar_address_ended",
    ]  # fmt: skip


def test_the_page_with_the_address_is_kept_nowhere_and_is_only_ones_own(cast, visitor):
    address = address_of(cast.sam)
    answer = cast.sam.client.get(reverse("calendar_address"))
    assert answer["Cache-Control"] == "private, no-store"
    assert address not in cast.jo.client.get(reverse("calendar_address")).text
    assert visitor.get(reverse("calendar_address")).status_code == 302


def test_history_does_not_hold_the_address(cast):
    address_of(cast.sam)
    key = CalendarAddress.objects.get().key
    assert key not in str(list(Event.objects.values()))


# --- what it says ---


def test_it_says_title_time_and_place_and_nothing_else(cast, visitor):
    arrange.plan(
        cast, about="A secret matter", arrangements="Interpreter", place_access="Ramp", joining_note="Ring 01632"
    )
    [event], answer = read(visitor, address_of(cast.sam))
    assert (event["SUMMARY"], event["LOCATION"]) == ("Planning care together", "The Weir Centre, or online")
    assert event.start.astimezone(STARTS.tzinfo) == STARTS
    for word in ("secret", "Interpreter", "Ramp", "01632", "meet.example", "Farah", "Sam", "DESCRIPTION", "ATTENDEE"):
        assert word not in answer.text, word
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_a_discreet_persons_calendar_says_neither_title_nor_place(cast, visitor, now):
    meeting = arrange.plan(cast)
    preferring(cast.sam.person, now, discreet=True)
    address = address_of(cast.sam)
    [event], answer = read(visitor, address)
    assert event["SUMMARY"] == "Meeting"
    for word in ("Planning", "Weir", cast.group.name, cast.group.slug, "URL"):
        assert word not in answer.text, word
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=NOW, because="Snow.")
    assert titles(visitor, address) == ["Cancelled: Meeting"]
    assert "neither" not in cast.jo.client.get(reverse("calendar_address")).text
    assert "The word “Meeting” and the time." in cast.sam.client.get(reverse("calendar_address")).text


def test_a_moved_and_a_cancelled_meeting_replace_what_the_calendar_had(cast, visitor):
    meeting, address = arrange.plan(cast), address_of(cast.sam)
    before = read(visitor, address)[0][0]
    meetings.change(meeting=meeting, by=cast.farah.membership, now=NOW, place="The Mill")
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=NOW, because="Snow.")
    after = read(visitor, address)[0][0]
    assert before["UID"] == after["UID"]
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"]), after["STATUS"]) == (1, 3, "CANCELLED")


def test_hostile_titles_cannot_add_lines(cast, visitor):
    arrange.plan(cast, title="Tea\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT", place="Hall\nBEGIN:VALARM")
    events, answer = read(visitor, address_of(cast.sam))
    lines = answer.text.replace("\r\n ", "").splitlines()
    assert not [line for line in lines if line.startswith(("ATTENDEE", "BEGIN:VALARM"))]
    assert len(events) == 1


def test_meetings_long_past_are_left_out(cast, visitor, clock):
    arrange.plan(cast)
    address = address_of(cast.sam)
    clock(STARTS + timedelta(days=59))
    assert len(titles(visitor, address)) == 1
    clock(STARTS + timedelta(days=61))
    assert titles(visitor, address) == []


# --- for whom, and how long ---


def test_it_holds_the_meetings_of_all_their_groups_and_of_no_other(cast, visitor):
    arrange.plan(cast, title="Rivers")
    arrange.plan(cast, title="Harbour", by=cast.faye.membership)
    address = address_of(cast.sam)
    assert titles(visitor, address) == ["Rivers"]
    builders.membership(cast.other_group, who=cast.sam.person)
    assert sorted(titles(visitor, address)) == ["Harbour", "Rivers"]


def test_whoever_leaves_a_group_loses_its_meetings_at_once(cast, visitor):
    arrange.plan(cast)
    address = address_of(cast.sam)
    assert len(titles(visitor, address)) == 1
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=NOW)
    assert titles(visitor, address) == []


def test_a_guest_sees_meetings_they_are_invited_to_for_as_long_as_they_are(cast, visitor):
    one, _ = arrange.plan(cast, title="With Priya"), arrange.plan(cast, title="Without")
    address = address_of(cast.priya)
    assert titles(visitor, address) == []
    for player in (cast.priya, cast.okoro):
        invite(cast, one, player)
    assert titles(visitor, address) == ["With Priya"]
    meetings.take_off(meeting=one, guest=cast.priya.membership, by=cast.farah.membership, now=NOW)
    assert titles(visitor, address) == []


def test_two_guests_at_a_meeting_do_not_show_it_twice(cast, visitor):
    one = arrange.plan(cast)
    for player in (cast.priya, cast.okoro):
        invite(cast, one, player)
    assert len(titles(visitor, address_of(cast.sam))) == 1


def test_a_coordinator_and_a_supporter_nobody_wants_any_more_see_none(cast, visitor):
    arrange.plan(cast)
    assert titles(visitor, address_of(cast.nia)) == []
    address = address_of(cast.sol)
    assert len(titles(visitor, address)) == 1
    Support.objects.update(ended_at=NOW)
    assert titles(visitor, address) == []


def test_a_closed_account_and_a_wrong_address_are_not_found(cast, visitor):
    address = address_of(cast.sam)
    key, _, seal = CalendarAddress.objects.get().token.partition(".")
    for wrong in ("x", key, f"{key}.{seal[:-1]}x", f"x{key}.{seal}"):
        assert visitor.get(reverse("calendar_feed", kwargs={"token": wrong})).status_code == 404
    cast.sam.person.is_active = False
    cast.sam.person.save()
    assert visitor.get(address).status_code == 404


def test_what_is_kept_does_not_give_the_address_away(cast, visitor, settings):
    made = operations.make_address(by=cast.sam.person, now=NOW)
    token = made.token
    assert token not in str(list(CalendarAddress.objects.values()))
    assert visitor.get(reverse("calendar_feed", kwargs={"token": made.key})).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(cast, visitor, method):
    assert getattr(visitor, method)(address_of(cast.sam)).status_code == 405


def test_reading_it_takes_as_few_statements_with_three_meetings_as_with_one(cast, visitor):
    address, counts = address_of(cast.sam), []
    for _ in range(2):
        for day in range(2):
            arrange.plan(cast, starts_at=STARTS + timedelta(days=day))
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3


def test_somebody_without_a_group_has_an_empty_calendar(cast, visitor):
    assert titles(visitor, address_of(Player(None, cast.nobody.person))) == []
