"""Letters of the route: to those who must answer, to the independent person, and what they found. No member's name."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import when
from coproduction.kit.words import count_of
from feedback.challenges import queries
from feedback.challenges.models import Challenge
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/challenges/emails/"
INDEPENDENT, NUDGE = f"{STEM}independent", f"{STEM}nudge"


def _about(said) -> dict:
    return {"words": said.words, "number": said.number, "group": said.group.name}


def please_answer(challenge, step, readers, *, now: datetime):
    """To those of the system who can answer this rung."""
    said = challenge.said
    rung = challenge.rung.lower()
    notices.post_many(
        f"{STEM}please_answer",
        [{"to": m.person, "key": f"challenge-{challenge.pk}:{rung}:person-{m.person_id}"} for m in readers],
        at=now, group=said.group, kind=Kind.WAITING, urgent=True, button="Answer the group",
        context=_about(said) | {
            "asks": queries.OWED[challenge.rung], "why": challenge.words, "by": when.day(challenge.answer_by),
            "sponsor": challenge.rung == Challenge.Rung.SPONSOR,
        },
        path=reverse(queries.DEED[challenge.rung], kwargs={"slug": said.group.slug, "number": said.number}),
        about=f"said:{said.pk}:{step.pk}",
    )  # fmt: skip


def _to_outsider(stem, challenge, key, *, now, **more):
    said = challenge.said
    notices.post(
        stem, to=said.group.independent_email, name=said.group.independent_name, key=key, at=now, group=said.group,
        kind=Kind.ACCOUNT, secret=True, urgent=True, button="Read it and say what you find",
        path=reverse("finding", kwargs={"token": challenge.token}), about=challenge.stamp,
        useful_until=challenge.link_until,
        why=f"You get this because {said.group.name} named you as its independent person.",
        context={
            "group": said.group.name, "organisation": said.group.organisation.name,
            "until": when.day(said.group.local(challenge.link_until).date()), "by": when.day(challenge.answer_by),
        } | more,
    )  # fmt: skip


def to_independent(challenge, *, now: datetime):
    """The letter with the secret link. It says nothing of what it is about: that is behind the link."""
    _to_outsider(INDEPENDENT, challenge, f"{challenge.stamp}:link", now=now)


def found(said, step, readers, *, now: datetime):
    """What the independent person found, to those whose words began it and to those who answered."""
    people = {m.person_id: m.person for m in readers}
    notices.post_many(
        f"{STEM}found",
        [{"to": person, "key": f"found:step-{step.pk}:person-{pk}"} for pk, person in people.items()],
        at=now, group=said.group, path=said.get_absolute_url(), button="Read it", about=f"said:{said.pk}:{step.pk}",
        context=_about(said) | {"headline": step.headline, "text": step.text, "details": step.details},
    )  # fmt: skip


def nudge(challenge, nudged, readers, *, now: datetime, suffix=""):
    """A promise of the route is near, or has passed. `suffix`: for somebody who put it off, and for nobody else."""
    said, key = challenge.said, f"challenge-{challenge.pk}:nudge-{nudged}"
    days = challenge.days_late(now)
    late = count_of(days, "working day") if days > 0 else "less than a working day" if challenge.is_late(now) else ""
    independent = challenge.rung == Challenge.Rung.INDEPENDENT
    if independent and not suffix and said.group.independent_email and challenge.link_runs(now):
        _to_outsider(f"{INDEPENDENT}_reminder", challenge, key, now=now, late=late)
    notices.post_many(
        NUDGE,
        [{"to": m.person, "key": f"{key}:person-{m.person_id}{suffix}"} for m in readers],
        at=now, group=said.group, kind=Kind.WAITING, path=said.get_absolute_url(), button="Open it",
        about=challenge.stamp,
        context=_about(said) | {
            "asks": queries.OWED[challenge.rung], "by": when.day(challenge.answer_by), "late": late,
            "independent": challenge.independent_name,
        },
    )  # fmt: skip


@notices_queries.recheck(INDEPENDENT)
@notices_queries.recheck(NUDGE)
def still_waiting(letters, now):
    return queries.still_waiting(letters)
