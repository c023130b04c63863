"""Counting that something had to be told again. Who did so is asked whether they may, and is then forgotten."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from coproduction.kit import passing, quarters
from coproduction.kit.refusals import Refusal
from groups.history.operations import not_closed
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.retold.models import TIMES, Retold, What

A_DAY = 3  # times a day and person


class NotYourPart(Refusal):
    """Only members count this."""


class ChooseWhat(Refusal):
    """Choose what you had to tell again."""


class EnoughForToday(Refusal):
    """You have counted this three times today. You can count it again tomorrow."""


@transaction.atomic
def count(*, by: Membership, now: datetime, what: list[str]) -> None:
    """One more in this quarter, and one for each thing. In one order, so that two who count at once never wait for each other."""
    if by.left_at is not None or not by.may(GroupAbility.COUNT_RETOLD):
        raise NotYourPart
    not_closed(by.group)
    told = [one for one in What.values if one in what]
    if not told:
        raise ChooseWhat(field="what")
    if passing.count(by.person_id, f"retold {by.group_id}", now) > A_DAY:
        raise EnoughForToday
    row = {"group_id": by.group_id, "starts_on": quarters.first_day(by.group.local(now).date())}
    for one in (TIMES, *told):
        Retold.objects.get_or_create(**row, what=one)
        Retold.objects.filter(**row, what=one).update(number=F("number") + 1)
