"""Letters and the clock, whatever it does: every change of the clocks in six zones, an outage, a clock that jumps back.

Each moment is looked at twice, as two beats would. What should happen is worked out minute by minute, by other code.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest

from coproduction.kit import ticks, walltime
from groups.choices.models import Kind, Preference
from groups.meetings import operations as meetings
from groups.membership.models import Role
from groups.notices import delivery, operations, queries, tasks
from groups.notices.models import Letter
from groups.reminders import queries as reminding
from groups.reminders import tasks as reminders
from tests import builders
from tests.groups.conftest import STEM

ZONES = [
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo",
]  # fmt: skip
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def changes_of(zone):
    """The first minute after each change of the clocks in 2026 and 2027, in UTC."""
    at, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    while at < end:
        if at.astimezone(zone).utcoffset() != (at - HOUR).astimezone(zone).utcoffset():
            yield next(m for m in (at - HOUR + n * MINUTE for n in range(61)) if shifted(m, zone))
        at += HOUR


def shifted(moment, zone):
    return moment.astimezone(zone).utcoffset() != (moment - MINUTE).astimezone(zone).utcoffset()


@lru_cache
def minutes_of(day, zone):
    """Wall time: the first minute, in UTC, that shows it on that day."""
    found, at = {}, datetime.combine(day, time(0), UTC) - 16 * HOUR
    for n in range(60 * 60):
        here = (at + n * MINUTE).astimezone(zone)
        if here.date() == day:
            found.setdefault(here.time().replace(tzinfo=None, fold=0), at + n * MINUTE)
    return found


def shows(day, clock, zone):
    """When a wall shows this time. A time that is skipped comes as much later as the clocks were put forward."""
    found = minutes_of(day, zone)
    if clock in found:
        return found[clock]
    walls = sorted(found)
    gap = next(minute(b) - minute(a) - 1 for a, b in zip(walls, walls[1:], strict=False) if b > clock)
    return found[next(wall for wall in walls if minute(wall) == minute(clock) + gap)]


def minute(clock):
    return clock.hour * 60 + clock.minute


def tricky_days(names=ZONES):
    """Each change of the clocks, as the day it comes on and a wall time that is skipped or doubled on it."""
    for name in names:
        zone = ZoneInfo(name)
        found = list(changes_of(zone))
        for change in found:
            after, before = change.astimezone(zone), (change - MINUTE).astimezone(zone)
            step = after.utcoffset() - before.utcoffset()
            inside = (change + before.utcoffset() if step > timedelta(0) else change + after.utcoffset()) + abs(
                step
            ) / 2
            yield pytest.param(zone, inside.date(), inside.time(), id=f"{name} {inside:%Y-%m-%d %H:%M}")
        if not found:
            yield pytest.param(zone, date(2026, 10, 25), time(1, 30), id=f"{name} has no change")


@pytest.fixture
def only_reminders(monkeypatch):
    """The jobs of other rooms have nothing to do here, and there are thirty of them; but letters may go together."""
    job = ticks.Job("meeting reminders", reminding.may_be_due, reminders.remind)
    monkeypatch.setattr(ticks, "_jobs", {job.name: job, "batches": ticks._jobs["batches"]})


def both(now):
    """Two beats at the same moment: each looks, each sends."""
    for _ in range(2):
        tasks.look(now)
    for _ in range(2):
        delivery.send_due(lambda: now)


def gathered(mail):
    """What came so far, and nothing of it again."""
    found = sorted(zip(mail.receivers, [m["Subject"] for m in mail.messages], mail.ids, strict=True))
    mail.got.clear()
    return [(who, subject) for who, subject, _ in found]


def reader(group, name, zone, **choices):
    made = builders.membership(group, name=name, who=builders.person(name, time_zone=str(zone), email=f"{name}@x.org"))
    if choices:
        Preference.objects.create(person=made.person, **choices)
    return made


def group_in(zone):
    group = builders.group(time_zone=str(zone))
    by = builders.membership(group, Role.FACILITATOR, who=builders.person("Farah", email="farah@x.org"))
    return group, by


@pytest.mark.parametrize(("zone", "day", "clock"), list(tricky_days()))
def test_each_letter_comes_once_at_its_wall_time_though_the_clocks_change(db, mail, only_reminders, zone, day, clock):
    """A reminder, a daily batch and the end of a quiet time, all at a time that is skipped or doubled that day."""
    group, by = group_in(zone)
    told = shows(day - 2 * DAY, time(12), zone)
    quick = reader(group, "quick", zone)
    daily = reader(group, "daily", zone, frequency="DAILY", batch_hour=clock.hour)
    quiet = reader(group, "quiet", zone, quiet_from=time(22), quiet_until=clock)
    starts = shows(day + DAY, clock, zone)
    builders.meeting(group, by, starts_at=starts, told_at=told, time_zone=str(zone))
    noon = shows(day - DAY, time(12), zone)
    for name in "ab":
        operations.post(STEM, to=daily.person, key=f"{name}-daily", at=noon, group=group)
    night = shows(day - DAY, time(23), zone)
    operations.post(STEM, to=quiet.person, key="quiet", at=noon, due_at=night, group=group)
    expected = {
        shows(day, clock, zone): {"reminder": ["farah@x.org", "quick@x.org", "daily@x.org", "quiet@x.org"]},
        shows(day, clock.replace(minute=0), zone): {"batch": ["daily@x.org"]},
    }
    expected[shows(day, clock, zone)]["quiet"] = ["quiet@x.org"]
    both(night)
    assert gathered(mail) == []
    for moment in sorted(expected):
        both(moment - MINUTE)
        assert gathered(mail) == [], moment
        both(moment)
        got = [who for who, _ in gathered(mail)]
        assert sorted(got) == sorted(who for people in expected[moment].values() for who in people), moment
    for later in (MINUTE, HOUR, 25 * HOUR):
        both(moment + later)
        assert gathered(mail) == [], later
    assert quick and not Letter.objects.exclude(state="SENT").exists()


def test_a_wall_clock_that_ignores_the_change_would_be_seen(monkeypatch, db, mail, only_reminders):
    """The negative control: a day before as 24 hours."""
    monkeypatch.setattr(walltime, "days_before", lambda moment, days, zone: moment - timedelta(days=days))
    [spring] = [one.values for one in tricky_days() if one.id.startswith("America/New_York 2027-03")]
    with pytest.raises(AssertionError):
        test_each_letter_comes_once_at_its_wall_time_though_the_clocks_change(db, mail, only_reminders, *spring)


def test_after_fourteen_days_away_everything_still_useful_goes_once_and_nothing_stale(db, mail, only_reminders, now):
    zone = ZoneInfo("Europe/London")
    group, by = group_in(zone)
    sam, daily = reader(group, "sam", zone), reader(group, "daily", zone, frequency="DAILY", batch_hour=9)
    builders.meeting(group, by, "Missed", starts_at=now + 5 * DAY)
    builders.meeting(group, by, "Tomorrow", starts_at=now + 14 * DAY + 20 * HOUR)
    builders.meeting(group, by, "Far off", starts_at=now + 30 * DAY)
    post = operations.post
    post(STEM, to=sam.person, key="news", at=now, group=group, useful_until=now + 30 * DAY)
    post(STEM, to=sam.person, key="stale", at=now, group=group, useful_until=now + 13 * DAY)
    post(STEM, to=sam.person, key="code", at=now, kind=Kind.SIGN_IN)
    for name in "ab":
        post(STEM, to=daily.person, key=f"daily-{name}", at=now, group=group)
    back = now + 14 * DAY
    for later in (timedelta(0), MINUTE, HOUR):
        both(back + later)
    states = dict(Letter.objects.exclude(kind=Kind.REMINDER).values_list("key", "state"))
    assert states["news"] == "SENT" and states["stale"] == states["code"] == "EXPIRED"
    reminded = [(who, subject) for who, subject in gathered(mail) if "Tomorrow" in subject or "Missed" in subject]
    assert reminded == [(f"{name}@x.org", reminded[0][1]) for name in ("daily", "farah", "sam")]
    assert "Tomorrow" in reminded[0][1]
    both(back + DAY)
    assert [who for who, _ in gathered(mail)] == ["daily@x.org"]
    for later in (DAY + MINUTE, 2 * DAY):
        both(back + later)
    assert gathered(mail) == []


def test_a_clock_put_back_two_hours_sends_nothing_again_and_loses_nothing(db, mail, only_reminders, now):
    zone = ZoneInfo("Europe/London")
    group, by = group_in(zone)
    sam, daily = reader(group, "sam", zone), reader(group, "daily", zone, frequency="DAILY", batch_hour=now.hour)
    builders.meeting(group, by, starts_at=now + DAY, told_at=now - 5 * DAY)
    for name in "ab":
        operations.post(STEM, to=daily.person, key=f"daily-{name}", at=now - HOUR, group=group)
    both(now - HOUR)
    operations.post(STEM, to=sam.person, key="in hand", at=now, group=group)
    held = operations.claim(now=now, limit=1)  # by a worker that dies
    both(now)
    assert [who for who, _ in gathered(mail)] == ["daily@x.org", "daily@x.org", "farah@x.org", "sam@x.org"]
    at = now - 2 * HOUR
    operations.post(STEM, to=sam.person, key="news", at=at, group=group)
    while at < now + 10 * MINUTE:
        both(at)
        at += 5 * MINUTE
    assert [who for who, _ in gathered(mail)] == ["sam@x.org", "sam@x.org"]
    assert held and not Letter.objects.exclude(state="SENT").exists()


@pytest.mark.parametrize("moment", ["before the look", "after the look"])
def test_a_meeting_moved_while_its_reminder_is_leased_reminds_once_of_the_new_day(
    db, mail, only_reminders, now, moment, monkeypatch
):
    group, by = group_in(ZoneInfo("Europe/London"))
    meeting = builders.meeting(group, by, starts_at=now + DAY, told_at=now - 5 * DAY)
    tasks.look(now)
    monkeypatch.setattr(delivery, "FRESH", 0)
    new = {"starts_at": now + 6 * DAY, "ends_at": now + 6 * DAY + HOUR}

    def move():
        meetings.change(meeting=meeting, by=by, now=now, **new)

    move_when(moment, move, monkeypatch)
    both(now)
    assert meeting.version == 1 and not [subject for _, subject in gathered(mail) if "tomorrow" in subject]
    assert list(Letter.objects.filter(kind=Kind.REMINDER).values_list("state", "because")) == [("EXPIRED", "CHANGED")]
    for later in (5 * DAY - MINUTE, 5 * DAY, 5 * DAY + MINUTE, 6 * DAY):
        both(now + later)
    assert Letter.objects.filter(kind=Kind.REMINDER, state="SENT").count() == 1
    assert len([1 for _, subject in gathered(mail) if "tomorrow" in subject]) == 1


def move_when(moment, move, monkeypatch):
    """Once: between claim and look; or while the letter before it is handed over."""
    done = []
    plain, deliver = queries.claimed, delivery.Round.deliver

    def before_the_look(lease, at_most):
        if not done:
            done.append(move())
        return plain(lease, at_most)

    def after_the_look(self, letter, now):
        if not done:
            done.append(move())
        return deliver(self, letter, now)

    if moment == "before the look":
        monkeypatch.setattr(queries, "claimed", before_the_look)
    else:
        operations.post(STEM, to=builders.person("First"), key="first", at=builders.NOW, urgent=True)
        Letter.objects.filter(key="first").update(due_at=builders.NOW - DAY)
        monkeypatch.setattr(delivery.Round, "deliver", after_the_look)
