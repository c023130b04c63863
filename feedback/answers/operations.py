"""Hearing and deciding, by people from the system. At every step those whose words began it are told, in the same transaction."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import when, workdays
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from feedback.answers import emails
from feedback.answers.models import Decision, Hearing
from feedback.log import operations as log
from feedback.log import queries
from feedback.log.models import REFUSED, Said, Stage, Step
from feedback.permissions import FeedbackAbility

Kind = Decision.Kind
WAITING = (Stage.SENT, Stage.HEARD)
CHANGEABLE = (Stage.CANNOT, Stage.DOING, Stage.CLAIMED, Stage.DID, Stage.ANSWERED)
IN_ONE_GO = "Heard and decided in one go."
LONGEST_OPTION = 400


class NotWaitingToBeHeard(Refusal):
    """This has been heard already, or is not waiting to be heard."""


class NotWaitingForDecision(Refusal):
    """This is not waiting for a decision."""


class NotBeingDone(Refusal):
    """This is not being done now."""


class SaySomethingBack(Refusal):
    """Enter what you want to say back."""


class SayWhoDecides(Refusal):
    """Enter who has the final say."""


class DayHasPassed(Refusal):
    """Choose today or a day to come."""


class ChooseAnAnswer(Refusal):
    """Choose one answer."""


class ReasonRequired(Refusal):
    """Say why. People need to know the reason."""


class CauseRequired(Refusal):
    """Choose what stands in the way."""


class WhyItGoesFirst(Refusal):
    """Say why the system’s priority went first. The reason is published."""


class SayWhyThisOption(Refusal):
    """Say why this option was chosen, or why not."""


class SayWhichOption(Refusal):
    """Enter the option this is about."""


class NotAnsweredYet(Refusal):
    """There is no answer yet that could be changed."""


class SayWhatMatters(Refusal):
    """Enter what matters to people."""


class SayWhatBinds(Refusal):
    """Enter what you had to follow. If nothing stands in the way, say so."""


class SayWhoDecided(Refusal):
    """Enter who decided."""


class NothingOfYours(Refusal):
    """You can correct only what you wrote yourself here."""


def _text(value, field, model, missing=None):
    return log.text_of(value, field, missing=missing, model=model)


def _locked(by, ability, said, stages, refusal):
    log.may(by, ability, said.group_id)
    said = log.lock(said)
    if said.stage not in stages:
        raise refusal()
    return said


def _today(said, now):
    return said.group.local(now).date()


def _took(said, now) -> int:
    """Working days since this round was opened."""
    return max(workdays.between(_counted_from(said), _today(said, now), said.group.nation), 0)


def _promised(said, by: date) -> int:
    return workdays.between(_counted_from(said), by, said.group.nation)


def _counted_from(said) -> date:
    """What comes on a weekend or a bank holiday counts from the next working day, as its promise does."""
    return workdays.add(_today(said, said.opened_at), 0, said.group.nation)


def _not_before_today(said, day, now, field):
    if day < _today(said, now):
        raise DayHasPassed(field=field)


def tell_back(*, by, now: datetime, said: Said, step: Step) -> None:
    """Told back: those whose words began it hear of the step. Called inside the step's transaction."""
    emails.told_back(said, step, queries.whose_words(said), by=by, now=now)


def next_due(said: Said, now: datetime) -> date:
    """The next open action; with none, one is to be taken on within as many working days as the group is heard in."""
    first = workdays.add(_today(said, now), said.group.hear_days, said.group.nation)
    return said.deeds.open().order_by("due_on").values_list("due_on", flat=True).first() or first


@transaction.atomic
def hear(*, by, now: datetime, said: Said, words: str, final_say: str, answer_by: date) -> Said:
    """A named person acknowledges, says who has the final say and when they will answer."""
    said = _locked(by, FeedbackAbility.ANSWER, said, (Stage.SENT,), NotWaitingToBeHeard)
    words = _text(words, "words", Hearing, SaySomethingBack)
    final_say = _text(final_say, "final_say", Hearing, SayWhoDecides)
    _not_before_today(said, answer_by, now, "answer_by")
    details = [("Who has the final say", final_say), ("When they will answer", f"by {when.day(answer_by)}")]
    step = _record_hearing(by, now, said, words, final_say, answer_by, details)
    tell_back(by=by, now=now, said=said, step=step)
    return said


def _record_hearing(by, now, said, words, final_say, answer_by, details):
    Hearing.objects.create(
        said=said, round=said.round, words=words, final_say=final_say, answer_by=answer_by, by=by, at=now
    )
    said.heard_at, said.final_say, said.will_answer_on, said.due_on = now, final_say, answer_by, said.answer_by
    return log.take_step(
        said, Step.Kind.HEARD, "Heard", by=by, now=now, to=Stage.HEARD, text=words, details=details,
        **took(said, now, said.hear_by),
    )  # fmt: skip


@transaction.atomic
def decide(*, by, now: datetime, said: Said, **record) -> Said:
    """The answer, with what mattered to people beside what the system had to follow. Deciding is hearing, if nobody had.

    `record` is what `decision_of` takes.
    """
    said = _locked(by, FeedbackAbility.ANSWER, said, WAITING, NotWaitingForDecision)
    decision = decision_of(by, now, said, **record)
    if said.stage == Stage.SENT:
        _record_hearing(by, now, said, IN_ONE_GO, decision.decided_by, _today(said, now), [])
    return _settle(said, decision, f"Decision: {plainly(decision)}", by=by, now=now, **took(said, now, said.answer_by))


@transaction.atomic
def decide_again(*, by, now: datetime, said: Said, **record) -> Said:
    """What was promised cannot be kept as it was. The first decision stays; this one stands after it, with its reason."""
    said = _locked(by, FeedbackAbility.ANSWER, said, (Stage.DOING,), NotBeingDone)
    if record.get("kind") not in (Kind.PARTLY, Kind.NOT_NOW, Kind.CANNOT):
        raise ChooseAnAnswer(field="kind")
    return _replace(said, by, now, record)


@transaction.atomic
def decide_after_challenge(*, by, now: datetime, said: Said, **record) -> Said:
    """The group challenged the answer, and it changes. A new round begins with the new answer: the group will be asked
    again if that answers it. `challenges` calls this, and knows who may."""
    said = _locked(by, FeedbackAbility.ANSWER, said, CHANGEABLE, NotAnsweredYet)
    return _replace(said, by, now, record, round=said.round + 1)


def _replace(said, by, now, record, *, round=None):
    replaced = Decision.objects.filter(said=said, round=said.round, replaced_by=None).first()
    said.round = round or said.round
    decision = decision_of(by, now, said, **record)
    decision.replaces = replaced
    said.did_at = said.answered_at = None
    return _settle(said, decision, f"A new decision: {plainly(decision)}", by=by, now=now)


def plainly(decision) -> str:
    label = decision.get_kind_display()
    return label[0].lower() + label[1:]


def took(said, now, by: date) -> dict:
    """How long it took since this round was opened, beside the promise."""
    return {"working_days": _took(said, now), "promised_days": _promised(said, by)}


def decision_of(
    by, now, said, *, kind, what_matters, what_binds, decided_by, reason="", cause="", question="", options=(),
    outweighs=False, how_to_challenge="", about_this="", together=None,
) -> Decision:  # fmt: skip
    """A decision with everything it must say, not saved yet. `options` are pairs: an option, why it was chosen or not."""
    if kind not in Kind.values:
        raise ChooseAnAnswer(field="kind")
    reason = _text(reason, "reason", Decision)
    if kind != Kind.WE_WILL and not reason:
        raise ReasonRequired(field="reason")
    if outweighs and not reason:
        raise WhyItGoesFirst(field="reason")
    if (kind != Kind.WE_WILL or cause) and cause not in Decision.Cause.values:
        raise CauseRequired(field="cause")
    return Decision(
        said=said, round=said.round, kind=kind, reason=reason, cause=cause if kind != Kind.WE_WILL else "",
        what_matters=_text(what_matters, "what_matters", Decision, SayWhatMatters),
        what_binds=_text(what_binds, "what_binds", Decision, SayWhatBinds),
        decided_by=_text(decided_by, "decided_by", Decision, SayWhoDecided), by=by, at=now, outweighs=outweighs,
        question=_text(question, "question", Decision), options=_options(options), together=together,
        how_to_challenge=_text(how_to_challenge, "how_to_challenge", Decision),
        about_this=_text(about_this, "about_this", Decision),
    )  # fmt: skip


def _options(options) -> list:
    """An option without why it was chosen or not tells people nothing; a why without its option even less."""
    found = []
    for number, pair in enumerate(options, start=1):
        option, why = (wording.clean(words) for words in pair)
        if len(option) > LONGEST_OPTION or len(why) > LONGEST_OPTION:
            raise log.TooLong(field=f"option_{number}" if len(option) > LONGEST_OPTION else f"why_{number}")
        if bool(option) != bool(why):
            raise (SayWhyThisOption(field=f"why_{number}") if option else SayWhichOption(field=f"option_{number}"))
        found += [[option, why]] if option else []
    return found


def details_of(decision) -> list[tuple[str, str]]:
    """The record of a decision as the chain shows it."""
    return [
        ("What was to be decided", decision.question), ("What could have been done", decision.options_in_words()),
        (decision.why_label, decision.reason),
        ("What stands in the way", decision.get_cause_display() if decision.cause else ""),
        ("What matters to people", decision.what_matters), ("What the system had to follow", decision.what_binds),
        ("Who decided", decision.decided_by),
    ]  # fmt: skip


def _settle(said, decision, headline, *, by, now, **days):
    decision.save()
    refused = decision.kind in REFUSED
    said.decision, said.decided_at = decision.kind, now
    said.due_on = None if refused else next_due(said, now)
    step = log.take_step(
        said, Step.Kind.DECIDED, headline, by=by, now=now, to=Stage.CANNOT if refused else Stage.DOING,
        details=details_of(decision), **days,
    )  # fmt: skip
    if refused:
        emails.does_it_answer(said, step, queries.whose_words(said), now=now)
    else:
        tell_back(by=by, now=now, said=said, step=step)
    return said


@transaction.atomic
def correct_answer(*, by, now: datetime, said: Said, words: str) -> Step:
    """Somebody from the system corrects what they wrote here. The first words stay; the correction stands after them."""
    log.may(by, FeedbackAbility.CORRECT, said.group_id)
    said = log.lock(said)
    if by.inside or not said.was_sent or not said.steps.filter(by=by).exists():
        raise NothingOfYours()
    words = _text(words, "words", Hearing, SaySomethingBack)
    step = log.take_step(said, Step.Kind.CORRECTED, "A correction of our answer", by=by, now=now, text=words)
    tell_back(by=by, now=now, said=said, step=step)
    return step
