"""Around seeded notes: a correction that was answered and stands beside them, and one that waits."""

from groups.corrections import operations as corrections
from groups.corrections.models import Correction
from groups.minutes.models import NotesLine


def tell(story, cast, planted) -> None:
    at = story.days.at
    story.tell(at(38, 10), propose, cast, planted)
    story.tell(at(37, 10), answer, cast, planted)


def propose(cast, planted, *, now):
    """Once the notes are confirmed, guests of the meeting read it too, without the name; why is for them as well."""
    corrections.propose(
        meeting=planted.meetings["behind"], by=planted.who("member"), now=now, part="said-0",
        words=f"I remember {cast.word('a correction to notes', cast.with_guest)}",
        why=f"Because {cast.word('why a correction', cast.with_guest)}",
    )  # fmt: skip


def answer(cast, planted, *, now):
    one = Correction.objects.waiting().get(notes__meeting=planted.meetings["behind"])
    corrections.refuse(
        meeting=planted.meetings["behind"], correction=one, by=planted.who("facilitator"), now=now,
        why_not=f"Nobody else does {cast.word('why a correction was not taken in', cast.with_guest)}",
    )  # fmt: skip
    planted.correction = one


def objects(one, planted):
    yield one("correction", planted.correction.pk, "refuse_correction", meeting_id=planted.meetings["behind"].pk,
              correction_id=planted.correction.pk)  # fmt: skip
    line = NotesLine.objects.filter(notes__meeting=planted.meetings["behind"]).decisions().in_order().first()
    yield one("notes_line", line.pk, "take_line", meeting_id=planted.meetings["behind"].pk, line_id=line.pk)
