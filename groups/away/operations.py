"""Saying that one is away and who stands in, and coming back early. It ends by itself, so the clock has nothing to do."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from coproduction.kit import locks, when
from coproduction.kit.refusals import Refusal
from groups.away import emails, queries
from groups.away.models import Away, AwayDay
from groups.history.operations import record
from groups.membership.models import Membership
from groups.permissions import GroupAbility

LONGEST = 183  # days


class NotYourPart(Refusal):
    """Only people who answer for health and care say here that they are away."""


class LastBeforeFirst(Refusal):
    """The last day cannot be before the first."""


class DaysHavePassed(Refusal):
    """These days have passed. Choose a last day that is today or later."""


class TooLong(Refusal):
    """That is more than half a year. Ask your network coordinator who takes your place."""


class SayWhoStandsIn(Refusal):
    """Choose who stands in."""


class AwayAlready(Refusal):
    """You are away on some of these days already."""


class OverAlready(Refusal):
    """This time is over."""


@transaction.atomic
def say_away(
    *, by: list[Membership], now: datetime, starts_on: date, ends_on: date, stand_ins: dict[int, Membership | None]
) -> list[Away]:
    """One time away, in each of one's places. `stand_ins` says by the number of the place who stands in there."""
    _check(by, now, starts_on, ends_on)
    could = queries.could_stand_in(by)
    made = []
    for mine in by:
        stand_in = stand_ins.get(mine.pk)
        if stand_in not in could[mine.pk] and (stand_in or could[mine.pk]):
            raise SayWhoStandsIn(field=f"stand_in_{mine.pk}")
        made.append(_away(mine, now, starts_on, ends_on, stand_in))
    return made


def _check(by, now, starts_on, ends_on):
    if not by or any(one.left_at or not one.may(GroupAbility.SAY_AWAY) for one in by):
        raise NotYourPart
    if ends_on < starts_on:
        raise LastBeforeFirst(field="ends_on")
    if ends_on < min(one.group.local(now).date() for one in by):
        raise DaysHavePassed(field="ends_on")
    if (ends_on - starts_on).days > LONGEST:
        raise TooLong(field="ends_on")


def _away(mine, now, starts_on, ends_on, stand_in):
    away = Away(membership=mine, starts_on=starts_on, ends_on=ends_on, stand_in=stand_in, said_at=now)
    days = [starts_on + timedelta(days=number) for number in range((ends_on - starts_on).days + 1)]
    try:
        with transaction.atomic():
            away.save()
            AwayDay.objects.bulk_create(AwayDay(away=away, membership=mine, day_on=day) for day in days)
    except IntegrityError as error:
        raise AwayAlready(field="starts_on") from error
    who = f"{stand_in.person.name} stands in." if stand_in else "Nobody stands in."
    sentence = f"{mine.person.name} is away from {when.day(starts_on)} until {when.day(ends_on)}. {who}"
    record("away_said", sentence, by=mine, about=away, at=now)
    if stand_in:
        emails.you_stand_in(away, now=now)
    return away


@transaction.atomic
def come_back(*, by: Membership, now: datetime, away: Away) -> Away:
    """Back early, or not going at all. From today nobody stands in any more."""
    held = locks.held(Away.objects).with_people().get(pk=away.pk)
    if held.membership_id != by.pk:
        raise NotYourPart
    today = held.membership.group.local(now).date()
    if held.called_off_at or held.ends_on < today:
        raise OverAlready
    held.called_off_at = now
    held.save(update_fields=["called_off_at"])
    held.days.filter(day_on__gte=today).delete()
    sentence = f"{by.person.name} is here again, and nobody stands in for them."
    record("away_called_off", sentence, by=by, about=held, at=now)
    if held.stand_in:
        emails.they_are_back(held, now=now)
    return held
