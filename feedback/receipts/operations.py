"""The one way in for everything said, and what becomes of words without a name. Read the room's docstring first."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from coproduction.kit import locks, passing, walltime
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.receipts import emails, queries
from feedback.receipts.queries import Receipt
from feedback.voice import operations as voice
from feedback.voice.models import Post, ShownAs, WaitingPost
from groups.charter.models import Group
from groups.history.operations import not_closed, record

WRITES, TRIES, FORMS = 10, 10, 200  # a day and person: without a name, codes, and forms of any kind
_chance = secrets.SystemRandom()


class NotOffered(Refusal):
    """You cannot speak without a name here now. Choose another way."""


class EnoughForToday(Refusal):
    """You have written a lot today. Words without a name have to wait until tomorrow. You can still use the other ways."""


class TooManyForms(Refusal):
    """You have sent very many words today. Keep these, and send them tomorrow."""


class NoSuchCode(Refusal):
    """This code opens nothing here. Look at each letter again. Or the words were taken back already."""


class TooManyTries(Refusal):
    """Too many codes were tried today. Try again tomorrow."""


class NotShownYet(Refusal):
    """Your words do not stand in the talk yet, or not any more, so you cannot go on there now."""


class NotKnownYet(Refusal):
    """We cannot tell yet whether we have your words. Wait a minute, then send them again."""


@dataclass(frozen=True)
class Taken:
    """What became of a form that was sent. `again`: the same form was sent before, so nothing was done now."""

    code: str = ""
    made: object = None
    again: bool = False


# --- everything that is said comes in here ---


def take(*, by, now: datetime, form_key: str, typed: str, shown_as: str, named: Callable, **unnamed) -> Taken:
    """One path for all three levels: the same work is done whatever was chosen, and only then do the ways part.

    `named` does what the form does with a name or from the group; `unnamed` are the words and where they belong. Every
    form is counted, so that no count tells of words without a name, and a hash is made of every receipt, used or not.

    A form counts as sent once its words are kept, and not before: whoever sends it again because a machine died over it is
    not told that we have them.
    """
    written = _forms(by, now)
    receipt = queries.receipt_of(form_key, typed)
    hashed = make_password(receipt.secret)
    form = f"form:{salted_hmac('form', receipt.code, algorithm='sha256').hexdigest()}"
    code = receipt.code if shown_as == ShownAs.UNNAMED else ""
    with passing.once(form) as done_before:
        if done_before is None:
            raise NotKnownYet()
        if done_before:
            return Taken(code, again=True)
        if shown_as != ShownAs.UNNAMED:
            return Taken(made=named())
        if written > WRITES:
            raise EnoughForToday(field="shown_as")
        leave(by=by, now=now, receipt=receipt, hashed=hashed, **unnamed)
        return Taken(code)


def _forms(by, now: datetime) -> int:
    """Counts this one, with all others alike. So many come from no person, and each of them costs a hash."""
    written = count(by, "write", now)
    if settings.PACE and written > FORMS:
        raise TooManyForms(field="words")
    return written


def count(by, what: str, now: datetime) -> int:
    """One more; how often this person did this today."""
    return passing.count(by.person_id, what, now)


def counted(by, what: str, now: datetime) -> int:
    return passing.counted(by.person_id, what, now)


@transaction.atomic
def leave(
    *, by, now: datetime, receipt: Receipt, hashed: str, words: str, content_note="", topic=None, said=None, parent=None
) -> None:
    """Puts words down without a name, to appear with others. `by` is asked whether they may, and is then forgotten."""
    log.may(by, FeedbackAbility.POST_UNNAMED, by.group_id)
    if not queries.offer(by, now).may:
        raise NotOffered(field="shown_as")
    parent, topic, said = voice.place_of(by, topic=topic, said=said, parent=parent)
    _add(by.group_id, now, WaitingPost(
        topic=topic, said=said, parent=parent, words=log.text_of(words, "words", missing=voice.SayWhat, model=Post),
        content_note=log.text_of(content_note, "content_note", model=Post), receipt_place=receipt.place,
        receipt_hash=hashed,
    ))  # fmt: skip


def _locked_group(group_id) -> Group:
    return locks.held(Group.objects).get(pk=group_id)


def _add(group_id, now: datetime, new: WaitingPost) -> None:
    """Writes all that wait in the group anew, the new one among them, in an order of chance."""
    group = _locked_group(group_id)
    not_closed(group)
    new.group = group
    new.said_on, new.hour = queries.next_round(group, now)
    waiting = [*WaitingPost.objects.filter(group=group), new]
    WaitingPost.objects.filter(group=group).delete()
    _chance.shuffle(waiting)
    WaitingPost.objects.bulk_create(waiting)


# --- the clock shows them ---


def show_due(*, now: datetime) -> int:
    """Shows what is due, a group at a time. The clock calls this, never the page on which somebody wrote."""
    ids = WaitingPost.objects.values_list("group", flat=True).order_by().distinct()
    return sum(show(group_id, now=now) for group_id in ids)


@transaction.atomic
def show(group_id: int, *, now: datetime) -> int:
    group = _locked_group(group_id)
    rows = queries.due(group, list(WaitingPost.objects.filter(group=group)), now)
    if not rows:
        return 0
    today = group.local(now).date()
    _chance.shuffle(rows)
    WaitingPost.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Post.objects.bulk_create(
        Post(
            group=group, topic_id=row.topic_id, said_id=row.said_id, parent_id=row.parent_id, words=row.words,
            content_note=row.content_note, shown_as=ShownAs.UNNAMED, said_on=today, by_starter=row.by_starter,
            receipt_place=row.receipt_place, receipt_hash=row.receipt_hash,
        )
        for row in rows
    )  # fmt: skip
    for _ in rows:
        _record("unnamed_added", "An unnamed item was added.", group, today)
    emails.said_without_a_name(group, today, queries.readers(group.pk), now=now)
    return len(rows)


def _record(what: str, sentence: str, group, day: date) -> None:
    """A line of history with a day and no time: it stands at the day's beginning."""
    record(what, sentence, group=group, at=walltime.at(day, time(0), group.zone))


# --- whoever holds the code ---


def _opened(by, now: datetime, code: str) -> tuple[list[WaitingPost], list[Post]]:
    """The rows a code opens. A wrong one is counted; a place that nobody has is answered like it, and takes as long."""
    log.may(by, FeedbackAbility.WITHDRAW_UNNAMED, by.group_id)
    if counted(by, "try", now) >= TRIES:
        raise TooManyTries(field="code")
    receipt = queries.receipt_typed(code)
    _locked_group(by.group_id)
    waiting, shown = queries.held(by, receipt.place)
    kept = next((row.receipt_hash for row in (*waiting, *shown)), "")
    if not _fits(receipt.secret, kept):
        count(by, "try", now)
        raise NoSuchCode(field="code")
    return waiting, shown


def _fits(secret: str, kept: str) -> bool:
    if not kept:
        make_password(secret)
    return bool(kept) and check_password(secret, kept)


@transaction.atomic
def take_back(*, by, now: datetime, code: str) -> None:
    """Everything said with this code: what waits is gone, what is shown becomes a line that says it was taken back."""
    waiting, shown = _opened(by, now, code)
    today = by.group.local(now).date()
    WaitingPost.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    for row in locks.held(Post.objects).filter(pk__in=[row.pk for row in shown]):
        voice.wipe(row, today, now)
        _record("unnamed_taken_back", "An unnamed item was taken back.", by.group, today)


@transaction.atomic
def go_on(*, by, now: datetime, code: str, words: str) -> None:
    """More words in the same thread. They wait and appear like any without a name, and the same code opens them. The form is
    counted like every other, whatever its code opens; only whoever holds the code is told that it was too much."""
    written = _forms(by, now)
    _, shown = _opened(by, now, code)
    if written > WRITES:
        raise EnoughForToday(field="words")
    if not queries.offer(by, now).may:
        raise NotOffered()
    if not shown or not shown[0].stands:
        raise NotShownYet()
    first = shown[0]
    thread = first.parent or first
    _add(by.group_id, now, WaitingPost(
        topic_id=thread.topic_id, said_id=thread.said_id, parent=thread, by_starter=first.pk == thread.pk,
        words=log.text_of(words, "words", missing=voice.SayWhat, model=Post), receipt_place=first.receipt_place,
        receipt_hash=first.receipt_hash,
    ))  # fmt: skip
