"""The notes as a page shows them and as they are compared, and which meetings have none in time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from coproduction.kit import walltime, workdays
from groups.agendas.models import Item
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.minutes.models import Notes, NotesLine, NotesNudge, NotesVersion
from groups.plans.models import Plan
from groups.plans.queries import NEXT, Coming

ELSE = "Anything else"
SUMMARY, NOTHING = "summary", ("", None)  # a part of which nothing is written: no words, under no item
Kind = NotesLine.Kind

# --- one part by its name, so that two people's texts can be compared part by part ---


def said_key(item_id: int | None) -> str:
    return f"said-{item_id or 0}"


def line_key(line_id: int) -> str:
    return f"line-{line_id}"


def state_of(notes: Notes) -> dict[str, tuple[str, int | None]]:
    """Every part that has words, by its name: the words, and for a line the item it stands under. Two statements."""
    state = {SUMMARY: (notes.summary, None)} if notes.summary else {}
    state |= {said_key(item): (words, None) for item, words in notes.parts.values_list("item", "words") if words}
    lines = notes.lines.live().values_list("pk", "words", "item")
    return state | {line_key(pk): (words, item) for pk, words, item in lines}


def state_in(version: NotesVersion | None) -> dict[str, tuple[str, int | None]]:
    """The same of a version that was saved. One that nobody saved holds nothing."""
    if version is None:
        return {}
    state = {SUMMARY: (version.summary, None)} if version.summary else {}
    state |= {said_key(one["item"]): (one["words"], None) for one in version.said}
    return state | {line_key(one["id"]): (one["words"], one["item"]) for one in version.lines}


# --- as a page shows them ---


@dataclass(frozen=True)
class Part:
    """What was said under one item."""

    item_id: int | None
    title: str
    words: str

    @property
    def key(self) -> str:
        return said_key(self.item_id)


@dataclass(frozen=True)
class Line:
    id: int
    words: str
    item_id: int | None
    under: str

    @property
    def key(self) -> str:
        return line_key(self.id)


@dataclass(frozen=True)
class Sheet:
    """The notes with their parts kept apart, in the order of the agenda."""

    summary: str = ""
    said: list[Part] = field(default_factory=list)
    decisions: list[Line] = field(default_factory=list)
    we_said: list[Line] = field(default_factory=list)

    @property
    def names(self) -> dict[str, str]:
        """Each part that has words, and what it is called."""
        named = {SUMMARY: "In short"} if self.summary else {}
        named |= {one.key: one.title for one in self.said if one.words}
        for what, lines in (("Decision", self.decisions), ("We said", self.we_said)):
            named |= {one.key: f"{what}: {one.words}" for one in lines}
        return named


def sheet(notes: Notes) -> Sheet:
    """As they stand now. Two statements."""
    parts = notes.parts.exclude(words="").select_related("item")
    said = sorted(parts, key=lambda one: _place(one.item))
    lines = {kind: [] for kind in Kind.values}
    for one in notes.lines.live().in_order().select_related("item"):
        lines[one.kind].append(Line(one.pk, one.words, one.item_id, one.item.title if one.item else ""))
    shown = [Part(one.item_id, one.item.title if one.item else ELSE, one.words) for one in said]
    return Sheet(notes.summary, shown, lines[Kind.DECISION], lines[Kind.WE_SAID])


def decisions(notes: Notes) -> list[str]:
    """What was decided, as it stands now. One statement."""
    return list(notes.lines.live().decisions().in_order().values_list("words", flat=True))


def sheet_in(version: NotesVersion) -> Sheet:
    """As they were saved then. One statement, for what the items are called."""
    items = Item.objects.filter(meeting=version.notes.meeting_id).in_bulk()
    said = sorted(version.said, key=lambda one: _place(items.get(one["item"])))
    shown = [Part(one["item"], items[one["item"]].title if one["item"] else ELSE, one["words"]) for one in said]
    lines = {kind: [] for kind in Kind.values}
    for one in version.lines:
        under = items[one["item"]].title if one["item"] else ""
        lines[one["kind"]].append(Line(one["id"], one["words"], one["item"], under))
    return Sheet(version.summary, shown, lines[Kind.DECISION], lines[Kind.WE_SAID])


def _place(item):
    return (item is None, item.position if item else 0, item.pk if item else 0)


def to_write_under(meeting: Meeting, named=()) -> list[Item]:
    """Items that notes may be written under: what has a place and is no break, what has notes, and what somebody has named."""
    has_notes = meeting.notes.parts.exclude(words="").values("item") if hasattr(meeting, "notes") else []
    wanted = Q(accepted_at__isnull=False, removed_at=None) & ~Q(purpose=Item.Purpose.BREAK)
    return list(meeting.items.filter(wanted | Q(pk__in=has_notes) | Q(pk__in=named)).in_order())


# --- notes that are late ---

PLAN = "NOTES"
SAYS = (
    "The facilitators get a reminder if nobody was asked to read the notes within 5 working days after a meeting. It goes at "
    "8am on the day after, once."
)
PROMISED_DAYS = 5  # working days after the meeting within which people are asked to read the notes
REMEMBERED = timedelta(days=60)  # after that nobody is told: the meeting is too long ago to write about


def promised_by(meeting: Meeting) -> date:
    return workdays.add(meeting.ends.date(), PROMISED_DAYS, meeting.group.nation)


def _held_before(group, now: datetime) -> datetime:
    """Meetings that ended before this moment have had all their working days."""
    today = group.local(now).date()
    day = today - timedelta(days=PROMISED_DAYS)
    while workdays.add(day, PROMISED_DAYS, group.nation) >= today:
        day -= timedelta(days=1)
    return walltime.end_of(day, group.zone)


def _without_notes(now: datetime):
    """Held, not cancelled, and nobody was asked to read any notes."""
    asked = Notes.objects.filter(Q(asked_at__isnull=False) | Q(confirmed_at__isnull=False), meeting=OuterRef("pk"))
    held = Meeting.objects.going_ahead().behind(now).filter(ends_at__gt=now - REMEMBERED)
    return held.filter(~Exists(asked))


def late(group, now: datetime):
    """Meetings of a group with late notes: kind, number, title, nobody, day. Made to stand in a union."""
    rows = _without_notes(now).filter(group=group, ends_at__lt=_held_before(group, now))
    day = TruncDate("ends_at", tzinfo=group.zone)
    kind, nobody = Value("notes", output_field=CharField()), Value("", output_field=CharField())
    return rows.values_list(kind, "pk", "title", nobody, day).order_by()


def _to_tell(now):
    """Without notes, nobody was told, and the group has not turned this off."""
    told = NotesNudge.objects.filter(meeting=OuterRef("pk"))
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("group"))
    rows = _without_notes(now).filter(~Exists(told), ~Exists(off), group__closed_at=None)
    return rows.select_related("group").order_by("ends_at", "id")


def nudges_at(meeting: Meeting) -> datetime:
    """8am of the day after the one the notes were promised by."""
    return walltime.morning(promised_by(meeting) + timedelta(days=1), meeting.group.zone)


def may_be_late(now: datetime):
    """Held so many days ago, working or not."""
    return _to_tell(now).filter(ends_at__lt=now - timedelta(days=PROMISED_DAYS))


def to_nudge(now: datetime, limit=200) -> list[Meeting]:
    """Late, and nobody was told. One statement."""
    rows = may_be_late(now).iterator()
    return list(
        islice((one for one in rows if nudges_at(one) <= now and not walltime.is_night(now, one.group.zone)), limit)
    )


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans: of meetings that were held and have no notes yet. One statement."""
    return [
        Coming(
            max(nudges_at(one), now), one.title, "The facilitators",
            path=reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": one.pk}),
        )
        for one in _to_tell(now).filter(group=membership.group_id)[:NEXT]
    ]  # fmt: skip


def facilitators_of(meeting: Meeting) -> list[Membership]:
    here = Membership.objects.current().of_group(meeting.group_id).facilitating()
    return list(here.select_related("person").order_by("id"))


def still_late(letters, now: datetime) -> set[int]:
    """Letters whose meeting still has no notes to read. `about` is `late_notes:<meeting>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    late_ones = set(_without_notes(now).filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    return {letter for letter, meeting in wanted.items() if meeting in late_ones}
