"""Letters about the ways of working: the same for everyone who was asked, whether or not they answered. None holds a number."""

from django.urls import reverse

from coproduction.kit import when
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.ways import queries

STEM = "groups/ways/emails/"
DUE, ASKED, RESULTS = f"{STEM}due", f"{STEM}asked", f"{STEM}results"


def due(group, people, *, now, suffix=""):
    """To the facilitators: the day has come."""
    day = group.ways_due_on.isoformat()
    _post(
        DUE, group, people, f"ways-due:{group.pk}:{day}{suffix}", now=now, kind=Kind.WAITING, button="Look at our ways of working",
        about=f"ways_due:{group.pk}:{day}", context={"looked": when.day(group.ways_looked_on)},
    )  # fmt: skip


def asked(review, people, *, now):
    path = reverse("review_ways", kwargs={"slug": review.group.slug, "review_id": review.pk})
    until = when.moment(review.group.local(review.closes_at))
    _post(
        ASKED, review.group, people, f"ways:{review.pk}:asked", now=now, kind=Kind.WAITING, button="See the questions",
        about=f"ways:{review.pk}", context={"until": until}, path=path, useful_until=review.closes_at,
    )  # fmt: skip


def results(review, people, *, now):
    _post(
        RESULTS, review.group, people, f"ways:{review.pk}:results", now=now, kind=Kind.NEWS, about=f"ways:{review.pk}",
        button="See what people said", context={},
    )  # fmt: skip


def _post(stem, group, people, key, *, now, context, path="", **more):
    notices.post_many(
        stem, [{"to": one.person, "key": f"{key}:person-{one.person_id}"} for one in people], at=now, group=group,
        path=path or reverse("ways", kwargs={"slug": group.slug}), context={"group": group.name} | context, **more,
    )  # fmt: skip


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)


@notices_queries.recheck(DUE)
def still_due(letters, now):
    return queries.still_due(letters)
