"""A letter's way with the carrier: counted and begun before it is handed over, then taken, then what became of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from coproduction.kit import locks, texts
from coproduction.kit.notifyhooks import Became, Receipt
from groups.carriers import queries
from groups.carriers.models import Carriage, Spent, Way, Why
from groups.history.operations import record
from groups.reach import operations as reach
from groups.reach import queries as reaching

State = Carriage.State


class _UsedUp(Exception):
    """One of the budgets has nothing left: the others are not touched."""


def reference_of(letter) -> str:
    return letter.message_id.strip("<>")


@transaction.atomic
def begin(letter, *, going: queries.Going, takes_replies: bool, now: datetime) -> bool:
    """From now on it may have gone. Counted once, however often it is tried. False: a budget is used up, it goes by email."""
    if locks.held(Carriage.objects).filter(letter=letter.pk).exists():
        return True
    month = queries.month_of(now)
    counted = _count(letter, going.way, month)
    Carriage.objects.create(
        letter_id=letter.pk, way=going.way, reference=reference_of(letter), begun_at=now,
        number=going.to if going.way == Way.TEXT else "", place=_place(letter, going), takes_replies=takes_replies,
        counted_on=month if counted else None, state=State.BEGUN if counted else State.INSTEAD,
        why="" if counted else Why.BUDGET,
    )  # fmt: skip
    return counted


def _place(letter, going) -> str:
    return queries.place_of(letter.person_id, going.to) if going.way == Way.POST else ""


def _count(letter, way, month) -> bool:
    """One more for each that is counted, or for none of them. Two workers cannot both have the last one."""
    limits = queries.limits(way, person_id=letter.person_id, group_id=letter.group_id)
    rows = [Spent(whom=whom, way=way, month_on=month) for whom, _ in limits]
    Spent.objects.bulk_create(rows, ignore_conflicts=True)
    try:
        with transaction.atomic():
            for whom, most in limits:
                if not _spent(whom, way, month).filter(used__lt=most).update(used=F("used") + 1):
                    raise _UsedUp
    except _UsedUp:
        return False
    return True


def _spent(whom, way, month):
    return Spent.objects.filter(whom=whom, way=way, month_on=month)


def _uncount(one: Carriage) -> None:
    """It did not go and is not paid for."""
    if one.counted_on:
        for whom, _ in queries.limits(one.way, person_id=one.letter.person_id, group_id=one.letter.group_id):
            _spent(whom, one.way, one.counted_on).filter(used__gt=0).update(used=F("used") - 1)
        one.counted_on = None


def goes_to(letter, *, going: queries.Going) -> None:
    """It is handed over again, to the number or address its reader has by now. What becomes of it is said of that one."""
    there = {"number": going.to} if going.way == Way.TEXT else {"place": _place(letter, going)}
    Carriage.objects.filter(letter=letter.pk, state=State.BEGUN).exclude(**there).update(**there)


def taken(letter, *, ident: str, now: datetime) -> None:
    """The carrier has it. What it told us of it in the meantime stays."""
    Carriage.objects.filter(letter=letter.pk, state=State.BEGUN).update(
        state=State.TAKEN, taken_at=now, ident=ident[:64]
    )


@transaction.atomic
def instead(letter, *, way: str, why: str, now: datetime) -> None:
    """It goes by email. What was counted for it is given back."""
    begin = {"way": way, "reference": reference_of(letter), "begun_at": now, "state": State.INSTEAD, "why": why}
    one, new = locks.held(Carriage.objects).get_or_create(letter_id=letter.pk, defaults=begin)
    if not new:
        _uncount(one)
        one.state, one.why = State.INSTEAD, why
        one.save()


@transaction.atomic
def number_refused(*, number: str, now: datetime) -> None:
    reach.bounced(address=number, now=now, reason="number not taken")


@transaction.atomic
def not_gone(letter) -> None:
    """It was refused for good and does not go any other way: it is not paid for."""
    one = locks.held(Carriage.objects).select_related("letter").get(letter=letter.pk)
    _uncount(one)
    one.save(update_fields=["counted_on"])


@transaction.atomic
def receipt(*, event: Receipt, now: datetime) -> Carriage | None:
    """What became of it. Only the first counts, but for an envelope that comes back after it was given to the post; a receipt
    may come before the carrier's own answer does."""
    locked = locks.held(Carriage.objects).select_related("letter")
    one = locked.filter(reference=event.reference).first() or locked.filter(ident=event.ident).first()
    if one is None or not _is_news(one, event.became):
        return None
    one.state, one.ended_at = State.NOT_THERE if event.became == Became.RETURNED else State(event.became.value), now
    one.taken_at, one.ident = one.taken_at or now, one.ident or event.ident[:64]
    if event.became == Became.BROKEN:
        _uncount(one)
    one.save()
    if one.number:
        _number_said(one, event.became, now)
    elif one.state == State.NOT_THERE:
        record("post_stopped", "Letters by post stopped reaching a person.", at=now, about=one.letter.person)
    return one


def _is_news(one, became) -> bool:
    if became == Became.RETURNED:
        return one.way == Way.POST and one.state in (State.BEGUN, State.TAKEN, State.ARRIVED)
    return one.state in (State.BEGUN, State.TAKEN)


def _number_said(one, became, now):
    if became == Became.NOT_THERE:
        reach.bounced(address=one.number, now=now, reason="receipt")
    elif became == Became.NOT_NOW:
        last = reaching.last_trouble(one.number)
        since = Carriage.objects.filter(number=one.number, state=State.ARRIVED, ended_at__gt=last) if last else None
        reach.soft(
            address=one.number, at=one.taken_at, now=now, arrived_since=bool(last and since.exists()), reason="receipts"
        )


def post_again(*, person) -> bool:
    """Where an envelope to them came back, post goes there again: the address was changed, or somebody says that it is right.
    What comes back after this stops it anew."""
    return bool(Carriage.objects.returned_to_us([person]).exclude(place="").update(place=""))


@transaction.atomic
def another_chance(*, by, person, now: datetime) -> None:
    """A facilitator asks us to try somebody's number again. Their own STOP stays."""
    number = texts.number_of(person.phone)
    if number:
        reach.another_chance(address=number)
        record("texts_tried_again", "A facilitator asked us to try texts again.", by=by.person, about=person, at=now)
