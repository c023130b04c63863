"""Everything that was done and whether it still holds; which reviews are due, and whom that needs. None writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, Value
from django.urls import reverse

from coproduction.kit import walltime, when, words
from feedback.deeds.models import Claim
from feedback.impact import queries as impact
from feedback.impact.models import Asking
from feedback.log.models import Said
from feedback.outcomes.models import Review, ReviewNudge
from feedback.permissions import FeedbackAbility
from groups.plans.models import Plan
from groups.plans.queries import NEXT, Coming

PLAN = "REVIEW"
SAYS = (
    "When it is time to look again at something that was done, all members get a letter at 8am. If nobody has looked four "
    "weeks later, the facilitators get one."
)
AGAIN_AFTER = timedelta(days=28)  # the facilitators hear of a review nobody has done


@dataclass(frozen=True)
class Outcome:
    """One line of the list: our words, what was done since when and how one can see it, who noticed, the next review."""

    said: Said
    done: Claim | None
    since: str
    noticed: str
    review: str
    due: bool


def listed(membership):
    """Newest first. With what a line needs: four statements for a page of any length."""
    rows = Said.objects.visible_to(membership).done().select_related("group", "topic")
    this_round = Q(round=F("said__round"))
    done = Claim.objects.filter(this_round, holds=True, extent=Claim.Extent.ALL).order_by("-id")
    asked = Asking.objects.visible_to(membership).filter(this_round).order_by("-id")
    reviews = Review.objects.visible_to(membership).filter(this_round, holds=True).order_by("-id")
    return rows.order_by("-did_at", "-id").prefetch_related(
        Prefetch("claims", done, to_attr="done"), Prefetch("askings", asked, to_attr="asked"),
        Prefetch("reviews", reviews, to_attr="reviewed"),
    )  # fmt: skip


def row(said, membership, now: datetime) -> Outcome:
    group = said.group
    today = group.local(now).date()
    done = said.done[0] if said.done else None
    since = done.since if done else group.local(said.did_at).date()
    return Outcome(
        said, done, when.day(since), _noticed(said, membership.inside), _review(said, today),
        due=bool(said.review_on and said.review_on <= today),
    )  # fmt: skip


def _noticed(said, inside):
    closed = next((one for one in said.asked if one.closed_at), None)
    if closed:
        return f"{impact.headline(closed)}. {impact.line(closed, inside)}"
    if said.asked:
        return f"People are being asked until {when.day(said.asked[0].closes_on)}."
    return f"People are asked on {when.day(said.ask_on)}." if said.ask_on else "Nobody was asked."


def _review(said, today):
    last = f"{said.reviewed[0].get_outcome_display()}. " if said.reviewed else ""
    if said.review_on is None:
        return last or "No review is planned."
    if said.review_on <= today:
        return f"{last}To be looked at again since {when.day(said.review_on)}."
    return f"{last}Looked at again on {when.day(said.review_on)}."


def due(group, now: datetime):
    """Reviews of a group whose date has come: kind, number of the entry, words, nobody, day. Made to stand in a union."""
    rows = Said.objects.done().filter(group=group, review_on__lte=group.local(now).date())
    return rows.values_list(Value("review"), "number", "words", Value(""), "review_on")


# --- who may, and whom it needs ---


def review_open(said) -> Review | None:
    return Review.objects.open().filter(said=said, round=said.round).first() if said.is_done else None


def with_review(rows):
    """Entries with who proposed what came of looking again, while nobody has confirmed it: for `what_they_may`."""
    waiting = Review.objects.open().filter(said=OuterRef("pk"), round=OuterRef("round"))
    return rows.annotate(review_by=Subquery(waiting.values("proposed_by")[:1]))


def what_they_may(said, membership, now: datetime) -> set[str]:
    """Which deeds of this room are this person's now, by the name of their page. Of an entry `with_review`: no statement."""
    if not said.is_done or said.review_on is None:
        return set()
    may = {"move_review"} if membership.may(FeedbackAbility.MOVE_REVIEW) else set()
    if said.review_on > said.group.local(now).date() or not membership.may(FeedbackAbility.REVIEW_OUTCOME):
        return may
    if said.review_by is None:
        may.add("review_outcome")
    elif membership.may(FeedbackAbility.CONFIRM_REVIEW) and said.review_by != membership.pk:
        may.add("check_review")
    return may


NEEDS = {
    "review_outcome": "This was done a while ago. Is it still true?",
    "check_review": "Someone looked at this again. Are they right?",
}


def needs_you(membership, now: datetime, limit: int = 10) -> list[impact.Need]:
    """Reviews due, and reviews that wait for a second reader, for members. One statement."""
    if not membership.may(FeedbackAbility.CONFIRM_REVIEW):
        return []
    reviews = Review.objects.open().filter(said=OuterRef("pk"), round=OuterRef("round"))
    rows = (
        Said.objects.visible_to(membership).done()
        .filter(review_on__lte=membership.group.local(now).date())
        .annotate(reviewed=Exists(reviews), mine=Exists(reviews.filter(proposed_by=membership)))
        .filter(mine=False).select_related("group").order_by("review_on", "id")
    )  # fmt: skip
    return [_need(said, "check_review" if said.reviewed else "review_outcome") for said in rows[:limit]]


def _need(said, page):
    url = reverse(page, kwargs={"slug": said.group.slug, "number": said.number})
    return impact.Need(said, NEEDS[page], url)


# --- the clock ---


def _to_review(rows):
    """Done, with a day to look again, where the group has not turned this off: how often somebody heard of that day, and when."""
    told = Q(review_nudges__due_on=F("review_on"))
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("group"))
    rows = rows.done().filter(~Exists(off), review_on__isnull=False, group__closed_at=None)
    counted = rows.annotate(told=Count("review_nudges", filter=told), told_at=Max("review_nudges__at", filter=told))
    return counted.select_related("group").order_by("review_on", "id")


def _nudges_at(said) -> datetime:
    """On the morning of the day; and four weeks after somebody last heard of it."""
    on = walltime.morning(said.review_on, said.group.zone)
    return max(on, said.told_at + AGAIN_AFTER) if said.told else on


def _goes_at(said, now) -> datetime:
    return walltime.awake(max(_nudges_at(said), now), said.group.zone)


def may_be_due(now: datetime):
    """Reviews whose date has come somewhere and of which nobody heard in four weeks."""
    told = ReviewNudge.objects.filter(said=OuterRef("pk"), due_on=OuterRef("review_on"), at__gt=now - AGAIN_AFTER)
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("group"))
    rows = Said.objects.done().filter(~Exists(told), ~Exists(off), review_on__lte=walltime.furthest_day(now))
    return rows.filter(group__closed_at=None)


def to_nudge(now: datetime, limit=200) -> list[Said]:
    """Reviews whose date has come and of which nobody heard in four weeks, from 8am. Annotated with how often somebody did."""
    rows = _to_review(may_be_due(now))
    rows = rows.filter(Q(told_at=None) | Q(told_at__lte=now - AGAIN_AFTER)).iterator()
    return list(islice((said for said in rows if _goes_at(said, now) <= now), limit))


def coming(membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. One statement."""
    seen = Said.objects.filter(pk__in=Said.objects.visible_to(membership).values("pk"))
    found = [
        Coming(
            _goes_at(said, now), f"“{words.shortened(said.words, 80)}”", "The facilitators" if said.told else "All members",
            path=reverse("said", kwargs={"slug": said.group.slug, "number": said.number}),
        )
        for said in _to_review(seen)[:NEXT]
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def still_due(letters) -> set[int]:
    """Letters whose outcome still waits for this review. `about` is `review:<entry>:<date>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Said.objects.done().filter(pk__in={pk for pk, _ in wanted.values()}, review_on__isnull=False)
    here = {(str(pk), day.isoformat()) for pk, day in rows.values_list("pk", "review_on")}
    return {letter for letter, about in wanted.items() if tuple(about) in here}
