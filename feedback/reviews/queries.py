"""When it is time to look at our impact, what came of it so far, and what is still to be done."""

from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from coproduction.kit import walltime
from feedback.reviews.models import Finding, ImpactNudge, ImpactReview
from groups.charter.models import Group
from groups.membership.models import FACILITATING, Membership
from groups.plans.models import Plan
from groups.plans.queries import Coming

EVERY = timedelta(weeks=26)
PLAN = "IMPACT"
TITLE = "A look at our impact"
SAYS = (
    "The facilitators get a reminder when it is half a year since the group looked at its impact. It goes at 8am, once."
)


def _groups():
    """Open groups with the moment from which the half year counts: their last review, or when they began."""
    last = ImpactReview.objects.filter(group=OuterRef("pk")).newest_first().values("reviewed_at")[:1]
    return Group.objects.open().annotate(
        counts_from=Coalesce(
            Subquery(last, output_field=DateTimeField()), F("created_at"), output_field=DateTimeField()
        )
    )


def _to_tell():
    told = ImpactNudge.objects.filter(group=OuterRef("pk"), at__gt=OuterRef("counts_from"))
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("pk"))
    return _groups().filter(~Exists(told), ~Exists(off))


def may_be_due(now: datetime):
    return _to_tell().filter(counts_from__lte=now - EVERY)


def due_on(group: Group) -> date:
    """Of a group as `_groups` gives it."""
    return group.local(group.counts_from + EVERY).date()


def _goes_at(group: Group) -> datetime:
    """At 8am of the day; where the half year is over later on that day, at 8am of the next."""
    at = walltime.morning(due_on(group), group.zone)
    return at if at >= group.counts_from + EVERY else walltime.next_at(at, walltime.MORNING, group.zone)


def to_nudge(now: datetime, limit=200) -> list[Group]:
    """Groups whose day has come and whose facilitators were not told. One statement."""
    rows = may_be_due(now).order_by("counts_from", "id").iterator()
    return list(islice((one for one in rows if _goes_at(one) <= now and not walltime.is_night(now, one.zone)), limit))


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letter, for the page of plans. One statement."""
    page = reverse("impact_reviews", kwargs={"slug": membership.group.slug})
    rows = _to_tell().filter(pk=membership.group_id)
    return [Coming(max(_goes_at(one), now), TITLE, "The facilitators", path=page) for one in rows]


def due(group: Group, now: datetime):
    """For a facilitator's list of what has passed its day: kind, number, words, nobody, day. Made to stand in a union."""
    rows = _groups().filter(pk=group.pk, counts_from__lte=now - EVERY)
    day = TruncDate(ExpressionWrapper(F("counts_from") + EVERY, output_field=DateTimeField()), tzinfo=group.zone)
    return rows.values_list(Value("impact"), "id", Value(TITLE), Value(""), day)


def when_due(group: Group) -> date | None:
    """The day of the next look; none in a group that is closed. One statement."""
    found = _groups().filter(pk=group.pk).first()
    return due_on(found) if found else None


def facilitators(group_id: int):
    here = Membership.objects.current().of_group(group_id).filter(role__in=FACILITATING)
    return here.select_related("person").order_by("id")


def still_due(letters, now: datetime) -> set[int]:
    """To those who still facilitate, while the group has not looked. `about` is `impact:<group>`."""
    groups = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    due_now = _groups().filter(pk__in=groups.values(), counts_from__lte=now - EVERY).values("pk")
    here = Membership.objects.current().filter(role__in=FACILITATING, group__in=due_now)
    allowed = set(here.values_list("group_id", "person_id"))
    return {letter.pk for letter in letters if (groups[letter.pk], letter.person_id) in allowed}


# --- the page ---


def reviews(reader: Membership, limit=8) -> list[ImpactReview]:
    """The newest with what came of each. Two statements."""
    rows = ImpactReview.objects.visible_to(reader).select_related("reviewed_by__person").newest_first()
    return list(rows.prefetch_related("findings__said")[:limit])


def open_findings(reader: Membership) -> list[Finding]:
    """What is still to be looked at or learned, oldest first."""
    return list(Finding.objects.visible_to(reader).open().select_related("review").order_by("id"))


def learning_since(group_id: int):
    """The oldest thing the group wanted to learn that nobody has ticked off, as its moment."""
    waiting = Finding.objects.open().filter(review__group=group_id, kind=Finding.Kind.LEARN)
    return waiting.order_by("review__reviewed_at").values_list("review__reviewed_at", flat=True).first()
