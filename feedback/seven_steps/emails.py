"""Letters to sponsors about the seven steps: one is yours now; it is time to look again."""

from django.urls import reverse

from coproduction.kit import when
from feedback.seven_steps import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/seven_steps/emails/"
YOURS, LOOK_AGAIN = f"{STEM}yours", f"{STEM}look_again"


def yours(look, *, now):
    """To the sponsor whom another one named."""
    one = look.owner
    notices.post(
        YOURS, to=one.person, key=f"seven:{look.pk}:yours", at=now, group=one.group, kind=Kind.NEWS,
        path=reverse("seven_step", args=[one.group.slug, look.step]), button="Read it", about=f"step-look:{look.pk}",
        context={"organisation": look.organisation.name, "step": one.group.spelt(look.name), "who": look.looked_by.person.name},
    )  # fmt: skip


def look_again(one, looks, *, now, suffix=""):
    """To whoever looks after these, all in one letter."""
    numbers = "-".join(str(look.pk) for look in looks)
    told = [(one.group.spelt(look.name), when.day(one.group.local(look.looked_at))) for look in looks]
    notices.post(
        LOOK_AGAIN, to=one.person, key=f"look-again:{numbers}:person-{one.person_id}{suffix}", at=now, group=one.group,
        kind=Kind.WAITING, path=reverse("seven_steps", args=[one.group.slug]), button="Say how it is today",
        about=f"look-again:{numbers}", context={"organisation": looks[0].organisation.name, "steps": told},
    )  # fmt: skip


@notices_queries.recheck(LOOK_AGAIN)
def still_old(letters, now):
    return queries.still_old(letters, now)
