from datetime import UTC, datetime, timedelta

import pytest

from groups.charter.models import Group
from groups.meetings import operations as meetings
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.plans.models import Plan
from groups.reminders import operations, queries, tasks
from groups.reminders.models import Reminder
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import STARTS, invite, plan, says

WEEK = STARTS - timedelta(days=7)
DAY = STARTS - timedelta(days=1)
MINUTE = timedelta(minutes=1)


def reminded(days=None):
    rows = Letter.objects.filter(kind="REMINDER")
    if days:
        rows = rows.filter(key__endswith=f":{days}-days")
    return set(rows.values_list("person__name", flat=True))


def planned(cast, amount, **fields):
    return Plan.objects.create(group=cast.group, kind="MEETING", amount=amount, **fields)


def test_everyone_is_reminded_a_week_and_a_day_before_at_the_same_wall_time(cast):
    plan(cast)
    assert tasks.remind(WEEK - MINUTE) == 0
    assert tasks.remind(WEEK) == 5
    assert tasks.remind(DAY - MINUTE) == 0
    assert tasks.remind(DAY) == 5
    assert reminded(7) == reminded(1) == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_a_reminder_has_the_key_that_outside_checks_know(cast):
    meeting = plan(cast)
    tasks.remind(DAY)
    key = f"reminder:meeting-{meeting.pk}:v1:person-{cast.sam.person.pk}:1-days"
    assert Letter.objects.filter(key=key).count() == 1


def test_a_second_tick_reminds_nobody_twice(cast):
    plan(cast)
    tasks.remind(WEEK)
    assert tasks.remind(WEEK + MINUTE) == 0
    assert Letter.objects.filter(kind="REMINDER").count() == 5


def test_two_workers_at_once_post_one_round(cast):
    plan(cast)
    (due,) = queries.reminders_due(WEEK)
    assert operations.remind(due, now=WEEK) == 5
    assert operations.remind(due, now=WEEK) == 0
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_at", "due"),
    [
        # the clocks go forward on 28 March 2027, back on 31 October 2027
        (datetime(2027, 3, 28, 13, 0, tzinfo=UTC), datetime(2027, 3, 27, 14, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 14, 0, tzinfo=UTC), datetime(2027, 10, 30, 13, 0, tzinfo=UTC)),
        (datetime(2028, 3, 1, 14, 0, tzinfo=UTC), datetime(2028, 2, 29, 14, 0, tzinfo=UTC)),
        (datetime(2027, 3, 29, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 1:30 does not exist
    ],
)
def test_a_day_before_is_the_same_wall_time_whatever_the_clocks_do(cast, starts_at, due):
    plan(cast, starts_at=starts_at)
    assert tasks.remind(due - MINUTE) == 0
    assert tasks.remind(due) == 5


def test_after_an_outage_of_less_than_three_days_the_reminder_still_goes(cast):
    plan(cast)
    assert tasks.remind(WEEK + timedelta(hours=71)) == 5
    assert "We meet in 4 days" in Letter.objects.filter(kind="REMINDER").first().text


def test_after_an_outage_that_ended_in_the_night_the_reminder_waits_for_the_morning(cast):
    plan(cast)
    night = DAY.replace(hour=3) - timedelta(days=5)  # the one a week before was missed by day
    assert tasks.remind(night) == 0 and not Reminder.objects.exists()
    foretold = queries.coming("MEETING")(cast.farah.membership, [], night)
    assert foretold[0].at == night.replace(hour=8)
    assert tasks.remind(night.replace(hour=8)) == 5


def test_what_is_missed_before_a_meeting_that_begins_before_the_morning_goes_in_the_night(cast):
    begins = STARTS.replace(hour=7)
    plan(cast, starts_at=begins, ends_at=begins + timedelta(hours=1))
    planned(cast, 18, unit="HOURS")
    assert tasks.remind(begins.replace(hour=3)) == 5  # 18 hours before was by day


def test_a_missed_one_that_waits_for_the_morning_is_overtaken_by_one_that_is_on_time_in_the_night(cast):
    begins = STARTS.replace(hour=9)
    plan(cast, starts_at=begins, ends_at=begins + timedelta(hours=1))
    planned(cast, 2, unit="HOURS")
    assert tasks.remind(begins.replace(hour=3)) == 0
    assert tasks.remind(begins.replace(hour=7)) == 5
    assert tasks.remind(begins.replace(hour=8)) == 0 and reminded(1) == set()


def test_a_reminder_whose_own_time_is_in_the_night_is_on_time(cast):
    begins = STARTS.replace(hour=7)
    plan(cast, starts_at=begins, ends_at=begins + timedelta(hours=1))
    assert tasks.remind(begins - timedelta(days=1)) == 5


def test_after_a_longer_outage_a_stale_reminder_does_not_go(cast):
    plan(cast)
    assert tasks.remind(WEEK + timedelta(hours=73)) == 0
    assert tasks.remind(STARTS + MINUTE) == 0
    assert reminded() == set()


def test_when_two_reminders_are_due_at_once_only_the_nearer_goes(cast):
    planned(cast, 3)
    planned(cast, 2)
    plan(cast)
    assert tasks.remind(DAY) == 5
    assert reminded(1) and not reminded(2) and not reminded(3)
    assert tasks.remind(DAY + MINUTE) == 0
    assert Reminder.objects.count() == 3


def test_a_group_that_wants_no_reminders_gets_none(cast):
    planned(cast, 7, on=False)
    planned(cast, 1, on=False)
    plan(cast)
    assert tasks.remind(DAY) == 0


def test_who_said_no_is_not_reminded(cast):
    meeting = plan(cast)
    says(cast.sam, meeting, "NO")
    says(cast.jo, meeting, "MAYBE", needs="Tea")
    tasks.remind(DAY)
    assert "Sam" not in reminded()
    letter = Letter.objects.get(kind="REMINDER", person=cast.jo.person)
    assert "You said: Maybe. We have your note of what you need." in letter.text
    assert "Tea" not in letter.text
    assert letter.subject == "We meet tomorrow: Planning care together"
    assert Letter.objects.get(kind="REMINDER", person=cast.col.person).subject.startswith("Are you coming? We meet")


def test_who_said_no_before_the_meeting_was_moved_is_asked_again(cast, now):
    meeting = plan(cast)
    says(cast.sam, meeting, "NO")
    meetings.change(meeting=meeting, by=cast.farah.membership, now=now + timedelta(hours=2), place="The Mill")
    tasks.remind(DAY)
    letter = Letter.objects.get(kind="REMINDER", person=cast.sam.person)
    assert "You have not said yet if you are coming." in letter.text


def test_guests_are_reminded_and_others_from_the_system_are_not(cast):
    invite(cast, plan(cast), cast.priya)
    tasks.remind(DAY)
    assert "Priya" in reminded()
    assert "Dr Okoro" not in reminded()
    assert "Nia" not in reminded()


def test_whoever_has_just_been_told_of_a_meeting_is_not_reminded_in_the_same_breath(cast, now):
    plan(cast, starts_at=now + timedelta(days=6))
    assert tasks.remind(now + MINUTE) == 0
    assert tasks.remind(now + timedelta(days=5)) == 5


def test_a_moved_meeting_reminds_again_for_its_new_time(cast):
    meeting = plan(cast)
    tasks.remind(WEEK)
    later = STARTS + timedelta(days=14)
    meetings.change(
        meeting=meeting, by=cast.farah.membership, now=WEEK + MINUTE, starts_at=later,
        ends_at=later + timedelta(hours=1),
    )  # fmt: skip
    assert tasks.remind(DAY) == 0
    assert tasks.remind(later - timedelta(days=7)) == 5
    assert Letter.objects.filter(key__contains=":v2:").exclude(key__startswith="changed").count() == 5


def test_a_cancelled_meeting_or_one_of_a_closed_group_is_not_reminded_of(cast):
    arrange.cancelled(cast)
    assert tasks.remind(DAY) == 0
    plan(cast)
    Group.objects.update(closed_at=STARTS)
    assert tasks.remind(DAY) == 0


def due_letters(cast):
    meeting = plan(cast)
    Letter.objects.all().delete()
    tasks.remind(DAY)
    return meeting


def sent():
    return set(Letter.objects.filter(kind="REMINDER", state="SENT").values_list("person__name", flat=True))


def test_a_reminder_is_sent_if_nothing_has_changed_since(cast):
    due_letters(cast)
    delivery.send_due(lambda: DAY)
    assert sent() == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_a_reminder_that_waited_until_the_meeting_began_is_not_sent(cast):
    due_letters(cast)
    delivery.send_due(lambda: STARTS)
    assert sent() == set()


def test_a_reminder_of_a_meeting_since_cancelled_or_changed_is_not_sent(cast):
    meeting = due_letters(cast)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=DAY + MINUTE, place="The Mill")
    delivery.send_due(lambda: DAY + MINUTE)
    assert sent() == set()
    meeting = due_letters(cast)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=DAY + MINUTE, because="Snow")
    delivery.send_due(lambda: DAY + MINUTE)
    assert sent() == set()


def test_a_reminder_does_not_reach_who_said_no_or_left_since(cast):
    meeting = due_letters(cast)
    says(cast.sam, meeting, "NO", now=DAY + MINUTE)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=DAY)
    delivery.send_due(lambda: DAY + MINUTE)
    assert sent() == {"Farah", "Col", "Sol"}


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_due_takes_three_statements(cast, django_assert_num_queries, count):
    for _ in range(count):
        plan(cast)
    with django_assert_num_queries(3):
        assert len(queries.reminders_due(DAY)) == count


def test_a_morning_with_many_meetings_is_reminded_of_in_one_tick(cast):
    for _ in range(30):
        plan(cast)
    assert tasks.remind(DAY) and not queries.reminders_due(DAY)


def test_a_tick_whose_turn_is_over_leaves_the_rest_to_the_next(cast, monkeypatch):
    for _ in range(3):
        plan(cast)
    monkeypatch.setattr(tasks, "TURN", 0)
    assert [len(queries.reminders_due(DAY)) for _ in range(2) if tasks.remind(DAY)] == [2, 1]
