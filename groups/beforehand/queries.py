"""Which reminders of dates and of what people need come next."""

from datetime import datetime, timedelta

from django.urls import reverse

from coproduction.kit import walltime
from groups.arrangements import queries as arrangements
from groups.arrangements.models import Progress
from groups.membership.models import Membership
from groups.plans.queries import NEXT, Coming
from groups.polls.models import REMIND_DAYS, Poll

NEEDS = "NEEDS"
AHEAD = timedelta(days=365)
DATES_SAYS = (
    "Whoever was asked for dates and has not said which they can make gets one reminder, "
    f"{REMIND_DAYS} days before the asking ends."
)
NEEDS_SAYS = (
    f"The facilitators get a reminder {arrangements.NUDGE_DAYS} days before a meeting, at the time it begins, if something that "
    "people need is not arranged yet."
)
NEEDS_FIXED = "This one looks after people who need something to take part. So it cannot be turned off."


def dates_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. One statement."""
    rows = Poll.objects.visible_to(membership).open(now).to_remind_of()
    told = [
        Coming(
            max(one.reminds_from, now), one.title, "People who have not said which dates they can make",
            path=reverse("poll", kwargs={"slug": membership.group.slug, "poll_id": one.pk}),
        )
        for one in rows.order_by("closes_at", "id")[:NEXT]
        if one.asked_at < one.reminds_from
    ]  # fmt: skip
    return sorted(told, key=lambda one: one.at)


def needs_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """For facilitators alone: that a letter will go says that somebody needs something. Three statements for them."""
    if not membership.facilitates:
        return []
    meetings = list(arrangements.near(now, AHEAD).filter(group=membership.group_id).soonest_first()[:NEXT])
    far = progress_of(meetings)
    return [
        Coming(
            max(walltime.days_before(one.starts_at, arrangements.NUDGE_DAYS, one.zone), now), one.title, "The facilitators",
            path=reverse("arrangements", kwargs={"slug": membership.group.slug, "meeting_id": one.pk}),
        )
        for one in meetings
        if far[one.pk].done < far[one.pk].all
    ]  # fmt: skip


def progress_of(meetings) -> dict[int, Progress]:
    """By meeting, how far what people need is arranged. Two statements."""
    found = arrangements.lines_of(meetings)
    return {pk: Progress(sum(one.arranged for one in lines), len(lines)) for pk, lines in found.items()}
