"""Proposing where the group is with a step, confirming it, taking it back, and saying that one's part is done."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from feedback.journey import emails, queries
from feedback.journey.models import JourneyStep, Move, MoveYes, Place
from feedback.log import operations as log
from feedback.log.models import BEFORE_SENDING
from feedback.permissions import FeedbackAbility
from groups.charter.models import Group
from groups.history.operations import record
from groups.membership.models import Membership

Outcome = Move.Outcome


class NobodyToConfirm(Refusal):
    """There are no members yet who could confirm it. Invite them first."""


class ProposedAlready(Refusal):
    """Something is proposed for this step already. Wait until members have confirmed it, or take it back first."""


class ChooseWhere(Refusal):
    """Choose where we are with this step."""


class SayHowWeCanTell(Refusal):
    """Say how we can tell. A sentence is enough."""


class TooLong(Refusal):
    """That is too long. Say it in fewer words."""


class SayWhatWeWaitFor(Refusal):
    """Say what we wait for, so that they can do it."""


class SayWhomWeWaitFor(Refusal):
    """Choose whom we wait for, or leave out what for."""


class NotOfThisGroup(Refusal):
    """Choose one of your own group."""


class NotOpenAnyMore(Refusal):
    """This is settled already, or it was open for too long."""


class ConfirmedAlready(Refusal):
    """You have confirmed this. Thank you."""


class NotWaitingForYou(Refusal):
    """The group does not wait for you with this step now."""


class SayWhatYouDid(Refusal):
    """Say in a sentence what you did."""


def _text(value, missing=None, *, field, most=Move.WORDS) -> str:
    text = wording.clean(value)
    if missing and not text:
        raise missing(field=field)
    if len(text) > most:
        raise TooLong(field=field)
    return text


def _lock(by: Membership, ability) -> Group:
    log.may(by, ability, by.group_id)
    return locks.held(Group.objects).get(pk=by.group_id)


@transaction.atomic
def propose(
    *, by, now: datetime, step: int, state: str, words: str, meeting=None, paper=None, said=None, waits_on: str = "",
    waits_for: str = "",
) -> Move:  # fmt: skip
    """Asks the members to confirm where the group is. Any step, in any order, and back: it is a cycle, not a ladder."""
    group = _lock(by, FeedbackAbility.PROPOSE_STEP)
    if step not in JourneyStep.values or state not in Place.values:
        raise ChooseWhere(field="state")
    words = _text(words, SayHowWeCanTell, field="words")
    waits_for = _text(waits_for, SayWhatWeWaitFor if waits_on else None, field="waits_for", most=300)
    if waits_for and waits_on not in Move.WaitsOn.values:
        raise SayWhomWeWaitFor(field="waits_on")
    if any(one is not None and one.group_id != group.pk for one in (meeting, paper, said)):
        raise NotOfThisGroup
    if said is not None and said.stage in BEFORE_SENDING:
        raise NotOfThisGroup(field="said")
    asked = list(queries.members(group.pk).select_related("person"))
    if not asked:
        raise NobodyToConfirm
    of_step = Move.objects.filter(group=group, step=step, settled_at=None)
    if of_step.open(now).exists():
        raise ProposedAlready
    of_step.update(outcome=Outcome.LAPSED, settled_at=now)
    move = Move.objects.create(
        group=group, step=step, state=state, words=words, meeting=meeting, paper=paper, said=said, waits_on=waits_on,
        waits_for=waits_for, proposed_by=by, proposed_at=now,
    )  # fmt: skip
    sentence = f"{by.person.name} asked members to confirm where we are with “{move.get_step_display()}”."
    record("step_proposed", sentence, by=by, about=move, at=now)
    emails.proposed(move, asked, now=now)
    return move


def _open(by, move, ability, now) -> Move:
    _lock(by, ability)
    row = locks.held(Move.objects).open(now).filter(pk=move.pk, group=by.group_id).first()
    if row is None:
        raise NotOpenAnyMore
    return row


@transaction.atomic
def confirm(*, by, now: datetime, move: Move) -> Move:
    """One member's tap. With more than half of the members of that moment it counts. Who did not is kept nowhere."""
    row = _open(by, move, FeedbackAbility.CONFIRM_STEP, now)
    if row.yeses.filter(membership=by).exists():
        raise ConfirmedAlready
    MoveYes.objects.create(move=row, membership=by, at=now)
    _settle(row, by.group, now)
    return row


def _settle(row, group, now) -> bool:
    asked = queries.members(group.pk)
    enough = row.yeses.filter(membership__in=asked).count() >= queries.needed(asked.count())
    if enough:
        row.outcome, row.settled_at = Outcome.CONFIRMED, now
        row.save(update_fields=["outcome", "settled_at"])
        sentence = f"The members confirmed: “{row.get_step_display()}”: {row.get_state_display().lower()}."
        record("step_confirmed", sentence, group=group, about=row, at=now)
    return enough


@transaction.atomic
def look_again(*, now: datetime, move: Move) -> bool:
    """For the clock, when somebody left: those who stayed may have been enough all along."""
    group = locks.held(Group.objects).get(pk=move.group_id)
    row = locks.held(Move.objects).open(now).filter(pk=move.pk).first()
    return row is not None and _settle(row, group, now)


@transaction.atomic
def withdraw(*, by, now: datetime, move: Move) -> Move:
    """A facilitator takes back what is not confirmed yet. What is confirmed stays; a new move goes on from it."""
    row = _open(by, move, FeedbackAbility.PROPOSE_STEP, now)
    row.outcome, row.settled_at = Outcome.WITHDRAWN, now
    row.save(update_fields=["outcome", "settled_at"])
    sentence = f"{by.person.name} took back what was proposed for “{row.get_step_display()}”."
    record("step_withdrawn", sentence, by=by, about=row, at=now)
    return row


@transaction.atomic
def tell_part(*, by, now: datetime, move: Move, words: str) -> Move:
    """Those whom the group waits for say, once, what they did. Whether the step has moved is for the group to say."""
    _lock(by, FeedbackAbility.TELL_PART)
    words = _text(words, SayWhatYouDid, field="words")
    row = queries.waiting_on_system(by.group_id).filter(pk=move.pk, waits_on=by.role).first()
    if row is None:
        raise NotWaitingForYou
    row.part_words, row.part_by, row.part_at = words, by, now
    row.save(update_fields=["part_words", "part_by", "part_at"])
    sentence = f"{by.person.name} said what they did for “{row.get_step_display()}”."
    record("step_part_told", sentence, by=by, about=row, at=now)
    return row
