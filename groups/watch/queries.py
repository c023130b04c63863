"""How sending does, in numbers that name nobody. Each answer costs the same however many letters there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from coproduction.kit import ticks
from groups.carriers import queries as carriers
from groups.carriers.models import Carriage, Way
from groups.notices import queries as notices
from groups.notices.models import OURS, Letter, Mailing, Pulse
from groups.reach.models import Suppression
from groups.standstill import queries as standstill
from groups.standstill.queries import letters_begun

LATE = timedelta(minutes=10)  # a tick or a letter later than this is worth an operator's look
STOPPED = timedelta(minutes=2)  # without the clock being heard
EMAIL = "email"
NAMES = {Way.TEXT.value: "text", Way.POST.value: "post"}
State = Letter.State


@dataclass(frozen=True)
class Channel:
    """One way on which letters leave."""

    name: str
    waiting: int
    held: int
    going: int
    set_aside: int  # could not be looked at again, written or drawn, and are tried again
    run_out: int  # leases of workers that died, not yet returned
    dead: int
    suppressed: int
    sent_hour: int
    sent_day: int
    oldest_due_at: datetime | None
    late: bool
    failing: standstill.Standstill | None
    budget: carriers.Budget | None = None  # what may go this month, where each one costs


@dataclass(frozen=True)
class Record:
    """When the head of the history last left, and what somebody found who looked through it."""

    left_at: datetime | None = None
    head: str = ""
    looked_at: datetime | None = None
    links: int = 0
    bad: str = ""


@dataclass(frozen=True)
class Health:
    """Numbers for the operator: no names, no words."""

    ticked_at: datetime | None
    heard_at: datetime | None
    returned: int  # leases that had run out, at the last tick
    ticking: bool
    channels: dict[str, Channel]
    unwritten: int  # postings to many whose letters a worker has not written yet
    stuck: int  # of these, how many could not be written
    unwritten_since: datetime | None
    unwritten_late: bool
    unposted_since: datetime | None  # digests that are due and were not looked at yet
    unposted_late: bool
    failing_to_post: int  # digests that could not be made, and are tried again
    record: Record = Record()

    @property
    def late(self) -> bool:
        return self.unwritten_late or self.unposted_late or any(one.late for one in self.channels.values())

    @property
    def failing(self) -> list[Channel]:
        return [one for one in self.channels.values() if one.failing]

    @property
    def oldest_due_at(self) -> datetime | None:
        moments = [self.unwritten_since, self.unposted_since, *(one.oldest_due_at for one in self.channels.values())]
        return min((at for at in moments if at), default=None)

    @property
    def well(self) -> bool:
        return self.ticking and not self.late and not self.failing


@dataclass(frozen=True)
class Stuck:
    """A dead letter as its operator may see it: what kind, when and why; not whose, and not what it says."""

    number: int
    kind: str
    posted_at: datetime
    finished_at: datetime
    attempts: int
    trouble: str
    domain: str


class DeadLetters:
    """A page of them at a time."""

    def __getitem__(self, cut) -> list[Stuck]:
        letters = Letter.objects.dead().filter(batch=None).select_related("person").order_by("-id")[cut]
        return [
            Stuck(
                one.pk, one.get_kind_display(), one.posted_at, one.finished_at, one.attempts, one.trouble,
                notices.address_of(one).rpartition("@")[2],
            )
            for one in letters
        ]  # fmt: skip


def health(now: datetime) -> Health:
    """Ten statements, whatever waits; with text and post six more."""
    to_many = Mailing.objects.aggregate(unwritten=Count("pk"), stuck=Count("stuck_at"), unwritten_since=Min("at"))
    signs = {one.name: one for one in Pulse.objects.all()}
    tick, beat, unposted_since = signs.get("tick"), signs.get("beat"), ticks.waits_since(now)
    return Health(
        ticked_at=tick.at if tick else None,
        heard_at=beat.at if beat else None,
        returned=int(tick.did.get("leases returned", 0)) if tick else 0,
        ticking=bool(tick) and tick.at > now - LATE,
        channels={EMAIL: by_email(now)} | by_carrier(now),
        unwritten_late=is_late(to_many["unwritten_since"], now),
        unposted_since=unposted_since,
        unposted_late=is_late(unposted_since, now),
        failing_to_post=ticks.failing(now),
        record=record_of(signs.get("record head left"), signs.get("record verified")),
        **to_many,
    )


def record_of(left: Pulse | None, looked: Pulse | None) -> Record:
    """What the room `audit` leaves behind each time."""
    found = {"left_at": left.at, "head": left.did["head"]} if left else {}
    if looked:
        found |= {"looked_at": looked.at, "links": looked.did["links"], "bad": looked.did["bad"]}
    return Record(**found)


def by_email(now: datetime) -> Channel:
    """Every letter that no carrier has begun with: which way it goes is known when it is looked at before going."""
    due = Q(held_at=None, due_at__lte=now)
    begun = letters_begun()
    pending = (
        Letter.objects.filter(state=State.PENDING, batch=None)
        .exclude(begun)
        .aggregate(
            waiting=Count("pk", filter=due),
            held=Count("pk", filter=Q(held_at__isnull=False)),
            set_aside=Count("pk", filter=Q(trouble__startswith=OURS)),
            oldest_due_at=Min("due_at", filter=due),
        )
    )
    going = (
        Letter.objects.filter(state=State.SENDING)
        .exclude(begun)
        .aggregate(going=Count("pk"), run_out=Count("pk", filter=Q(lease_until__lte=now)))
    )
    day, hour = (now - timedelta(hours=hours) for hours in (24, 1))
    sent = Letter.objects.filter(state=State.SENT, way=Letter.Way.EMAIL, finished_at__gt=day)
    sent = sent.aggregate(sent_day=Count("pk"), sent_hour=Count("pk", filter=Q(finished_at__gt=hour)))
    return Channel(
        name=EMAIL,
        dead=Letter.objects.dead().exclude(begun).count(),
        suppressed=Suppression.objects.exclude(address__startswith="+").count(),
        late=is_late(pending["oldest_due_at"], now),
        failing=standstill.email(now),
        **pending, **going, **sent,
    )  # fmt: skip


def by_carrier(now: datetime) -> dict[str, Channel]:
    """Text and post, each counted by itself. Seven statements for both."""
    if not settings.NOTIFY_KEY:
        return {}
    due = Q(held_at=None, due_at__lte=now)
    begun = Letter.objects.exclude(state=State.SENT).filter(batch=None).filter(letters_begun()).values("carriage__way")
    waiting = Count("pk", filter=Q(state=State.PENDING) & due)
    rows = begun.annotate(
        waiting=waiting, held=Count("pk", filter=Q(state=State.PENDING, held_at__isnull=False)),
        set_aside=Count("pk", filter=Q(state=State.PENDING, trouble__startswith=OURS)),
        oldest_due_at=Min("due_at", filter=Q(state=State.PENDING) & due),
        going=Count("pk", filter=Q(state=State.SENDING)), dead=Count("pk", filter=Q(state=State.DEAD)),
        run_out=Count("pk", filter=Q(state=State.SENDING, lease_until__lte=now)),
    )  # fmt: skip
    found = {row.pop("carriage__way"): row for row in rows}
    day, hour = (now - timedelta(hours=hours) for hours in (24, 1))
    taken = Carriage.objects.filter(taken_at__gt=day).values("way")
    sent = {one["way"]: one for one in taken.annotate(
        sent_day=Count("pk"), sent_hour=Count("pk", filter=Q(taken_at__gt=hour)))}  # fmt: skip
    numbers = Suppression.objects.filter(address__startswith="+").count()
    nothing = {"waiting": 0, "held": 0, "going": 0, "set_aside": 0, "run_out": 0, "dead": 0, "oldest_due_at": None}
    return {
        NAMES[one.way]: Channel(
            name=NAMES[one.way], budget=one, suppressed=numbers if one.way == Way.TEXT else 0,
            late=is_late(found.get(one.way, nothing)["oldest_due_at"], now),
            failing=standstill.carried(now, one.way), **found.get(one.way, nothing),
            sent_day=sent.get(one.way, {}).get("sent_day", 0), sent_hour=sent.get(one.way, {}).get("sent_hour", 0),
        )
        for one in carriers.budgets(now)
    }  # fmt: skip


def is_late(oldest: datetime | None, now: datetime) -> bool:
    return oldest is not None and oldest < now - LATE


def letters_go(now: datetime) -> bool:
    """Whether what has waited longest, for email, to be looked at, to be written or (digests) to be posted, is not late, and tries
    do not all fail: a letter that failed is due again later each time, and so never late. Four statements."""
    oldest = Letter.objects.due(now).exclude(letters_begun()).aggregate(at=Min("due_at"))["at"]
    unwritten = Mailing.objects.aggregate(at=Min("at"))["at"]
    late = any(is_late(at, now) for at in (oldest, unwritten, ticks.waits_since(now)))
    return not late and not standstill.email(now)


def carried_go(now: datetime, way: str) -> bool:
    """The same of those that a carrier was given and did not take. Two statements."""
    due = Letter.objects.due(now).filter(letters_begun(), carriage__way=way)
    return not is_late(due.aggregate(at=Min("due_at"))["at"], now) and not standstill.carried(now, way)


def clock_beats(now: datetime) -> bool:
    """Whether the clock was heard lately. A site whose clock was never heard has just been put up. One statement."""
    heard_at = Pulse.objects.filter(name="beat").values_list("at", flat=True).first()
    return heard_at is None or heard_at >= now - STOPPED


# --- for a program that collects figures (the text format of Prometheus) ---


def figures(now: datetime) -> str:
    """Of each channel and of the clock. The only label is the channel: nothing here can name a person or a group."""
    found = health(now)
    lines = []
    paid = [one for one in found.channels.values() if one.budget]
    for name, what, value in BY_BUDGET if paid else ():
        lines += [f"# HELP coproduction_{name} {what}", f"# TYPE coproduction_{name} gauge"]
        lines += [f'coproduction_{name}{{channel="{one.name}"}} {value(one.budget)}' for one in paid]
    for name, what, value in BY_CHANNEL:
        lines += [f"# HELP coproduction_{name} {what}", f"# TYPE coproduction_{name} gauge"]
        lines += [f'coproduction_{name}{{channel="{one.name}"}} {value(one, now)}' for one in found.channels.values()]
    for name, what, value in BY_CLOCK:
        lines += [f"# HELP coproduction_{name} {what}", f"# TYPE coproduction_{name} gauge"]
        lines.append(f"coproduction_{name} {value(found, now)}")
    return "\n".join(lines) + "\n"


def seconds_since(at: datetime | None, now: datetime, never: str = "NaN") -> str:
    return never if at is None else str(max(0, int((now - at).total_seconds())))


BY_CHANNEL = (
    ("letters_due", "Letters that are due and have not gone.", lambda one, now: one.waiting),
    ("letters_held", "Letters that wait for their reader's own time.", lambda one, now: one.held),
    ("letters_going", "Letters that a worker holds a lease on.", lambda one, now: one.going),
    ("letters_set_aside", "Letters we could not look at again or draw.", lambda one, now: one.set_aside),
    ("leases_run_out", "Leases of workers that died, not yet returned.", lambda one, now: one.run_out),
    ("letters_dead", "Letters that were given up.", lambda one, now: one.dead),
    ("letters_sent_last_hour", "Letters sent in the last hour.", lambda one, now: one.sent_hour),
    ("letters_sent_last_day", "Letters sent in the last 24 hours.", lambda one, now: one.sent_day),
    ("addresses_not_reached", "Addresses that nothing goes to.", lambda one, now: one.suppressed),
    (
        "oldest_due_seconds", "How late the oldest letter that is due is; 0 when none is.",
        lambda one, now: seconds_since(one.oldest_due_at, now, never="0"),
    ),
    (
        "tries_failing_seconds", "For how long every try has failed; 0 when letters go.",
        lambda one, now: seconds_since(one.failing.since if one.failing else None, now, never="0"),
    ),
)  # fmt: skip
BY_BUDGET = (
    ("month_used", "Letters counted this month where each one costs.", lambda budget: budget.used),
    ("month_left", "Letters that may still go this month where each one costs.", lambda budget: budget.left),
)
BY_CLOCK = (
    ("mailings_unwritten", "Postings to many whose letters are not written yet.", lambda found, now: found.unwritten),
    ("mailings_stuck", "Postings to many that could not be written.", lambda found, now: found.stuck),
    (
        "digests_unposted_seconds", "How late the oldest digest is that was not looked at yet; 0 when none is due.",
        lambda found, now: seconds_since(found.unposted_since, now, never="0"),
    ),
    ("digests_failing", "Digests that could not be made and are tried again.", lambda found, now: found.failing_to_post),
    ("leases_returned_last_tick", "Leases that had run out at the last tick.", lambda found, now: found.returned),
    (
        "last_tick_seconds", "Seconds since a tick was done; NaN when none ever was.",
        lambda found, now: seconds_since(found.ticked_at, now),
    ),
    (
        "last_beat_seconds", "Seconds since the clock was heard; NaN when it never was.",
        lambda found, now: seconds_since(found.heard_at, now),
    ),
)  # fmt: skip
