"""Waiting for a place, and giving places out. All under the lock of the meeting's row, where places are held today."""

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.meetings import queries as asked
from groups.meetings.models import Meeting, Reply
from groups.membership import queries as membership
from groups.membership.models import Membership
from groups.places import emails, queries
from groups.places.models import Waiting


class ThereIsAPlace(Refusal):
    """There is a place for you: say that you are coming."""


class HasAPlace(Refusal):
    """You have a place already."""


class NotTheirs(Refusal):
    """You can wait for yourself and for the people you support."""


class TooLate(Refusal):
    """This meeting has begun, was cancelled, or has no room to wait for."""


def _locked(meeting: Meeting, now) -> Meeting:
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled or row.begun(now) or not (row.in_a_room and row.capacity):
        raise TooLate
    return row


def _whose(by: Membership, whose: Membership | None) -> Membership:
    """Oneself, or a member whom this supporter helps now."""
    if whose not in (None, by) and not membership.supports(by, whose):
        raise NotTheirs
    return whose or by


@transaction.atomic
def wait(*, meeting: Meeting, by: Membership, now, whose: Membership | None = None) -> Waiting:
    """Goes to the end of the line. Twice is once, and keeps the first place in it. Whom a supporter puts there is told."""
    row = _locked(meeting, now)
    whose = _whose(by, whose)
    if not asked.askable(row).filter(pk=whose.pk).exists():
        raise meetings.NotAskedHere
    if row.replies.seated().filter(membership=whose).exists():
        raise HasAPlace
    there = row.waiting.filter(membership=whose).first()
    if there:
        return there
    if not queries.is_full(row, whose):
        raise ThereIsAPlace
    made = Waiting.objects.create(meeting=row, membership=whose, since_at=now)
    if whose != by:
        emails.noted(row, whose, by=by, waits=True, now=now)
    record("place_waited_for", f"Someone went on the waiting list of “{row.title}”.", at=now, by=by, about=row)
    return made


@transaction.atomic
def stop_waiting(*, meeting: Meeting, by: Membership, now, whose: Membership | None = None) -> None:
    """Leaves the line. Those behind move up."""
    whose = _whose(by, whose)
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    gone, _ = row.waiting.filter(membership=whose).delete()
    if gone:
        if whose != by:
            emails.noted(row, whose, by=by, waits=False, now=now)
        record("place_not_waited_for", f"Someone left the waiting list of “{row.title}”.", at=now, by=by, about=row)


@transaction.atomic
def give(*, meeting: Meeting, now) -> int:
    """Gives free places to those who wait, in the order they came. Each hears of it. Gives how many got one."""
    try:
        row = _locked(meeting, now)
    except TooLate:
        return 0
    given = 0
    for one in row.waiting.in_line().select_related("membership__person"):
        if queries.is_full(row, one.membership):
            break
        said = Reply.objects.filter(meeting=row, membership=one.membership).first()
        needs = said.needs if said else asked.usual_needs(one.membership.person)
        one.membership.group = row.group
        meetings.reply(
            meeting=row, by=one.membership, now=now, answer=Reply.Answer.YES, way=Reply.Way.IN_PERSON, needs=needs
        )
        sentence = f"A place at “{row.title}” became free and went to the next in line."
        record("place_given", sentence, at=now, group=row.group, about=row)
        emails.place(row, one.membership, now=now)
        given += 1
    return given
