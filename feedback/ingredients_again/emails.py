"""To whoever looks after an ingredient: is it still right? To the facilitators: it is time to ask members again."""

from django.urls import reverse

from coproduction.kit import when
from feedback.ingredients_again import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

AGAIN = "feedback/ingredients_again/emails/again"


def records(rows, people, *, now, suffix=""):
    """All that one person looks after in one letter."""
    group, numbers = rows[0].group, "-".join(str(one.pk) for one in rows)
    told = [(group.spelt(one.get_which_display()), when.day(group.local(one.noted_at))) for one in rows]
    key = f"nine-again:{numbers}:{max(one.noted_at for one in rows).isoformat()}"
    _post(group, people, key, f"nine-again:{numbers}", {"records": told}, "Say how it is today", now, suffix)


def view(group, people, *, now, suffix=""):
    day = when.day(group.local(group.seen_at))
    key = f"nine-view:{group.pk}:{group.seen_at.isoformat()}"
    _post(group, people, key, f"nine-view:{group.pk}", {"seen_on": day}, "See the nine", now, suffix)


def _post(group, people, key, about, context, button, now, suffix):
    notices.post_many(
        AGAIN, [{"to": one.person, "key": f"{key}:person-{one.person_id}{suffix}"} for one in people], at=now, group=group,
        kind=Kind.WAITING, path=reverse("ingredients", args=[group.slug]), button=button, about=about,
        context={"group": group.name} | context,
    )  # fmt: skip


@notices_queries.recheck(AGAIN)
def still_old(letters, now):
    return queries.still_old(letters)
