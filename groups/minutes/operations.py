"""Writing notes, confirming them, and opening them again to put something right."""

from django.db import transaction

from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingCancelled
from groups.membership.models import Membership
from groups.minutes.models import Notes, NotesVersion

TEXTS = ("summary", "body", "decisions")


class MeetingNotBegun(Refusal):
    """Notes can be written once the meeting has begun."""


class NothingWritten(Refusal):
    """Write something first: the notes are empty."""


class NotesConfirmed(Refusal):
    """These notes were confirmed, so they do not change. To put something right, open the notes again."""


class NotesNotConfirmed(Refusal):
    """These notes are still a draft. You can change them now."""


class NotesAlreadyConfirmed(Refusal):
    """These notes are already confirmed."""


class NotesChangedMeanwhile(Refusal):
    """Somebody changed the notes while you were reading. Read them again before you confirm them."""


class SomeoneSavedFirst(Refusal):
    """Somebody else saved these notes while you were writing. Nothing is lost: both texts are on this page."""

    def __init__(self, notes: Notes):
        self.notes = notes
        super().__init__()


def _locked(meeting: Meeting) -> Notes | None:
    """The notes as they are now. The meeting's row is locked, because the notes may not exist yet."""
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    return Notes.objects.filter(meeting=row).first()


@transaction.atomic
def write(*, meeting: Meeting, by: Membership, now, version: int, summary="", body="", decisions="") -> Notes:
    """Saves a new version. `version` is the one the writer began from (0: there were none).

    If somebody saved another meanwhile, nothing is saved and the refusal carries what stands, so that both can be shown.
    """
    if not meeting.begun(now):
        raise MeetingNotBegun
    given = dict(zip(TEXTS, (summary, body, decisions), strict=True))
    if not any(given.values()):
        raise NothingWritten(field="body")
    notes = _locked(meeting)
    if notes and notes.confirmed:
        raise NotesConfirmed
    if notes and all(getattr(notes, name) == given[name] for name in TEXTS):
        return notes  # saved twice, or nothing changed
    if notes and notes.version != version:
        raise SomeoneSavedFirst(notes)
    if notes is None:
        notes = Notes.objects.create(meeting=meeting, version=1, **given)
    else:
        for name in TEXTS:
            setattr(notes, name, given[name])
        notes.version += 1
        notes.save(update_fields=[*TEXTS, "version"])
    NotesVersion.objects.create(notes=notes, number=notes.version, written_by=by, written_at=now, **given)
    sentence = f"{by.person.name} saved version {notes.version} of the notes of “{meeting.title}”."
    record("notes_saved", sentence, at=now, by=by, about=notes, meeting=meeting.pk)
    return notes


@transaction.atomic
def confirm(*, meeting: Meeting, by: Membership, now, version: int) -> Notes:
    """Says the notes are right. `version` is the one the person read."""
    notes = _locked(meeting)
    if notes is None:
        raise NothingWritten
    if notes.confirmed:
        raise NotesAlreadyConfirmed
    if notes.version != version:
        raise NotesChangedMeanwhile
    notes.confirmed_at, notes.confirmed_by = now, by
    notes.save(update_fields=["confirmed_at", "confirmed_by"])
    sentence = f"{by.person.name} confirmed the notes of “{meeting.title}”."
    record("notes_confirmed", sentence, at=now, by=by, about=notes, meeting=meeting.pk, version=notes.version)
    return notes


@transaction.atomic
def reopen(*, meeting: Meeting, by: Membership, now, because: str) -> Notes:
    """Makes confirmed notes a draft again, so that a correction is a new version. The reason stands on the page."""
    notes = _locked(meeting)
    if notes is None or not notes.confirmed:
        raise NotesNotConfirmed
    notes.confirmed_at = notes.confirmed_by = None
    notes.reopened_at, notes.reopened_by, notes.reopened_because = now, by, because
    notes.save(update_fields=["confirmed_at", "confirmed_by", "reopened_at", "reopened_by", "reopened_because"])
    sentence = f"{by.person.name} opened the notes of “{meeting.title}” again."
    record("notes_reopened", sentence, at=now, by=by, about=notes, meeting=meeting.pk, because=because)
    return notes
