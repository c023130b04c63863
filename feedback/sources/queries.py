"""Which lines of notes are in the log, and which entries a decision may belong to."""

from coproduction.kit.words import shortened
from feedback.log.models import Said, Stage
from feedback.sources.models import Source
from groups.minutes.models import NotesLine

SETTLED = (Stage.DRAFT, Stage.AGREEING, Stage.ANSWERED, Stage.EARLIER, Stage.WITHDRAWN)
MOST = 100  # entries offered at once: the ones that moved last


def placed(meeting, membership) -> dict[int, Source]:
    """The lines of this meeting's notes that went into entries this reader sees, by their number. One statement."""
    rows = Source.objects.visible_to(membership).filter(line__notes__meeting=meeting).select_related("said__group")
    return {one.line_id: one for one in rows.exclude(said__stage=Stage.WITHDRAWN)}


def entry_of(line: NotesLine, membership) -> Said | None:
    """The entry a line went into, as far as this reader sees it. One statement."""
    rows = Source.objects.visible_to(membership).filter(line=line).exclude(said__stage=Stage.WITHDRAWN)
    found = rows.select_related("said__group").first()
    return found.said if found else None


def lines(membership, meeting):
    """The lines that can be taken into the log."""
    return NotesLine.objects.visible_to(membership).live().filter(notes__meeting=meeting)


def entries(membership):
    """What was sent and is not settled: a decision at a meeting can belong to it."""
    rows = Said.objects.visible_to(membership).exclude(stage__in=SETTLED)
    return rows.with_all().order_by("-moved_at", "-id")


def offered(membership) -> list[tuple[str, str]]:
    return [(str(one.pk), f"Number {one.number}: {shortened(one.words, 120)}") for one in entries(membership)[:MOST]]
