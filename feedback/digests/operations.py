"""Making digests and nudges. Each claims its row in the same transaction as it posts the letter: once, or not at all."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from coproduction.kit import walltime, workdays
from feedback.digests import emails, queries
from feedback.digests.models import DEFAULTS, Nudge, Subscription
from groups.history import operations as history
from groups.membership.models import Membership

AT = time(8, 0)  # of the reader's morning
BATCH = 500


def unsaved(member: Membership, now: datetime) -> Subscription:
    """What somebody has before they choose: the habit of their role, from the day they joined."""
    frequency = DEFAULTS.get(member.role, Subscription.Frequency.NEVER)
    return Subscription(
        membership=member,
        frequency=frequency,
        covers_from=member.joined_at,
        next_due_at=next_due(frequency, member.group, now),
    )


def enrol(*, now: datetime) -> int:
    """Gives everyone whose role has a digest by default their subscription. Returns how many were new."""
    new = Membership.objects.current().filter(role__in=DEFAULTS, digest=None).select_related("group")[:BATCH]
    made = [unsaved(member, now) for member in new]
    Subscription.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def choose(*, by: Membership, frequency: str, now: datetime) -> Subscription:
    """Sets how often somebody gets their digest. What was not yet told stays to be told."""
    subscription = Subscription.objects.filter(membership=by).first() or unsaved(by, now)
    subscription.frequency = frequency
    subscription.next_due_at = next_due(frequency, by.group, now)
    subscription.save()
    label = Subscription.Frequency(frequency).label.lower()
    history.record("digest_chosen", f"Someone chose how often to get a digest: {label}.", at=now, by=by.person)
    return subscription


@transaction.atomic
def send_due(*, now: datetime) -> int:
    """Claims a batch of due digests, moves their next date, and posts those that have something to say."""
    due = queries.due(now, BATCH)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    batch = list(due)
    digests = queries.digests_for(batch, now) if batch else {}
    served = [(one, digests[one.pk]) for one in batch if digests[one.pk].worth_sending]
    if served:
        emails.progress(served, now=now)
    for one in batch:
        one.next_due_at = next_due(one.frequency, one.membership.group, now)
    for one, _ in served:
        one.covers_from = now
    Subscription.objects.bulk_update(batch, ["next_due_at", "covers_from"])
    return len(served)


def next_due(frequency: str, group, now: datetime) -> datetime:
    """The next Monday, or first working day of a month, at 8 in the morning of the group's wall clock, after `now`."""
    today = group.local(now).date()
    if frequency == Subscription.Frequency.MONTHLY:
        days = (first_working_day(today, months, group.nation) for months in (0, 1))
    else:
        monday = today - timedelta(days=today.weekday())
        days = (monday, monday + timedelta(days=7))
    moments = (walltime.at(day, AT, group.zone) for day in days)
    return next(moment for moment in moments if moment > now)


def first_working_day(day: date, months: int, nation: str) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return workdays.add(date(day.year + years, month + 1, 1), 0, nation)


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Climbs the ladder for every promise whose next rung is due. A rung that was climbed is written down beside the letters."""
    promises = queries.promises_to_nudge(now)
    asked = queries.to_nudge(promises)
    for promise in promises:
        said = promise.said
        _, new = Nudge.objects.get_or_create(
            said=said, round=said.round, stage=said.stage, rung=promise.rung, defaults={"at": now}
        )
        for membership in asked[said.pk] if new else ():
            emails.nudge(promise, membership, now=now)
    return len(promises)
