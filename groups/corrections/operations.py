"""Asking people to read the notes, what they say, answering it, confirming the notes, and opening them again."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from coproduction.kit.words import shortened
from groups.corrections import emails, queries
from groups.corrections.models import Correction, Reading
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.minutes import operations as minutes
from groups.minutes import queries as minutes_queries
from groups.minutes.models import Notes
from groups.minutes.operations import NotesConfirmed, NothingWritten


class AskedAlready(Refusal):
    """People are being asked to read these notes now."""


class NotAskedYet(Refusal):
    """Nobody was asked to read these notes yet. Ask people first: they have seven days to say what is not right."""


class NotOpenNow(Refusal):
    """Nobody is being asked about these notes now."""


class YouWereNotThere(Refusal):
    """You said that you would not come to this meeting, so we do not ask you if its notes are right."""


class StillReading(Refusal):
    """People still have time to say what is not right. You can confirm sooner if everyone we asked says it is right."""


class CorrectionsWait(Refusal):
    """Somebody proposed a correction. Take it in, or say why not, before you confirm."""


class NotesNotConfirmed(Refusal):
    """These notes are still a draft. You can change them now."""


class NotesAlreadyConfirmed(Refusal):
    """These notes are already confirmed."""


class NotesChangedMeanwhile(Refusal):
    """Somebody changed the notes while you were reading. Please read them again."""


class SayWhatIsRight(Refusal):
    """Write what the notes should say."""


class NoSuchPart(Refusal):
    """This part is not in the notes any more. Choose another one."""


class SaysSoAlready(Refusal):
    """The notes say this already."""


class AnsweredAlready(Refusal):
    """Somebody has answered this correction already."""


class SayWhyNot(Refusal):
    """Say why it is not taken in."""


class ChangedByOthers(Refusal):
    """Somebody else changed this part meanwhile. What they saved is shown here. Nothing you typed is lost."""


def _draft(meeting: Meeting) -> Notes:
    notes = minutes.locked(meeting)
    if notes is None:
        raise NothingWritten
    if notes.confirmed:
        raise NotesConfirmed
    notes.meeting = meeting
    return notes


def _open_to(meeting: Meeting, by: Membership, now) -> Notes:
    notes = _draft(meeting)
    if not notes.open_for_corrections(now):
        raise NotOpenNow
    if not queries.may_say(meeting, by):
        raise YouWereNotThere
    return notes


# --- asking ---


@transaction.atomic
def ask_to_read(*, meeting: Meeting, by: Membership, now: datetime) -> Notes:
    """The notes are ready: those who were there get a letter, and seven days to say what is not right."""
    notes = _draft(meeting)
    if notes.open_for_corrections(now):
        raise AskedAlready
    _ask(notes, by, now, because=notes.reopened_because)
    sentence = f"{by.person.name} asked people to read the notes of “{meeting.title}”, until {notes.until}."
    record("notes_to_read", sentence, at=now, by=by, about=notes, meeting=meeting.pk, version=notes.version)
    return notes


def _ask(notes, by, now, because):
    notes.asking += 1
    notes.asked_at, notes.asked_by, notes.closes_at = now, by, queries.closes_at(notes.meeting, now)
    notes.save(update_fields=["asking", "asked_at", "asked_by", "closes_at"])
    people = list(queries.were_there(notes.meeting).exclude(pk=by.pk))
    Reading.objects.bulk_create(
        Reading(notes=notes, asking=notes.asking, membership=one, was_asked=True) for one in people
    )
    emails.read_them(notes, people, because=because, now=now)


@transaction.atomic
def say_right(*, meeting: Meeting, by: Membership, now: datetime, version: int) -> Reading:
    """This person read this version and says that it is right."""
    notes = _open_to(meeting, by, now)
    if notes.version != version:
        raise NotesChangedMeanwhile
    own = {"notes": notes, "asking": notes.asking, "membership": by}
    said = {"right_in": version, "right_at": now}
    return Reading.objects.update_or_create(**own, defaults=said, create_defaults=said | {"was_asked": False})[0]


# --- corrections ---


@transaction.atomic
def propose(*, meeting: Meeting, by: Membership, now: datetime, part: str, words: str, why: str = "") -> Correction:
    """What somebody remembers otherwise. The same twice is once."""
    notes = _open_to(meeting, by, now)
    if not words:
        raise SayWhatIsRight(field="words")
    sheet = minutes_queries.sheet(notes)
    names = queries.parts_to_correct(sheet)
    if part not in names:
        raise NoSuchPart(field="part")
    was = queries.text_of(sheet, part)
    if words == was:
        raise SaysSoAlready(field="words")
    twice = Correction.objects.waiting().filter(notes=notes, proposed_by=by, part=part, words=words).first()
    if twice:
        return twice
    made = Correction.objects.create(
        notes=notes,
        part=part,
        about=shortened(names[part], 300),
        was=was,
        words=words,
        why=why,
        proposed_by=by,
        proposed_at=now,
    )
    sentence = f"A correction to the notes of “{meeting.title}” was proposed."
    record("correction_proposed", sentence, at=now, by=by, about=made, meeting=meeting.pk)
    emails.proposed(made, queries.to_hear_of_corrections(notes, by), now=now)
    return made


def _unanswered(meeting, correction) -> tuple[Notes, Correction]:
    notes = _draft(meeting)
    row = Correction.objects.with_people().get(pk=correction.pk)
    if not row.waits:
        raise AnsweredAlready
    row.notes = notes
    return notes, row


@transaction.atomic
def take_in(
    *, meeting: Meeting, correction: Correction, by: Membership, now: datetime, words: str, version: int
) -> Notes:
    """Makes it a new version of the notes, in the words of whoever writes them. Whoever proposed it is told."""
    notes, row = _unanswered(meeting, correction)
    if not words:
        raise SayWhatIsRight(field="words")
    kind, _, number = row.part.partition("-")
    given = {"summary": {"summary": words}, "said": {"said": {int(number or 0): words}}}.get(kind)
    if given is None:
        line = notes.lines.get(pk=number)
        given = {"lines": {line.pk: (words, line.item_id)}}
    because = queries.saved_because(row)
    written = minutes.write(meeting=meeting, by=by, now=now, version=version, because=because, **given)
    if written.both:
        raise ChangedByOthers(field="words")
    _answered(row, by, now, taken_in=written.notes.version)
    return written.notes


@transaction.atomic
def refuse(*, meeting: Meeting, correction: Correction, by: Membership, now: datetime, why_not: str) -> Correction:
    """It is not taken in, with why not. It stays: it is shown beside the notes."""
    _, row = _unanswered(meeting, correction)
    if not why_not:
        raise SayWhyNot(field="why_not")
    return _answered(row, by, now, why_not=why_not)


def _answered(row, by, now, **how):
    row.answered_by, row.answered_at = by, now
    for name, value in how.items():
        setattr(row, name, value)
    row.save(update_fields=["answered_by", "answered_at", *how])
    meeting = row.notes.meeting
    became = "was taken in" if row.taken_in else "was answered with why it was not taken in"
    sentence = f"A correction to the notes of “{meeting.title}” {became}."
    record("correction_answered", sentence, at=now, by=by, about=row, meeting=meeting.pk)
    if row.proposed_by_id != by.pk:
        emails.answered(row, now=now)
    return row


# --- confirming, and opening again ---


@transaction.atomic
def confirm(*, meeting: Meeting, by: Membership, now: datetime, version: int) -> Notes:
    """Says the notes are right, when the seven days are over and every correction is answered. `version` is what they read."""
    notes = minutes.locked(meeting)
    if notes is None:
        raise NothingWritten
    if notes.confirmed:
        raise NotesAlreadyConfirmed
    if notes.version != version:
        raise NotesChangedMeanwhile
    if notes.asked_at is None:
        raise NotAskedYet
    stands = queries.standing(notes, now)
    if stands.waiting:
        raise CorrectionsWait
    if not stands.may_confirm:
        raise StillReading
    notes.confirmed_at, notes.confirmed_by = now, by
    notes.save(update_fields=["confirmed_at", "confirmed_by"])
    sentence = f"{by.person.name} confirmed the notes of “{meeting.title}”."
    record("notes_confirmed", sentence, at=now, by=by, about=notes, meeting=meeting.pk, version=notes.version)
    return notes


@transaction.atomic
def reopen(*, meeting: Meeting, by: Membership, now: datetime, because: str) -> Notes:
    """Makes confirmed notes a draft again, with a reason that stands on the page, and asks people again to read them."""
    notes = minutes.locked(meeting)
    if notes is None or not notes.confirmed:
        raise NotesNotConfirmed
    notes.meeting = meeting
    notes.confirmed_at = notes.confirmed_by = None
    notes.reopened_at, notes.reopened_by, notes.reopened_because = now, by, because
    notes.save(update_fields=["confirmed_at", "confirmed_by", "reopened_at", "reopened_by", "reopened_because"])
    _ask(notes, by, now, because=because)
    sentence = f"{by.person.name} opened the notes of “{meeting.title}” again, and asked people to read them, until {notes.until}."
    record("notes_reopened", sentence, at=now, by=by, about=notes, meeting=meeting.pk, because=because)
    return notes
