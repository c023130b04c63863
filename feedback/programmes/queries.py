"""Programmes as everyone sees them, how many came early, and which have passed the day they were to meet the group."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import F
from django.urls import reverse

from coproduction.kit import walltime
from coproduction.kit.words import count_of
from feedback.log.models import Said
from feedback.programmes.models import HowFar, Programme
from feedback.topics.models import Topic
from groups.away import queries as away
from groups.membership.models import Membership
from groups.plans.queries import Coming

SAYS = (
    "Whoever owns a programme of work gets a reminder when the day has passed on which it was to meet the group, at 8am on the "
    "day after, once. They say how it went, and when the next time is."
)
# Of the group g: its programmes, how many came early as it counts now, and how many members dispute.
COUNTED = ", ".join(
    f"(SELECT count(*) FROM feedback_programme p WHERE p.group_id = g.id{which})"
    for which in (
        "",
        " AND NOT p.disputed AND COALESCE(NULLIF(p.stage_settled, ''), p.stage_at_first) IN ('IDEA', 'SHAPING', 'OPTIONS')",
        " AND p.disputed",
    )
)


@dataclass(frozen=True)
class Shown:
    """One programme. `passed`: the day on which it was to meet the group is over, and nobody has said what came of it."""

    row: Programme
    budget: str
    passed: bool

    @property
    def disputed_stage(self) -> str:
        return HowFar(self.row.disputed_stage).label.lower()


def in_pounds(budget) -> str:
    return "Nobody has said" if budget is None else f"£{budget:,}" if budget else "None"


def shown(row, today: date) -> Shown:
    return Shown(row, in_pounds(row.budget), bool(row.next_on and row.next_on < today and row.ended_at is None))


def all_of(membership, now: datetime) -> list[Shown]:
    """Those that run first. One statement."""
    today = membership.group.local(now).date()
    found = Programme.objects.visible_to(membership).with_people().with_dispute().in_order()
    return [shown(row, today) for row in found]


def how_early(all_shown) -> str:
    """`2 of 4 programmes came to us early. 1 came late. 1 is disputed: members say it came later.` Ended ones count too."""
    early, disputed = sum(one.row.came_early for one in all_shown), sum(one.row.disputed for one in all_shown)
    return early_in_words(len(all_shown), early, disputed)


def early_in_words(number: int, early: int, disputed: int) -> str:
    """In numbers of programmes, never of people. Nothing for none."""
    if not number:
        return ""
    late = number - early - disputed
    told = f"{early} of {count_of(number, 'programme')} came to us early."
    told += f" {late} came late." if late else ""
    if disputed:
        told += f" {disputed} {'is' if disputed == 1 else 'are'} disputed: members say that it came later."
    return told


def owners(group_id):
    """Those of the system: who may own a programme."""
    here = Membership.objects.current().of_group(group_id).for_the_system()
    return here.select_related("person").order_by("person__name", "id")


def topics_of(membership):
    return Topic.objects.visible_to(membership).open().in_order()


def entries_numbered(membership, numbers) -> list[Said]:
    return list(Said.objects.visible_to(membership).sent().filter(number__in=numbers))


def lines(row):
    return row.lines.select_related("by__person").order_by("id")


# --- the clock ---


def _not_reminded():
    rows = Programme.objects.running().filter(group__closed_at=None, next_on__isnull=False)
    return rows.exclude(reminded_for_on__isnull=False, reminded_for_on=F("next_on"))


def passed(now: datetime):
    """Programmes whose day has passed somewhere, and whose owner was not reminded of it."""
    return _not_reminded().filter(next_on__lt=walltime.furthest_day(now))


def to_remind(now: datetime, limit=200) -> list[Programme]:
    """Those whose day has passed, from 8am. Looks *before today and not reminded*, so that an outage skips nobody."""
    rows = passed(now).with_people().order_by("next_on", "id").iterator()
    awake = (row for row in rows if not walltime.is_night(now, row.group.zone))
    return list(islice((row for row in awake if row.next_on < row.group.local(now).date()), limit))


def asked_for(row, now: datetime) -> list[Membership]:
    """Its owner, or whoever stands in for them; when they have left, everyone of the system in the group."""
    here = Membership.objects.current().of_group(row.group_id).for_the_system().select_related("person")
    return away.instead(list(here.filter(pk=row.owner_id) or here), now)


def coming(membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. One statement."""
    mine = Programme.objects.visible_to(membership).values("pk")
    rows = _not_reminded().filter(pk__in=mine).with_people().order_by("next_on", "id")[:10]
    return [
        Coming(
            walltime.from_morning(row.next_on + timedelta(days=1), row.group.zone, now), row.name,
            "Whoever owns the programme", path=path(row),
        )
        for row in rows
    ]  # fmt: skip


def path(row) -> str:
    return reverse("programme", kwargs={"slug": row.group.slug, "programme_id": row.pk})


def still_passed(letters) -> set[int]:
    """Letters about a day that was not moved since. `about` is `programme:<id>:<day>`."""
    wanted = {letter.pk: tuple(letter.about.split(":")[1:]) for letter in letters}
    rows = Programme.objects.running().filter(pk__in={int(pk) for pk, _ in wanted.values()}, next_on__isnull=False)
    here = {(str(pk), day.isoformat()) for pk, day in rows.values_list("pk", "next_on")}
    return {letter for letter, about in wanted.items() if about in here}
