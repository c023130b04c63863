"""The letter to facilitators when half a year is over."""

from django.urls import reverse

from feedback.reviews import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

DUE = "feedback/reviews/emails/due"


def due(group, people, *, now, day, suffix=""):
    key = f"impact-due:{group.pk}:{day.isoformat()}{suffix}"
    notices.post_many(
        DUE, [{"to": one.person, "key": f"{key}:person-{one.person_id}"} for one in people], at=now, group=group,
        path=reverse("review_impact", args=[group.slug]), context={"group": group.name}, kind=Kind.WAITING,
        about=f"impact:{group.pk}", button="See the questions",
    )  # fmt: skip


@notices_queries.recheck(DUE)
def still_due(letters, now):
    return queries.still_due(letters, now)
