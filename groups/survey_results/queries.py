"""A closed survey as one reader may see it: exact inside the group from five answers of a side, rounded outside from eight.

Outside the group the numbers of a question are shown only where none of them is 1 to 7 (`kit.unnamed`). Besides them stands the
middle answer of a side, in a word and never in a number; it leads to no number, because many splits have the same middle.
"""

from dataclasses import dataclass, field
from datetime import date

from coproduction.kit import charts, unnamed
from coproduction.kit.words import count_of, rounded
from groups.membership.models import Membership
from groups.surveys.models import Half, SideOf, Survey

EARLIER = 6  # surveys one looks back at
SHAPES = {SideOf.MEMBERS: "round", SideOf.STAFF: "square"}
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Stand:
    """How one side answered one question. `middle`: steps from the first answer; None where it may not be shown."""

    middle: float | None
    said: str
    numbers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Side:
    label: str
    answered: str  # empty where too few answered
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """One question both sides answered. `steps` apart, in words as `apart`."""

    words: str
    members: str
    staff: str
    steps: float
    apart: str


@dataclass(frozen=True)
class Result:
    closed_on: date
    sides: list[Side]
    differences: list[Difference]  # the furthest apart first
    pictures: list[charts.Places]
    shown: bool  # whether anything is
    both: bool  # whether both sides were asked

    @property
    def headline(self) -> Difference | None:
        first = self.differences[0] if self.differences else None
        return first if first and first.steps else None


def result(survey: Survey, reader: Membership) -> Result:
    """Two statements: the earlier surveys of its kind, and the halves of all."""
    found = [survey, *_before(survey, reader)]
    halves = {}
    for half in Half.objects.filter(survey__in=found).order_by("side"):
        halves[half.survey_id, half.side] = half
    inside, group = reader.inside, reader.group
    mine = {side: halves[survey.pk, side] for side in SideOf.values if (survey.pk, side) in halves}
    sides = [_side(half, inside) for half in mine.values()]
    pictures, differences = [], []
    for place, asked in enumerate(survey.questions):
        stands = {
            side: stand(half, str(place), asked, inside) for side, half in mine.items() if _was_asked(asked, side)
        }
        if all(one.middle is None for one in stands.values()):
            continue
        rows = [_row("This time" if len(found) > 1 else "", asked, stands)]
        rows += [_row_of(one, asked, halves, inside, group) for one in found[1:]]
        pictures.append(_picture(asked, stands, [row for row in rows if row]))
        differences += _difference(asked, stands)
    differences.sort(key=lambda one: -one.steps)
    closed_on = group.local(survey.closed_at).date()
    return Result(closed_on, sides, differences, pictures, bool(pictures), len(mine) > 1)


def _before(survey, reader):
    """Those of its kind that closed before it: what came later never changes a page somebody has read."""
    rows = Survey.objects.visible_to(reader).closed().filter(kind=survey.kind, closed_at__lt=survey.closed_at)
    return rows.order_by("-closed_at")[:EARLIER]


def _was_asked(asked, side) -> bool:
    return asked["who"] in ("BOTH", side)


def _side(half: Half, inside: bool) -> Side:
    label = SideOf(half.side).label
    if not unnamed.enough(half.answered, inside):
        return Side(label, "")
    if not inside:
        return Side(label, f"{rounded(half.answered)} answered")
    return Side(label, f"{half.answered} of {count_of(half.could_answer, 'person', 'people')} answered", half.lines)


def stand(half: Half | None, key: str, asked: dict, inside: bool) -> Stand:
    """Where one side stands on one question, if enough of it answered."""
    if half is None or not unnamed.enough(half.answered, inside) or key not in half.counts:
        return Stand(None, NOT_SHOWN)
    counts = [half.counts[key][str(place)] for place in range(len(asked["answers"]))]
    lower, upper = middle_of(counts, inside)
    said = f"“{asked['answers'][lower]}”"
    if lower != upper:
        said = f"between {said} and “{asked['answers'][upper]}”"
    return Stand((lower + upper) / 2, said, unnamed.in_words(counts, inside))


def middle_of(counts: list[int], inside: bool) -> tuple[int, int]:
    """All answers in a row, from the first to the last: which one is in the middle, or which two are.

    Outside the group only the first of the two: that there are two would say that the halves are exactly alike.
    """
    row = [place for place, number in enumerate(counts) for _ in range(number)]
    lower, upper = row[(len(row) - 1) // 2], row[len(row) // 2]
    return (lower, upper) if inside else (lower, lower)


def _row(label, asked, stands):
    said = " · ".join(f"{SideOf(side).label}: {one.said}" for side, one in stands.items())
    where = [stands[side].middle if side in stands else None for side in SideOf.values if _was_asked(asked, side)]
    return label, said, where


def _row_of(survey, asked, halves, inside, group):
    """The same question in an earlier survey, if it was asked in the same words; nothing where none of it may be shown."""
    alike = [
        (place, one) for place, one in enumerate(survey.questions)
        if (one["words"], one["answers"]) == (asked["words"], asked["answers"])
    ]  # fmt: skip
    if not alike:
        return None
    place, _ = alike[0]
    sides = [side for side in SideOf.values if _was_asked(asked, side) and (survey.pk, side) in halves]
    stands = {side: stand(halves[survey.pk, side], str(place), asked, inside) for side in sides}
    if all(one.middle is None for one in stands.values()):
        return None
    return _row(f"{group.local(survey.closed_at):%B %Y}", asked, stands)


def _picture(asked, stands, rows) -> charts.Places:
    sides = [(SideOf(side).label, SHAPES[side]) for side in SideOf.values if _was_asked(asked, side)]
    head = ["Answer", *(SideOf(side).label for side in stands)]
    numbers = [one.numbers or [NOT_SHOWN] * len(asked["answers"]) for one in stands.values()]
    table = [[answer, *(each[place] for each in numbers)] for place, answer in enumerate(asked["answers"])]
    ends = (asked["start"], asked["end"]) if asked["start"] else ()
    return charts.places(asked["words"], asked["answers"], sides, rows, ends=ends, head=head, table=table)


def _difference(asked, stands) -> list[Difference]:
    """Only where both sides may be shown."""
    both = [stands.get(side) for side in (SideOf.MEMBERS, SideOf.STAFF)]
    if any(one is None or one.middle is None for one in both):
        return []
    members, staff = both
    steps = abs(members.middle - staff.middle)
    return [Difference(asked["words"], members.said, staff.said, steps, apart(steps))]


def apart(steps: float) -> str:
    if not steps:
        return "the same"
    if steps == 0.5:
        return "half a step apart"
    whole = int(steps)
    return f"{whole} and a half steps apart" if steps != whole else f"{count_of(whole, 'step')} apart"
