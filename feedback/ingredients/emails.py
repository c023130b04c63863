"""Letters about the nine ingredients: the same for everyone who was asked, whether or not they answered. None holds a number."""

from django.urls import reverse

from coproduction.kit import when
from feedback.ingredients import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/ingredients/emails/"
ASKED, RESULTS = f"{STEM}asked", f"{STEM}results"


def asked(asking, people, *, now):
    path = reverse("say_ingredients", args=[asking.group.slug, asking.pk])
    until = when.moment(asking.group.local(asking.closes_at))
    _post(
        ASKED, asking, people, now=now, kind=Kind.WAITING, button="See the questions", context={"until": until}, path=path,
        useful_until=asking.closes_at,
    )  # fmt: skip


def results(asking, people, *, now):
    path = reverse("ingredients", args=[asking.group.slug])
    _post(RESULTS, asking, people, now=now, kind=Kind.NEWS, button="See the nine", context={}, path=path)


def _post(stem, asking, people, *, now, context, **more):
    key = f"nine-{asking.pk}:{stem.rpartition('/')[2]}"
    notices.post_many(
        stem, [{"to": one.person, "key": f"{key}:person-{one.person_id}"} for one in people], at=now, group=asking.group,
        context={"group": asking.group.name} | context, about=f"nine:{asking.pk}", **more,
    )  # fmt: skip


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)
