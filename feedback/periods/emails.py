"""The letter that says that the report of a quarter is there."""

from datetime import datetime

from django.urls import reverse

from feedback.periods import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/periods/emails/report_is_there"


def report_is_there(group, span, readers, *, now: datetime):
    key = f"report:group-{group.pk}:{span.code}"
    notices.post_many(
        STEM, [{"to": m.person, "key": f"{key}:person-{m.person_id}"} for m in readers], at=now, group=group,
        context={"period": span.words, "group": group.name}, kind=Kind.NEWS, button="Read the report",
        path=reverse("period", args=[group.slug, span.code]), about=f"period:{group.pk}:{span.code}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_there(letters, now):
    return queries.still_there(letters)
