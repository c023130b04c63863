from datetime import datetime

from coproduction.kit import parts
from groups.choices import queries as choices
from groups.choices.models import Kind
from groups.notices import emails as notices
from groups.notices.models import Letter


def batch(letters: list[Letter], group_id: int | None, now: datetime) -> Letter:
    """The letter several go out in; with a group, it goes the way its reader chose for that group. It is today's, of which there
    is one, or if no letter in it waited for that, the one of a quiet time that is over."""
    person, waited = letters[0].person, [letter for letter in letters if letter.has_waited]
    day = now.astimezone(choices.zone_of(person)).date().isoformat()
    quiet = f"quiet-until-{max(letter.due_at for letter in waited).isoformat()}"
    whose = f"person-{person.pk}" + (f":group-{group_id}" if group_id else "")
    return Letter(
        key=f"batch:{whose}:{day if any(letter.for_batch for letter in waited) else quiet}",
        message_id=parts.new_message_id(), person=person, group_id=group_id, kind=Kind.BATCH, stem=notices.TOGETHER,
        name=person.name, why=notices.WHY[Kind.BATCH], posted_at=now, due_at=now,
        useful_until=max(letter.useful_until for letter in letters),
    )  # fmt: skip
