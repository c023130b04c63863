"""Which promises are about to pass or have passed, whose they are, and whether they are still owed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from coproduction.kit import walltime, workdays
from feedback.closing import queries as closing
from feedback.handovers import queries as handovers
from feedback.log.models import Said, Stage
from feedback.nudges.models import Nudge
from groups.away import queries as away
from groups.membership.models import Membership, Role

OWED = (Stage.SENT, Stage.HEARD)
SOON_DAYS, DEPUTY_DAYS = 1, 2  # working days before the promise, and after it
LOOK_AHEAD = timedelta(days=5)  # a working day before Tuesday after Easter is the Thursday


@dataclass(frozen=True)
class Promise:
    """One promise and the rung of the ladder that is due: first the owner, then their deputy (product.md)."""

    said: Said
    by: date
    rung: str
    days_late: int


def not_at_the_top(rows):
    """Promises that still have a rung to come, with the last one climbed."""
    climbed = Nudge.objects.filter(said=OuterRef("pk"), round=OuterRef("round"), stage=OuterRef("stage"))
    return (
        rows.filter(closing.goes_on(), stage__in=OWED, due_on__isnull=False)
        .filter(~Exists(climbed.filter(rung=Nudge.Rung.DEPUTY)))
        .annotate(last=Subquery(climbed.order_by("-id").values("rung")[:1]))
        .select_related("group")
        .order_by("due_on", "id")
    )


def promises_near(now: datetime):
    """Promises that are near or have passed, and whose next rung may have come. Those that wait for it are not read."""
    climbed = Nudge.objects.filter(said=OuterRef("pk"), round=OuterRef("round"), stage=OuterRef("stage"))
    rows, today = not_at_the_top(Said.objects.filter(due_on__lte=(now + LOOK_AHEAD).date())), walltime.furthest_day(now)
    late = workdays.passed_by(DEPUTY_DAYS, today, day="due_on", nation="group__nation")
    return rows.filter(
        ~Exists(climbed.filter(rung=Nudge.Rung.SOON)) | Q(due_on__lt=today),
        ~Exists(climbed.filter(rung=Nudge.Rung.PASSED)) | late,
    )


def promises_to_nudge(now: datetime, limit=200) -> list[Promise]:
    """Promises whose next rung is due, from 8am. Looks *on or before and not done*, so that an outage skips nobody."""
    awake = (said for said in promises_near(now).iterator() if not walltime.is_night(now, said.group.zone))
    found = (promise_on(said, said.group.local(now).date()) for said in awake)
    return list(islice(filter(None, found), limit))


def promise_on(said, today: date) -> Promise | None:
    """The rung that is due on this day."""
    nation = said.group.nation
    late = workdays.between(said.due_on, today, nation)
    if late >= DEPUTY_DAYS:
        rung = Nudge.Rung.DEPUTY
    elif today > said.due_on:
        rung = Nudge.Rung.PASSED
    elif -late <= SOON_DAYS:
        rung = Nudge.Rung.SOON
    else:
        return None
    return None if rung == said.last else Promise(said, said.due_on, rung, max(late, 0))


def to_nudge(promises, now: datetime) -> dict[int, list[Membership]]:
    """Whom to write to for each promise, by entry: whoever was asked to act, or else the owner, and on the last rung the
    owner and their deputy too. In place of somebody who is away, whoever stands in. Three statements."""
    system = Membership.objects.current().filter(
        role__in=(Role.POINT_OF_CONTACT, Role.SPONSOR), group__in={p.said.group_id for p in promises}
    )
    people = defaultdict(lambda: defaultdict(list))
    for one in system.select_related("person", "deputy__person").order_by("id"):
        people[one.group_id][one.role].append(one)
    handed = handovers.standing_for(p.said for p in promises)
    asked = {p.said.pk: _asked(p, people[p.said.group_id], handed.get((p.said.pk, p.said.stage))) for p in promises}
    stands_in = away.standing_in({one.pk for some in asked.values() for one in some}, now) if promises else {}
    return {pk: away.replaced(some, stands_in) for pk, some in asked.items()}


def _asked(promise, by_role, handed):
    contacts, sponsors = by_role[Role.POINT_OF_CONTACT], by_role[Role.SPONSOR]
    first, second = (contacts, sponsors) if promise.said.stage == Stage.SENT else (sponsors, contacts)
    owners = first or second
    if handed:
        owners = [handed.to] if promise.rung != Nudge.Rung.DEPUTY else [handed.to, *owners]
    if promise.rung != Nudge.Rung.DEPUTY:
        return owners
    deputies = [o.deputy for o in owners if o.deputy and o.deputy.left_at is None] or second
    return list({one.pk: one for one in (*owners, *deputies)}.values())


def still_owed(letters) -> set[int]:
    """Letters whose entry still waits for just this. `about` is `owed:<entry>:<round>:<stage>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Said.objects.filter(pk__in={pk for pk, _, _ in wanted.values()}).values_list("pk", "round", "stage")
    now_owed = {(str(pk), str(turn), stage) for pk, turn, stage in rows}
    return {letter for letter, about in wanted.items() if tuple(about) in now_owed}


def said_path(said) -> str:
    return reverse("said", kwargs={"slug": said.group.slug, "number": said.number})
