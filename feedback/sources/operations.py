"""A line of notes becomes a draft, or a decision is written into the chain. Each line once, however often it is pressed."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, when
from coproduction.kit.refusals import Refusal
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.log.models import Said, Stage, Step
from feedback.permissions import FeedbackAbility
from feedback.sources import emails, queries
from feedback.sources.models import Source
from groups.minutes.models import NotesLine


class NotInTheNotes(Refusal):
    """This line is not in the notes any more."""


class InTheLogAlready(Refusal):
    """This line is in the log already. What you typed is still here: add it there if something is missing."""


class OnlyADecision(Refusal):
    """Only a decision can go with an entry. Make a draft of what you want to say."""


class ConfirmTheNotesFirst(Refusal):
    """The group has not confirmed these notes yet. Confirm them first: then what they say counts."""


class NotAnOpenEntry(Refusal):
    """Choose something that was sent and is not settled yet."""


def _locked(by, line: NotesLine) -> NotesLine:
    row = locks.held(NotesLine.objects).select_related("notes__meeting").get(pk=line.pk)
    if row.notes.meeting.group_id != by.group_id:
        raise log.NotYourPart()
    if row.removed_in is not None:
        raise NotInTheNotes()
    return row


def _standing(row: NotesLine) -> Source | None:
    """Where the line went. A draft that was taken back lets it go."""
    found = Source.objects.filter(line=row).select_related("said__group").first()
    if found and found.said.stage == Stage.WITHDRAWN:
        found.delete()
        return None
    return found


@transaction.atomic
def begin(*, by, now: datetime, line: NotesLine, words: str, why_it_matters="", topic=None) -> Said:
    """A draft from the group that names the meeting it comes from. Pressed twice, it is the same draft; other words for a
    line that is in the log are not dropped but refused."""
    log.may(by, FeedbackAbility.TAKE_LINE, by.group_id)
    row = _locked(by, line)
    there = _standing(row)
    if there and _as_drafted(there.said) == (words, why_it_matters, topic and topic.pk):
        return there.said
    if there:
        raise InTheLogAlready()
    said = drafts.draft(
        by=by, now=now, words=words, why_it_matters=why_it_matters, topic=topic, came_from=Said.CameFrom.MEETING,
        meeting=row.notes.meeting,
    )  # fmt: skip
    Source.objects.create(line=row, said=said, at=now)
    return said


def _as_drafted(said: Said):
    return said.words, said.why_it_matters, said.topic_id


@transaction.atomic
def put_with(*, by, now: datetime, line: NotesLine, said: Said) -> Said:
    """Writes a decision of the meeting into the chain of an entry, for everyone who reads it. It moves no promise."""
    log.may(by, FeedbackAbility.TAKE_LINE, said.group_id)
    row = _locked(by, line)
    if row.kind != NotesLine.Kind.DECISION:
        raise OnlyADecision()
    if row.notes.confirmed_at is None:
        raise ConfirmTheNotesFirst()
    there = _standing(row)
    if there and there.said_id == said.pk:
        return there.said
    if there:
        raise InTheLogAlready("This line is in the log already, so it was not put here too. See where it stands.")
    said = log.lock(said)
    if said.stage in queries.SETTLED:
        raise NotAnOpenEntry(field="entry")
    meeting = row.notes.meeting
    step = log.take_step(
        said, Step.Kind.NOTED, f"Decided at our meeting on {when.day(meeting.starts.date())}", text=row.words, now=now,
        by=by if by.facilitates else None,
    )  # fmt: skip
    Source.objects.create(line=row, said=said, at=now)
    emails.noted(said, step, row.words, now=now)
    return said
