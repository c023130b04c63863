"""Posting letters: written into the database with the change they tell of. Sending them: claim, settle; went, failed, bounced."""

import logging
import uuid
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from coproduction.kit import apart, audiences, bell, locks, ticks
from groups.notices import emails, queries
from groups.notices.models import NOT_WRITTEN, Because, Kind, Letter, Mailing, Pulse
from groups.notices.queries import Do, failing
from groups.reach import operations as reach
from groups.reach import queries as reaching

log = logging.getLogger("groups.notices")
each_tick, each_drain = ticks.each_tick, ticks.each_drain  # rooms register their work of the clock here
AT_A_TIME, MANY = 500, 50  # rows in one INSERT; more letters than that are written by a worker, not by who did it
LEASE, CRASHES = timedelta(minutes=5), 20  # a letter that a worker died over so often is left alone
DRAIN = "notices.drain"
NOT_LOOKED_AT, NOT_DRAWN = "not looked at", "not drawn"  # as NOT_WRITTEN: what the trouble of such a letter begins with
NOT_SEEN = "A letter could not be looked at again"
_FREE = {"lease": None, "lease_until": None}
_UNTRIED = {"attempts": 0, "first_tried_at": None}
_WIPED = {"text": "", "html": "", "easy": "", "path": "", "button": ""}


def post(stem: str, *, to, key: str, at: datetime, **rest) -> None:
    """Posts one letter, once for ever: a key that is already there changes nothing. See `post_many` for the rest."""
    post_many(stem, [{"to": to, "key": key}], at=at, **rest)


def post_many(stem: str, letters, *, at: datetime, **shared) -> None:
    """Posts a letter to each, in a few statements. Call it inside the transaction of the change it tells of.

    Each of `letters` is a dict with `to` (a Person, or the address of somebody without an account) and `key`, and anything
    of its own from: group, kind, context, path, button, why, due_at, useful_until, about, urgent, secret, name, same_day,
    answers (`said:<id>`, `post:<id>`). `shared` is the same for all; contexts are put together, the letter's own over it.
    """
    letters = list(letters)
    if later := emails.mailing(stem, letters, shared, at) if len(letters) > MANY else None:
        later.save()
    written = [] if later else emails.several(stem, shared, letters, at)
    Letter.objects.bulk_create(written, ignore_conflicts=True, batch_size=AT_A_TIME)
    if later or any(letter.due_at <= at for letter in written):
        bell.ring_after_commit(DRAIN)


def post_to_all(stem: str, audience: str, given: dict, *, key: str, at: datetime, **shared) -> None:
    """Posts a letter to each of an audience (and of what it is given: plain values), a few or thousands, for the same work.

    `key` is the same for all; each letter adds its person. If there are many, a worker reads who they were and writes to them.
    """
    whole, said = audiences.named(audience), {"key": key, "given": given, **shared}
    few, newest = whole.few(given, key, MANY)
    if few is None and (later := emails.mailing(stem, [], said, at, audience=audience, newest=newest)):
        later.save()
        return bell.ring_after_commit(DRAIN)
    return post_many(stem, whole.all(given, key) if few is None else few, at=at, **shared)


@transaction.atomic
def unfold(*, now: datetime) -> int:
    """Writes the next letters of those posted to many. Several workers take several; a key is never written twice."""
    one = locks.free(Mailing.objects.to_unfold(now).order_by("id")).first()
    if one is None:
        return 0
    try:
        with transaction.atomic():
            part, more = emails.next_of(one, AT_A_TIME)
            Letter.objects.bulk_create(emails.unfolded(one, part), ignore_conflicts=True)
    except Exception as error:  # whatever is wrong with it must not stop the letters of others
        log.error("Letters to many could not be written: %s, %s", one.stem, type(error).__name__, exc_info=True)
        Mailing.objects.filter(pk=one.pk).update(stuck_at=now)
        return 0
    one.save(update_fields=["done"]) if more else one.delete()
    return len(part)


def beat(name: str, now: datetime, did: dict) -> None:
    """Leaves a sign that a part of the machinery did its work. One statement."""
    sign = [Pulse(name=name, at=now, did=did)]
    Pulse.objects.bulk_create(sign, update_conflicts=True, unique_fields=["name"], update_fields=["at", "did"])


@transaction.atomic
def claim(*, now: datetime, limit: int) -> uuid.UUID | None:
    """Takes a lease on the next letters due, those that cannot wait first. Nothing due: no lease."""
    due = Letter.objects.due(now).order_by("-urgent", "due_at", "id")
    ids = list(locks.free(due).values_list("pk", flat=True)[:limit])
    if not ids:
        return None
    lease = uuid.uuid4()
    Letter.objects.filter(pk__in=ids).update(
        state=Letter.State.SENDING, lease=lease, lease_until=now + LEASE, attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", now),
    )  # fmt: skip
    return lease


def settle(letters: list[Letter], *, now: datetime) -> tuple[list[Letter], Counter]:
    """Looks again at letters under a lease: those still right are given back to be sent, the others end or wait here.

    Where that raises because of some of them, the others are settled all the same. One that nobody could look at does not go.
    """
    with suppress(Exception):  # whatever is wrong: with which, and what, is found and logged when it is done apart
        return _settle(letters, now, lambda many, do, else_say: (do(many), []))
    return _settle(letters, now, apart.done)


@transaction.atomic
def _settle(letters, now, done):
    parts = queries.parts_of([letter for letter in letters if letter.kind == Kind.BATCH])
    told = _look_again([*letters, *(part for parts_ in parts.values() for part in parts_)], now, done)
    told |= _put_into_words(told.values(), now)
    going, ended = [], []
    for letter in letters:
        verdict = told[letter.pk]
        if letter.kind == Kind.BATCH:
            mine = [told[part.pk] for part in parts[letter.pk]]
            ended += [one for one in mine if one.do in (Do.EXPIRE, Do.KEEP, Do.FAIL)]
            verdict = _settle_batch(letter, verdict, [one.letter for one in mine if one.do in (Do.SEND, Do.HOLD)], done)
        if verdict.do == Do.SEND:
            going.append(letter)
            if verdict.despite and letter.kind == Kind.SIGN_IN:
                reach.code_goes(one=verdict.despite, letter_id=letter.pk, now=now)
        else:
            ended.append(verdict)
    _keep_words(told.values(), {letter.pk for letter in going})
    _end(ended, now)
    return going, Counter(one.do.value for one in ended)


def _look_again(letters, now, done) -> dict[int, queries.Verdict]:
    """What should become of each. Those for whom it fails are tried again later."""
    put = done(letters, lambda some: {one.letter.pk: one for one in queries.verdicts(some, now)}, NOT_SEEN)
    return put[0] | {one.pk: failing(one, NOT_LOOKED_AT, error) for one, error in put[1]}


def _put_into_words(verdicts, now) -> dict[int, queries.Verdict]:
    """Writes the letters that are written when they go. New verdicts on those with nothing left to say, or that it fails for."""
    ended = {}
    for stem, write in queries.writing().items():
        mine = [one.letter for one in verdicts if one.is_read and one.letter.stem.startswith(stem)]
        put = apart.done(mine, lambda some, write=write: emails.written(some, write(some, now)), f"Not written: {stem}")
        ended |= {one.pk: queries.Verdict(one, Do.EXPIRE, Because.EMPTY) for one in mine if one.pk not in put[0]}
        ended |= {one.pk: failing(one, NOT_WRITTEN, error) for one, error in put[1]}
    return ended


def _keep_words(verdicts, going):
    """Those of letters that stay. The words of one that goes are kept with the mark that it went."""
    stay = [one.letter for one in verdicts if one.letter.is_new and one.letter.pk not in going]
    Letter.objects.bulk_create(stay, update_conflicts=True, unique_fields=["id"], update_fields=emails.WRITTEN)


def _settle_batch(batch, verdict, parts, done):
    if verdict.do != Do.SEND:
        return verdict
    if not parts:
        return queries.Verdict(batch, Do.EXPIRE, Because.EMPTY)
    put = done([batch], lambda one: {batch.pk: emails.together(batch, parts)}, "Letters could not be drawn together")
    if put[1]:
        return failing(batch, NOT_DRAWN, put[1][0][1])
    batch.save(update_fields=["subject", "text", "html"])
    return verdict


def _end(verdicts, now):
    """One statement for each outcome there is, however many letters have it."""
    outcomes = {}
    for one in verdicts:
        outcomes.setdefault((one.do, one.because, one.until), []).append(one.letter.pk)
    for (do, because, until), ids in outcomes.items():
        letters = Letter.objects.filter(pk__in=ids, state__in=[Letter.State.PENDING, Letter.State.SENDING])
        if do == Do.FAIL:
            for letter in letters:
                set_aside(letter, now=now, trouble=because)
        elif do == Do.HOLD:
            waits = {"state": Letter.State.PENDING, "due_at": until, **_FREE, **_UNTRIED}
            letters.filter(kind=Kind.BATCH).update(**waits)
            letters.exclude(kind=Kind.BATCH).update(held_at=now, **waits)
        elif do == Do.KEEP:
            letters.update(state=Letter.State.SENT, way=Letter.Way.KEPT, finished_at=now, **_FREE)
        else:
            letters.update(state=Letter.State.EXPIRED, because=because, finished_at=now, **_FREE)


def went(letter: Letter, *, now: datetime, way: str = Letter.Way.EMAIL) -> bool:
    """The mail server took it, or it is kept here; a batch takes its letters with it. Only whoever has the lease may say so."""
    done = {"state": Letter.State.SENT, "way": way, "finished_at": now, "trouble": "", "discreet": letter.discreet}
    done |= _FREE | emails.kept(letter)
    if way == Letter.Way.EMAIL:
        done |= {"address": queries.address_of(letter), **(_WIPED if letter.secret and not letter.discreet else {})}
    mine = Letter.objects.filter(pk=letter.pk, lease=letter.lease)
    if letter.kind != Kind.BATCH:
        return bool(mine.update(**done))  # one statement: this is the busiest line of the house
    with transaction.atomic():
        if not mine.update(**done):
            return False
        parts, together = Letter.objects.parts_of(letter), Letter.Way.BATCH if way == Letter.Way.EMAIL else way
        if letter.left_out:
            parts.filter(pk__in=letter.left_out).update(**done | {"way": Letter.Way.KEPT, "address": ""})
        parts.update(**done | {"way": together, "address": done.get("address", "")})
    return True


def failed(letter: Letter, *, now: datetime, trouble: str, for_good: bool = False) -> None:
    """The mail server did not take it. Another try later, unless a day has passed or it would be of no use by then."""
    again = letter.tried_again_at(now)
    mine = Letter.objects.filter(pk=letter.pk, lease=letter.lease)
    if again and not for_good:
        mine.update(state=Letter.State.PENDING, due_at=again, trouble=trouble, **_FREE, **emails.kept(letter))
        return
    dead = {"state": Letter.State.DEAD, "because": Because.GAVE_UP, "finished_at": now}
    if mine.update(**dead, trouble=trouble, **_FREE, **emails.kept(letter)) and letter.kind == Kind.BATCH:
        Letter.objects.parts_of(letter).update(**dead)


@transaction.atomic
def set_aside(letter: Letter, *, now: datetime, trouble: str) -> None:
    """We could not look at it again, write or draw it. Tried later as one that was not taken: by itself, if it went in a batch;
    and a batch that cannot be drawn twice goes as its letters, so that one of them does not keep the others."""
    if letter.batch_id:
        letter.attempts, letter.first_tried_at = 1, now
        Letter.objects.filter(pk=letter.pk).update(batch=None, attempts=1, first_tried_at=now)
    elif letter.kind == Kind.BATCH and letter.attempts > 1:
        over = {"state": Letter.State.EXPIRED, "because": Because.EMPTY, "finished_at": now, **_FREE}
        if Letter.objects.filter(pk=letter.pk, lease=letter.lease).update(**over):
            Letter.objects.parts_of(letter).update(batch=None, due_at=now)
        return
    failed(letter, now=now, trouble=trouble)


@transaction.atomic
def bounced(letter: Letter, *, now: datetime, trouble: str) -> None:
    """There is no such address. Nothing more goes there until a letter that tries it arrives."""
    reach.bounced(address=queries.address_of(letter), now=now, reason=trouble)
    failed(letter, now=now, trouble=trouble, for_good=True)


@transaction.atomic
def not_now(letter: Letter, *, now: datetime, trouble: str, for_good: bool) -> None:
    """Its address does not take it this time. The letter is tried again as any other; the address is counted."""
    soft(letter, queries.address_of(letter), at=now, now=now, trouble=trouble)
    failed(letter, now=now, trouble=trouble, for_good=for_good)


def soft(letter: Letter | None, address: str, *, at: datetime, now: datetime, trouble: str = "") -> None:
    """One more time in a row, unless another letter arrived in between."""
    last = reaching.last_trouble(address) if letter else None
    arrived = last is not None and Letter.objects.arrived_between(letter, address, last, at).exists()
    reach.soft(address=address, at=at, now=now, arrived_since=arrived, reason=trouble)


def came_back(letter: Letter, *, now: datetime) -> bool:
    """A report says that it did not arrive, nor any of those that went in it. Only the first report counts."""
    return bool(Letter.objects.filter(Q(pk=letter.pk) | Q(batch=letter), came_back_at=None).update(came_back_at=now))


def wait_again(letter: Letter, *, now: datetime) -> None:
    """A letter that was given up waits as if it were new: a batch with what is still of use in it, a part of one by itself."""
    anew = {"state": Letter.State.PENDING, "because": "", "trouble": "", "finished_at": None, "due_at": now, **_UNTRIED}
    if letter.kind != Kind.BATCH:
        Letter.objects.dead_with_words().filter(pk=letter.pk).update(**anew, batch=None)
    elif Letter.objects.dead_with_words().filter(batch=letter, useful_until__gt=now).update(**anew):
        Letter.objects.dead().filter(pk=letter.pk).update(**anew)
    bell.ring_after_commit(DRAIN)


def give_back(letters: list[Letter]) -> None:
    """Claimed but not tried: time ran out. They go with the next drain."""
    mine = Letter.objects.filter(pk__in=[letter.pk for letter in letters], lease__in={one.lease for one in letters})
    mine.update(state=Letter.State.PENDING, attempts=F("attempts") - 1, **_FREE)


@transaction.atomic
def return_leases(*, now: datetime) -> int:
    """Letters whose worker died wait again. One that workers died over again and again is given up, with what is in it."""
    lost = Letter.objects.leases_run_out(now)
    dead = {"state": Letter.State.DEAD, "because": Because.GAVE_UP, "finished_at": now}
    if given_up := list(lost.filter(attempts__gte=CRASHES).values_list("pk", flat=True)):
        lost.filter(pk__in=given_up).update(**dead, trouble="workers stopped", **_FREE)
        Letter.objects.parts_of(*given_up).filter(batch__state=Letter.State.DEAD).update(**dead)
    return lost.update(state=Letter.State.PENDING, **_FREE)


def forget(*, about: str) -> None:
    """Takes away every letter about this, sent or not: for what must lead to nobody afterwards."""
    Mailing.objects.filter(about=about).delete()
    Letter.objects.filter(about=about).delete()


def tidy(*, now: datetime) -> int:
    """Wipes codes and links that let somebody in as soon as they are of no use."""
    return Letter.objects.secrets_of_no_use(now).update(**_WIPED)
