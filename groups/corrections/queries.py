"""Who is asked to read the notes, what they may say, and what stands in the way of confirming them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.db.models.functions import TruncDate

from coproduction.kit import walltime
from coproduction.kit.words import count_of
from groups.attendance.models import Attendance
from groups.attendance.queries import who_was_asked
from groups.corrections.models import Correction, Reading
from groups.meetings.models import Meeting, Reply
from groups.membership.models import THE_GROUP, Membership, Role
from groups.minutes.models import Notes
from groups.minutes.queries import SUMMARY, Sheet, facilitators_of, said_key
from groups.permissions import GroupAbility

OPEN_FOR_DAYS = 7


def closes_at(meeting: Meeting, now: datetime) -> datetime:
    """The end of the seventh day after today, on the clocks of the meeting."""
    return walltime.end_of(now.astimezone(meeting.zone).date() + timedelta(days=OPEN_FOR_DAYS), meeting.zone)


# --- who ---


def were_there(meeting: Meeting):
    """Those of the group who were at the meeting: as it was noted, or else all who did not say that they would not come."""
    came = Attendance.objects.filter(meeting=meeting, came=True)
    here = who_was_asked(meeting).filter(role__in=THE_GROUP)
    if Attendance.objects.filter(meeting=meeting).exists():
        return here.filter(Exists(came.filter(membership=OuterRef("pk"))))
    said_no = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"), answer=Reply.Answer.NO)
    return here.filter(~Exists(said_no))


def may_say(meeting: Meeting, by: Membership) -> bool:
    """Anyone of the group, but for those who said that they would not come and were not there. One statement."""
    if not by.may(GroupAbility.CORRECT_NOTES) or by.group_id != meeting.group_id:
        return False
    came = Attendance.objects.filter(meeting=meeting, membership=by, came=True)
    return not Reply.objects.filter(~Exists(came), meeting=meeting, membership=by, answer=Reply.Answer.NO).exists()


def to_hear_of_corrections(notes: Notes, but: Membership) -> list[Membership]:
    """The facilitators, and whoever asked people to read: those who answer. Not who proposed it."""
    readers = {one.pk: one for one in facilitators_of(notes.meeting)}
    asker = Membership.objects.current().of_group(notes.meeting.group_id).filter(pk=notes.asked_by_id)
    readers |= {one.pk: one for one in asker.select_related("person")}
    return [one for pk, one in readers.items() if pk != but.pk]


# --- how it stands ---


@dataclass(frozen=True)
class Standing:
    """How the asking stands. Numbers only: who has not said anything yet is nobody's business."""

    asked: int
    right: int  # of those asked, who said that this version is right
    waiting: int  # corrections without an answer
    open: bool

    @property
    def everyone(self) -> bool:
        return bool(self.asked) and self.asked == self.right

    @property
    def may_confirm(self) -> bool:
        return not self.waiting and (not self.open or self.everyone)

    @property
    def in_words(self) -> str:
        return f"{self.right} of {count_of(self.asked, 'person', 'people')} we asked said that this version is right."


def standing(notes: Notes, now: datetime) -> Standing:
    """Two statements."""
    mine = Reading.objects.filter(notes=notes, asking=notes.asking, was_asked=True)
    counted = mine.aggregate(asked=Count("pk"), right=Count("pk", filter=Q(right_in=notes.version)))
    waiting = Correction.objects.filter(notes=notes).waiting().count()
    return Standing(counted["asked"], counted["right"], waiting, notes.open_for_corrections(now))


def reading_of(notes: Notes, membership: Membership) -> Reading | None:
    return Reading.objects.visible_to(membership).filter(notes=notes, asking=notes.asking).first()


def corrections_of(notes: Notes, reader: Membership) -> list[Correction]:
    """All there were, oldest first, as far as this reader may know. One statement."""
    return list(Correction.objects.visible_to(reader).filter(notes=notes).with_people().in_order())


def named_for(correction: Correction, reader: Membership) -> str:
    """Names of members are for the group; nobody learns from a correction who supports whom."""
    who = correction.proposed_by
    hidden = who.role == Role.SUPPORTER or not reader.inside
    return "Someone of the group" if hidden and who.pk != reader.pk else who.person.name


def saved_because(correction: Correction) -> str:
    """What the version that has it was saved for, as it stands in the list of versions."""
    hidden = correction.proposed_by.role == Role.SUPPORTER
    return f"with {'someone' if hidden else correction.proposed_by.person.name}’s correction"[:200]


def begin_with(correction: Correction, stands: str) -> str:
    """What whoever takes it in begins with: for a longer text what stands there, and the correction below it."""
    longer = correction.part.startswith("said-") and stands
    return f"{stands}\n\n{correction.words}" if longer else correction.words


def parts_to_correct(sheet: Sheet) -> dict[str, str]:
    """Each part by its name, and what it is called; what is missing altogether goes under anything else."""
    return sheet.names | {said_key(None): "Anything else, or something that is missing"}


def text_of(sheet: Sheet, part: str) -> str:
    """What a part says now; nothing, if it is not there any more."""
    texts = {SUMMARY: sheet.summary} | {one.key: one.words for one in (*sheet.said, *sheet.decisions, *sheet.we_said)}
    return texts.get(part, "")


# --- what waits for somebody on their home page: (kind, number of the meeting, day), made to stand in a union ---


def _row(rows, kind, day, number):
    return rows.values_list(Value(kind, output_field=CharField()), number, day).order_by()


def waits_for(membership: Membership, now: datetime):
    """Notes that this person was asked to read and has not said anything of."""
    open_ones = Reading.objects.visible_to(membership).of_this_asking().asked().filter(right_in=None)
    open_ones = open_ones.filter(notes__confirmed_at=None, notes__closes_at__gt=now, notes__meeting__cancelled_at=None)
    proposed = Correction.objects.filter(
        notes=OuterRef("notes"), proposed_by=membership, proposed_at__gte=OuterRef("notes__asked_at")
    )
    last = walltime.last_day_of("notes__closes_at", membership.group.zone)
    return _row(open_ones.filter(~Exists(proposed)), "read_notes", last, "notes__meeting_id")


def to_answer(membership: Membership):
    """Corrections that wait for an answer, one line a meeting: for the facilitators."""
    rows = Correction.objects.waiting().filter(notes__meeting__group_id=membership.group_id)
    rows = rows.filter(notes__meeting__cancelled_at=None).distinct()
    day = TruncDate("notes__meeting__starts_at", tzinfo=membership.group.zone)
    return _row(rows, "corrections", day, "notes__meeting_id")


# --- letters ---


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose notes are still open to be put right. `about` is `read_notes:<notes>:<asking>`."""
    wanted = {letter.pk: tuple(int(part) for part in letter.about.split(":")[1:]) for letter in letters}
    rows = Notes.objects.filter(
        pk__in={notes for notes, _ in wanted.values()}, confirmed_at=None, closes_at__gt=now,
        meeting__cancelled_at=None,
    )  # fmt: skip
    right = set(rows.values_list("pk", "asking"))
    return {letter for letter, about in wanted.items() if about in right}


def still_waiting(letters, now: datetime) -> set[int]:
    """Letters whose correction nobody has answered. `about` is `correction:<id>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    waiting = set(Correction.objects.waiting().filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    return {letter for letter, correction in wanted.items() if correction in waiting}
