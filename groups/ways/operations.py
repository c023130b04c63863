"""Asking about the ways of working, closing, and saying what comes of it.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, unnamed, when, words
from coproduction.kit.refusals import Refusal
from groups.charter import operations as charter
from groups.charter import queries as charter_queries
from groups.charter.models import Group, Purpose
from groups.history.operations import not_closed, record
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.plans import queries as plans
from groups.ways import emails, queries
from groups.ways.models import Answer, MayReviewWays, WaysNudge, WaysReview

MOST = 40
Outcome = WaysReview.Outcome


class NotForYou(Refusal):
    """Only a facilitator of this group can do this."""


class NothingToAskAbout(Refusal):
    """The group has not written down its ways of working yet."""


class TooManyToAskAbout(Refusal):
    """Each line counts as one way of working. Put them together into 40 lines or fewer, so that people can answer."""


class TooFewPeople(Refusal):
    """Fewer than 5 people could answer, so nothing could be shown. Talk about it at a meeting, and say here what came of it."""


class AskedAlready(Refusal):
    """People are being asked already."""


class SayFirstWhatComesOfIt(Refusal):
    """People have answered. First say what comes of it."""


class AskTheGroupFirst(Refusal):
    """First ask the group whether they work, and wait until people have answered."""


class NotOpenAnyMore(Refusal):
    """These questions have closed."""


class NotAsked(Refusal):
    """You joined after these questions opened. We will ask you next time."""


class AnswerEach(Refusal):
    """Choose yes, not always or no."""


class LineTooLong(Refusal):
    """Use fewer words. There is room for 400 characters."""


class WriteThem(Refusal):
    """Write your ways of working, a line for each."""


class TheSameAsBefore(Refusal):
    """These are the words you have. Change them, or choose “We keep them”."""


class PurposeFirst(Refusal):
    """Your group has not written its purpose yet. Both are agreed together, so write that first."""


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Reminds the facilitators of each group whose day has come, once: of two workers the letters' keys let one through."""
    groups = queries.to_nudge(now)
    for group in groups:
        WaysNudge.objects.get_or_create(group=group, due_on=group.ways_due_on, defaults={"at": now})
        emails.due(group, queries.facilitators(group.pk), now=now)
    return len(groups)


@transaction.atomic
def ask(*, by: Membership, now: datetime) -> WaysReview:
    """Asks everyone in the group about each way of working, for 14 days."""
    group = _group(by, GroupAbility.ASK_ABOUT_WAYS)
    ways = queries.ways_of(group.ways_of_working)
    if not ways:
        raise NothingToAskAbout
    if len(ways) > MOST:
        raise TooManyToAskAbout
    before = WaysReview.objects.undecided().filter(group=group).first()
    if before:
        raise SayFirstWhatComesOfIt if before.closed_at else AskedAlready
    people = list(queries.could_answer(group.pk))
    if len(people) < unnamed.FEWEST_INSIDE:
        raise TooFewPeople
    review = WaysReview.objects.create(
        group=group, opened_by=by, opened_at=now, closes_at=now + queries.OPEN_FOR, ways=ways,
        could_answer=len(people), counts=queries.no_answers(ways),
    )  # fmt: skip
    MayReviewWays.objects.bulk_create(MayReviewWays(review=review, membership=one) for one in people)
    until = when.day(group.local(review.closes_at))
    sentence = f"{by.person.name} asked the group whether our ways of working work for us, until {until}."
    record("ways_asked", sentence, by=by, about=group, group=group, at=now)
    emails.asked(review, people, now=now)
    return review


def _group(by: Membership, ability) -> Group:
    """The group, locked: one thing at a time comes of its ways of working."""
    if not by.may(ability):
        raise NotForYou
    return locks.held(Group.objects).get(pk=by.group_id)


@transaction.atomic
def answer(*, by: Membership, review: WaysReview, answers: list[str], line: str = "", now: datetime) -> None:
    """Counts one person's answers, once. What they answered and that they answered are never in the same place."""
    not_closed(by.group)
    line = words.one_line(line)
    if len(line) > WaysReview.LINE:
        raise LineTooLong(field="line")
    row = locks.held(WaysReview.objects).get(pk=review.pk)
    for place in range(len(row.ways)):
        if place >= len(answers) or answers[place] not in Answer.values:
            raise AnswerEach(field=f"way_{place}")
    if row.closed_at or row.closes_at <= now:
        raise NotOpenAnyMore
    everyone = MayReviewWays.objects.filter(review=row)
    mine = everyone.filter(membership=by).first()
    if mine is None:
        raise NotAsked
    if mine.has_answered:
        raise unnamed.AnsweredAlready
    given = {str(place): answers[place] for place in range(len(row.ways))}
    unnamed.count(row, given, line, everyone, mine)


@transaction.atomic
def close(*, review: WaysReview, now: datetime) -> bool:
    """Ends it for good. Who answered is forgotten; what too few answered to be shown is wiped; the lines are shuffled."""
    row = locks.held(WaysReview.objects).select_related("group").get(pk=review.pk)
    if row.closed_at:
        return False
    unnamed.close(row, MayReviewWays.objects.filter(review=row))
    row.closed_at = now
    row.save(update_fields=["counts", "lines", "answered", "closed_at"])
    sentence = "The questions whether our ways of working work for us have closed."
    record("ways_answered", sentence, at=now, group=row.group, about=row.group)
    emails.results(row, queries.readers(row.group_id), now=now)
    return True


def _decide(group: Group, by: Membership, now: datetime, outcome: str) -> None:
    """Only after the group was asked; a group too small to be asked without names talks about it at a meeting."""
    review = WaysReview.objects.undecided().filter(group=group).first()
    if review is None:
        if queries.could_answer(group.pk).count() >= unnamed.FEWEST_INSIDE:
            raise AskTheGroupFirst
    elif review.closed_at is None:
        raise AskTheGroupFirst
    else:
        review.outcome, review.decided_by, review.decided_at = outcome, by, now
        review.save(update_fields=["outcome", "decided_by", "decided_at"])
    charter.looked_at_ways(group=group, now=now)


@transaction.atomic
def keep(*, by: Membership, now: datetime) -> None:
    """The group keeps its ways of working as they are, and has looked at them today."""
    group = _group(by, GroupAbility.DECIDE_WAYS)
    if not group.ways_of_working:
        raise NothingToAskAbout
    _decide(group, by, now, Outcome.KEPT)
    sentence = f"{by.person.name} noted: we looked at our ways of working, and we keep them."
    record("ways_kept", sentence, by=by, about=group, group=group, at=now)


@transaction.atomic
def write_new(*, by: Membership, now: datetime, ways_of_working: str) -> Purpose:
    """New ways of working, as a new version of the charter. They count once both sides have agreed to it."""
    group = _group(by, GroupAbility.DECIDE_WAYS)
    if not queries.ways_of(ways_of_working):
        raise WriteThem(field="ways_of_working")
    if ways_of_working == group.ways_of_working:
        raise TheSameAsBefore(field="ways_of_working")
    newest = charter_queries.newest_purpose(group)
    if newest is None:
        raise PurposeFirst
    _decide(group, by, now, Outcome.CHANGED)
    return charter.write_purpose(
        group=group, why_we_are_here=newest.why_we_are_here, what_difference=newest.what_difference, by=by, now=now,
        ways_of_working=ways_of_working,
    )  # fmt: skip


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For a facilitator who put it off. Whether it is still right is looked at when it goes."""
    group = Group.objects.open().filter(pk=letter.group_id, ways_looked_on__isnull=False).first()
    readers = Membership.objects.current().of_group(letter.group_id).facilitating().filter(person=letter.person_id)
    if group and group.ways_due_on:
        emails.due(group, readers.select_related("person"), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 80, "Our ways of working", lambda group, plan: queries.SAYS, queries.coming, (emails.DUE,),
        nudge_again, leads="This reminder ends when the group has looked at them.",
    )
)  # fmt: skip
