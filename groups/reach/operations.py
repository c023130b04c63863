"""An address begins or ends to take our letters. History says so without the address, in no group's own history."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from coproduction.kit import locks, texts
from groups.history.operations import record
from groups.reach import queries
from groups.reach.models import Suppression, Trouble

IN_A_ROW, OVER = 5, timedelta(days=3)  # so often and so long: what was for now is for good
FORGOTTEN = timedelta(days=90)


@transaction.atomic
def bounced(*, address: str, now: datetime, reason: str = "") -> None:
    """There is no such address. Nothing more goes there until a letter that tries it does not come back."""
    begin = {"reason": reason[:200], "at": now}
    one, new = locks.held(Suppression.objects).get_or_create(address=address, defaults=begin)
    Suppression.objects.filter(pk=one.pk).update(bounced=True, trial=None)
    Trouble.objects.filter(address=address).delete()
    if new:
        _stopped(address, now)


@transaction.atomic
def complained(*, address: str, now: datetime) -> None:
    """Its reader does not want our letters: a *stop* for everything that is not needed to sign in."""
    begin = {"bounced": False, "complained_at": now, "at": now}
    one, new = locks.held(Suppression.objects).get_or_create(address=address, defaults=begin)
    Suppression.objects.filter(pk=one.pk).update(complained_at=one.complained_at or now, trial=None)
    if new:
        _stopped(address, now)


@transaction.atomic
def soft(*, address: str, at: datetime, now: datetime, arrived_since: bool, reason: str = "") -> None:
    """It did not take a letter that went (or was to go) `at` that moment. Often and long enough: as if it were not there."""
    Trouble.objects.filter(last_at__lt=now - FORGOTTEN).delete()
    first = {"first_at": at, "last_at": at}
    trouble, _ = locks.held(Trouble.objects).get_or_create(address=address, defaults=first)
    if arrived_since:
        trouble.times, trouble.first_at = 0, at
    trouble.times += 1
    trouble.first_at, trouble.last_at = min(trouble.first_at, at), max(trouble.last_at, at)
    trouble.save()
    Suppression.objects.filter(address=address).update(trial=None)
    if trouble.times >= IN_A_ROW and trouble.last_at - trouble.first_at >= OVER:
        bounced(address=address, now=now, reason=reason)


def begin_trial(*, one: Suppression, letter_id: int) -> None:
    """This letter may go there. If it does not come back within a day, the others go as well."""
    Suppression.objects.filter(pk=one.pk).update(trial=letter_id)


def code_goes(*, one: Suppression, letter_id: int, now: datetime) -> None:
    """A code is tried although the address bounces; the next one in a day."""
    Suppression.objects.filter(pk=one.pk, bounced=True).exclude(code=letter_id).update(code=letter_id, code_at=now)


@transaction.atomic
def lift_tried(*, now: datetime) -> int:
    """Addresses whose trial went a day ago and did not come back take our letters again."""
    found = list(queries.work_again(now))
    for one in found:
        one.delete()
        record("email_works_again", "Email reaches a person again.", at=now, about=_person(one.address))
    return len(found)


def another_chance(*, address: str) -> None:
    """An operator tries a letter again. What its reader said stays said."""
    Suppression.objects.filter(address=address, complained_at=None).delete()
    Suppression.objects.filter(address=address).update(bounced=False)


@transaction.atomic
def wanted_again(*, address: str, now: datetime) -> bool:
    """Its reader takes their *stop* back. Whoever writes from it can be reached at it."""
    if not Suppression.objects.filter(address=address).delete()[0]:
        return False
    record("texts_work_again", "Someone asked for text messages again.", at=now)
    return True


def _stopped(address, now):
    if texts.is_number(address):
        record("texts_stopped", "Text messages stopped reaching a number.", at=now)
        return
    record("email_stopped", "Email stopped reaching a person.", at=now, about=_person(address))


def _person(address):
    return apps.get_model("groups", "Person").objects.filter(email=address).first()
