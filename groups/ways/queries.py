"""When it is time to look at the ways of working, who is asked, and what the group may see of the answers."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import CharField, DateField, Exists, OuterRef, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from coproduction.kit import unnamed, walltime
from coproduction.kit.words import count_of
from groups.charter.models import WAYS_MONTHS, Group
from groups.membership.models import FACILITATING, Membership
from groups.permissions import GroupAbility
from groups.plans.models import Plan
from groups.plans.queries import Coming
from groups.ways.models import Answer, MayReviewWays, WaysNudge, WaysReview

OPEN_FOR = timedelta(days=14)
_BULLET = re.compile(r"^(?:[-*+•]|\d+[.)])(?:\s+|$)")


def ways_of(text: str) -> list[str]:
    """Each line is one way of working, without the sign before it."""
    lines = (_BULLET.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def no_answers(ways) -> dict:
    return {str(place): dict.fromkeys(Answer.values, 0) for place in range(len(ways))}


# --- when, and who ---


PLAN = "WAYS"
SAYS = "The facilitators get a reminder when it is half a year since the group looked at its ways of working. It goes at 8am, once."


def is_due(group: Group, now: datetime) -> bool:
    return group.ways_due_on is not None and group.ways_due_on <= group.local(now).date()


def due(group: Group, now: datetime) -> list:
    """For a facilitator's list of what has passed its day: kind, number, words, nobody, day. Made to stand in a union.

    Nothing while people are being asked. No statement of its own.
    """
    if not is_due(group, now):
        return []
    asking = WaysReview.objects.open(now).filter(group=OuterRef("pk"))
    rows = Group.objects.filter(~Exists(asking), pk=group.pk)
    day = Value(group.ways_due_on, output_field=DateField())
    return [rows.values_list(Value("ways"), "id", Value("Our ways of working"), Value(""), day)]


def _to_tell():
    """Groups whose facilitators were not told of this day, where nobody is asked yet, and that have not turned this off."""
    told = WaysNudge.objects.filter(group=OuterRef("pk"), due_on__gt=OuterRef("ways_looked_on"))
    asking = WaysReview.objects.undecided().filter(group=OuterRef("pk"))
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("pk"))
    return Group.objects.open().exclude(ways_of_working="").filter(~Exists(told), ~Exists(asking), ~Exists(off))


def _nudges_at(group: Group) -> datetime:
    return walltime.morning(group.ways_due_on, group.zone)


def may_be_due(now: datetime):
    """Those whose day has come or nearly so."""
    months_differ = timedelta(days=3)  # in length
    latest = walltime.months_after(walltime.furthest_day(now), -WAYS_MONTHS) + months_differ
    return _to_tell().filter(ways_looked_on__lte=latest)


def clock_due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [may_be_due(now), WaysReview.objects.to_close(now)]


def to_nudge(now: datetime, limit=200) -> list[Group]:
    """Groups whose day has come, whose facilitators were not told of it, and where nobody is asked yet. One statement."""
    rows = may_be_due(now).order_by("ways_looked_on", "id").iterator()
    return list(islice((one for one in rows if _nudges_at(one) <= now and not walltime.is_night(now, one.zone)), limit))


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letter, for the page of plans. One statement."""
    rows = _to_tell().filter(pk=membership.group_id, ways_looked_on__isnull=False)
    page = reverse("ways", kwargs={"slug": membership.group.slug})
    return [Coming(max(_nudges_at(one), now), "Our ways of working", "The facilitators", path=page) for one in rows]


def could_answer(group_id: int):
    """Everyone in the group, those who run it too: the ways of working are for all of them."""
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.REVIEW_WAYS)
    return here.select_related("person").order_by("id")


def facilitators(group_id: int):
    here = Membership.objects.current().of_group(group_id).filter(role__in=FACILITATING)
    return here.select_related("person").order_by("id")


def readers(group_id: int):
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.SEE_WAYS_REVIEW)
    return here.select_related("person").order_by("id")


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose round is open and whose reader is one of those asked. `about` is `ways:<id>`.

    Whether they have answered is not looked at: everyone gets the same letter.
    """
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    rows = MayReviewWays.objects.filter(
        review__in=WaysReview.objects.open(now).filter(pk__in={one for one, _ in wanted.values()}),
        membership__in=Membership.objects.current().holding(GroupAbility.REVIEW_WAYS),
    )
    right = set(rows.values_list("review_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}


def still_due(letters) -> set[int]:
    """To those who still facilitate, while nobody has looked or asked. `about` is `ways_due:<group>:<day>`."""
    about = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    asking = WaysReview.objects.undecided().filter(group=OuterRef("pk"))
    rows = Group.objects.open().filter(~Exists(asking), pk__in={int(group) for group, _ in about.values()})
    days = {one.pk: one.ways_due_on for one in rows}
    here = Membership.objects.current().filter(role__in=FACILITATING, group__in=days)
    allowed = set(here.values_list("group_id", "person_id"))
    return {
        letter.pk
        for letter in letters
        for group, day in [about[letter.pk]]
        if (int(group), letter.person_id) in allowed and str(days[int(group)]) == day
    }


# --- one person's part ---


def waits_for(membership: Membership, now: datetime):
    """What is open for this person, answered or not, as (kind, number, day) for their home page."""
    mine = MayReviewWays.objects.visible_to(membership).filter(review__in=WaysReview.objects.open(now))
    day = TruncDate("review__closes_at", tzinfo=membership.group.zone)
    return mine.values_list(Value("ways", output_field=CharField()), "review_id", day).order_by()


@dataclass(frozen=True)
class Mine:
    """What one person can do in one round. `why_not` says why they cannot answer."""

    review: WaysReview
    why_not: str = ""
    has_answered: bool = False


def for_person(review: WaysReview, membership: Membership, now: datetime) -> Mine:
    """One statement at most."""
    if review.closed_at or review.closes_at <= now:
        return Mine(review, "These questions have closed.")
    mine = MayReviewWays.objects.visible_to(membership).filter(review=review).first()
    if mine is None:
        return Mine(review, "You joined after these questions opened. We will ask you next time.")
    return Mine(review, "", mine.has_answered)


# --- the page ---


@dataclass(frozen=True)
class Way:
    """One way of working, and how it was answered: pairs of answer and number in words. Empty where nothing is shown."""

    words: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """A closed round. `too_few`: not enough people answered to show anything."""

    closed_on: date
    answered: str
    too_few: bool
    ways: list[Way]
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """The ways of working as they are, the round that is open, and what came of the last that closed."""

    ways: list[str]
    open: WaysReview | None
    closed: WaysReview | None
    result: Result | None
    enough_people: bool

    @property
    def to_decide(self) -> bool:
        """While nobody is being asked: whether people have answered and nobody has said what comes of it, or too few can."""
        return bool(self.closed and self.closed.decided_at is None) or not self.enough_people


def page(group: Group, reader: Membership, now: datetime) -> Page:
    """Two statements."""
    newest = list(WaysReview.objects.visible_to(reader).select_related("decided_by__person").newest_first()[:2])
    running = next((one for one in newest if one.closed_at is None), None)
    closed = next((one for one in newest if one.closed_at), None)
    shown = result(closed, group) if closed else None
    people = could_answer(group.pk).count()
    return Page(ways_of(group.ways_of_working), running, closed, shown, people >= unnamed.FEWEST_INSIDE)


def result(review: WaysReview, group: Group) -> Result:
    """For the group alone: exact numbers and lines, where at least five answered."""
    closed_on = group.local(review.closed_at).date()
    if not unnamed.enough(review.answered, inside=True):
        return Result(closed_on, "", True, [Way(words, []) for words in review.ways])
    answered = f"{review.answered} of {count_of(review.could_answer, 'person', 'people')} answered"
    ways = [Way(words, _parts(review.counts[str(place)])) for place, words in enumerate(review.ways)]
    return Result(closed_on, answered, False, ways, review.lines)


def _parts(counts):
    numbers = unnamed.in_words([counts[answer] for answer in Answer.values], inside=True)
    return list(zip(Answer.labels, numbers, strict=True))
