"""Letters about the questions: the same for everyone who was asked, whether or not they answered. None holds a number."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import when
from feedback.permissions import FeedbackAbility
from feedback.speaking_up import queries
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/speaking_up/emails/"
ASKED, REMINDED, RESULTS = f"{STEM}asked", f"{STEM}reminded", f"{STEM}results"


def _post(stem, asking, readers, *, now: datetime, **more):
    group = asking.group
    word = stem.removeprefix(STEM)
    notices.post_many(
        stem,
        [{"to": one.person, "key": f"speaking-up:{asking.pk}:{word}:person-{one.person_id}"} for one in readers],
        at=now, group=group, about=f"asking:{asking.pk}",
        context={"group": group.name, "until": when.moment(group.local(asking.closes_at))}, **more,
    )  # fmt: skip


def _ask(stem, asking, members, now):
    path = reverse("pulse", kwargs={"slug": asking.group.slug})
    _post(
        stem, asking, members, now=now, kind=Kind.WAITING, path=path, button="See the two questions",
        useful_until=asking.closes_at,
    )  # fmt: skip


def asked(asking, members, *, now: datetime):
    _ask(ASKED, asking, members, now)


def reminded(asking, members, *, now: datetime):
    _ask(REMINDED, asking, members, now)


def results(asking, *, now: datetime):
    readers = Membership.objects.current().of_group(asking.group_id).holding(FeedbackAbility.SEE_PULSE)
    path = reverse("pulse_results", kwargs={"slug": asking.group.slug})
    _post(
        RESULTS, asking, readers.select_related("person"), now=now, kind=Kind.NEWS, path=path, button="See the results"
    )


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)


@notices_queries.recheck(REMINDED)
def still_reminded(letters, now):
    return queries.still_asked(letters, now)
