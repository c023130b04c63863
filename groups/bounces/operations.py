"""Counting what came back, and trying an address again."""

import hashlib
from datetime import datetime

from django.db import transaction

from coproduction.kit import inmail, locks, reports
from coproduction.kit.refusals import Refusal
from coproduction.kit.reports import Kind
from groups.bounces import emails, queries
from groups.bounces.models import Report
from groups.carriers import operations as carriers
from groups.history.operations import record
from groups.notices import operations as notices
from groups.notices import queries as letters
from groups.notices.models import Letter
from groups.reach import operations as reach
from groups.reach.models import Suppression


class ItReachesYou(Refusal):
    """Our letters go to your email address. There is nothing to try again."""


class PostReachesYou(Refusal):
    """Letters by post go to your address. There is nothing to try again."""


class BeingTried(Refusal):
    """We are trying your email now. If the letter does not come back, the others go as well from tomorrow."""


# --- what came back ---


@transaction.atomic
def take_mail(*, raw: bytes, token: str, now: datetime) -> Report | None:
    """A message to the address for reports about one letter. What is no report, or says nothing about it, counts nothing."""
    letter, kind = letters.returned(token), reports.read(raw)
    if letter is None or kind == Kind.NOTHING or (letter.finished_at or now) < now - letters.REPORTS:
        return None
    return _count(f"mail:{letter.pk}:{inmail.identity(raw)}", kind, Report.CameBy.MAIL, letter, "", now)


@transaction.atomic
def take_event(*, event, now: datetime) -> Report | None:
    """What a provider told us. The same number again counts nothing."""
    letter = queries.letter_of(event)
    address = event.address
    return _count(f"hook:{event.ident}", event.kind, Report.CameBy.HOOK, letter, address, now)


@transaction.atomic
def take_receipt(*, event, now: datetime) -> bool:
    """What became of a text or a letter by post. One that did not arrive did not go: the next digest tells what it would have."""
    one = carriers.receipt(event=event, now=now)
    if one is not None and one.failed:
        notices.came_back(one.letter, now=now)
    return one is not None


def _count(key, kind: Kind, came_by, letter: Letter | None, address: str, now) -> Report | None:
    """Whom the letter went to is known better than whom a report names."""
    hashed = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    one = {"kind": kind.value, "came_by": came_by, "letter": letter, "at": now}
    report, new = Report.objects.get_or_create(key=hashed, defaults=one)
    address = queries.went_to(letter) if letter else address
    if not new or not address:
        return None
    if kind == Kind.COMPLAINT:
        reach.complained(address=address, now=now)
        return report
    first = letter is None or notices.came_back(letter, now=now)
    if kind == Kind.HARD:
        reach.bounced(address=address, now=now, reason="report")
    elif first:
        at = letter.finished_at or now if letter else now
        notices.soft(letter, address, at=at, now=now, trouble="reports")
    return report


# --- trying again ---


@transaction.atomic
def try_again(*, by, now: datetime) -> None:
    """A person says that their email works: one letter goes to find out."""
    one = _locked(by.email)
    if one is None:
        raise ItReachesYou()
    if one.being_tried:
        raise BeingTried()
    _try(by, one, now)
    record("email_tried_again", "A person asked us to try their email again.", by=by, about=by, at=now)


@transaction.atomic
def try_for(*, by, now: datetime, person) -> None:
    """A facilitator asks it for somebody. Nothing tells them whether one went: not who else asked, nor what its reader said.

    Whoever told us that they do not want our letters is not written to: that is theirs to take back.
    """
    one = _locked(person.email)
    if one is None or one.being_tried or one.complained_at:
        return
    _try(person, one, now)
    record("email_tried_again", "A facilitator asked us to try an email again.", by=by.person, about=person, at=now)


@transaction.atomic
def try_post_again(*, by, now: datetime) -> None:
    """A person says that their postal address is right: the next letter goes there."""
    if not carriers.post_again(person=by):
        raise PostReachesYou()
    record("post_tried_again", "A person asked us to try letters by post again.", by=by, about=by, at=now)


@transaction.atomic
def try_post_for(*, by, now: datetime, person) -> None:
    """A facilitator says it for somebody. Nothing tells them whether post had stopped."""
    if carriers.post_again(person=person):
        said = "A facilitator asked us to try letters by post again."
        record("post_tried_again", said, by=by.person, about=person, at=now)


def _locked(address: str) -> Suppression | None:
    locked = locks.held(Suppression.objects).select_related("trial")
    return locked.filter(address=address).first()


def _try(person, one: Suppression, now):
    key = f"trial:person-{person.pk}:{now.isoformat()}"
    emails.trial(person, key=key, now=now)
    reach.begin_trial(one=one, letter_id=Letter.objects.get(key=key).pk)
