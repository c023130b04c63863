"""Messages come in as rows first and are dealt with after: whoever hands one over is told *taken* only once it is kept."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction

from coproduction.kit import inmail, locks, personal, texts, words
from coproduction.kit.forgetting import rule
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log_operations
from feedback.replies import emails, queries
from feedback.replies.models import Inbound, Why
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.carriers import queries as carriers
from groups.history.operations import GroupIsClosed
from groups.notices import queries as notices
from groups.notices.models import Letter
from groups.reach import operations as reach

log = logging.getLogger("groups.replies")
State = Inbound.State
LARGEST = 1_048_576  # bytes of one message; said to whoever hands it over
AT_ONCE = 200
LONGEST = Post._meta.get_field("words").max_length
REFUSED = {
    voice.NotThere: Why.GONE,
    voice.SayWhat: Why.EMPTY,
    log_operations.NotYourPart: Why.LEFT,
    log_operations.TooLong: Why.TOO_LONG,
    GroupIsClosed: Why.CLOSED,
}


class DealtWith(Refusal):
    """This was dealt with already."""


class CannotBeTaken(Refusal):
    """We cannot take this one by email. Say it on the site instead."""


@transaction.atomic
def receive(*, raw: bytes, token: str, envelope_from: str | None, now: datetime) -> Inbound:
    """Keeps a message as it came. The same message again is the row that is there already."""
    token = token.lower()[:64]
    key = hashlib.sha256(f"{token}\n{inmail.identity(raw)}".encode("utf-8", "replace")).hexdigest()
    Inbound.objects.bulk_create(
        [
            Inbound(
                mail_key=key, token=token, raw=raw[: LARGEST + 1], received_at=now,
                envelope_from=None if envelope_from is None else words.one_line(envelope_from)[:254],
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return Inbound.objects.get(mail_key=key)


@transaction.atomic
def receive_text(*, event, now: datetime) -> bool:
    """Keeps a text that came in, once. *Stop* and *start* are done at once; nothing else in a text is a deed."""
    key = hashlib.sha256(f"text:{event.ident}".encode("utf-8", "replace")).hexdigest()
    said = words.clean(event.words)
    one = {"came_by": Inbound.CameBy.TEXT, "envelope_from": event.number, "raw": event.words.encode("utf-8", "replace")}
    inbound, new = Inbound.objects.get_or_create(mail_key=key, defaults=one | {"words": said, "received_at": now})
    wish = texts.wish(said) if new and event.number else ""
    if wish == "STOP":
        reach.complained(address=event.number, now=now)
    elif wish:
        reach.wanted_again(address=event.number, now=now)
    if wish:
        _end(inbound, State.DROPPED, Why.WISH, now)
    return new


def settle_new(*, now: datetime) -> int:
    """Deals with what has arrived. One that breaks is left for the next time and does not keep the others waiting."""
    done = 0
    for pk in list(Inbound.objects.new().order_by("id").values_list("pk", flat=True)[:AT_ONCE]):
        done += settle_safely(pk, now=now)
    return done


def settle_safely(pk: int, *, now: datetime) -> bool:
    try:
        settle(pk, now=now)
    except Exception as error:  # the row is kept, and the clock comes by again
        log.error("A message could not be dealt with: %s, %s", pk, type(error).__name__, exc_info=True)
        return False
    return True


@transaction.atomic
def settle(pk: int, *, now: datetime) -> Inbound:
    """What becomes of one message: a post, a question to its person, kept with a reason, or dropped without an answer."""
    inbound = locks.held(Inbound.objects).get(pk=pk)
    if inbound.state != State.NEW:
        return inbound
    if inbound.came_by == Inbound.CameBy.TEXT:
        return _settle_text(inbound, now)
    mail = inmail.read(bytes(inbound.raw), envelope_from=inbound.envelope_from)
    inbound.words, inbound.below = mail.words, mail.below
    letter = notices.answerable(inbound.token)
    if letter is not None:
        inbound.letter, inbound.person, inbound.group = letter, letter.person, letter.group
    if mail.automatic:
        return _end(inbound, State.DROPPED, Why.AUTOMATIC, now)
    if why := _why_not(inbound, mail):
        return _keep(inbound, why, now)
    if mail.sender != inbound.person.email:
        emails.was_this_you(inbound, sender=mail.sender or "an address that we could not read", now=now)
        return _end(inbound, State.ASKED, Why.SENDER, now)
    return _take(inbound, now)


def _settle_text(inbound, now) -> Inbound:
    """It answers the last letter that went to that number. Where that may be several, nobody's talk gets it."""
    letter = carriers.answerable(inbound.envelope_from, inbound.received_at) if inbound.envelope_from else None
    if letter is None:
        if inbound.envelope_from:
            emails.say_it_another_way(inbound.envelope_from, now=now)
        return _end(inbound, State.KEPT, Why.UNKNOWN, now)
    inbound.letter, inbound.person, inbound.group = letter, letter.person, letter.group
    if queries.said_before(inbound):
        return _end(inbound, State.DROPPED, Why.AUTOMATIC, now)
    why = _why_not_these_words(inbound)
    return _keep(inbound, why, now) if why else _take(inbound, now)


def _why_not(inbound, mail) -> str:
    if inbound.letter is None:
        return Why.UNKNOWN
    if inbound.received_at > inbound.letter.reply_until:
        return Why.LATE
    if len(inbound.raw) > LARGEST:
        return Why.TOO_BIG
    if mail.trouble:
        return Why.UNREADABLE
    return _why_not_these_words(inbound)


def _why_not_these_words(inbound) -> str:
    if not inbound.words:
        return Why.EMPTY
    if len(inbound.words) > LONGEST:
        return Why.TOO_LONG
    if queries.writer(inbound) is None:
        return Why.LEFT
    return Why.TOO_MANY if queries.too_many(inbound) else ""


def _take(inbound, now) -> Inbound:
    """A post with the writer's name, in the talk about what the letter spoke of. Never an agreement, never a decision."""
    by = queries.writer(inbound)
    if by is None:
        return _keep(inbound, Why.LEFT, now)
    said, parent = queries.answered(inbound.letter.answers, by) if inbound.letter else (None, None)
    if said is None and parent is None:
        return _keep(inbound, Why.GONE, now)
    try:
        with transaction.atomic():
            inbound.post = voice.post(
                by=by, now=now, words=inbound.words, said=said, parent=parent, came_from=inbound.came_by
            )
    except tuple(REFUSED) as refusal:
        return _keep(inbound, REFUSED[type(refusal)], now)
    emails.we_got_it(
        inbound,
        path=(said or parent).get_absolute_url(),
        decision=queries.looks_like_a_decision(inbound.words),
        now=now,
    )
    return _end(inbound, State.TAKEN, "", now)


def _keep(inbound, why, now) -> Inbound:
    inbound.why = why
    if inbound.person is not None:
        emails.not_taken(inbound, now=now)
    return _end(inbound, State.KEPT, why, now)


def _end(inbound, state, why, now) -> Inbound:
    inbound.state, inbound.why, inbound.settled_at = state, why, now
    inbound.save()
    return inbound


def _mine(by, inbound) -> Inbound:
    """The row as it is now, if its person may still say what becomes of it."""
    inbound = locks.held(Inbound.objects).get(pk=inbound.pk)
    if inbound.person_id != by.pk or not inbound.waits_for_person:
        raise DealtWith()
    return inbound


@transaction.atomic
def it_was_me(*, by, now: datetime, inbound: Inbound) -> Inbound:
    """Its person signed in and says: take it. It goes the way it would have gone."""
    inbound = _mine(by, inbound)
    if not inbound.may_be_taken:
        raise CannotBeTaken()
    if inbound.why == Why.TOO_MANY and now < inbound.received_at + timedelta(days=1):
        raise CannotBeTaken("More came from you in one day than we can take. Try again tomorrow.")
    return _take(inbound, now)


@transaction.atomic
def discard(*, by, now: datetime, inbound: Inbound) -> Inbound:
    """It was not theirs, or they do not want it used. What it says is wiped; that it came stays."""
    inbound = _mine(by, inbound)
    inbound.words, inbound.below, inbound.raw = "", "", b""
    return _end(inbound, State.DISCARDED, inbound.why, now)


@personal.before_erasure("texts from their number")
def they_were_theirs(person, now) -> None:
    """Those we could not place, and our answers to them: they go with the rest. What came for somebody else from a phone that
    two share stays theirs."""
    if person.phone:
        unplaced = Inbound.objects.filter(person=None, came_by=Inbound.CameBy.TEXT, envelope_from=person.phone)
        unplaced.update(person=person)
        Letter.objects.filter(person=None, address=person.phone).update(person=person)


@rule("replies as they came", rows=queries.as_they_came)
def wipe(pks, now) -> None:
    """A month after we looked at them. What waits for its person stays as they can read it."""
    some = Inbound.objects.filter(pk__in=pks)
    some.filter(state=State.TAKEN).update(below="")
    some.update(raw=b"")


@rule("replies that nobody can use", rows=queries.of_nobody)
def delete(pks, now) -> None:
    """From somebody whose letter we do not know, or from a machine. The operator saw for a month how many there were."""
    Inbound.objects.filter(pk__in=pks).delete()
