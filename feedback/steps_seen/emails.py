"""Letters about what members see of the seven steps: the same for everyone who was asked. None holds a number."""

from django.urls import reverse

from coproduction.kit import when
from feedback.steps_seen import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/steps_seen/emails/"
ASKED, RESULTS = f"{STEM}asked", f"{STEM}results"


def asked(asking, people, *, now):
    def until(one):
        return {"until": when.moment(one.group.local(asking.closes_at))}

    letters = [_letter(asking, one, "asked", "say_if_seen", until(one)) for one in people]
    _post(ASKED, asking, letters, now=now, kind=Kind.WAITING, button="See the questions", useful_until=asking.closes_at)


def results(asking, people, *, now):
    letters = [_letter(asking, one, "results", "seven_steps", {}) for one in people]
    _post(RESULTS, asking, letters, now=now, kind=Kind.NEWS, button="See the seven steps")


def _letter(asking, one, what, page, context) -> dict:
    """To one person, in one of their groups: its address, its clock."""
    return {
        "to": one.person, "group": one.group, "key": f"seven-{asking.pk}:{what}:person-{one.person_id}",
        "path": reverse(page, args=[one.group.slug]),
        "context": {"organisation": asking.organisation.name} | context,
    }  # fmt: skip


def _post(stem, asking, letters, *, now, **more):
    notices.post_many(stem, letters, at=now, about=f"seven:{asking.pk}", **more)


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)
