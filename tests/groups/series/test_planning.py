from datetime import UTC, date, time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.notices import delivery
from groups.notices.models import Letter
from groups.series import operations
from groups.series.models import Series
from tests import builders
from tests.builders import NOW
from tests.groups.series.arrange import meetings as rows
from tests.groups.series.arrange import plan

LATER = NOW + timedelta(days=1)


def change(cast, meeting, now=LATER, **new):
    as_it_is = {"starts": meeting.starts.time(), "ends": meeting.ends.time(), "as_seen": meeting.edition}
    return operations.change_from_here(meeting=meeting, by=cast.farah.membership, now=now, **as_it_is | new)


def end(cast, meeting, now=LATER, because="We have said it all."):
    return operations.end_from_here(meeting=meeting, by=cast.farah.membership, now=now, because=because)


def letters(player, stem):
    return Letter.objects.filter(person=player.person, stem=f"groups/series/emails/{stem}")


# --- planning ---


def test_a_series_becomes_real_meetings_each_like_any_other(cast):
    series = plan(cast, capacity=20)
    made = rows(series)
    assert [one.starts.date() for one in made] == [date(2026, 12, 8) + timedelta(days=14 * n) for n in range(5)]
    assert {(one.title, one.place, one.capacity, one.how, one.length) for one in made} == {
        ("Tuesday circle", "The Weir Centre", 20, "HYBRID", 90)
    }
    meetings.cancel(meeting=made[1], by=cast.farah.membership, now=LATER, because="Snow.")
    assert [one.cancelled for one in rows(series)] == [False, True, False, False, False]


def test_the_clock_on_the_wall_stays_the_same_across_both_changes_of_the_clocks(cast):
    series = plan(cast, rhythm="MONTHLY", first_on=date(2027, 1, 13), last_on=date(2027, 12, 31))
    made = rows(series)
    assert {(one.starts.time(), one.ends.time()) for one in made} == {(time(14), time(15, 30))}
    assert {one.starts_at.astimezone(UTC).hour for one in made} == {13, 14}


def test_a_meeting_that_ends_at_midnight_ends_with_its_day(cast):
    series = plan(cast, starts=time(22), ends=time(0))
    assert {one.length for one in rows(series)} == {120}


def test_planning_sends_each_person_one_letter_with_all_the_dates(cast):
    plan(cast)
    for player in (cast.farah, cast.col, cast.sam, cast.jo, cast.sol):
        letter = Letter.objects.get(person=player.person)
        assert letter.subject == "Are you coming? Tuesday circle, 5 meetings from Tuesday 8 December 2026"
        assert letter.text.count("2pm to 3:30pm on Tuesday") == 5
    assert not Letter.objects.filter(person__in=[cast.priya.person, cast.gone.person, cast.hal.person]).exists()


def test_a_letter_says_each_time_on_the_readers_own_clock(cast):
    cast.sam.person.time_zone = "America/New_York"
    cast.sam.person.save()
    plan(cast)
    assert letters(cast.sam, "planned").get().text.count("(on your clock: 9am to 10:30am") == 5


def test_the_same_form_sent_twice_makes_one_series_and_one_letter(cast):
    first, second = plan(cast), plan(cast, now=NOW + timedelta(seconds=1))
    assert first == second
    assert (Series.objects.count(), Meeting.objects.count()) == (1, 5)
    assert letters(cast.sam, "planned").count() == 1


def test_the_database_itself_takes_no_second_series_alike(cast):
    series = plan(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.create(
            group=series.group, title=series.title, rhythm=series.rhythm, first_on=series.first_on,
            last_on=series.last_on, starts=series.starts, planned_by=series.planned_by, planned_at=NOW,
        )  # fmt: skip


def test_after_it_was_ended_the_same_may_be_planned_again(cast):
    first = plan(cast)
    end(cast, rows(first)[0])
    assert plan(cast, now=LATER) != first


def test_bank_holidays_of_the_group_are_left_out_and_history_says_so(cast):
    series = plan(cast, rhythm="WEEKLY", first_on=date(2027, 3, 22), last_on=date(2027, 4, 5))
    assert [one.starts.date() for one in rows(series)] == [date(2027, 3, 22), date(2027, 4, 5)]
    event = Event.objects.get(what="series_planned")
    assert event.sentence == "Farah planned “Tuesday circle” as 2 meetings: every week, on Monday."
    assert event.detail["skipped"] == ["Monday 29 March 2027 (Easter Monday)"]


def test_one_day_is_no_series_and_neither_are_too_many(cast):
    with pytest.raises(operations.TooFewDays):
        plan(cast, last_on=date(2026, 12, 9))
    with pytest.raises(operations.TooManyDays) as refused:
        plan(cast, rhythm="WEEKLY", last_on=date(2028, 6, 1))
    assert "At most 60" in refused.value.sentence
    assert not Meeting.objects.exists()


def test_a_series_that_begins_in_the_past_leaves_nothing_behind(cast):
    with pytest.raises(meetings.MeetingInThePast):
        plan(cast, first_on=date(2026, 11, 3))
    assert not Series.objects.exists()


# --- change all from here on ---


def test_a_new_time_counts_from_this_meeting_on_and_each_keeps_its_day(cast):
    series = plan(cast)
    change(cast, rows(series)[2], starts=time(10), ends=time(12))
    assert [(one.starts.hour, one.length) for one in rows(series)] == [
        (14, 90),
        (14, 90),
        (10, 120),
        (10, 120),
        (10, 120),
    ]
    assert [one.version for one in rows(series)] == [1, 1, 2, 2, 2]
    days = [one.starts.date() for one in rows(series)]
    assert {(b - a).days for a, b in pairwise(days)} == {14}


def test_changing_sends_one_letter_a_person_with_what_changed_and_all_that_is_to_come(cast):
    series = plan(cast)
    change(cast, rows(series)[3], starts=time(10), ends=time(11), place="The Mill")
    letter = letters(cast.sam, "changed").get()
    assert letter.subject == "Changed: Tuesday circle, 2 meetings from Tuesday 19 January 2027"
    assert "changed: the time and the place. Please say again if you are coming." in letter.text
    assert letter.text.count("10am to 11am on Tuesday") == 4
    assert letter.text.count("2pm to 3:30pm on Tuesday") == 3
    assert "Where: The Mill, or online" in letter.text
    assert not Letter.objects.filter(stem__startswith="groups/meetings/").exists()


def test_a_new_link_alone_asks_nobody_again(cast):
    series = plan(cast)
    change(cast, rows(series)[0], joining_link="https://meet.example.org/new")
    letter = letters(cast.sam, "changed").get()
    assert "changed: how to join.\n" in letter.text
    assert rows(series)[0].moved_at is None
    assert (
        Event.objects.get(what="series_changed").sentence
        == "Farah changed how to join of 5 meetings of “Tuesday circle”."
    )


def test_a_meeting_with_a_place_of_its_own_keeps_it_when_only_the_time_changes(cast):
    series = plan(cast)
    made = rows(series)
    meetings.change(meeting=made[3], by=cast.farah.membership, now=LATER, place="The Mill")
    change(cast, made[1], starts=time(15), ends=time(16), place="The Weir Centre")
    assert [one.place for one in rows(series)] == ["The Weir Centre"] * 3 + ["The Mill", "The Weir Centre"]
    assert "Where:" not in letters(cast.sam, "changed").get().text


def test_a_cancelled_meeting_and_one_that_has_begun_stay_as_they_are(cast):
    series = plan(cast)
    made = rows(series)
    meetings.cancel(meeting=made[2], by=cast.farah.membership, now=LATER, because="Snow.")
    change(cast, made[0], now=made[0].starts_at + timedelta(minutes=1), place="The Mill")
    assert [one.place for one in rows(series)] == [
        "The Weir Centre",
        "The Mill",
        "The Weir Centre",
        "The Mill",
        "The Mill",
    ]


def test_nothing_different_is_said_and_nothing_is_changed(cast):
    series = plan(cast)
    with pytest.raises(operations.NothingChanged):
        change(cast, rows(series)[0], place="The Weir Centre")
    assert {one.version for one in rows(series)} == {1}


def test_who_looked_at_an_older_state_changes_nothing(cast):
    series = plan(cast)
    first = rows(series)[0]
    meetings.change(meeting=first, by=cast.col.membership, now=LATER, place="The Mill")
    with pytest.raises(meetings.ChangedMeanwhile):
        change(cast, first, place="The Hall")


def test_a_time_that_has_passed_today_is_refused_for_all(cast):
    series = plan(cast)
    first = rows(series)[0]
    with pytest.raises(meetings.MeetingInThePast):
        change(cast, first, now=first.starts_at - timedelta(hours=1), starts=time(9), ends=time(10))
    assert {one.starts.hour for one in rows(series)} == {14}


def test_a_meeting_by_itself_is_no_series(cast):
    alone = builders.meeting(cast.group, cast.farah.membership)
    with pytest.raises(operations.NotInASeries):
        change(cast, alone, place="The Mill")
    with pytest.raises(operations.NotInASeries):
        end(cast, alone)


# --- end the series from here ---


def test_ending_cancels_the_rest_with_one_letter_a_person(cast):
    series = plan(cast)
    end(cast, rows(series)[2])
    assert [one.cancelled for one in rows(series)] == [False, False, True, True, True]
    assert {one.cancelled_because for one in rows(series)[2:]} == {"We have said it all."}
    letter = letters(cast.sam, "ended").get()
    assert letter.subject == "Cancelled: Tuesday circle, 3 meetings from Tuesday 5 January 2027"
    cancelled, stay = letter.text.split("These meetings stay:")
    assert (cancelled.count("- 2pm"), stay.count("- 2pm")) == (3, 2)
    assert "Why: We have said it all." in letter.text
    assert not Letter.objects.filter(stem__startswith="groups/meetings/").exists()
    series.refresh_from_db()
    assert (series.ended, series.ended_by) == (True, cast.farah.membership)


def test_a_series_is_ended_once(cast):
    series = plan(cast)
    made = rows(series)
    end(cast, made[0])
    with pytest.raises(operations.NothingFromHere):
        end(cast, made[0])
    assert letters(cast.sam, "ended").count() == 1


# --- who is told ---


def test_a_guest_hears_only_of_the_meetings_they_are_invited_to(cast):
    series = plan(cast)
    made = rows(series)
    meetings.invite(meeting=made[4], guest=cast.priya.membership, by=cast.farah.membership, now=LATER)
    meetings.invite(meeting=made[0], guest=cast.okoro.membership, by=cast.farah.membership, now=LATER)
    end(cast, made[3])
    letter = letters(cast.priya, "ended").get()
    assert "This meeting is cancelled" in letter.text
    assert letter.text.count("2pm to 3:30pm") == 1
    assert letter.path.endswith(f"/meetings/{made[4].pk}/")
    assert not letters(cast.okoro, "ended").exists()


def test_a_letter_overtaken_by_a_change_is_not_sent_and_the_newer_one_is(cast):
    series = plan(cast)
    change(cast, rows(series)[0], starts=time(10), ends=time(11))
    delivery.send_due(lambda: LATER)
    assert letters(cast.sam, "planned").get().because == "CHANGED"
    assert letters(cast.sam, "changed").get().state == "SENT"


def test_a_letter_does_not_go_to_a_guest_who_was_taken_off_or_a_person_who_left(cast):
    series = plan(cast)
    made = rows(series)
    meetings.invite(meeting=made[0], guest=cast.priya.membership, by=cast.farah.membership, now=LATER)
    change(cast, made[0], starts=time(10), ends=time(11))
    meetings.take_off(meeting=made[0], guest=cast.priya.membership, by=cast.farah.membership, now=LATER)
    cast.jo.membership.left_at = LATER
    cast.jo.membership.save()
    delivery.send_due(lambda: LATER)
    assert letters(cast.priya, "changed").get().because == "CHANGED"
    assert letters(cast.jo, "changed").get().state == "EXPIRED"
    assert letters(cast.sam, "changed").get().state == "SENT"
