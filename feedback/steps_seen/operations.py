"""Asking the members of an organisation about the seven steps, counting what they say, and closing.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, unnamed, when
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.steps_seen import emails, queries
from feedback.steps_seen.models import MaySee, NextAsking, Seen, SevenSteps, StepsAsking, no_answers
from groups.charter.models import Group
from groups.history.operations import record_in_each
from groups.membership.models import Membership


class ChooseAnAnswer(Refusal):
    """Choose one answer. “I cannot tell” is one."""


class NotOpenAnyMore(Refusal):
    """These questions have closed."""


class NotAsked(Refusal):
    """You joined after these questions opened. We will ask you next time."""


def something_changed(organisation, *, now: datetime) -> None:
    """A leader said something new: members are asked within a week, unless they were asked a short while ago."""
    last = StepsAsking.objects.filter(organisation=organisation).newest_first().first()
    at = now + queries.AFTER_A_CHANGE
    if last:
        at = max(at, last.opened_at + queries.AT_MOST_EVERY)
    row, new = NextAsking.objects.get_or_create(organisation=organisation, defaults={"ask_at": at})
    if not new and at < row.ask_at:
        NextAsking.objects.filter(pk=row.pk, ask_at__gt=at).update(ask_at=at)


@transaction.atomic
def ask_due(*, now: datetime) -> int:
    """Asks the members of the next organisation whose day has come. Of two workers each takes another."""
    row = locks.free(queries.to_ask(now).order_by("ask_at", "id")).select_related("organisation").first()
    if row is None:
        return 0
    people = queries.members(row.organisation_id)
    enough = len(people) >= unnamed.FEWEST_INSIDE
    row.ask_at = now + (queries.AT_LEAST_EVERY if enough else queries.TOO_FEW_AGAIN)
    row.save(update_fields=["ask_at"])
    if enough:
        _ask(row.organisation, people, now)
    return 1


def _ask(organisation, people, now) -> StepsAsking:
    asking = StepsAsking.objects.create(
        organisation=organisation, opened_at=now, closes_at=now + queries.OPEN_FOR, could_answer=len(people),
        counts=no_answers(),
    )  # fmt: skip
    MaySee.objects.bulk_create(MaySee(asking=asking, person=one.person) for one in people)
    until = when.day(people[0].group.local(asking.closes_at))
    _record(
        "asked",
        f"Members of all groups of {organisation.name} were asked about the seven steps, until {until}.",
        asking,
        now,
    )
    emails.asked(asking, people, now=now)
    return asking


def _record(what, sentence, asking, now):
    groups = Group.objects.open().filter(organisation=asking.organisation_id)
    record_in_each(groups, f"seven_steps_{what}", sentence, at=now, about=asking)


@transaction.atomic
def answer(*, by: Membership, now: datetime, asking: StepsAsking, seen: dict) -> None:
    """Counts one member's answers, once. What they answered and that they answered are never in the same place."""
    log.may(by, FeedbackAbility.SAY_IF_SEEN, by.group_id)
    row = locks.held(StepsAsking.objects.visible_to(by)).get(pk=asking.pk)
    for step in SevenSteps:
        if seen.get(str(step.value)) not in Seen.values:
            raise ChooseAnAnswer(field=f"seven_{step.value}")
    if row.closed_at or row.closes_at <= now:
        raise NotOpenAnyMore
    everyone = MaySee.objects.filter(asking=row)
    mine = everyone.filter(person=by.person_id).first()
    if mine is None:
        raise NotAsked
    if mine.has_answered:
        raise unnamed.AnsweredAlready
    unnamed.count(row, {str(step.value): seen[str(step.value)] for step in SevenSteps}, "", everyone, mine)


@transaction.atomic
def close(*, asking: StepsAsking, now: datetime) -> bool:
    """Ends it for good. Who answered is forgotten; what too few answered to be shown is wiped."""
    row = locks.held(StepsAsking.objects).select_related("organisation").get(pk=asking.pk)
    if row.closed_at:
        return False
    enough = unnamed.close(row, MaySee.objects.filter(asking=row))
    row.closed_at = now
    row.save(update_fields=["counts", "answered", "closed_at"])
    _record("answered", "The questions about the seven steps have closed.", row, now)
    if enough:
        emails.results(row, queries.to_tell(row.organisation_id), now=now)
    return True
