"""Asking somebody else of the system, for one thing or for many, and taking it back. It stands in the trail of the group."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import count_of
from feedback.handovers import emails, queries
from feedback.handovers.models import Handover
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.history.operations import record, record_of_each
from groups.membership.models import Membership


class NotOwedNow(Refusal):
    """This does not wait any more."""


class NotTheRightPart(Refusal):
    """Choose somebody who may do this in this group."""


class AskedAlready(Refusal):
    """Somebody else was asked already. They, or whoever asked them, can take it back."""


class NotYoursToTakeBack(Refusal):
    """Only the two people it is between can take this back."""


class NothingToHandOver(Refusal):
    """There is nothing to hand over in this group."""


@transaction.atomic
def hand_over(*, by: Membership, now: datetime, said: Said, owed: str, to: Membership, note: str = "") -> Handover:
    """Asks one person of the same group, who may do it. Their letter says what it is about; the reminders are theirs now."""
    made = _hand(by, now, said, owed, to, log.text_of(note, "note", model=Handover))
    emails.asked([made], now=now)
    return made


@transaction.atomic
def hand_over_all(*, by: Membership, now: datetime, things: list[tuple[Said, str]], to: Membership) -> list[Handover]:
    """Everything on one's list that this person may do, however much it is. What somebody else was asked for stays with them,
    and what was answered meanwhile is left out. Ten statements at most."""
    log.may(by, FeedbackAbility.HAND_OVER, to.group_id)
    wanted = [(said.pk, owed) for said, owed in things if to.may(queries.needed_for(owed))]
    if not wanted:
        raise NothingToHandOver(field="to")
    if to == by or not Membership.objects.current().filter(pk=to.pk).exists():
        raise NotTheRightPart(field="to")
    made = _hand_each(by, now, wanted, to)
    if not made:
        raise NothingToHandOver(field="to")
    lines = [(one.said, _sentence(one, by), {"to": to.pk}) for one in made]
    record_of_each(lines, "said_handed_over", by=by, group=by.group, at=now)
    emails.asked(made, now=now)
    return made


def _hand_each(by, now, wanted, to) -> list[Handover]:
    """The entries are held in one order, so that two who do this at once wait for each other."""
    rows = Said.objects.filter(group=by.group_id, pk__in={pk for pk, _ in wanted}).order_by("pk")
    here = {one.pk: one for one in locks.held(rows).select_related("group")}
    owed_now = queries.owed_now(here.values())
    standing = {
        (one.said_id, one.owed): one
        for one in Handover.objects.filter(said__in=here, ended_at=None, round=F("said__round"))
    }
    mine = [pair for pair in wanted if pair in owed_now and (pair not in standing or standing[pair].to_id == by.pk)]
    given_on = [standing[pair].pk for pair in mine if pair in standing]
    Handover.objects.filter(pk__in=given_on).update(ended_by=by, ended_at=now)
    return Handover.objects.bulk_create(
        Handover(said=here[pk], round=here[pk].round, owed=owed, to=to, handed_by=by, handed_at=now)
        for pk, owed in mine
    )


def _hand(by, now, said, owed, to, note):
    log.may(by, FeedbackAbility.HAND_OVER, said.group_id)
    said = log.lock(said)
    if owed not in Handover.Owed.values or not queries.is_owed(said, owed):
        raise NotOwedNow
    there = Membership.objects.current().of_group(said.group_id).filter(pk=to.pk)
    if not queries.right_for(there, owed, by):
        raise NotTheRightPart(field="to")
    standing = Handover.objects.filter(said=said, round=said.round, owed=owed, ended_at=None).first()
    if standing:
        if standing.to_id != by.pk:
            raise AskedAlready(field="to")
        _end(standing, by, now)  # whoever was asked asks another
    made = Handover.objects.create(
        said=said, round=said.round, owed=owed, to=to, note=note, handed_by=by, handed_at=now
    )
    record("said_handed_over", _sentence(made, by), by=by, group=said.group, about=said, at=now, to=to.pk)
    return made


def _sentence(row, by) -> str:
    return f"Number {row.said.number}: {by.person.name} asked {row.to.person.name} {row.get_owed_display()}."


def _end(row, by, now):
    row.ended_by, row.ended_at = by, now
    row.save(update_fields=["ended_by", "ended_at"])


@transaction.atomic
def take_back(*, by: Membership, now: datetime, handover: Handover) -> Handover:
    """Whoever asked takes it back, or whoever was asked gives it back. The other one is told."""
    log.may(by, FeedbackAbility.HAND_OVER, handover.said.group_id)
    said = log.lock(handover.said)
    row = Handover.objects.with_people().filter(ended_at=None, round=said.round).filter(pk=handover.pk).first()
    if row is None or not queries.is_owed(said, row.owed):
        raise NotOwedNow
    if by.pk not in (row.handed_by_id, row.to_id):
        raise NotYoursToTakeBack
    _end(row, by, now)
    verb = "took it back" if by.pk == row.handed_by_id else "gave it back"
    sentence = f"Number {said.number}: {by.person.name} {verb}, {row.get_owed_display()}."
    record("said_taken_back", sentence, by=by, group=said.group, about=said, at=now)
    emails.over(row, row.to if by.pk == row.handed_by_id else row.handed_by, by, now=now)
    return row


def in_words(made: list[Handover], things: int) -> str:
    """`Leon Ashby was asked for 3 things. They get a letter. 1 thing stays with you.` `things`: how many there were."""
    name, left = made[0].to.person.name, things - len(made)
    stay = f" {count_of(left, 'thing stays', 'things stay')} with you: {name} may not do that." if left > 0 else ""
    return f"{name} was asked for {count_of(len(made), 'thing')}. They get a letter.{stay}"
