"""Letters about papers that are due, and the check that each is still right when it goes."""

from django.urls import reverse

from coproduction.kit import when
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.papers_due import queries

STEM = "groups/papers_due/emails/"


def nudge(due, readers, *, now, suffix=""):
    """To whoever answers for it: it is promised and not here, or it is a year since somebody checked it."""
    paper, key = due.paper, f"{due.kind}:{due.on.isoformat()}"
    check = due.kind == queries.Kind.CHECK
    context = (
        {"checked": when.day(paper.checked_on)} if check else {"by_day": when.day(due.on), "meets": paper.meeting.day}
    )
    notices.post_many(
        f"{STEM}{'to_check' if check else 'missing'}",
        [{"to": m.person, "key": f"paper-due:{paper.pk}:{key}:person-{m.person_id}{suffix}"} for m in readers],
        at=now, group=paper.group, kind=Kind.WAITING, about=f"paper:{paper.pk}:{key}",
        context={"paper": paper.title, "group": paper.group.name} | context,
        path=reverse("paper", kwargs={"slug": paper.group.slug, "paper_id": paper.pk}),
        button="Look at it" if check else "Put the paper here",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_so(letters, now):
    """Not of a paper that came, was checked or was taken off, nor for a meeting that was cancelled."""
    return queries.still_so(letters)
