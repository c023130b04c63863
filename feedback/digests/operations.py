"""Who gets a digest, and when. A letter is posted with the claim of its subscription, and written when it goes."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce

from coproduction.kit import apart, locks, walltime, workdays
from feedback.digests import emails, queries
from feedback.digests.models import AGAIN, DEFAULTS, OFFERED, WEEKS, Subscription, habit
from groups.choices import operations as choosing
from groups.choices import queries as choices
from groups.choices.models import Kind, Preference
from groups.history import operations as history
from groups.membership.models import Membership
from groups.wishes import queries as wishes

BATCH = 500
CLAIMED = ["next_due_at", "covers_from", "letter_key", "frequency", "failed_at", "tries"]
FIRST = timedelta(days=31)  # how far back the first digest of somebody looks who joined long ago


def unsaved(person, members: list[Membership], now: datetime) -> Subscription:
    """What somebody has before they choose: the habit of their roles, from the day they joined."""
    one = Subscription(person=person, frequency=habit(m.role for m in members), day=Preference.Day.MONDAY)
    one.covers_from = max(min((m.joined_at for m in members), default=now), now - FIRST)
    one.next_due_at = next_due(one, now, nation_of(members))
    return one


def nation_of(members) -> str:
    return next((m.group.nation for m in members), "england-and-wales")


def enrol(*, now: datetime) -> int:
    """Gives everyone new in a role what it has by habit: their subscription, or how often it comes now. Returns how many
    had none before. Whoever is the cause that it fails gets a subscription that failed, and keeps no other waiting."""
    return _enrol_free(now) if Membership.objects.without_habits().exists() else 0


@transaction.atomic
def _enrol_free(now) -> int:
    looked_at = list(locks.free(Membership.objects.without_habits().order_by("id"))[:BATCH])
    people = sorted({one.person_id for one in looked_at if one.role in DEFAULTS})
    made, failed = apart.done(people, lambda some: _enrol(some, now), "Somebody new could not be given a digest")
    for person, _ in failed:
        soon = {"failed_at": now, "tries": 1, "next_due_at": now + AGAIN[0]}
        first = {"frequency": Subscription.Frequency.MONTHLY, "covers_from": now, **soon}
        Subscription.objects.get_or_create(person_id=person, defaults=first)
    Membership.objects.filter(pk__in=[one.pk for one in looked_at]).update(habits_given=True)
    return sum(made.values())


def _enrol(people, now) -> dict:
    members = Membership.objects.current().filter(person__in=people).order_by("id")
    by_person = {}
    for member in members.select_related("person", "group"):
        by_person.setdefault(member.person, []).append(member)
    rows = locks.held(Subscription.objects.with_last_letter()).filter(person__in=by_person)
    had = {one.person_id: one for one in rows.order_by("id")}
    made = [unsaved(person, theirs, now) for person, theirs in by_person.items() if person.pk not in had]
    Subscription.objects.bulk_create(made, ignore_conflicts=True)
    for person, theirs in by_person.items():
        if person.pk in had and not had[person.pk].chosen_at:
            follow_roles(had[person.pk], theirs, now)
    Subscription.objects.bulk_update(had.values(), ["frequency", "covers_from", "next_due_at"])
    return dict.fromkeys((one.person_id for one in made), 1)


def follow_roles(one: Subscription, members: list[Membership], now: datetime) -> None:
    """The habit of the roles they have now. What was due stays due, and nothing is told twice: only the date comes nearer."""
    before, one.person = one.next_due_at if one.goes else None, members[0].person
    if before is None:  # what happened while they had none is not all told to them now
        one.covers_from = max(one.told_until, now - FIRST)
    one.frequency = habit(m.role for m in members)
    due = next_due(one, now, nation_of(members))
    one.next_due_at = min(before or due, due)


@transaction.atomic
def choose(
    *, by, members: list[Membership], frequency: str, day: int, hour: int, wanted: set[int], now: datetime
) -> Subscription:
    """Sets how often somebody gets their digest, on which day, when, and of which groups. What was not told stays to be told."""
    mine = _set(by, members, now, frequency=frequency, day=day, hour=hour)
    for member in members:
        change = choosing.take_up_again if member.group_id in wanted else choosing.stop
        change(person_id=by.pk, group_id=member.group_id, kind=Kind.DIGEST, now=now)
    history.record("digest_chosen", f"Someone chose how often to get a digest: {mine.rhythm}.", at=now, by=by)
    return mine


def _set(person, members, now, **chosen) -> Subscription:
    mine = locks.held(Subscription.objects.visible_to_person(person)).first() or unsaved(person, members, now)
    mine.person = person
    for name, value in chosen.items():
        setattr(mine, name, value)
    mine.chosen_at = now if "frequency" in chosen else mine.chosen_at
    mine.next_due_at, mine.failed_at, mine.tries = next_due(mine, now, nation_of(members)), None, 0
    mine.save()
    if "frequency" in chosen and mine.goes:
        choosing.take_up_again(person_id=person.pk, group_id=None, kind=Kind.DIGEST, now=now)
    return mine


@transaction.atomic
def set_by_phone(membership, now: datetime, **chosen) -> tuple[str, str]:
    """What a facilitator of this group was asked to set. How it came before, and how it comes now."""
    person = membership.person
    members = list(Membership.objects.current().filter(person=person).select_related("group").order_by("id"))
    before = Subscription.objects.visible_to_person(person).first() or unsaved(person, members, now)
    stopped = (person.pk, None, Kind.DIGEST) in choices.stops_of([person.pk])
    mine = _set(person, members, now, **chosen)
    if "frequency" in chosen and mine.goes:
        choosing.take_up_again(person_id=person.pk, group_id=membership.group_id, kind=Kind.DIGEST, now=now)
    return "stopped" if stopped else before.rhythm, mine.rhythm


wishes.keep_digests(wishes.Digests(Subscription.Frequency.choices, WEEKS, OFFERED, set_by_phone))


def send_due(*, now: datetime) -> int:
    """Posts a batch of due digests. If that fails because of some of them, the others of the batch get theirs all the same,
    and those are tried again later. Gives how many were due and free: several workers take several batches.
    """
    with suppress(Exception):  # whatever is wrong: with whom, and what, is found and logged when it is done apart
        return _send_batch(now)
    return _send_apart(now)


@transaction.atomic
def _send_apart(now) -> int:
    """Not even read together: a row that cannot be read must not hold up the others either."""
    due = Subscription.objects.due(now).with_last_letter()
    tries = dict(locks.free(Subscription.objects.due(now)).values_list("pk", "tries")[:BATCH])
    _, failed = apart.done(list(tries), lambda some: _send(due.filter(pk__in=some), now), "A digest could not be made")
    for pk, _ in failed:
        again = now + AGAIN[min(tries[pk], len(AGAIN) - 1)]
        first = Coalesce("failed_at", Value(now, output_field=DateTimeField()))
        Subscription.objects.filter(pk=pk).update(failed_at=first, tries=F("tries") + 1, next_due_at=again)
    return len(tries)


@transaction.atomic
def _send_batch(now) -> int:
    return len(_send(locks.free(Subscription.objects.due(now).with_last_letter()[:BATCH]), now))


def _send(rows, now) -> dict:
    """Claims due digests, moves their next date, and posts a letter to those for whom there is something to say.

    `covers_from` moves when the last letter is found to have gone, not when one is posted: what dies on its way is told
    by the next. While one is still on its way no other is posted: it will tell everything at the moment it goes.
    """
    batch = list(rows)
    if not batch:
        return {}
    serve = {one.person_id: one.told_until for one in batch if not one.on_its_way(now) and not is_paused(one, now)}
    members, told = queries.told_to(serve, now)
    of_person, roles = {}, {}
    for member in members:
        roles.setdefault(member.person_id, []).append(member.role)
        if not member.stopped:
            of_person.setdefault(member.person_id, []).append(member)
    served = []
    for one in batch:
        mine, was_due_at = of_person.get(one.person_id, []), one.next_due_at
        if one.person_id in roles and not one.chosen_at:
            one.frequency = habit(roles[one.person_id])
        one.covers_from, one.next_due_at = one.told_until, next_due(one, now, nation_of(mine))
        one.failed_at, one.tries = None, 0
        if any(one.is_worth(each) for each in told.get(one.person_id, ())):
            one.letter_key = f"digest:person-{one.person_id}:{was_due_at:%Y-%m-%dT%H:%M}"
            served.append((one, mine))
    emails.post(served, now=now)
    Subscription.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=CLAIMED)
    return {one.pk: one for one in batch}


def is_paused(one: Subscription, now: datetime) -> bool:
    """Nothing is made for somebody who pauses. When they come back, the next digest tells from where the last one ended."""
    return choices.is_paused(choices.preference_of(one.person), one.person, now)


def next_due(one: Subscription, now: datetime, nation: str) -> datetime:
    """The next of their days, or first working day of a month, at their hour of the reader's wall clock, after `now`."""
    zone = choices.zone_of(one.person)
    today = now.astimezone(zone).date()
    if one.frequency == Subscription.Frequency.MONTHLY:
        days = [first_working_day(today, months, nation) for months in (0, 1)]
    elif one.is_daily:
        days = [today, today + timedelta(days=1)]
    else:
        first = today - timedelta(days=(today.weekday() - one.day) % 7)
        days = [first + timedelta(weeks=weeks) for weeks in range(4)]
    if one.frequency == Subscription.Frequency.FORTNIGHTLY:
        days = [day for day in days if even_week(day)]
    moments = (walltime.at(day, time(one.hour), zone) for day in days)
    return next(moment for moment in moments if moment > now)


def even_week(day: date) -> bool:
    """Every second week by the calendar, so that neither an outage nor a new choice moves it."""
    return (day - timedelta(days=day.weekday())).toordinal() // 7 % 2 == 0


def first_working_day(day: date, months: int, nation: str) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return workdays.add(date(day.year + years, month + 1, 1), 0, nation)
