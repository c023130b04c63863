"""Who may do which deed of doing now, and what the group said to *does that answer it?*"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from coproduction.kit import when
from coproduction.kit import words as wording
from feedback.deeds.models import Verdict
from feedback.log import queries as log
from feedback.log.models import Stage
from feedback.permissions import FeedbackAbility

VERDICT_STAGES = (Stage.DID, Stage.CANNOT, Stage.ANSWERED)


@dataclass(frozen=True)
class Tally:
    """The last word of each member in this round. `asked` is whose word settles it: the author of named words, else all."""

    yes: int
    partly: int
    no: int
    asked: int
    settled: bool

    @property
    def said(self):
        return self.yes + self.partly + self.no


def tally(said) -> Tally:
    """It is settled when more than half of those asked say yes, or all of them have said something and nobody no.

    One statement.
    """
    newest = said.verdicts.filter(round=said.round, membership=OuterRef("pk")).order_by("-id").values("answer")[:1]
    here = list(log.begun_by(said).values_list("pk", "role", Subquery(newest)))
    members = {pk: answer for pk, role, answer in here if FeedbackAbility.SAY_IF_ANSWERED.opens_for(role)}
    last = {pk: answer for pk, answer in members.items() if answer}
    alone = any(pk == said.said_by_id for pk, _, _ in here)
    asked = {pk for pk in members if pk == said.said_by_id or not alone}
    settling = [answer for pk, answer in last.items() if pk in asked]
    yes = sum(answer == Verdict.Answer.YES for answer in settling)
    counts = Counter(last.values())
    settled = bool(asked) and (yes * 2 > len(asked) or len(settling) == len(asked))
    return Tally(counts["YES"], counts["PARTLY"], counts["NO"], len(asked), settled)


def what_they_may(said, membership) -> set[str]:
    """Which deeds of this room are this person's now, by the name of their page."""
    may = set()
    if said.stage == Stage.DOING and membership.may(FeedbackAbility.ANSWER):
        may |= {"take_on", "claim", "move_date", "finish_deed"}
    if said.stage == Stage.CLAIMED and membership.may(FeedbackAbility.CHECK_DID):
        may.add("check")
    if said.stage in VERDICT_STAGES and membership.may(FeedbackAbility.SAY_IF_ANSWERED):
        may.add("verdict")
    return may


def claimed(claim) -> list[dict]:
    """What the system says is done, for the second reader."""
    rows = [
        {"key": "What changed", "value": claim.what},
        {"key": "Where", "value": claim.where},
        {"key": "Since when", "value": when.day(claim.since)},
        {"key": "How people can see it", "value": wording.with_links(claim.evidence)},
    ]
    if claim.half:
        rest = f"{claim.rest.owner}, by {when.day(claim.rest.due_on)}"
        rows += [{"key": "What is left", "value": claim.left}, {"key": "Who does the rest", "value": rest}]
    return rows
