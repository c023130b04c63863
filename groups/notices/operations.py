"""Posting letters: they are written into the database together with the change they tell of."""

import uuid
from collections import Counter
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from coproduction.kit import bell
from coproduction.kit.ticks import each_tick as each_tick  # rooms register their work of the clock here
from groups.choices import queries as choices
from groups.notices import emails, queries
from groups.notices.models import Because, Kind, Letter, Pulse
from groups.notices.queries import Do
from groups.reach import operations as reach
from groups.reach import queries as reaching

AT_A_TIME = 500  # rows in one INSERT
LEASE = timedelta(minutes=5)
RETRY = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
GIVE_UP = timedelta(hours=24)  # after the first try
CRASHES = 20  # a letter that a worker died over so often is left alone
GATHER = 2000  # letters put into batches in one go
_FREE = {"lease": None, "lease_until": None}
_UNTRIED = {"attempts": 0, "first_tried_at": None}
_WIPED = {"text": "", "html": "", "path": "", "button": ""}


# --- posting ---


def post(stem: str, *, to, key: str, at: datetime, **rest) -> None:
    """Posts one letter, once for ever: a key that is already there changes nothing. See `post_many` for the rest."""
    post_many(stem, [{"to": to, "key": key}], at=at, **rest)


def post_many(stem: str, letters, *, at: datetime, **shared) -> None:
    """Posts a letter to each, in a few statements. Call it inside the transaction of the change it tells of.

    Each of `letters` is a dict with `to` (a Person, or the address of somebody without an account) and `key`, and anything
    of its own from: group, kind, context, path, button, why, due_at, useful_until, about, urgent, secret, name, same_day,
    answers (`said:<id>`, `post:<id>`). `shared` is the same for all; contexts are put together, the letter's own over it.
    """
    written = [_letter(stem, at, shared, own) for own in letters]
    for start in range(0, len(written), AT_A_TIME):
        Letter.objects.bulk_create(written[start : start + AT_A_TIME], ignore_conflicts=True)
    if any(letter.due_at <= at for letter in written):
        wake_after_commit()


def _letter(stem, at, shared, own) -> Letter:
    return emails.letter(stem, {**shared, **own}, {**shared.get("context", {}), **own.get("context", {})}, at)


# --- waking ---


def wake_after_commit() -> None:
    """One nudge for each transaction, whatever it posts. Without it the next tick finds the letters within a minute."""
    here = transaction.get_connection()
    if not any(waiting[1] is wake and waiting[0] == set(here.savepoint_ids) for waiting in here.run_on_commit):
        transaction.on_commit(wake)


def wake() -> None:
    bell.ring("notices.drain")


# --- work of the clock ---


def beat(name: str, now: datetime, did: dict) -> None:
    """Leaves a sign that a part of the machinery did its work. One statement."""
    sign = [Pulse(name=name, at=now, did=did)]
    Pulse.objects.bulk_create(sign, update_conflicts=True, unique_fields=["name"], update_fields=["at", "did"])


# --- sending: claim, settle, then one of went, failed, bounced ---


def _locked(rows):
    """On PostgreSQL others skip what we hold; on SQLite the whole transaction is alone (IMMEDIATE)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


@transaction.atomic
def claim(*, now: datetime, limit: int) -> uuid.UUID | None:
    """Takes a lease on the next letters due, those that cannot wait first. Nothing due: no lease."""
    due = Letter.objects.due(now).order_by("-urgent", "due_at", "id")
    ids = list(_locked(due).values_list("pk", flat=True)[:limit])
    if not ids:
        return None
    lease = uuid.uuid4()
    Letter.objects.filter(pk__in=ids).update(
        state=Letter.State.SENDING,
        lease=lease,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", now),
    )
    return lease


@transaction.atomic
def settle(letters: list[Letter], *, now: datetime) -> tuple[list[Letter], Counter]:
    """Looks again at letters under a lease: those still right are given back to be sent, the others end or wait here."""
    parts = queries.parts_of([letter for letter in letters if letter.kind == Kind.BATCH])
    told = {one.letter.pk: one for one in queries.verdicts([*letters, *(p for ps in parts.values() for p in ps)], now)}
    going, ended = [], []
    for letter in letters:
        verdict = told[letter.pk]
        if letter.kind == Kind.BATCH:
            mine = [told[part.pk] for part in parts[letter.pk]]
            ended += [one for one in mine if one.do in (Do.EXPIRE, Do.KEEP)]
            verdict = _settle_batch(letter, verdict, [one.letter for one in mine if one.do in (Do.SEND, Do.HOLD)])
        if verdict.do == Do.SEND:
            going.append(letter)
            if verdict.despite and letter.kind == Kind.SIGN_IN:
                reach.code_goes(one=verdict.despite, letter_id=letter.pk, now=now)
        else:
            ended.append(verdict)
    _end(ended, now)
    return going, Counter(one.do.value for one in ended)


def _settle_batch(batch, verdict, parts):
    if verdict.do == Do.SEND:
        if not parts:
            return queries.Verdict(batch, Do.EXPIRE, Because.EMPTY)
        emails.together(batch, parts)
        batch.save(update_fields=["subject", "text", "html"])
    return verdict


def _end(verdicts, now):
    """One statement for each outcome there is, however many letters have it."""
    outcomes = {}
    for one in verdicts:
        outcomes.setdefault((one.do, one.because, one.until), []).append(one.letter.pk)
    for (do, because, until), ids in outcomes.items():
        letters = Letter.objects.filter(pk__in=ids, state__in=[Letter.State.PENDING, Letter.State.SENDING])
        if do == Do.HOLD:
            letters.filter(kind=Kind.BATCH).update(state=Letter.State.PENDING, due_at=until, **_FREE, **_UNTRIED)
            letters.exclude(kind=Kind.BATCH).update(
                state=Letter.State.PENDING, due_at=until, held_at=now, **_FREE, **_UNTRIED
            )
        elif do == Do.KEEP:
            letters.update(state=Letter.State.SENT, way=Letter.Way.KEPT, finished_at=now, **_FREE)
        else:
            letters.update(state=Letter.State.EXPIRED, because=because, finished_at=now, **_FREE)


def went(letter: Letter, *, now: datetime, way: str = Letter.Way.EMAIL) -> bool:
    """The mail server took it, or it is kept here. Only whoever still has the lease may say so.

    One statement for a letter (this is the busiest line of the house); a batch takes its letters with it.
    """
    done = {"state": Letter.State.SENT, "way": way, "finished_at": now, "trouble": "", **_FREE}
    if way == Letter.Way.EMAIL:
        done |= {"address": queries.address_of(letter), "discreet": letter.discreet}
        if letter.secret and not letter.discreet:
            done |= _WIPED
    mine = Letter.objects.filter(pk=letter.pk, lease=letter.lease)
    if letter.kind != Kind.BATCH:
        return bool(mine.update(**done))
    with transaction.atomic():
        if not mine.update(**done):
            return False
        together = Letter.Way.BATCH if way == Letter.Way.EMAIL else way
        Letter.objects.filter(batch=letter, state=Letter.State.PENDING).update(
            **done | {"way": together, "address": done.get("address", "")}
        )
    return True


def failed(letter: Letter, *, now: datetime, trouble: str, for_good: bool = False) -> None:
    """The mail server did not take it. Another try later, unless a day has passed or it would be of no use by then."""
    again = now + RETRY[min(letter.attempts, len(RETRY)) - 1]
    mine = Letter.objects.filter(pk=letter.pk, lease=letter.lease)
    if not for_good and again < letter.useful_until and again <= letter.first_tried_at + GIVE_UP:
        mine.update(state=Letter.State.PENDING, due_at=again, trouble=trouble, **_FREE)
        return
    dead = {"state": Letter.State.DEAD, "because": Because.GAVE_UP, "finished_at": now}
    if mine.update(**dead, trouble=trouble, **_FREE) and letter.kind == Kind.BATCH:
        Letter.objects.filter(batch=letter, state=Letter.State.PENDING).update(**dead)


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
    arrived = last is not None and queries.arrived_between(letter, address, last, at)
    reach.soft(address=address, at=at, now=now, arrived_since=arrived, reason=trouble)


def came_back(letter: Letter, *, now: datetime) -> bool:
    """A report says that it did not arrive, nor any of those that went in it. Only the first report counts."""
    mine = Letter.objects.filter(Q(pk=letter.pk) | Q(batch=letter), came_back_at=None)
    return bool(mine.update(came_back_at=now))


def wait_again(letter: Letter, *, now: datetime) -> None:
    """A letter that was given up waits as if it were new."""
    Letter.objects.filter(pk=letter.pk, state=Letter.State.DEAD).update(
        state=Letter.State.PENDING, because="", trouble="", finished_at=None, due_at=now, **_UNTRIED
    )
    wake_after_commit()


def give_back(letters: list[Letter]) -> None:
    """Claimed but not tried: time ran out. They go with the next drain."""
    for lease in {letter.lease for letter in letters}:
        mine = Letter.objects.filter(pk__in=[letter.pk for letter in letters], lease=lease)
        mine.update(state=Letter.State.PENDING, attempts=F("attempts") - 1, **_FREE)


@transaction.atomic
def return_leases(*, now: datetime) -> int:
    """Letters whose worker died go back to those waiting. One that workers died over again and again is given up."""
    lost = Letter.objects.leases_run_out(now)
    lost.filter(attempts__gte=CRASHES).update(
        state=Letter.State.DEAD, because=Because.GAVE_UP, trouble="workers stopped", finished_at=now, **_FREE
    )
    return lost.update(state=Letter.State.PENDING, **_FREE)


@transaction.atomic
def gather(*, now: datetime) -> int:
    """Puts letters whose waiting is over into one batch for each person, at most one a day; one alone goes as itself."""
    held = _locked(Letter.objects.held_long_enough(now)).select_related("person__letter_preference")
    by_person = {}
    for letter in held.order_by("person_id", "id")[:GATHER]:
        letter.held_at = None
        letter.has_waited = letter.due_at <= now  # otherwise the person chose anew: it is looked at as if it were new
        letter.due_at = min(letter.due_at, now)
        by_person.setdefault(letter.person_id, []).append(letter)
    together = {person: letters for person, letters in by_person.items() if sum(one.has_waited for one in letters) > 1}
    batches = [_batch(letters[0].person, letters, now) for letters in together.values()]
    Letter.objects.bulk_create(batches, ignore_conflicts=True)
    made = Letter.objects.filter(message_id__in=[batch.message_id for batch in batches])
    batch_of = dict(made.values_list("person_id", "pk"))
    for letter in (one for letters in together.values() for one in letters):
        _join(letter, batch_of.get(letter.person_id), now)
    released = [letter for letters in by_person.values() for letter in letters]
    Letter.objects.bulk_update(released, ["held_at", "has_waited", "batch", "due_at"], batch_size=AT_A_TIME)
    return len(batch_of)


def _batch(person, letters, now) -> Letter:
    today: date = now.astimezone(choices.zone_of(person)).date()
    return Letter(
        key=f"batch:person-{person.pk}:{today.isoformat()}",
        message_id=emails.new_message_id(),
        person=person,
        kind=Kind.BATCH,
        stem=emails.TOGETHER,
        name=person.name,
        why=emails.WHY[Kind.BATCH],
        posted_at=now,
        due_at=now,
        useful_until=max(letter.useful_until for letter in letters),
    )


def _join(letter, batch_id, now):
    """Into today's batch. If that has gone already, held for the next one, or sent by itself if it cannot wait."""
    if not letter.has_waited:
        return
    letter.batch_id = batch_id
    if batch_id is None:
        again = choices.next_batch(choices.preference_of(letter.person), letter.person, now)
        if again and again < letter.useful_until:
            letter.held_at, letter.due_at = now, again


def forget(*, about: str) -> None:
    """Takes away every letter about this, sent or not: for what must lead to nobody afterwards."""
    Letter.objects.filter(about=about).delete()


def tidy(*, now: datetime) -> int:
    """Wipes codes and links that let somebody in as soon as they are of no use."""
    return Letter.objects.filter(secret=True, useful_until__lte=now).exclude(text="").update(**_WIPED)
