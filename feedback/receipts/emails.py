"""One letter for a batch of words without a name: the same for everyone in the group, whoever wrote them."""

from datetime import date, datetime

from django.urls import reverse

from feedback.receipts import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/receipts/emails/said_without_a_name"


def said_without_a_name(group, day: date, readers, *, now: datetime):
    """Once a day and person at most: a second batch of the day is read with the first."""
    notices.post_many(
        STEM,
        [{"to": m.person, "key": f"unnamed:group-{group.pk}:{day.isoformat()}:person-{m.person_id}"} for m in readers],
        at=now, group=group, kind=Kind.NEWS, context={"group": group.name},
        path=reverse("talk", kwargs={"slug": group.slug}), button="Read it",
        about=f"unnamed:{group.pk}:{day.isoformat()}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_news(letters, now):
    return queries.still_news(letters)
