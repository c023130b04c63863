"""Saying that a programme came later than was written down, answering once, and settling it. The first record never changes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from feedback.disputes import emails, queries
from feedback.disputes.models import Dispute
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.programmes import queries as programmes
from feedback.programmes.models import HowFar, Programme, ProgrammeLine, later_than
from groups.history.operations import record
from groups.membership.models import Membership
from groups.plans import queries as plans

State = Dispute.State


class ChooseHowFar(Refusal):
    """Choose how far it was."""


class NotLater(Refusal):
    """That is no later than what counts now. Choose one that is later."""


class SayInWords(Refusal):
    """Say in your own words what you saw."""


class SaidAlready(Refusal):
    """Members have said this already, and it is not settled yet."""


class NothingIsLater(Refusal):
    """It counts as decided already when it came. Nothing is later than that."""


class NotYours(Refusal):
    """Only whoever owns the programme can answer, or who stands in for them."""


class NothingToAnswer(Refusal):
    """Nobody waits for an answer about this."""


class ChooseIfYouAgree(Refusal):
    """Choose if you agree."""


class SayWhy(Refusal):
    """Say why, in plain words."""


class NothingToSettle(Refusal):
    """Wait until whoever owns it has answered."""


class ChooseIfSettled(Refusal):
    """Choose if that settles it."""


@transaction.atomic
def dispute(*, by: Membership, now: datetime, programme: Programme, stage: str, words: str) -> Dispute:
    """A member says so for the group; nobody is kept with it. Until it is settled it does not count as early."""
    row = _held(by, programme, FeedbackAbility.DISPUTE_PROGRAMME)
    if not queries.stages_left(row):
        raise NothingIsLater
    if stage not in HowFar.values:
        raise ChooseHowFar(field="stage")
    if stage not in later_than(row.stage):
        raise NotLater(field="stage")
    words = _text(words, SayInWords)
    try:
        with transaction.atomic():
            made = Dispute.objects.create(
                programme=row, stage=stage, stage_before=row.stage_settled, words=words, said_at=now
            )  # fmt: skip
    except IntegrityError as error:
        raise SaidAlready from error
    row.disputed = True
    row.save(update_fields=["disputed"])
    _tell(row, None, now, f"It came to us later than that: {_small(made.get_stage_display())}.", words)
    _trail(row, None, now, f"Members said that a programme of work came later: {row.name}.", "disputed")
    emails.disputed(made, programmes.asked_for(row, now), now=now)
    return made


@transaction.atomic
def answer(*, by: Membership, now: datetime, programme: Programme, agrees: bool | None, words: str) -> Dispute:
    """Its owner agrees, and what members said counts; or answers once, and members say whether that settles it."""
    row = _held(by, programme, FeedbackAbility.ANSWER_DISPUTE)
    if not queries.answers_for(row, by, now):
        raise NotYours
    found = queries.last_of(row)
    if found is None or found.state != State.OPEN:
        raise NothingToAnswer
    if agrees is None:
        raise ChooseIfYouAgree(field="agrees")
    found.answer, found.answered_by, found.answered_at = _text(words, SayWhy), by, now
    found.state = State.AGREED if agrees else State.ANSWERED
    if agrees:
        _settle(row, found, now)
    found.save()
    what = (
        f"Agreed: {_small(found.get_stage_display())}."
        if agrees
        else "Answered what members said about how early it came."
    )
    _tell(row, by, now, what, found.answer)
    sentence = (
        "agreed that a programme of work came later" if agrees else "answered about how early a programme of work came"
    )
    _trail(row, by, now, f"{by.person.name} {sentence}: {row.name}.", "answered")
    emails.answered(found, queries.members(row.group_id), now=now)
    return found


@transaction.atomic
def settle(*, by: Membership, now: datetime, programme: Programme, settles: bool | None, words: str) -> Dispute:
    """A member says for the group if the answer settles it. If not, what members said counts from now on."""
    row = _held(by, programme, FeedbackAbility.DISPUTE_PROGRAMME)
    found = queries.last_of(row)
    if not queries.may_settle(found):
        raise NothingToSettle
    if settles is None:
        raise ChooseIfSettled(field="settles")
    found.settled_words = _text(words, SayInWords)
    found.state = State.DROPPED if settles else State.UPHELD
    _settle(row, found, now)
    found.save()
    what = (
        "That settles it, says the group."
        if settles
        else f"It came later, says the group: {_small(found.get_stage_display())}."
    )
    _tell(row, None, now, what, found.settled_words)
    _trail(row, None, now, f"Members said if it is settled how early a programme of work came: {row.name}.", "settled")
    emails.settled(found, programmes.asked_for(row, now), now=now)
    return found


def _held(by, given, ability) -> Programme:
    """The programme's row is held, so that of two who answer at once the second sees what the first did."""
    log.may(by, ability, given.group_id)
    return locks.held(Programme.objects).with_people().get(pk=given.pk)


def _text(value, missing):
    return log.text_of(value, "words", missing=missing, model=Dispute)


def _settle(row, found, now):
    """What counts now. Where the group goes along with the answer, it is what counted before."""
    found.settled_at = now
    row.disputed = False
    row.stage_settled = found.stage_before if found.state == State.DROPPED else found.stage
    row.save(update_fields=["disputed", "stage_settled"])


def _small(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _tell(row, by, now, what, words):
    ProgrammeLine.objects.create(programme=row, what=what, words=words, by=by, at=now)


def _trail(row, by, now, sentence, what):
    record(f"programme_{what}", sentence, by=by, group=row.group, about=row, at=now)


# --- the clock ---


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Each owner once: of two workers the condition lets one through."""
    found = queries.to_remind(now)
    for row in found:
        if Dispute.objects.unanswered().filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
            emails.disputed(row, programmes.asked_for(row.programme, now), now=now, suffix=":again")
    return len(found)


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For an owner who put it off. Whether it is still right is looked at when it goes."""
    row = Dispute.objects.with_programme().get(pk=int(letter.about.split(":")[1]))  # nothing is ever deleted
    here = Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    emails.disputed(row, list(here), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "DISPUTE", 69, "How early a programme came", lambda group, plan: queries.SAYS, queries.coming, (emails.DISPUTED,),
        remind_again, may_end=False, leads="This reminder ends when you have answered.",
    )
)  # fmt: skip
