"""The letter to the independent person. It names who lost what and when, and nobody's words."""

from datetime import datetime

from coproduction.kit import when
from feedback.detriment import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

FELL = "feedback/detriment/emails/fell"


def fell(fall, found, *, now: datetime):
    """Belongs to no group in the books, so that nothing done with this letter shows up in the group's history."""
    membership, group = found.membership, found.membership.group
    notices.post(
        FELL, to=group.independent_email, name=group.independent_name, key=f"fell:{fall.pk}", at=now, kind=Kind.ACCOUNT,
        why=f"You get this because {group.name} named you as its independent person.", about=f"independent:{group.pk}",
        context={
            "who": membership.person.name, "email": membership.person.email, "group": group.name,
            "what": fall.what, "was": found.role_was, "role": membership.get_role_display(),
            "fell_on": when.day(group.local(found.fell_at)), "said_on": when.day(group.local(found.challenged_at)),
        },
    )  # fmt: skip


@notices_queries.recheck(FELL)
def still_independent(letters, now):
    return queries.still_independent(letters)
