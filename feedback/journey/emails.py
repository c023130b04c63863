"""The letter that asks members to confirm where the group is."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import when
from feedback.journey import queries
from feedback.journey.models import OPEN_FOR
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/journey/emails/proposed"


def proposed(move, members, *, now: datetime):
    until = now + OPEN_FOR
    context = {
        "step": move.get_step_display(), "state": move.get_state_display(), "words": move.words,
        "until": when.day(move.group.local(until)), "rule": queries.rule(len(members)),
    }  # fmt: skip
    notices.post_many(
        STEM, [{"to": one.person, "key": f"move-{move.pk}:person-{one.person_id}"} for one in members],
        at=now, group=move.group, context=context, kind=Kind.WAITING, button="Look and confirm",
        path=reverse("confirm_step", args=[move.group.slug, move.pk]), about=f"move:{move.pk}", useful_until=until,
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_open(letters, now):
    return queries.still_open(letters, now)
