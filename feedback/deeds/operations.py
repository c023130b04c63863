"""Doing, moving a date, saying it is done, checking that, and *does that answer it?* Only the group checks and says."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import walltime, when
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.deeds import emails, queries
from feedback.deeds.models import Claim, Deed, MovedDate, Verdict
from feedback.log import operations as log
from feedback.log import queries as log_queries
from feedback.log.models import REFUSED, Said, Stage, Step
from feedback.permissions import FeedbackAbility

ASKED_AFTER, REVIEWED_AFTER = 3, 12  # months after it is done


class NotBeingDone(Refusal):
    """This is not being done now."""


class SayWhatIsDone(Refusal):
    """Enter what will be done."""


class SayWho(Refusal):
    """Enter who does it."""


class DayHasPassed(Refusal):
    """Choose today or a day to come."""


class SameDay(Refusal):
    """Choose another day than the one it has."""


class SayWhyItMoves(Refusal):
    """Say why the date moves. People need to know the reason."""


class DeedIsDone(Refusal):
    """This action is done already."""


class SayWhatChanged(Refusal):
    """Enter what changed."""


class SayWhere(Refusal):
    """Enter where it changed."""


class DayIsAhead(Refusal):
    """Choose today or a day that has been."""


class SayHowPeopleSeeIt(Refusal):
    """Enter how people can see that it is done."""


class NothingToCheck(Refusal):
    """Someone in the group has checked this already."""


class SayWhenTheRest(Refusal):
    """Enter when the rest will be done."""


class SayWhatIsMissing(Refusal):
    """Say what is not done yet."""


class NotAnsweredYet(Refusal):
    """There is no answer yet to say yes or no to."""


class ChooseAnAnswer(Refusal):
    """Choose yes, partly or no."""


def _text(value, field, model, missing=None):
    return log.text_of(value, field, missing=missing, model=model)


def _being_done(by, said):
    log.may(by, FeedbackAbility.ANSWER, said.group_id)
    said = log.lock(said)
    if said.stage != Stage.DOING:
        raise NotBeingDone()
    return said


def _today(said, now):
    return said.group.local(now).date()


def _open_deed(by, deed):
    said = _being_done(by, deed.said)
    deed = Deed.objects.get(pk=deed.pk)
    if deed.done_at:
        raise DeedIsDone()
    deed.said = said
    return said, deed


def _step(said, kind, headline, *, by, now, **more):
    """A step of doing: the next date is worked out again, and those whose words began it are told."""
    said.due_on = answers.next_due(said, now)
    step = log.take_step(said, kind, headline, by=by, now=now, **more)
    answers.tell_back(by=by, now=now, said=said, step=step)


@transaction.atomic
def take_on(*, by, now: datetime, said: Said, what: str, owner: str, due_on: date, kind=Deed.Kind.ACTION) -> Deed:
    """An action, or a milestone: a point that one can see from outside."""
    said = _being_done(by, said)
    what = _text(what, "what", Deed, SayWhatIsDone)
    owner = _text(owner, "owner", Deed, SayWho)
    if due_on < _today(said, now):
        raise DayHasPassed(field="due_on")
    deed = Deed.objects.create(said=said, kind=kind, what=what, owner=owner, due_on=due_on, by=by, at=now)
    details = [("Who does it", owner), ("By when", when.day(due_on))]
    headline = "A milestone was set" if kind == Deed.Kind.MILESTONE else "An action was taken on"
    _step(said, Step.Kind.TAKEN_ON, headline, by=by, now=now, text=what, details=details)
    return deed


@transaction.atomic
def move_date(*, by, now: datetime, deed: Deed, to_on: date, reason: str) -> Deed:
    """The old date stays in the record, with the reason."""
    said, deed = _open_deed(by, deed)
    if to_on < _today(said, now):
        raise DayHasPassed(field="to_on")
    if to_on == deed.due_on:
        raise SameDay(field="to_on")
    reason = _text(reason, "reason", MovedDate, SayWhyItMoves)
    MovedDate.objects.create(deed=deed, from_on=deed.due_on, to_on=to_on, reason=reason, by=by, at=now)
    details = [("The date was", when.day(deed.due_on)), ("The date is now", when.day(to_on)), ("Why", reason)]
    deed.due_on = to_on
    deed.save(update_fields=["due_on"])
    _step(said, Step.Kind.MOVED, "A date was moved", by=by, now=now, text=deed.what, details=details)
    return deed


@transaction.atomic
def finish_deed(*, by, now: datetime, deed: Deed) -> Deed:
    said, deed = _open_deed(by, deed)
    deed.done_at = now
    deed.save(update_fields=["done_at"])
    headline = "A milestone was reached" if deed.kind == Deed.Kind.MILESTONE else "An action is done"
    _step(said, Step.Kind.DONE, headline, by=by, now=now, text=deed.what, details=[("Who did it", deed.owner)])
    return deed


@transaction.atomic
def claim_did(
    *, by, now: datetime, said: Said, what: str, where: str, since: date, evidence: str, half=False,
    left="", left_owner="", left_due_on: date | None = None,
) -> Claim:  # fmt: skip
    """The system says it is done, or a part of it and by whom and when the rest. It counts once the group has checked it."""
    said = _being_done(by, said)
    what = _text(what, "what", Claim, SayWhatChanged)
    where = _text(where, "where", Claim, SayWhere)
    if since > _today(said, now):
        raise DayIsAhead(field="since")
    evidence = _text(evidence, "evidence", Claim, SayHowPeopleSeeIt)
    claim = Claim(said=said, round=said.round, what=what, where=where, since=since, evidence=evidence, by=by, at=now)
    details = [("Where", where), ("Since when", when.day(since)), ("How people can see it", evidence)]
    if half:
        details += _the_rest(claim, left, left_owner, left_due_on)
    claim.save()
    said.due_on = None
    step = log.take_step(
        said, Step.Kind.CLAIMED, f"We are told {'half of it' if half else 'it'} is done", by=by, now=now,
        to=Stage.CLAIMED, text=what, details=details,
    )  # fmt: skip
    emails.to_check(said, step, log_queries.members(said.group_id).select_related("person"), now=now)
    return claim


def _the_rest(claim, left, owner, due_on):
    """What is left becomes an action with an owner and a date: an open promise never disappears."""
    claim.extent = Claim.Extent.HALF
    claim.left = _text(left, "left", Claim, SayWhatIsMissing)
    owner = _text(owner, "owner", Deed)
    if not owner:
        raise SayWho(field="left_owner")
    if due_on is None:
        raise SayWhenTheRest(field="left_due_on")
    if due_on < _today(claim.said, claim.at):
        raise DayHasPassed(field="left_due_on")
    claim.rest = Deed.objects.create(
        said=claim.said, what=claim.left[:400], owner=owner, due_on=due_on, by=claim.by, at=claim.at
    )
    return _left(claim)


def _left(claim):
    rest = claim.rest
    return [("What is left", claim.left), ("Who does the rest", rest.owner), ("The rest by", when.day(rest.due_on))]


def _checked(claim):
    return [("Checked", claim.check_note), ("What changed", claim.what), ("Where", claim.where),
            ("Since when", when.day(claim.since))]  # fmt: skip


@transaction.atomic
def check_claim(*, by, now: datetime, claim: Claim, holds: bool, note: str = "") -> Claim:
    """A second reader from the group: it holds, and counts as done; or it does not yet, and goes back to be done."""
    log.may(by, FeedbackAbility.CHECK_DID, claim.said.group_id)
    said = log.lock(claim.said)
    claim = Claim.objects.get(pk=claim.pk)
    if claim.checked_at or said.stage != Stage.CLAIMED:
        raise NothingToCheck()
    claim.check_note = _text(note, "check_note", Claim, None if holds else SayWhatIsMissing)
    claim.checked_by, claim.checked_at, claim.holds = by, now, holds
    claim.save(update_fields=["checked_by", "checked_at", "holds", "check_note"])
    claim.said = said
    if holds:
        (_half_done if claim.half else _did)(said, claim, by, now)
    else:
        said.due_on = answers.next_due(said, now)
        step = log.take_step(
            said, Step.Kind.NOT_YET_DONE, "Someone in the group checked: not done yet", by=by, now=now,
            to=Stage.DOING, text=claim.check_note,
        )  # fmt: skip
        emails.not_yet_done(said, step, log_queries.owners(said), now=now)
    return claim


def _half_done(said, claim, by, now):
    """Told back to everyone, and not taken for done: the rest is the next promise."""
    said.half_done_at, said.due_on = now, answers.next_due(said, now)
    step = log.take_step(
        said, Step.Kind.HALF_DONE, "Half done. Someone in the group checked it", by=by, now=now, to=Stage.DOING,
        details=_checked(claim) + _left(claim),
    )  # fmt: skip
    answers.tell_back(by=by, now=now, said=said, step=step)


def _did(said, claim, by, now):
    said.did_at, today = now, _today(said, now)
    said.ask_on, said.review_on = (
        walltime.months_after(today, ASKED_AFTER),
        walltime.months_after(today, REVIEWED_AFTER),
    )
    step = log.take_step(
        said, Step.Kind.CHECKED, "We did. Someone in the group checked it", by=by, now=now, to=Stage.DID,
        details=_checked(claim),
    )  # fmt: skip
    emails.does_it_answer(said, step, log_queries.whose_words(said), now=now)


@transaction.atomic
def say_if_answered(*, by, now: datetime, said: Said, answer: str, words: str = "") -> Verdict:
    """One member's word on *does that answer it?* The last word of each counts. *No* opens it again at once."""
    log.may(by, FeedbackAbility.SAY_IF_ANSWERED, said.group_id)
    said = log.lock(said)
    if said.stage not in queries.VERDICT_STAGES:
        raise NotAnsweredYet()
    if answer not in Verdict.Answer.values:
        raise ChooseAnAnswer(field="answer")
    words = _text(words, "words", Verdict)
    verdict = Verdict.objects.create(said=said, round=said.round, membership=by, answer=answer, words=words, at=now)
    if answer == Verdict.Answer.NO:
        reopen(said, "Opened again: the group says no", by=by, now=now, words=words)
        return verdict
    partly = answer == Verdict.Answer.PARTLY
    step = log.take_step(
        said, Step.Kind.VERDICT, f"Someone in the group said: {verdict.get_answer_display().lower()}", by=by, now=now,
        text=words, inside_only=not partly,
    )  # fmt: skip
    if partly:
        emails.what_is_missing(said, step, log_queries.owners(said), now=now)
    if said.stage != Stage.ANSWERED and queries.tally(said).settled:
        said.answered_at = now
        log.take_step(said, Step.Kind.ANSWERED, "The group says it is answered", by=None, now=now, to=Stage.ANSWERED)
    return verdict


def reopen(said, headline: str, *, by, now: datetime, words="") -> Step:
    """A new round with fresh promises, and its owners are told at once. Called with the row locked, by whoever may.

    A challenge that waited needs no answer any more.
    """
    answered = "We can’t" if said.decision in REFUSED else "We did"
    said.challenges.open().update(closed_at=now, outcome="ASIDE", link_key="")
    said.round += 1
    log.promise(said, now)
    step = log.take_step(
        said, Step.Kind.REOPENED, headline, by=by, now=now, to=Stage.SENT, text=words,
        details=[("What was answered", answered), ("Promise to hear", f"by {when.day(said.hear_by)}"),
                 ("Promise to answer", f"by {when.day(said.answer_by)}")],
    )  # fmt: skip
    emails.reopened(said, step, log_queries.owners(said), hear_by=when.day(said.hear_by), now=now)
    return step
