"""Putting a reminder off, ending it, taking that back, and reminding again when its time has come."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from coproduction.kit.refusals import Refusal
from groups.notices.models import Letter
from groups.plans import queries as plans
from groups.putting_off import queries
from groups.putting_off.models import PutOff


class ChooseWhen(Refusal):
    """Choose when we remind you again."""


class NotForYouToEnd(Refusal):
    """This reminder ends when what it asks for is done. You can put it off."""


def _which(letter: Letter) -> dict:
    kind = plans.kind_of(letter)
    return {"person": letter.person, "kind": kind.name, "thing": kind.thing_of(letter)}


@transaction.atomic
def put_off(*, letter: Letter, choice: str, now: datetime) -> PutOff:
    """Not now: it comes back at the time chosen. Chosen again, the last choice counts."""
    until = {one.value: one.until_at for one in queries.choices_for(letter, now)}
    if choice not in until:
        raise ChooseWhen(field="choice")
    changed = {"letter": letter, "until_at": until[choice], "ended_at": None, "back_at": None}
    row, new = PutOff.objects.get_or_create(**_which(letter), defaults=changed | {"times": 1})
    if not new:
        PutOff.objects.filter(pk=row.pk).update(**changed, times=F("times") + 1)
        row.refresh_from_db()
    return row


@transaction.atomic
def end(*, letter: Letter, now: datetime) -> PutOff:
    """Done, or not needed any more: no more of this reminder for this person. Nobody else's reminders change."""
    if not plans.kind_of(letter).may_end:
        raise NotForYouToEnd(field="choice")
    changed = {"letter": letter, "until_at": None, "ended_at": now, "back_at": None}
    return PutOff.objects.update_or_create(**_which(letter), defaults=changed)[0]


def take_back(*, letter: Letter, now: datetime) -> None:
    """Undoes either: reminders come from now on as if nothing had been said. The count stays, so that no key comes twice."""
    PutOff.objects.filter(**_which(letter)).update(until_at=now, back_at=now, ended_at=None)


@transaction.atomic
def bring_back(*, put_off: PutOff, now: datetime) -> int:
    """Posts it anew for this person, once for each time it was put off. Its room says whether it is still right."""
    mine = PutOff.objects.filter(pk=put_off.pk, times=put_off.times, back_at=None, until_at__lte=now)
    if not mine.update(back_at=now):
        return 0
    kind = plans.kind_of(put_off.letter)
    if kind:
        kind.again(put_off.letter, f":again-{put_off.times}", now=now)
    return 1
