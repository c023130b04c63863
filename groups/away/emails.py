"""To whoever stands in: from when until when, and that it is over."""

from django.urls import reverse

from coproduction.kit import when
from groups.away import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STAND_IN, BACK = "groups/away/emails/you_stand_in", "groups/away/emails/they_are_back"


def you_stand_in(away, *, now):
    _post(STAND_IN, away, "said", now)


def they_are_back(away, *, now):
    _post(BACK, away, "back", now)


def _post(stem, away, told, now):
    mine = away.membership
    notices.post(
        stem, to=away.stand_in.person, key=f"away-{away.pk}:{told}", at=now, group=mine.group, kind=Kind.WAITING,
        about=f"away:{away.pk}:{told}", button="Open the group", path=reverse("about", args=[mine.group.slug]),
        context={
            "name": mine.person.name, "role": mine.get_role_display(), "group": mine.group.name,
            "starts": when.day(away.starts_on), "ends": when.day(away.ends_on),
        },
    )  # fmt: skip


@notices_queries.recheck(STAND_IN)
def still_stands_in(letters, now):
    return queries.still_stands_in(letters, now)
