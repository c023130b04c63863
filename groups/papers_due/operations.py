"""Reminding whoever answers for a paper."""

from datetime import datetime

from django.db import transaction

from groups.membership.models import Membership
from groups.papers.models import Paper
from groups.papers_due import emails, queries
from groups.papers_due.models import PaperNudge
from groups.plans import queries as plans


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Each reminder that is due, once for each day it is about."""
    did = 0
    for one in queries.nudges_due(now):
        key = {"paper": one.paper, "kind": one.kind, "due_on": one.on}
        _, new = PaperNudge.objects.get_or_create(**key, defaults={"at": now})
        if new:
            emails.nudge(one, queries.to_remind(one.paper), now=now)
        did += new
    return did


def again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off. Whether it is still right is looked at when it goes."""
    _, number, kind, _ = letter.about.split(":")
    paper = Paper.objects.there().with_all().filter(pk=int(number)).first()
    reader = (
        Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    )
    day = (paper.check_on if kind == PaperNudge.Kind.CHECK else paper.needed_on) if paper else None
    if day and reader:
        emails.nudge(queries.Due(paper, kind, day), reader, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PROMISED, 30, "Papers that were promised", queries.promised_says, queries.promised_coming,
        (f"{emails.STEM}missing",), again, leads="This reminder ends when the paper is here.",
    )
)  # fmt: skip
plans.declare(
    plans.Kind(
        queries.CHECK, 70, "Papers that are a year old", lambda group, plan: queries.CHECK_SAYS, queries.checks_coming,
        (f"{emails.STEM}to_check",), again, leads="This reminder ends when you have said if it is still right.",
    )
)  # fmt: skip
