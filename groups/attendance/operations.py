"""Noting who was there, resting, and writing a kind word."""

from django.db import transaction

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from groups.attendance import emails, queries
from groups.attendance.models import Attendance, KindWord, Rest
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingCancelled
from groups.membership.models import Membership

LONGEST = {"because": 200, "words": 2000}


class NotBegun(Refusal):
    """The meeting has not begun. You can note who is there as soon as it has."""


class NotAway(Refusal):
    """They are not noted as away from this meeting, so there is no reason to note."""


class NotQuiet(Refusal):
    """This person is not on the list any more: they came, they rest, or somebody has written to them."""


class SayIt(Refusal):
    """Write a few words."""


class TooLong(Refusal):
    """Use fewer words."""


def _fits(field, said):
    if len(said) > LONGEST[field]:
        raise TooLong(f"Use fewer words. There is room for {LONGEST[field]} characters.", field=field)
    return said


@transaction.atomic
def note(*, meeting: Meeting, by: Membership, now, came) -> int:
    """Notes who was there; everyone else who was asked is noted as away. May be put right at any time."""
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    if not row.begun(now):
        raise NotBegun
    there = {one.pk for one in came}
    kept = {one.membership_id: one for one in Attendance.objects.filter(meeting=row)}
    new, changed = [], []
    for one in queries.who_was_asked(row):
        mine = kept.get(one.pk)
        was = mine.came if mine else None
        mine = mine or Attendance(meeting=row, membership=one)
        mine.came, mine.noted_by, mine.noted_at = one.pk in there, by, now
        if was is None:
            new.append(mine)
        elif was != mine.came:
            mine.because = "" if mine.came else mine.because
            changed.append(mine)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["came", "because", "noted_by", "noted_at"])
    if new or changed:
        # Not who: nobody is shown as missing.
        record("attendance_noted", f"{by.person.name} noted who was at “{row.title}”.", at=now, by=by, about=row)
    return len(new) + len(changed)


@transaction.atomic
def note_reason(*, meeting: Meeting, whose: Membership, by: Membership, now, because: str) -> Attendance:
    """A reason that somebody offered; empty takes it away again."""
    said = _fits("because", words.one_line(because))
    mine = locks.held(Attendance.objects).filter(meeting=meeting, membership=whose, came=False).first()
    if mine is None:
        raise NotAway
    mine.because, mine.noted_by, mine.noted_at = said, by, now
    mine.save(update_fields=["because", "noted_by", "noted_at"])
    return mine


@transaction.atomic
def rest(*, by: Membership, now) -> Rest:
    """Somebody pauses for their health. Twice is once; nobody is told."""
    made, _ = Rest.objects.get_or_create(membership=by, ended_at=None, defaults={"began_at": now})
    return made


@transaction.atomic
def come_back(*, by: Membership, now) -> None:
    Rest.objects.running().filter(membership=by).update(ended_at=now)


@transaction.atomic
def write(*, whose: Membership, by: Membership, now, words: str) -> KindWord:
    """A facilitator's own words to one person who has been away. One writes, not two."""
    said = _fits("words", words.strip())
    if not said:
        raise SayIt(field="words")
    locks.held(Membership.objects).get(pk=whose.pk)
    if whose.pk not in {one.membership.pk for one in queries.quiet(by)}:
        raise NotQuiet
    made = KindWord.objects.create(membership=whose, written_by=by, written_at=now)
    emails.kind_word(made, said, now=now)
    return made
