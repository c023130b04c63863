"""What was done, of what a group published. Done and noticed stand beside what nobody noticed and what has ended."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, Q

from feedback.counting import queries as counting
from feedback.deeds.models import Claim
from feedback.impact.models import Asking
from feedback.log.models import Said


@dataclass(frozen=True)
class Change:
    """One thing that changed: our words, what, where, since when, how one can see it, and what people noticed."""

    said: Said
    claim: Claim | None
    since: str
    noticed: str


SAID = {"NOTICED": "Yes, people noticed.", "UNNOTICED": "Nobody noticed.", "ASKED": "Too few people answered to say."}


def changes(group):
    """Newest first. Three statements for a page of any length."""
    this_round = Q(round=F("said__round"))
    claims = Claim.objects.filter(this_round, holds=True, extent=Claim.Extent.ALL).order_by("-id")
    asked = Asking.objects.filter(this_round, closed_at__isnull=False).exclude(result=Asking.Result.OVERTAKEN)
    rows = Said.objects.filter(group=group).published().done().select_related("topic").order_by("-did_at", "-id")
    return rows.prefetch_related(
        Prefetch("claims", claims, to_attr="done"), Prefetch("askings", asked.order_by("-id"), to_attr="asked")
    )


def shown(said: Said, group) -> Change:
    """No statement. How many answered is not said here: only if people noticed."""
    claim = said.done[0] if said.done else None
    asked = said.asked[0] if said.asked else None
    since = claim.since if claim else group.local(said.did_at).date()
    noticed = f"{SAID[counting.what_people_noticed(asked)]} We asked until {day(asked.closes_on)}." if asked else ""
    return Change(said, claim, day(since), noticed)


def day(on) -> str:
    return f"{on.day} {on:%B %Y}"
