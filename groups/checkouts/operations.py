"""Opening, answering and closing the questions.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from django.db import transaction

from coproduction.kit import locks, unnamed, when, words
from coproduction.kit.refusals import Refusal
from groups.checkouts import emails, queries
from groups.checkouts.models import Answer, CheckOut, MayCheckOut, Question
from groups.history.operations import not_closed, record
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingCancelled
from groups.membership.models import Membership


class NotBegun(Refusal):
    """The meeting has not begun. You can open the questions as soon as it has."""


class TooFewPeople(Refusal):
    """Fewer than 5 people could answer, so nothing could be shown. We do not ask."""


class OpenAlready(Refusal):
    """The questions of this meeting were opened already."""


class TooLateToOpen(Refusal):
    """This meeting was too long ago to ask about."""


class NotOpenAnyMore(Refusal):
    """These questions have closed."""


class NotAsked(Refusal):
    """You are not asked this time."""


class AnswerEach(Refusal):
    """Choose yes, partly or no."""


class LineTooLong(Refusal):
    """Use fewer words. There is room for 400 characters."""


@transaction.atomic
def open_questions(*, meeting: Meeting, now, by: Membership | None = None) -> CheckOut:
    """By the clock when the meeting's planned end has passed, or earlier in the meeting by a facilitator. Once."""
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    if not row.begun(now):
        raise NotBegun
    if row.ends_at + queries.OPENS_WITHIN <= now:
        raise TooLateToOpen
    if CheckOut.objects.filter(meeting=row).exists():
        raise OpenAlready
    people = list(queries.could_answer(row))
    if len(people) < unnamed.FEWEST_INSIDE:
        raise TooFewPeople
    made = CheckOut.objects.create(
        meeting=row, opened_by=by, opened_at=now, closes_at=queries.closes_at(row, now), could_answer=len(people)
    )
    MayCheckOut.objects.bulk_create(MayCheckOut(check_out=made, membership=one) for one in people)
    until = when.day(row.group.local(made.closes_at))
    sentence = f"People were asked how “{row.title}” was for them, until {until}."
    record("check_out_opened", sentence, at=now, by=by, group=row.group, about=row)
    emails.asked(made, people, now=now)
    return made


@transaction.atomic
def answer(*, by: Membership, check_out: CheckOut, heard: str, safe: str, worth: str, line: str = "", now) -> None:
    """Counts one person's answers, once. What they answered and that they answered are never in the same place."""
    given = {Question.HEARD: heard, Question.SAFE: safe, Question.WORTH: worth}
    for question, said in given.items():
        if said not in Answer.values:
            raise AnswerEach(field=question.lower())
    not_closed(by.group)
    line = words.one_line(line)
    if len(line) > CheckOut.LINE:
        raise LineTooLong(field="line")
    row = locks.held(CheckOut.objects).select_related("meeting").get(pk=check_out.pk)
    if row.meeting.cancelled:
        raise MeetingCancelled
    if row.closed_at or row.closes_at <= now:
        raise NotOpenAnyMore
    everyone = MayCheckOut.objects.filter(check_out=row)
    mine = everyone.filter(membership=by).first()
    if mine is None:
        raise NotAsked
    if mine.has_answered:
        raise unnamed.AnsweredAlready
    unnamed.count(row, given, line, everyone, mine)


@transaction.atomic
def close(*, check_out: CheckOut, now) -> bool:
    """Ends it for good. Who answered is forgotten; what too few answered to be shown is wiped; the lines are shuffled."""
    rows = locks.held(CheckOut.objects).select_related("meeting__group")
    row = rows.get(pk=check_out.pk)
    if row.closed_at:
        return False
    enough = unnamed.close(row, MayCheckOut.objects.filter(check_out=row))
    group = row.meeting.group
    row.closed_at, row.group_from = now, queries.group_from(group, now)
    row.save(update_fields=["counts", "lines", "answered", "closed_at", "group_from"])
    sentence = f"The questions how “{row.meeting.title}” was for people have closed."
    record("check_out_closed", sentence, at=now, group=group, about=row.meeting)
    if enough:
        emails.results(row, now=now)
    return True
