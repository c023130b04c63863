"""Writing notes: what only one side changed is saved, and where two changed the same part, both texts are shown."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingCancelled
from groups.membership.models import Membership
from groups.minutes import emails, queries
from groups.minutes.models import Notes, NotesLine, NotesNudge, NotesPart, NotesVersion
from groups.minutes.queries import NOTHING, SUMMARY, line_key, said_key
from groups.plans import queries as plans


class MeetingNotBegun(Refusal):
    """Notes can be written once the meeting has begun."""


class NothingWritten(Refusal):
    """Write something first: the notes are empty."""


class NotesConfirmed(Refusal):
    """These notes were confirmed, so they do not change. To put something right, open the notes again."""


class NotOfThisMeeting(Refusal):
    """Choose something from the agenda of this meeting."""


class NothingToNote(Refusal):
    """Write what you want to note."""


@dataclass(frozen=True)
class NewLine:
    """A decision, or words for the log, that nobody has written down yet."""

    kind: str
    words: str
    item_id: int | None = None


@dataclass(frozen=True)
class Written:
    """What became of a save. `both` holds the parts that somebody else had changed too: their name, and what stands there."""

    notes: Notes | None
    saved: bool
    both: dict[str, tuple[str, int | None]] = field(default_factory=dict)


def locked(meeting: Meeting) -> Notes | None:
    """The notes as they are now. The meeting's row is locked, because the notes may not exist yet."""
    row = locks.held(Meeting.objects).get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    return Notes.objects.filter(meeting=row).first()


@transaction.atomic
def write(
    *, meeting: Meeting, by: Membership, now: datetime, version: int, summary: str | None = None,
    said: dict[int, str] | None = None, lines: dict[int, tuple[str, int | None]] | None = None, new=(), because="",
) -> Written:  # fmt: skip
    """Saves what this person changed since `version`, the one they began from (0: there were none).

    What is not given is not touched. `said` is by item (0: anything else), `lines` by number (no words: taken out). A part
    that somebody else changed too is not saved: it comes back in `both`, and whoever saves sees the two texts.
    """
    if not meeting.begun(now):
        raise MeetingNotBegun
    notes = locked(meeting)
    if notes and notes.confirmed:
        raise NotesConfirmed
    typed = _typed(summary, said, lines)
    stands = queries.state_of(notes) if notes else {}
    _check(meeting, notes, typed, new)
    take, both = _merged(typed, _began_from(notes, version, stands), stands)
    fresh = _fresh(new, notes)
    if not take and not fresh:
        if notes is None:
            raise NothingWritten(field=SUMMARY)
        return Written(notes, False, both)  # saved twice, nothing changed, or all of it changed by somebody else too
    if not fresh and not any(words for words, _ in (stands | take).values()):
        raise NothingWritten(field=SUMMARY)
    return Written(_saved(meeting, notes, take, fresh, by=by, now=now, because=because), True, both)


def _typed(summary, said, lines):
    typed = {} if summary is None else {SUMMARY: (summary, None)}
    typed |= {said_key(item): (words, None) for item, words in (said or {}).items()}
    return typed | {line_key(pk): tuple(given) if given[0] else NOTHING for pk, given in (lines or {}).items()}


def _began_from(notes, version, stands):
    if notes is None or version == notes.version:
        return stands
    return queries.state_in(notes.versions.filter(number=version).first())


def _check(meeting, notes, typed, new):
    """Nothing of another meeting is written to, whatever was sent."""
    named = {int(key.partition("-")[2]) for key in typed if key.startswith("said-")} - {0}
    named |= {item for _, item in typed.values() if item} | {one.item_id for one in new if one.item_id}
    lines = {int(key.partition("-")[2]) for key in typed if key.startswith("line-")}
    if named and len(named) != meeting.items.filter(pk__in=named).count():
        raise NotOfThisMeeting
    if lines and (notes is None or len(lines) != notes.lines.filter(pk__in=lines).count()):
        raise NotOfThisMeeting


def _merged(typed, began, stands):
    """What only this person changed, and what both changed."""
    take, both = {}, {}
    for key, mine in typed.items():
        was, there = began.get(key, NOTHING), stands.get(key, NOTHING)
        if mine in (was, there):
            continue
        if there == was:
            take[key] = mine
        else:
            both[key] = there
    return take, both


def _fresh(new, notes):
    """New lines, but for those that stand there already: the same form sent twice is one line."""
    there = set(notes.lines.live().values_list("kind", "words", "item")) if notes else set()
    unique = dict.fromkeys(one for one in new if one.words)
    return [one for one in unique if (one.kind, one.words, one.item_id) not in there]


def _saved(meeting, notes, take, fresh, *, by, now, because):
    if notes is None:
        notes = Notes.objects.create(meeting=meeting, version=1)
    else:
        notes.version += 1
    notes.summary = take.get(SUMMARY, (notes.summary, None))[0]
    notes.save(update_fields=["summary", "version"])
    for key, (words, item) in take.items():
        kind, _, number = key.partition("-")
        if kind == "said":
            NotesPart.objects.update_or_create(notes=notes, item_id=int(number) or None, defaults={"words": words})
        elif kind == "line":
            changed = {"words": words, "item": item, "removed_in": None} if words else {"removed_in": notes.version}
            notes.lines.filter(pk=number).update(**changed)
    NotesLine.objects.bulk_create(
        NotesLine(notes=notes, kind=one.kind, words=one.words, item_id=one.item_id) for one in fresh
    )
    _keep(notes, by=by, now=now, because=because)
    what = f" {because}" if because else ""
    sentence = f"{by.person.name} saved version {notes.version} of the notes of “{meeting.title}”{what}."
    record("notes_saved", sentence, at=now, by=by, about=notes, meeting=meeting.pk)
    return notes


def _keep(notes, *, by, now, because):
    """The whole of it as it now stands."""
    NotesVersion.objects.create(
        notes=notes, number=notes.version, summary=notes.summary, because=because, written_by=by, written_at=now,
        said=list(notes.parts.exclude(words="").order_by("id").values("item", "words")),
        lines=list(notes.lines.live().in_order().values("id", "kind", "item", "words")),
    )  # fmt: skip


@transaction.atomic
def add_note(*, meeting: Meeting, by: Membership, now: datetime, words: str, item_id: int | None = None) -> Notes:
    """Adds one paragraph under an item while the meeting is on. It is put after what stands there, so it disturbs nobody."""
    if not words:
        raise NothingToNote(field="words")
    notes = locked(meeting)
    stands = queries.state_of(notes) if notes else {}
    before = stands.get(said_key(item_id), NOTHING)[0]
    if before == words or before.endswith(f"\n\n{words}"):
        return notes  # sent twice
    after = f"{before}\n\n{words}" if before else words
    version = notes.version if notes else 0
    return write(meeting=meeting, by=by, now=now, version=version, said={item_id or 0: after}).notes


# --- late ---


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """The facilitators hear once of a meeting whose notes are late."""
    did = 0
    for meeting in queries.to_nudge(now):
        did += NotesNudge.objects.get_or_create(meeting=meeting, defaults={"at": now})[1]
        emails.late(
            meeting, queries.facilitators_of(meeting), now=now
        )  # its key makes it one letter, whoever was first
    return did


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For a facilitator who put it off. Whether it is still right is looked at when it goes."""
    meeting = Meeting.objects.select_related("group").filter(pk=int(letter.about.split(":")[1])).first()
    if meeting:
        readers = [one for one in queries.facilitators_of(meeting) if one.person_id == letter.person_id]
        emails.late(meeting, readers, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 50, "Notes that are late", lambda group, plan: queries.SAYS, queries.coming, (emails.LATE,),
        nudge_again, leads="This reminder ends when people are asked to read the notes.",
    )
)  # fmt: skip
