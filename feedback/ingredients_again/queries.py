"""What of the nine is older than half a year, and whom the clock reminds of it. None of it writes."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from coproduction.kit import unnamed, walltime
from feedback.ingredients.models import Ingredient, IngredientsAsking, TalkedView
from feedback.ingredients.queries import STALE_MONTHS, is_old
from feedback.ingredients_again.models import MEMBERS, NineNudge
from groups.charter.models import Group
from groups.membership.models import FACILITATING, Membership
from groups.plans.models import Plan
from groups.plans.queries import Coming

PLAN = "NINE"
SOON = timedelta(days=14)  # what is due so soon goes into the same letter
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SEEN = "How members see our nine ingredients"
SAYS = (
    "Whoever looks after one of the nine ingredients gets a reminder when nobody has noted it for half a year. The facilitators "
    "get one when members were asked half a year ago. It goes at 8am, once."
)


def _edge(now: datetime) -> datetime:
    """Nothing that was said later is half a year old anywhere; of what was said before, each group's calendar decides."""
    day = walltime.months_after(walltime.furthest_day(now), -STALE_MONTHS) + timedelta(
        days=5
    )  # months end on other days
    return datetime.combine(day, time(0), UTC)


def _off(group):
    return Exists(Plan.objects.turned_off(PLAN).filter(group=OuterRef(group)))


def _told(group, which, said_at):
    return Exists(NineNudge.objects.filter(group=OuterRef(group), which=which, said_at=OuterRef(said_at)))


def records():
    """Those of open groups where this reminder is on."""
    rows = Ingredient.objects.filter(~_off("group"), group__closed_at=None)
    return rows.select_related("group", "owner__person", "owner__group").order_by("group", "which")


def seen():
    """Groups where it is on, with when members said it last, and which nobody is asking now."""
    asked = IngredientsAsking.objects.filter(group=OuterRef("pk"))
    enough = asked.filter(answered__gte=unnamed.FEWEST_INSIDE, closed_at__isnull=False).order_by("-closed_at")
    talked = TalkedView.objects.filter(group=OuterRef("pk"))
    last = talked.confirmed().order_by("-confirmed_at")
    found = [
        Coalesce(Subquery(rows[:1]), Value(NEVER)) for rows in (enough.values("closed_at"), last.values("confirmed_at"))
    ]
    on_its_way = Exists(asked.filter(closed_at=None)), Exists(talked.waiting())
    rows = Group.objects.open().filter(~_off("pk"), *(~one for one in on_its_way))
    return rows.annotate(seen_at=Greatest(*found)).filter(seen_at__gt=NEVER).order_by("id")


def old_records(now: datetime):
    which = OuterRef("which")
    return records().filter(~_told("group", which, "noted_at"), noted_at__lt=_edge(now))


def old_views(now: datetime):
    return seen().filter(~_told("pk", MEMBERS, "seen_at"), seen_at__lt=_edge(now))


def clock_due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [old_records(now), old_views(now)]


def _due(group, said_at, now, ahead=timedelta(0)) -> bool:
    today = group.local(now).date()
    return not walltime.is_night(now, group.zone) and is_old(group.local(said_at).date(), today + ahead)


def records_to_remind(now: datetime, limit=200) -> list[list[Ingredient]]:
    """What is due of one owner in one group, with what will be soon: so it is one letter. One statement."""
    by_owner = {}
    for row in old_records(now + SOON)[:limit]:
        by_owner.setdefault((row.group_id, row.owner_id), []).append(row)
    return [
        [one for one in rows if _due(one.group, one.noted_at, now, SOON)]
        for rows in by_owner.values()
        if any(_due(one.group, one.noted_at, now) for one in rows)
    ]


def views_to_remind(now: datetime, limit=200) -> list[Group]:
    """One statement."""
    return [group for group in old_views(now)[:limit] if _due(group, group.seen_at, now)]


def facilitators(group_id: int):
    here = Membership.objects.current().of_group(group_id).filter(role__in=FACILITATING)
    return here.select_related("person", "group").order_by("id")


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. Two statements."""
    group, page = membership.group, reverse("ingredients", args=[membership.group.slug])
    rows = records().filter(~_told("group", OuterRef("which"), "noted_at"), group=group)
    found = [(one.noted_at, one.get_which_display(), "Whoever looks after it") for one in rows]
    views = seen().filter(~_told("pk", MEMBERS, "seen_at"), pk=group.pk)
    found += [(one.seen_at, SEEN, "The facilitators") for one in views]
    return [Coming(max(_at(group, said_at), now), about, to, path=page) for said_at, about, to in found]


def _at(group, said_at) -> datetime:
    day: date = walltime.months_after(group.local(said_at).date(), STALE_MONTHS)
    return walltime.morning(day, group.zone)


def still_old(letters) -> set[int]:
    """Letters about records of which one was not noted again, or about a view that is the last one. `about` is
    `nine-again:<numbers of the records>` or `nine-view:<group>`."""
    wanted = {}
    for letter in letters:
        kind, numbers = letter.about.split(":")
        wanted[letter.pk] = (kind, {int(pk) for pk in numbers.split("-")})
    numbers = {kind: set().union(*(pks for other, pks in wanted.values() if other == kind)) for kind in KINDS}
    right = {
        "nine-again": records().filter(_told("group", OuterRef("which"), "noted_at"), pk__in=numbers["nine-again"]),
        "nine-view": seen().filter(_told("pk", MEMBERS, "seen_at"), pk__in=numbers["nine-view"]),
    }
    found = {kind: set(rows.order_by().values_list("pk", flat=True)) for kind, rows in right.items()}
    return {letter for letter, (kind, pks) in wanted.items() if pks & found[kind]}


KINDS = ("nine-again", "nine-view")
