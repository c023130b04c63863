"""Two beats and two web nodes for a week in which the clocks change: exactly one useful letter for each person and event,
none stale. Meetings are planned, moved (one while its reminder is in a worker's hand) and cancelled, people reply, a sponsor
answers.

`LONG_STORIES=1` tells of a week at each change of the clocks of 2026 and 2027 in six zones, each three times: as it is, with 14
days in which nobody rings, and with a clock that is put back two hours; and one such night minute by minute. Else three of them,
and two weeks in the zones furthest from ours.
It stops at each minute in which something can come due, and at those beside it. On PostgreSQL everybody acts in a thread of
their own; on SQLite one after the other.
"""

import os
import uuid
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from coproduction.kit import bell, ticks
from groups.choices.models import Preference
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.notices import delivery, emails, queries
from groups.reminders import operations
from groups.reminders import queries as reminding
from groups.reminders.models import Reminder
from tests.cast import signed_in
from tests.feedback import chain
from tests.groups.reminders.test_clocks import ZONES, changes_of, shows, tricky_days
from tests.journeys.week import DAY, HOUR, MINUTE, Model, Reader, Week, Wrong, around, moments

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
LONG = bool(os.environ.get("LONG_STORIES"))
NIGHT = (time(22), time(7, 30))
NINE = time(9)
READS = [
    {"batch": NINE},
    {},
    {},
    {"night": NIGHT},
    {"batch": NINE, "meetings_at_once": False},
]  # Farah as is usual for her
PLAIN, OUTAGE, BACK = "as it is", "14 days in which nobody rings", "a clock put back"
NO_ONE_RINGS = (-2 * DAY + 12 * HOUR, 12 * DAY + 10 * HOUR)  # from midnight of the day the clocks change
SHORT = [
    ("Europe/London", 0, PLAIN), ("America/New_York", 1, OUTAGE), ("Australia/Lord_Howe", 2, BACK),
    ("Pacific/Kiritimati", 0, PLAIN), ("Pacific/Pago_Pago", 0, BACK),
]  # fmt: skip  # the last two: 14 hours ahead, 11 behind


def weeks():
    """Each change of the clocks, or a zone that has none, as a name and a number; and what else goes wrong."""
    if not LONG:
        return SHORT
    found = [(name, n) for name in ZONES for n in range(max(1, len(list(changes_of(ZoneInfo(name))))))]
    return [(name, n, what) for name, n in found for what in (PLAIN, OUTAGE, BACK)]


def change_of(name, number):
    """The zone, the day its clocks change, and a wall time that is skipped or doubled on it."""
    return list(tricky_days([name]))[number].values


class Story:
    """What happens in the week, as (when, what each of the nodes does, how). Times are of the group's wall."""

    def __init__(self, cast, mail, clock, name, number):
        self.cast, (self.zone, self.day, self.tricky) = cast, change_of(name, number)
        cast.group.time_zone = name
        cast.group.save()
        for one in cast.in_group:  # else each remembers the group as it was, and plans in the zone it had
            one.membership.group = cast.group
        self.readers = {}
        people = [cast.farah, cast.col, cast.sam, cast.jo, cast.sol]
        for one, more in zip(people, READS, strict=True):
            self.readers[one.person.pk] = Reader(self.zone, **more)
            one.person.time_zone = name
            one.person.save()
        quiet = {"quiet_from": NIGHT[0], "quiet_until": NIGHT[1]}
        Preference.objects.create(person=cast.col.person, frequency="AT_ONCE")
        Preference.objects.create(person=cast.jo.person, **quiet)
        Preference.objects.create(person=cast.sol.person, frequency="DAILY", batch_hour=9, needed_at_once=False)
        model = Model(self.readers, self.zone)
        self.week = Week(model, mail, clock, cast.group.slug, self.zone)
        self.screens = [signed_in(cast.farah.person), signed_in(cast.farah.person)]

    def at(self, days, hour, minute=0):
        return shows(self.day + days * DAY, time(hour, minute), self.zone)

    # --- before it begins ---

    def begin(self):
        """Meetings planned ten days ago; what was said has been heard. All that was told of then is not of this week."""
        then, cast = self.at(-10, 12), self.cast
        self.said = chain.heard(cast, self.at(-9, 12), shown_as="NAME")
        on = [("First", 1, self.tricky), ("Moved", 1, time(10)), ("Twice", 2, time(15))]
        for title, days, clock in on:
            starts = shows(self.day + days * DAY, clock, self.zone)
            meetings.plan(
                by=cast.farah.membership, now=then, title=title, starts_at=starts, ends_at=starts + HOUR, how="ONLINE",
                joining_link="https://meet.example.org/x",
            )  # fmt: skip
        before = [(-9, 12), (-8, 9), (-6, 0), (-6, 4), (-6, 11), (-6, 16), (-5, 16), (-4, 9)]
        for now in (then, *(self.at(*one) for one in before)):
            self.week.clock(now)
            self.week.beats[0].rings(now)
        self.week.mail.got.clear()
        self.week.model.told(then)
        self.week.model.waiting.clear()
        self.week.model.posted |= {(pk, 1, 7) for pk in self.week.model.rows}

    # --- what the nodes do ---

    def script(self):
        """(moment, what node A does, what node B does, whether it races with the beats, whether a letter is in somebody's hand)."""
        return [
            (self.at(-4, 12), self.plan("New", 8, time(18)), None, False, False),
            (self.at(-3, 23), self.move("New", 0, 9), None, False, False),
            (self.at(-2, 3), self.move("New", 1, 8), self.plan("Late", 2, time(11)), False, False),
            (self.at(-1, 15, 5), self.move("Twice", 0, 3), self.cancel("Twice", 1), True, False),
            (self.at(-1, 18), self.reply("sam", "First", "NO"), self.reply("col", "First", "YES"), False, False),
            (self.at(0, 10), self.move("Moved", 1, 3), None, False, True),
            (self.at(0, 23, 10), self.cancel("Late", 0), self.answer(), False, False),
            (self.at(12, 8), self.plan("After", 13, time(20)), None, False, False),
        ]

    def plan(self, title, days, clock):
        on = self.day + days * DAY
        typed = self.when(on) | {
            "title": title, "starts": f"{clock:%H:%M}", "ends": f"{clock.replace(hour=clock.hour + 1):%H:%M}",
            "how": "ONLINE", "joining_link": "https://meet.example.org/y",
        }  # fmt: skip
        return lambda: self.week.nodes[0].fills_in(self.screens[0], "plan_meeting", typed)

    def when(self, on: date):
        return {"day_day": on.day, "day_month": on.month, "day_year": on.year}

    def on_the_page(self, node, screen, name, title, typed):
        return lambda: self.week.nodes[node].fills_in(
            screen, name, typed, meeting_id=Meeting.objects.get(title=title).pk
        )

    def move(self, title, node, days):
        typed = self.when(self.day + days * DAY)
        return self.on_the_page(node, self.screens[node], "change_meeting", title, typed)

    def cancel(self, title, node):
        return self.on_the_page(node, self.screens[node], "cancel_meeting", title, {"because": "The hall is flooded."})

    def reply(self, who, title, answer):
        player = getattr(self.cast, who)
        return self.on_the_page(1, player.client, "reply", title, {"answer": answer})

    def answer(self):
        typed = chain.ANSWER | {"kind": "WE_WILL"}

        def deed():
            self.week.nodes[1].fills_in(self.cast.okoro.client, "decide", typed, number=self.said.number)
            self.week.model.answered(self.said.pk, self.cast.sam.person.pk)

        return deed

    # --- the week ---

    def live(self, what, start=None, end=None, every_minute=False):
        midnight = shows(self.day, time(0), self.zone)
        start, end = start or self.at(-4, 11), end or midnight + (15 * DAY if what == OUTAGE else 5 * DAY)
        script = [one for one in self.script() if start <= one[0] < end]
        due = set(moments(self.week, start, end, every_minute)) | {one[0] for one in script}
        back = midnight + 16 * HOUR
        left, now, again = sorted(due), start, what == BACK
        while left:
            now = left.pop(0)
            acts = script.pop(0) if script and script[0][0] == now else None
            away = what == OUTAGE and midnight + NO_ONE_RINGS[0] <= now < midnight + NO_ONE_RINGS[1]
            self._minute(now, acts, not away)
            soon = {at for row in self.week.model.rows.values() for _, at in self.week.model.reminders_of(row)}
            due_then = {m for at in soon for m in around(at)} - due
            due |= due_then
            left = sorted({*left, *(at for at in due_then if now < at < end)})
            if again and now >= back:
                again, left = False, [now - 2 * HOUR + n * 5 * MINUTE for n in range(24)] + left
        return self.week

    def _minute(self, now, act, beats):
        if act is None:
            return self.week.minute(now, beats=beats)
        _, a, b, race, in_hand = act
        return self.week.minute(now, (a, b), beats=beats, race=race, in_hand=in_hand)


@pytest.fixture
def tell(request, mail, clock, monkeypatch, tmp_path):
    monkeypatch.setattr(bell, "ring_now", lambda *told, **more: True)
    monkeypatch.setattr(delivery, "FRESH", 0)
    all_jobs = dict(ticks._jobs)
    begun, wall = [], tmp_path / "clock"
    clock(str(wall))  # once: each change of a setting lays itself over the one before

    def begin(name, number, every_job=False):
        only = all_jobs if every_job else {name: all_jobs[name] for name in ("batches", "meeting reminders")}
        monkeypatch.setattr(ticks, "_jobs", dict(only))
        story = Story(request.getfixturevalue("cast"), mail, lambda at: wall.write_text(at.isoformat()), name, number)
        begun.append(story.week)
        story.begin()
        return story

    yield begin
    for week in begun:
        week.close()


@pytest.mark.parametrize(("name", "number", "what"), weeks())
def test_two_beats_and_two_web_nodes_send_each_useful_letter_once_and_none_that_is_stale(tell, name, number, what):
    every_job = LONG and (name, number) == ("Europe/London", 0)  # thirty more, which have nothing to say here
    week = tell(name, number, every_job).live(what)
    late = {"cancelled"} if what == OUTAGE else set()  # the meeting would have been over by then
    assert {event[0] for _, event in week.came} == {"planned", "changed", "cancelled", "reminder", "told back"} - late
    assert week.model.due.keys() == week.came.keys() - week.model.may
    print(f"\n{name} {number}, {what}: {week.ticks} x 2 ticks, {len(week.came)} letters")


@pytest.mark.skipif(not LONG, reason="14 hours of 60 minutes")
def test_the_night_in_which_the_clocks_change_minute_by_minute(tell):
    story = tell("Europe/London", 1)
    week = story.live(PLAIN, story.at(-1, 22), story.at(0, 11), every_minute=True)
    assert week.ticks == 14 * 60, "25 October has an hour more"
    assert week.model.due.keys() == week.came.keys() - week.model.may


def of_the_day_itself(story):
    return {"start": story.at(-1, 12), "end": story.at(0, 12)}


def test_without_the_last_look_a_stale_letter_goes_and_this_would_show_it(tell, monkeypatch):
    """The negative control: what is moved, or answered, while a letter waits does not stop it."""
    monkeypatch.setattr(queries, "_checks", {})
    story = tell("Europe/London", 0)
    with pytest.raises(Wrong, match="not now"):
        story.live(PLAIN, **of_the_day_itself(story))


def forgetful(monkeypatch):
    """Nobody remembers that a reminder was posted, so both beats post it, minute after minute."""
    rows, remind = reminding._rows, operations.remind

    def again(due, *, now):
        Reminder.objects.all().delete()
        return remind(due, now=now)

    def all_times(meeting, kind):
        return reminding.times(meeting, kind, meeting.group.reminder_plans.all())

    monkeypatch.setattr(reminding, "_not_posted", all_times)
    monkeypatch.setattr(operations, "remind", again)

    def post(now):
        return sum(operations.remind(due, now=now) for due in reminding.reminders_due(now))

    job = ticks.Job("meeting reminders", lambda now: rows(now, now), post)
    monkeypatch.setitem(ticks._jobs, "meeting reminders", job)


def test_the_key_alone_keeps_a_second_letter_back(tell, monkeypatch):
    story = tell("Europe/London", 0)
    forgetful(monkeypatch)
    story.live(PLAIN, **of_the_day_itself(story))


def test_without_the_key_a_second_letter_goes_and_this_would_show_it(tell, monkeypatch):
    """The negative control: the same, and each letter has a key of its own."""
    plain = emails.one_of
    story = tell("Europe/London", 0)
    forgetful(monkeypatch)

    def one_of(stem, shared, own, at):
        return plain(stem, shared, own | {"key": f"{uuid.uuid4()}"}, at)

    monkeypatch.setattr(emails, "one_of", one_of)
    with pytest.raises(Wrong, match="twice"):
        story.live(PLAIN, **of_the_day_itself(story))
