"""Posting letters: they are written into the database together with the change they tell of."""

import logging
import time
from datetime import datetime

from celery import current_app
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from groups.notices import emails
from groups.notices.models import Kind, Letter

log = logging.getLogger(__name__)
AT_A_TIME = 500  # rows in one INSERT
FIRST_OF_ALL = (Kind.SIGN_IN,)  # somebody is waiting in front of the screen
BROKER_REST = 30  # seconds without trying a broker that did not answer
_tick_jobs = {}
_broker_back_at = 0.0


class NotAnAddress(ValueError):
    """A letter was posted to something that is not an e-mail address."""


# --- posting ---


def post(stem: str, *, to, key: str, at: datetime, **rest) -> None:
    """Posts one letter, once for ever: a key that is already there changes nothing. See `post_many` for the rest."""
    post_many(stem, [{"to": to, "key": key}], at=at, **rest)


def post_many(stem: str, letters, *, at: datetime, **shared) -> None:
    """Posts a letter to each, in a few statements. Call it inside the transaction of the change it tells of.

    Each of `letters` is a dict with `to` (a Person, or the address of somebody without an account) and `key`, and anything
    of its own from: group, kind, context, path, button, why, due_at, useful_until, about, urgent, secret, name. `shared` is
    the same for all; contexts are put together, the letter's own words over the shared ones.
    """
    written = [_written(stem, at, shared, own) for own in letters]
    for start in range(0, len(written), AT_A_TIME):
        Letter.objects.bulk_create(written[start : start + AT_A_TIME], ignore_conflicts=True)
    if any(letter.due_at <= at for letter in written):
        wake_after_commit()


def _written(stem, at, shared, own) -> Letter:
    said = {**shared, **own}
    to, group, kind = said["to"], said.get("group"), said.get("kind", Kind.NEWS)
    person, address = (None, checked(to)) if isinstance(to, str) else (to, "")
    due_at = said.get("due_at") or at
    letter = Letter(
        key=said["key"],
        message_id=emails.new_message_id(),
        person=person,
        address=address,
        group=group,
        kind=kind,
        stem=stem,
        about=said.get("about", ""),
        path=said.get("path", ""),
        why=said.get("why", ""),
        urgent=said.get("urgent", False) or kind in FIRST_OF_ALL,
        secret=said.get("secret", False) or kind in FIRST_OF_ALL,
        posted_at=at,
        due_at=due_at,
        useful_until=said.get("useful_until") or due_at + emails.USEFUL[kind],
    )
    return emails.write(
        letter,
        name=said.get("name", person.name if person else ""),
        place=group.name if group else "",
        context={**shared.get("context", {}), **own.get("context", {})},
        button=said.get("button", ""),
    )


def checked(address: str) -> str:
    """An address with nothing hidden in it: no second line, no second receiver."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAnAddress from error
    return address.lower()


# --- waking ---


def wake_after_commit() -> None:
    """One nudge for each transaction, whatever it posts. Without it the next tick finds the letters within a minute."""
    here = transaction.get_connection()
    if not any(waiting[1] is wake and waiting[0] == set(here.savepoint_ids) for waiting in here.run_on_commit):
        transaction.on_commit(wake)


def wake(drains: int = 1) -> bool:
    """Asks workers to send what is due. A broker that is away is logged, then left alone for half a minute."""
    global _broker_back_at
    if time.monotonic() < _broker_back_at:
        return False
    try:
        for _ in range(drains):
            current_app.send_task("notices.drain", retry=False, ignore_result=True)
    except Exception:  # whatever the broker's client raises: the letters are safe, the tick finds them
        _broker_back_at = time.monotonic() + BROKER_REST
        log.warning("The broker did not answer. The next tick will send what waits.")
        return False
    return True


# --- work of the clock ---


def each_tick(name: str):
    """Registers `job(now) -> int` (how many things it did) to be run each minute, from a room's `tasks.py`.

    It must be quick (at most some hundred things a time), safe to run twice at once, and look for what is due *on or
    before* now and not done.
    """

    def hang(job):
        _tick_jobs[name] = job
        return job

    return hang
