"""A week of a group, minute by minute: two web nodes change things, two beats tick and send, and a model in plain Python says
which letters there must be. It takes what was changed from the meetings themselves, and works out the rest by other code:
walls are read minute by minute, nothing is asked of `plans`, `reminders` or `notices`.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bs4 import BeautifulSoup
from django.db import connection, connections
from django.urls import reverse

from groups.meetings.models import Meeting, Reply
from groups.notices import delivery, queries, tasks
from groups.notices.models import Letter
from tests.groups.reminders.test_clocks import shows

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
USUAL = (7, 1)  # days before a meeting
OUTAGE = 72 * HOUR  # a reminder that is later than this is not sent any more
CLOSE = 3 * DAY  # what is nearer than this waits for nothing
KINDS = {
    "groups/meetings/emails/planned": "planned", "groups/meetings/emails/changed": "changed",
    "groups/meetings/emails/cancelled": "cancelled", "groups/reminders/emails/reminder": "reminder",
    "feedback/answers/emails/told_back": "told back",
}  # fmt: skip


class Wrong(AssertionError):
    """A letter that nobody should get, or not now, or not again; or one that did not come."""


@dataclass(frozen=True)
class Reader:
    """Reads at once, or not at night, or once a day at `batch`: all of it, or what is no news of a meeting."""

    zone: object
    night: tuple[time, time] | None = None
    batch: time | None = None
    meetings_at_once: bool = True

    def asleep(self, now):
        wall = now.astimezone(self.zone).time()
        return self.night is not None and (wall >= self.night[0] or wall < self.night[1])

    def next_batch(self, now):
        day = now.astimezone(self.zone).date()
        found = [shows(day + n * DAY, self.batch, self.zone) for n in (0, 1, 2)]
        return next(at for at in found if at > now)


@dataclass
class Waiting:
    """Something a person should hear of: while it is `right`, and not before `until`."""

    meeting: int | None
    version: int
    useful_until: datetime
    urgent: bool
    kind: str
    until: datetime | None = None
    looked: bool = False


@dataclass
class Model:
    """What should be in everybody's letter box. `zone` is the wall everybody was told of: no meeting may have another."""

    readers: dict
    zone: object
    rows: dict = field(default_factory=dict)
    said_no: set = field(default_factory=set)
    posted: set = field(default_factory=set)
    waiting: dict = field(default_factory=dict)
    due: dict = field(default_factory=dict)  # (person, event): when it must have come
    may: set = field(default_factory=set)  # overtaken within the minute it happened in

    def told(self, now):
        """Reads the meetings as they are now: each new version is news to everybody who may come."""
        for row in Meeting.objects.order_by("id"):
            old = self.rows.get(row.pk)
            self.rows[row.pk] = row
            for version in range(old.version + 1 if old else 1, row.version):
                self.may |= {(p, (k, row.pk, version)) for p in self.readers for k in ("planned", "changed")}
            if old is None or old.version != row.version:
                kind = "cancelled" if row.cancelled else "changed" if row.version > 1 else "planned"
                near = kind != "planned" and row.starts_at - now <= CLOSE
                self._tell(kind, row, row.ends_at, near, self.readers)
        said = Reply.objects.filter(answer="NO").select_related("membership", "meeting")
        self.said_no = {
            (one.meeting_id, one.membership.person_id) for one in said if not one.before_the_move(one.meeting)
        }

    def answered(self, said, to):
        self.waiting[to, ("told back", said, 1)] = Waiting(
            None, 1, datetime.max.replace(tzinfo=None), False, "told back"
        )

    def _tell(self, kind, row, useful_until, urgent, people, more=()):
        for person in people:
            event = (kind, row.pk, row.version, *more)
            self.waiting[person, event] = Waiting(row.pk, row.version, useful_until, urgent, kind)

    def reminders_of(self, row):
        wall = row.starts_at.astimezone(self.zone)
        return [(days, shows(wall.date() - days * DAY, wall.time().replace(fold=0), self.zone)) for days in USUAL]

    def remind(self, now):
        for row in self.rows.values():
            if row.cancelled or row.starts_at <= now:
                continue
            come = [
                days
                for days, at in self.reminders_of(row)
                if max(row.told_at, now - OUTAGE) <= at <= now and (row.pk, row.version, days) not in self.posted
            ]
            self.posted |= {(row.pk, row.version, days) for days in come}
            if come:
                people = [one for one in self.readers if (row.pk, one) not in self.said_no]
                self._tell("reminder", row, row.starts_at, row.starts_at - now <= CLOSE, people, (f"{come[-1]}-days",))

    def go(self, now):
        """What leaves in this minute, and what has become wrong and never will."""
        going = set()
        for (person, event), one in list(self.waiting.items()):
            if not self._right(one, person, now):
                del self.waiting[person, event]
            elif not self._waits(one, self.readers[person], now):
                del self.waiting[person, event]
                self.due[person, event] = now
                going.add((person, event))
        return going

    def _right(self, one, person, now):
        if one.meeting is None:
            return True
        row = self.rows[one.meeting]
        if row.version != one.version or one.useful_until <= now or row.cancelled != (one.kind == "cancelled"):
            return False
        return one.kind != "reminder" or (one.meeting, person) not in self.said_no

    def _waits(self, one, reader, now):
        if one.urgent:
            return False
        at_once = reader.meetings_at_once and one.kind in ("planned", "changed", "cancelled")
        if reader.batch and not at_once and not one.looked:
            one.looked, at = True, reader.next_batch(now)
            one.until = at if one.meeting is None or at < one.useful_until else None
        return reader.asleep(now) or (one.until is not None and one.until > now)


class Node:
    """A web server: somebody's browser posts to it. It has a thread, and so a connection, of its own where there can be two."""

    def __init__(self, slug):
        self.slug = slug

    def fills_in(self, client, name, typed, **where):
        """Opens the page and sends its form with this in it. Refused words are as good as none."""
        address = reverse(name, kwargs={"slug": self.slug} | where)
        shown = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form[data-form]")
        if shown is None:
            return
        held = {}
        for one in shown.select("input[name], textarea[name]"):
            if one.get("type") not in ("radio", "checkbox") or one.has_attr("checked"):
                held[one["name"]] = one.get("value", "") if one.name == "input" else one.text
        answer = client.post(address, held | typed)
        assert answer.status_code in (200, 302), (name, answer.status_code)


class Beat:
    """The clock rings, and whoever hears it sends."""

    def rings(self, now):
        tasks.tick()
        delivery.send_due(lambda: now)


class Week:
    """Everybody who acts. On PostgreSQL each in a thread; on SQLite one after the other."""

    def __init__(self, model, mail, clock, slug, zone):
        self.model, self.mail, self.clock, self.zone = model, mail, clock, zone
        self.nodes, self.beats = [Node(slug), Node(slug)], [Beat(), Beat()]
        self.came, self.ids, self.ticks, self.racing = {}, set(), 0, False
        self.hands = [ThreadPoolExecutor(1) for _ in range(4)] if connection.vendor == "postgresql" else []

    def close(self):
        for one in self.hands:
            one.submit(connections.close_all).result()
            one.shutdown()

    def together(self, *deeds):
        if not self.hands:
            return [deed() for deed in deeds if deed]
        begun = [hand.submit(deed) for hand, deed in zip(self.hands, deeds, strict=False) if deed]
        return [one.result() for one in begun]

    def minute(self, now, acts=(), *, beats=True, race=False, in_hand=False):
        """`acts`: one for each node; they race with the beats, or come while somebody holds a letter, or before anybody rings."""
        self.clock(now)
        ring = [lambda beat=beat: beat.rings(now) for beat in self.beats]
        if race and beats:
            self.together(*acts, *ring)
        elif acts and not (in_hand and beats):
            self.together(*acts)
        self.model.told(now)
        if not beats:
            return
        self.ticks += 1
        self.model.remind(now)
        with meanwhile(acts[0]) if in_hand else nullcontext():
            self.together(None, None, *ring)
        self.model.told(now)
        self.read(now, self.model.go(now))

    def read(self, now, going):
        """What came in this minute, against what should have."""
        new = self.mail.got[:]
        self.mail.got.clear()
        ids = [message["Message-ID"] for _, message in new]
        if twice := [one for one in ids if one in self.ids or ids.count(one) > 1]:
            raise Wrong(f"came twice: {twice}")
        self.ids |= set(ids)
        came = {}
        for letter in Letter.objects.filter(message_id__in=ids).prefetch_related("parts"):
            parts = [part for part in letter.parts.all() if part.state == "SENT"]
            for one in parts if letter.kind == "BATCH" else [letter]:
                if event := event_of(one):
                    came.setdefault((one.person_id, event), []).append(one)
        for what, letters in came.items():
            if len(letters) > 1 or what in self.came:
                raise Wrong(f"told twice: {what} at {now}")
            if what not in going and what not in self.model.may:
                raise Wrong(f"not now: {what} at {now}")
            self._as_it_is(what[1], letters[0])
            self.came[what] = now
        if missing := [one for one in going if one not in self.came]:
            raise Wrong(f"did not come: {missing} at {now}")

    def _as_it_is(self, event, letter):
        """The day it names is the day it is."""
        if event[0] in ("told back", "cancelled") or event[2] != self.model.rows[event[1]].version:
            return
        row = self.model.rows[event[1]]
        day = row.starts_at.astimezone(self.zone)
        if f"{day.day} {day:%B}" not in letter.text:
            raise Wrong(f"stale words: {event}")


@contextmanager
def meanwhile(deed):
    """Done once, the moment a worker has claimed what it is about to send."""
    plain, left = queries.claimed, [deed]

    def claimed(*asked):
        while left:
            left.pop()()
        return plain(*asked)

    queries.claimed = claimed
    try:
        yield
    finally:
        queries.claimed = plain
    assert not left, "nobody claimed anything"


def event_of(letter):
    kind = KINDS.get(letter.stem)
    if kind is None:
        return None
    about = letter.about.split(":")
    if kind == "told back":
        return kind, int(about[1]), 1
    return kind, int(about[1]), int(about[2]), *about[3:]


def moments(week, start, end, every_minute):
    """Each minute; or those in which something can come due, the minutes beside them, and one in each six hours."""
    if every_minute:
        found = {start + n * MINUTE for n in range(int((end - start) / MINUTE))}
    else:
        found = {start + n * 6 * HOUR + 17 * MINUTE for n in range(int((end - start) / (6 * HOUR)))}
        day = start.astimezone(week.zone).date()
        clocks = {at for one in week.model.readers.values() for at in (one.batch, one.night and one.night[1]) if at}
        for n in range((end - start).days + 1):
            for clock in clocks:
                found |= around(shows(day + n * DAY, clock, week.zone))
    return sorted(at for at in found if start <= at < end)


def around(at):
    return {at - MINUTE, at, at + MINUTE}
