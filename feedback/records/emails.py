"""Two letters: to whoever may agree, and to the whole group when two have agreed. Neither can be stopped."""

from django.urls import reverse

from groups.membership import queries as membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/records/emails/"


def to_second(export, people, *, now):
    _to_each("to_second", export, people, now, path=_page("take_record", export), button="Read it and decide")


def agreed(export, people, *, now):
    context = {"agreed_by": export.seconded_by.person.name}
    _to_each("agreed", export, people, now, context=context, path=_page("group_home", export), button="Open the group")


@notices_queries.recheck(STEM)
def still_in_the_group(letters, now):
    """Nobody who has left meanwhile reads what the group is told."""
    return membership.still_here(letters)


def _page(name, export):
    return reverse(name, kwargs={"slug": export.group.slug})


def _to_each(letter, export, people, now, *, context=None, **leads):
    told = {"asked_by": export.asked_by.person.name, "reason": export.reason, "group_name": export.group.name}
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one.person, "key": f"export-{export.pk}:{letter}:person-{one.person_id}"} for one in people],
        at=now, group=export.group, kind=Kind.ACCOUNT, context=told | (context or {}), **leads,
    )  # fmt: skip
