"""Changing when a group is reminded. Each change is a line of history; letters that wait already are looked at when they go."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.plans import queries
from groups.plans.models import MOST_DAYS, MOST_HOURS, Plan

MOST = 8  # times of one kind


class NotYours(Refusal):
    """Only facilitators can change what people are reminded of."""


class NoSuchPlan(Refusal):
    """There is no reminder like this any more."""


class FixedPlan(Refusal):
    """This reminder is part of what your group was promised, so it cannot be changed here."""


class ThereAlready(Refusal):
    """There is a reminder at this time already."""


class TooFar(Refusal):
    """Choose up to 31 days, or up to 72 hours."""


class OnlyBefore(Refusal):
    """Choose a time before the meeting."""


class TooMany(Refusal):
    """There are 8 times already. Change one of them, or take one away first."""


def _plan(by: Membership, address: str):
    if not by.may(GroupAbility.CHANGE_REMINDERS):
        raise NotYours
    found = queries.find(address, queries.stored(by.group_id))
    if found is None:
        raise NoSuchPlan
    if found[0].fixed:
        raise FixedPlan
    return found


def _record(by, now, sentence, plan):
    record("reminders_changed", f"{by.person.name} {sentence}", at=now, by=by, group=by.group, plan=plan.address)


def _keep(by, plan: Plan, now, **changed) -> Plan:
    """One row for a time, whoever was first."""
    which = {"group_id": by.group_id, "kind": plan.kind, "amount": plan.amount, "unit": plan.unit, "side": plan.side}
    return Plan.objects.update_or_create(**which, defaults={"with_papers": plan.with_papers} | changed)[0]


@transaction.atomic
def switch(*, by: Membership, now: datetime, address: str, on: bool) -> Plan:
    """Turns one reminder on or off. Twice is once."""
    kind, plan = _plan(by, address)
    if plan.on == on:
        return plan
    plan = _keep(by, plan, now, on=on, since_at=now)
    _record(by, now, f"turned {'on' if on else 'off'} a reminder: {kind.title}, {_time(kind, plan)}.", plan)
    return plan


@transaction.atomic
def add(
    *, by: Membership, now: datetime, kind: str, amount: int, unit: str, side: str, with_papers: bool = False
) -> Plan:
    """One more time for a kind that has times. A time that was turned off is turned on."""
    if not by.may(GroupAbility.CHANGE_REMINDERS):
        raise NotYours
    plan = _checked(by, kind, amount, unit, side, with_papers)
    return _added(by, plan, now)


def _checked(by, name, amount, unit, side, with_papers):
    kind = next((one for one in queries.kinds() if one.name == name and one.sides), None)
    if kind is None:
        raise NoSuchPlan(field="kind")
    if not 1 <= amount <= (MOST_HOURS if unit == Plan.Unit.HOURS else MOST_DAYS):
        raise TooFar(field="amount")
    if side not in kind.sides:
        raise OnlyBefore(field="side")
    return Plan(kind=name, amount=amount, unit=unit, side=side, with_papers=with_papers and kind.papers)


def _added(by, plan, now):
    kind = next(one for one in queries.kinds() if one.name == plan.kind)
    there = {one.key: one for one in kind.plans(queries.stored(by.group_id))}
    if plan.key in there and there[plan.key].on:
        raise ThereAlready(field="amount")
    if plan.key not in there and len(there) >= MOST:
        raise TooMany
    plan = _keep(by, plan, now, on=True, since_at=now)
    _record(by, now, f"added a reminder: {kind.title}, {_time(kind, plan)}.", plan)
    return plan


@transaction.atomic
def change(
    *, by: Membership, now: datetime, address: str, amount: int, unit: str, side: str, with_papers: bool
) -> Plan:
    """Another time for a reminder, or with the papers and without. The old time sends no more."""
    kind, old = _plan(by, address)
    new = _checked(by, kind.name, amount, unit, side, with_papers)
    if new.key == old.key:
        plan = _keep(by, new, now, on=True, since_at=old.since_at if old.on else now)
        _record(by, now, f"changed a reminder: {kind.title}, {_time(kind, plan)}.", plan)
        return plan
    _take_away(by, kind, old, now)
    return _added(by, new, now)


@transaction.atomic
def remove(*, by: Membership, now: datetime, address: str) -> None:
    """Takes away a time the group added; a usual one is only turned off."""
    kind, plan = _plan(by, address)
    _take_away(by, kind, plan, now)
    _record(by, now, f"took away a reminder: {kind.title}, {_time(kind, plan)}.", plan)


def _take_away(by, kind, plan, now):
    if kind.is_usual(plan.key):
        _keep(by, plan, now, on=False, since_at=now)
    else:
        Plan.objects.filter(pk=plan.pk).delete()


def _time(kind, plan) -> str:
    return f"{plan.length} {plan.get_side_display()}" if kind.sides else "as it is"
