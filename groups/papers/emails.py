"""The letter that asks for a paper."""

from django.urls import reverse

from coproduction.kit import when
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.papers import queries

STEM = "groups/papers/emails/asked"


def asked(paper, by, *, now):
    """To whoever promised it. It says by when the group's rule wants it, and for which meeting only by that day."""
    notices.post(
        STEM, to=paper.owner.person, key=f"paper-asked:{paper.pk}", at=now, group=paper.group, kind=Kind.WAITING,
        about=f"paper:{paper.pk}", button="Put the paper here",
        path=reverse("change_paper", kwargs={"slug": paper.group.slug, "paper_id": paper.pk}),
        context={
            "paper": paper.title, "who": by.person.name, "group": paper.group.name,
            "by_day": when.day(paper.needed_on) if paper.meeting else "",
        },
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_promised(letters, now):
    """Not of a paper that came or was taken off."""
    return queries.still_promised(letters)
