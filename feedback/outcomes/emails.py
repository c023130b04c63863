"""Letters about looking again at what was done. None names a member."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import when
from feedback.outcomes import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

DUE = "feedback/outcomes/emails/due"


def _post(stem, said, key, readers, *, now: datetime, context, page="said", **more):
    notices.post_many(
        f"feedback/outcomes/emails/{stem}",
        [{"to": m.person, "key": f"review-{stem}:said-{said.pk}:{key}:person-{m.person_id}"} for m in readers],
        at=now, group=said.group, path=reverse(page, kwargs={"slug": said.group.slug, "number": said.number}),
        context={"words": said.words, "number": said.number, "group": said.group.name} | context, **more,
    )  # fmt: skip


def _of_step(stem, said, step, readers, **more):
    context = {"headline": step.headline, "text": step.text, "details": step.details}
    _post(stem, said, f"step-{step.pk}", readers, context=context, about=f"said:{said.pk}:{step.pk}", **more)


def to_confirm(said, step, readers, *, now: datetime):
    _of_step("to_confirm", said, step, readers, now=now, kind=Kind.WAITING, button="Say if they are right",
             page="check_review")  # fmt: skip


def reviewed(said, step, readers, *, now: datetime):
    _of_step("reviewed", said, step, readers, now=now, button="Read it")


def due(said, rung: int, readers, *, now: datetime, suffix=""):
    key = f"{said.review_on.isoformat()}:{rung}{suffix}"
    _post(
        "due", said, key, readers, now=now, kind=Kind.WAITING, button="Say if it is still true", page="review_outcome",
        context={"since": when.day(said.review_on), "again": rung > 0}, about=f"review:{said.pk}:{said.review_on.isoformat()}",
    )  # fmt: skip


@notices_queries.recheck(DUE)
def still_due(letters, now):
    return queries.still_due(letters)
