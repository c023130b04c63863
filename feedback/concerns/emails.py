"""Letters about a worry: that there is one, that it was read, that nobody is there. Never a word of it, and never who told."""

from django.urls import reverse

from feedback.concerns import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/concerns/emails/"


def raised(concern, readers, *, now, again=False):
    """To the coordinators, at once, whatever else they chose about letters."""
    what = f"raised:{concern.nudge_on}" if again else "raised"
    _post("raised", what, concern, readers, now, "Read it now", {"again": again})


def read(concern, *, now):
    _post("read", "read", concern, [concern.raised_by], now, "See when it was read", {})


def nobody_reads(concern, *, now):
    """To whoever told us: the coordinator has gone, so they must turn elsewhere."""
    context = {"in_danger": concern.group.in_danger}
    _post(
        "nobody_reads", f"nobody:{concern.nudge_on}", concern, [concern.raised_by], now, "See what you wrote", context
    )


def _post(letter, what, concern, readers, now, button, context):
    address = reverse("concern", kwargs={"slug": concern.group.slug, "concern_id": concern.pk})
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one.person, "key": f"concern-{concern.pk}:{what}:person-{one.person_id}"} for one in readers],
        at=now, group=concern.group, kind=Kind.ACCOUNT, urgent=letter != "read", path=address, button=button,
        context=context, about=f"concern:{concern.pk}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_right(letters, now):
    return queries.still_right(letters)
