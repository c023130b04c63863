"""Putting letters together whose waiting is over."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from coproduction.kit import apart, locks
from groups.batches import emails, queries
from groups.choices import queries as choices
from groups.notices.models import Letter

MOST, AT_A_TIME = 2000, 500  # letters in one go; rows in one statement


def gather(*, now: datetime) -> int:
    """Puts letters whose waiting is over into one batch for each person and way, one a day at most; one alone goes as itself.

    Where that fails because of one reader, the others' go all the same. Theirs go each by itself: what is wrong is counted then.
    """
    with suppress(Exception):  # whatever is wrong: with whom, and what, is found and logged when it is done apart
        return len(_gather(Letter.objects.held_long_enough(now), now))
    return _gather_apart(now)


@transaction.atomic
def _gather_apart(now) -> int:
    held = locks.free(Letter.objects.held_long_enough(now)).order_by("person_id", "id")
    people = sorted(set(held.values_list("person_id", flat=True)[:MOST]))
    theirs = Letter.objects.held_long_enough(now)
    made, failed = apart.done(
        people, lambda some: _gather(theirs.filter(person__in=some), now), "Letters not put together"
    )
    alone = Letter.objects.held_long_enough(now).filter(person__in=[person for person, _ in failed])
    Letter.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).update(
        held_at=None, has_waited=True, due_at=now
    )
    return len(made)


@transaction.atomic
def _gather(rows, now) -> dict:
    """The batches that were made, by whose they are: (person, group)."""
    held, mine = locks.free(rows).select_related("person__letter_preference"), {}
    released = queries.with_their_ways(list(held.order_by("person_id", "id")[:MOST]))
    for letter in released:
        letter.for_batch, letter.held_at = queries.was_for_batch(letter), None
        letter.has_waited = letter.due_at <= now  # otherwise the person chose anew: it is looked at as if it were new
        letter.due_at = min(letter.due_at, now)
        mine.setdefault(queries.goes_with(letter), []).append(letter)
    together = {whose: letters for whose, letters in mine.items() if sum(one.has_waited for one in letters) > 1}
    batches = [emails.batch(letters, group, now) for (_, group), letters in together.items()]
    Letter.objects.bulk_create(batches, ignore_conflicts=True)
    made = Letter.objects.filter(message_id__in=[batch.message_id for batch in batches])
    batch_of = {(person, group): pk for person, group, pk in made.values_list("person_id", "group_id", "pk")}
    for whose, letter in ((whose, one) for whose, letters in together.items() for one in letters):
        _join(letter, batch_of.get(whose), now)
    Letter.objects.bulk_update(released, ["held_at", "has_waited", "batch", "due_at"], batch_size=AT_A_TIME)
    return batch_of


def _join(letter, batch_id, now):
    """Into the batch that is made now. If that has gone already, held for the next one, or sent by itself if it need not or
    cannot wait for one."""
    if not letter.has_waited:
        return
    letter.batch_id = batch_id
    if batch_id is None and letter.for_batch:
        again = choices.next_batch(choices.wanted(letter.person, letter.group_id), letter.person, now)
        if again and again < letter.useful_until:
            letter.held_at, letter.due_at, letter.has_waited = now, again, False
