"""Answers without a name: counted in one row, so that nothing joins an answer to a person (voice.md).

A row that holds them has `counts` (question, then answer, then how many), `answered`, and `lines` (what people added, in no
order) unless there is no place for words. Beside it stands a table of those who are asked, with `has_answered`: not what, not when.
"""

from secrets import SystemRandom

from django.db.models import Case, F, Value, When

from coproduction.kit.refusals import Refusal
from coproduction.kit.words import rounded

FEWEST_INSIDE, FEWEST_OUTSIDE = 5, 8  # answers, before anything is shown: in the group, and beside it
chance = SystemRandom()


class AnsweredAlready(Refusal):
    """You have answered. We cannot change it, because we do not know which answer is yours."""


def _held(row) -> list[str]:
    return [name for name in ("counts", "lines", "answered") if hasattr(row, name)]


def count(row, given: dict, line: str, asked, mine) -> None:
    """Adds one person's answers to a locked row. `asked` are all who are asked, `mine` the one of them who answers now.

    The mark that somebody has answered is written together with everyone else's, so that not even the database's own
    stamps (which transaction wrote a row last) join the two.
    """
    for question, said in given.items():
        row.counts[question][said] += 1
    if line:
        row.lines.insert(chance.randrange(len(row.lines) + 1), line)
    row.answered += 1
    row.save(update_fields=_held(row))
    mark(asked, mine)


def mark(asked, mine) -> None:
    """Says that somebody has answered, in one statement that writes the row of everyone who is asked."""
    asked.update(has_answered=Case(When(pk=mine.pk, then=Value(True)), default=F("has_answered")))


def close(row, asked) -> bool:
    """Who answered is forgotten; what too few answered is wiped; the lines are shuffled. Whether enough is left to show.

    The caller saves the row, with what closing means for it.
    """
    enough = row.answered >= FEWEST_INSIDE
    if not enough:
        for name in _held(row):
            setattr(row, name, type(getattr(row, name))())
    chance.shuffle(getattr(row, "lines", []))
    asked.delete()
    return enough


def enough(answered: int, inside: bool) -> bool:
    return answered >= (FEWEST_INSIDE if inside else FEWEST_OUTSIDE)


def in_words(numbers: list[int], inside: bool) -> list[str]:
    """Exact inside the group, rounded outside; nothing when outside one of the answers was given by 1 to 7 people."""
    if inside:
        return [str(number) for number in numbers]
    if any(0 < number < FEWEST_OUTSIDE for number in numbers):
        return []
    return [rounded(number) for number in numbers]
