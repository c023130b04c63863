"""One decision for many: all of them, or none. The statements do not grow with the entries."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, workdays
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.answers.models import Decision, Hearing
from feedback.log import operations as log
from feedback.log.models import REFUSED, Said, Stage, Step
from feedback.permissions import FeedbackAbility
from feedback.together import emails, queries
from feedback.together.models import DecisionTogether
from groups.history.operations import record

ABOUT_IT = "About what you said"


class ChooseSome(Refusal):
    """Choose at least two things to answer together."""


class TooMany(Refusal):
    """You can answer up to 50 at once. Choose fewer."""


class AnsweredMeanwhile(Refusal):
    """Somebody else answered one of these meanwhile."""

    def __init__(self, entries):
        numbers = [str(said.number) for said in entries]
        those = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        many = len(numbers) > 1
        super().__init__(
            f"Number{'s' if many else ''} {those} {'do' if many else 'does'} not wait for an answer any more. "
            f"Take {'them' if many else 'it'} out, and send your answer for the others. Nothing you typed is lost."
        )


@transaction.atomic
def answer_together(*, by, now: datetime, said: list[Said], lines=None, **decision) -> DecisionTogether:
    """Gives each of these entries the same decision, with a line of its own (`lines`, by entry id) where there is one.

    `decision` is what `answers.decision_of` takes. Each gets its own step, and its own letters about its own words.
    """
    entries = _locked(by, said)
    lines = lines or {}
    made = DecisionTogether(group=by.group, by=by, at=now)
    decisions = [
        answers.decision_of(by, now, one, about_this=lines.get(one.pk, ""), together=made, **decision)
        for one in entries
    ]
    made.save()
    unheard = [one for one in entries if one.stage == Stage.SENT]
    if heard := _hear(unheard, decisions[0].decided_by, by, now):
        Step.objects.bulk_create(
            heard
        )  # first, as everywhere: kept counts are held in one order, and nobody waits in a circle
    steps = _decide(entries, decisions, by, now)
    _write(entries, decisions)
    Step.objects.bulk_create(steps)
    log.stepped([(said, Stage.HEARD) for said in entries], Step.Kind.DECIDED, now=now)
    numbers = wording.count_of(len(entries), "entry", "entries")
    label = answers.plainly(decisions[0])
    record(
        "said_answered_together", f"{numbers} answered together: {label}.", by=by, group=by.group, about=made, at=now
    )
    emails.answered(steps, by=by, now=now)
    return made


def _locked(by, said):
    """Held in one order, so that two who answer at once wait for each other and do not stop each other."""
    log.may(by, FeedbackAbility.ANSWER, by.group_id)
    if len(said) > queries.MOST:
        raise TooMany()
    rows = locks.held(Said.objects).visible_to(by).filter(pk__in={one.pk for one in said})
    entries = list(rows.select_related("group").order_by("id"))
    if len(entries) < 2:
        raise ChooseSome()
    if moved := [one for one in entries if one.stage not in queries.WAITING]:
        raise AnsweredMeanwhile(moved)
    return entries


def _hear(unheard, decided_by, by, now) -> list[Step]:
    """Deciding is hearing, if nobody had."""
    Hearing.objects.bulk_create(
        Hearing(
            said=said, round=said.round, words=answers.IN_ONE_GO, final_say=decided_by, by=by, at=now,
            answer_by=said.group.local(now).date(),
        )
        for said in unheard
    )  # fmt: skip
    for said in unheard:
        said.heard_at, said.final_say, said.will_answer_on = now, decided_by, said.group.local(now).date()
    return [
        Step(
            group_id=said.group_id, said=said, round=said.round, kind=Step.Kind.HEARD, stage_from=Stage.SENT,
            stage_to=Stage.HEARD, headline="Heard", text=answers.IN_ONE_GO, by=by, at=now,
            **answers.took(said, now, said.hear_by),
        )
        for said in unheard
    ]  # fmt: skip


def _decide(entries, decisions, by, now) -> list[Step]:
    deeds = queries.next_deeds(entries)
    steps = []
    for said, decision in zip(entries, decisions, strict=True):
        refused = decision.kind in REFUSED
        first = workdays.add(said.group.local(now).date(), said.group.hear_days, said.group.nation)
        said.stage, said.decision = Stage.CANNOT if refused else Stage.DOING, decision.kind
        said.decided_at = said.moved_at = now
        said.due_on = None if refused else deeds[said.pk] or first
        details = [(ABOUT_IT, decision.about_this), *answers.details_of(decision)]
        steps.append(
            Step(
                group_id=said.group_id, said=said, round=said.round, kind=Step.Kind.DECIDED, stage_from=Stage.HEARD,
                stage_to=said.stage, headline=f"Decision: {answers.plainly(decision)}", by=by, at=now,
                details=[list(pair) for pair in details if pair[1]], **answers.took(said, now, said.answer_by),
            )
        )  # fmt: skip
    return steps


def _write(entries, decisions):
    Decision.objects.bulk_create(decisions)
    changed = ["stage", "decision", "decided_at", "moved_at", "due_on", "heard_at", "final_say", "will_answer_on"]
    Said.objects.bulk_update(entries, changed)
