"""Who gets a digest, and when. A letter is posted with the claim of its subscription, and written when it goes."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from coproduction.kit import locks, walltime, workdays
from feedback.digests import emails, queries
from feedback.digests.models import DEFAULTS, Subscription, habit
from groups.choices import operations as choosing
from groups.choices import queries as choices
from groups.choices.models import Kind, Preference
from groups.history import operations as history
from groups.membership.models import Membership

AT = time(8, 0)  # of the reader's morning
BATCH = 500
CLAIMED = ["next_due_at", "covers_from", "letter_key", "frequency"]
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
    had none before."""
    return _enrol(now) if Membership.objects.without_habits().exists() else 0


@transaction.atomic
def _enrol(now) -> int:
    looked_at = list(locks.free(Membership.objects.without_habits().order_by("id"))[:BATCH])
    people = {one.person_id for one in looked_at if one.role in DEFAULTS}
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
    Membership.objects.filter(pk__in=[one.pk for one in looked_at]).update(habits_given=True)
    return len(made)


def follow_roles(one: Subscription, members: list[Membership], now: datetime) -> None:
    """The habit of the roles they have now. What was due stays due, and nothing is told twice: only the date comes nearer."""
    before, one.person = one.next_due_at if one.goes else None, members[0].person
    if before is None:  # what happened while they had none is not all told to them now
        one.covers_from = max(one.told_until, now - FIRST)
    one.frequency = habit(m.role for m in members)
    due = next_due(one, now, nation_of(members))
    one.next_due_at = min(before or due, due)


@transaction.atomic
def choose(*, by, members: list[Membership], frequency: str, day: int, wanted: set[int], now: datetime) -> Subscription:
    """Sets how often somebody gets their digest, on which day, and of which groups. What was not told stays to be told."""
    mine = locks.held(Subscription.objects.visible_to_person(by)).first() or unsaved(by, members, now)
    mine.frequency, mine.day, mine.chosen_at = frequency, day, now
    mine.next_due_at = next_due(mine, now, nation_of(members))
    mine.save()
    if frequency != Subscription.Frequency.NEVER:
        choosing.take_up_again(person_id=by.pk, group_id=None, kind=Kind.DIGEST, now=now)
    for member in members:
        change = choosing.take_up_again if member.group_id in wanted else choosing.stop
        change(person_id=by.pk, group_id=member.group_id, kind=Kind.DIGEST, now=now)
    history.record("digest_chosen", f"Someone chose how often to get a digest: {mine.rhythm}.", at=now, by=by)
    return mine


@transaction.atomic
def send_due(*, now: datetime) -> int:
    """Claims a batch of due digests, moves their next date, and posts a letter to those for whom there is something to say.

    `covers_from` moves when the last letter is found to have gone, not when one is posted: what dies on its way is told
    by the next. While one is still on its way no other is posted: it will tell everything at the moment it goes.
    Gives how many were due and free: several workers take several batches.
    """
    rows = Subscription.objects.due(now).with_last_letter()[:BATCH]
    batch = list(locks.free(rows))
    if not batch:
        return 0
    serve = {one.person_id: one.told_until for one in batch if not one.on_its_way(now) and not is_paused(one, now)}
    members, told = queries.told_to(serve, now)
    worth = {person for person, each in told.items() if any(one.worth_sending for one in each)}
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
        if one.person_id in worth:
            one.letter_key = f"digest:person-{one.person_id}:{was_due_at:%Y-%m-%dT%H:%M}"
            served.append((one, mine))
    emails.post(served, now=now)
    Subscription.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=CLAIMED)
    return len(batch)


def is_paused(one: Subscription, now: datetime) -> bool:
    """Nothing is made for somebody who pauses. When they come back, the next digest tells from where the last one ended."""
    return choices.is_paused(choices.preference_of(one.person), one.person, now)


def next_due(one: Subscription, now: datetime, nation: str) -> datetime:
    """The next of their days, or first working day of a month, at 8 in the morning of the reader's wall clock, after `now`."""
    zone = choices.zone_of(one.person)
    today = now.astimezone(zone).date()
    if one.frequency == Subscription.Frequency.MONTHLY:
        days = [first_working_day(today, months, nation) for months in (0, 1)]
    else:
        first = today - timedelta(days=(today.weekday() - one.day) % 7)
        days = [first + timedelta(weeks=weeks) for weeks in range(4)]
    if one.frequency == Subscription.Frequency.FORTNIGHTLY:
        days = [day for day in days if even_week(day)]
    moments = (walltime.at(day, AT, zone) for day in days)
    return next(moment for moment in moments if moment > now)


def even_week(day: date) -> bool:
    """Every second week by the calendar, so that neither an outage nor a new choice moves it."""
    return (day - timedelta(days=day.weekday())).toordinal() // 7 % 2 == 0


def first_working_day(day: date, months: int, nation: str) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return workdays.add(date(day.year + years, month + 1, 1), 0, nation)
