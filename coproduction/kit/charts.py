"""A ring for `components/ring.html`, a strip for `components/strip.html`. Bars for `components/chart.html`: where each piece
starts and how wide it is, and the same figures as words and a table."""

from dataclasses import dataclass, field
from math import cos, radians, sin


@dataclass(frozen=True)
class Piece:
    label: str
    style: str  # did, doing, cannot, waiting, other: the colours of static/css/components/_chart.scss
    x: str = "0"
    width: str = "0"


@dataclass(frozen=True)
class Row:
    label: str
    words: str
    pieces: list[Piece] = field(default_factory=list)
    url: str = ""


@dataclass(frozen=True)
class Chart:
    title: str
    key: list[Piece]
    rows: list[Row]
    head: list[str]
    table: list[list[str]]
    note: str = ""


def bars(title, series, rows, *, first_heading="", nothing="Nothing here yet", shown=str, urls=None, note=""):
    """A bar for each row, in pieces.

    `series` are pairs of label and style. `rows` are pairs of label and one number for each of the series. `shown` turns a
    number into what may be said of it; outside a group pass `kit.words.rounded`, and rounded numbers as `rows` too, because
    a width can be measured. `urls` says, by label, where one can read what makes a row.
    """
    longest = max((sum(numbers) for _, numbers in rows), default=0) or 1
    drawn = []
    for label, numbers in rows:
        pieces, x = [], 0
        for (name, style), number in zip(series, numbers, strict=True):
            width = 100 * number / longest
            if number:
                pieces.append(Piece(name, style, f"{x:.2f}", f"{max(width - 0.3, 0.3):.2f}"))
            x += width
        said = [f"{name} {shown(number)}" for (name, _), number in zip(series, numbers, strict=True) if number]
        drawn.append(Row(label, " · ".join(said) or nothing, pieces, (urls or {}).get(label, "")))
    table = [[label, *(shown(number) for number in numbers)] for label, numbers in rows]
    key = [Piece(name, style) for name, style in series]
    return Chart(title, key, drawn, [first_heading, *(name for name, _ in series)], table, note)


# --- places on a line: where the middle answer of each side stands, from one end to the other ---


@dataclass(frozen=True)
class Mark:
    """Where one side stands. Each has a shape and a height of its own, so that two on one place can be told apart."""

    label: str
    shape: str  # round (above the line) or square (below it)
    x: str


@dataclass(frozen=True)
class Line:
    label: str
    words: str
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """For `components/places.html`."""

    title: str
    ends: tuple[str, str]
    stops: list[str]  # where each place is
    key: list[Mark]
    lines: list[Line]
    head: list[str]
    table: list[list[str]]


LEFT, WIDE = 12, 176  # of a picture 200 wide


def places(title, answers, sides, rows, *, ends=(), head=(), table=()) -> Places:
    """A line for each row, with as many places as there are answers.

    `sides` are pairs of label and shape. `rows` are (label, words, where each side stands: a number of steps from the first
    place, or None where nothing may be shown).
    """
    steps = max(len(answers) - 1, 1)

    def at(step):
        return f"{LEFT + WIDE * step / steps:.1f}"

    drawn = []
    for label, said, where in rows:
        stands = [(side, step) for side, step in zip(sides, where, strict=True) if step is not None]
        drawn.append(Line(label, said, [Mark(name, shape, at(step)) for (name, shape), step in stands]))
    key = [Mark(name, shape, "8") for name, shape in sides]
    stops = [at(step) for step in range(len(answers))]
    return Places(title, ends or (answers[0], answers[-1]), stops, key, drawn, list(head), list(table))


# --- one place on the way from one thing to another: a small picture beside a word that says the same ---


@dataclass(frozen=True)
class Step:
    """For `components/step.html`: a pin on a road. The road behind it is thick, and at the end of it the sun is full."""

    x: str  # where the pin stands, in a picture 120 wide
    begins: bool  # it stands at the start, with nothing behind it
    arrives: bool


FROM, TO = 10, 106


def steps(number: int) -> list[Step]:
    """So many places, from the first to the last."""
    last = max(number - 1, 1)
    return [Step(f"{FROM + (TO - FROM) * one / last:g}", one == 0, one == last) for one in range(number)]


@dataclass(frozen=True)
class Arc:
    """One piece of a ring: an arrow that leads to the next. `style` is of static/css/components/_ring.scss."""

    number: str
    label: str
    words: str
    style: str
    path: str
    x: str
    y: str


@dataclass(frozen=True)
class Ring:
    title: str
    arcs: list[Arc]

    @property
    def words(self) -> str:
        """The picture in one sentence, for those who do not see it."""
        return "; ".join(f"{one.number} {one.label}: {one.words}" for one in self.arcs)


OUTER, INNER, SIZE, POINT, GAP = 176, 92, 380, 9, 3  # radii and the whole in units of the picture; degrees


def ring(title, pieces) -> Ring:
    """Pieces (number, label, words, style) around a ring, clockwise from the top, each an arrow that points to the next."""
    each = 360 / len(pieces)
    middle = (OUTER + INNER) / 2
    arcs = []
    for place, (number, label, said, style) in enumerate(pieces):
        begins, ends = place * each, (place + 1) * each - GAP
        path = (
            f"M{_at(OUTER, begins)} A{OUTER} {OUTER} 0 0 1 {_at(OUTER, ends)} L{_at(middle, ends + POINT)} "
            f"L{_at(INNER, ends)} A{INNER} {INNER} 0 0 0 {_at(INNER, begins)} L{_at(middle, begins + POINT)} Z"
        )
        x, y = _at(middle, (begins + ends + POINT) / 2).split()
        arcs.append(Arc(number, label, said, style.lower(), path, x, y))
    return Ring(title, arcs)


def _at(radius, degrees) -> str:
    """A point of a circle, counted clockwise from the top."""
    turn = radians(degrees)
    return f"{SIZE / 2 + radius * sin(turn):.1f} {SIZE / 2 - radius * cos(turn):.1f}"


MARK = 0.8  # how wide the mark of a promise is, of 100


def trend(title, rows, *, value, target, style="did", head=(), urls=None, note=""):
    """One bar for each stretch of time, oldest first, with a mark where the promise stands: longer than the mark is late.

    `rows` are (label, number or None, promised or None, words said beside the bar, cells of the table). `value` and
    `target` say what the bar and the mark are.
    """
    longest = max((max(number or 0, promised or 0) for _, number, promised, _, _ in rows), default=0) or 1
    drawn = []
    for label, number, promised, words, _ in rows:
        pieces = []
        if number is not None:
            pieces.append(Piece(value, style, "0.00", f"{max(99 * number / longest, 0.3):.2f}"))
        if promised:
            pieces.append(Piece(target, "mark", f"{99 * promised / longest:.2f}", f"{MARK:.2f}"))
        drawn.append(Row(label, words, pieces, (urls or {}).get(label, "")))
    key = [Piece(value, style)] + ([Piece(target, "mark")] if any(row[2] for row in rows) else [])
    return Chart(title, key, drawn, list(head), [[row[0], *row[4]] for row in rows], note)


# --- boxes in a row: where each of a few things stands, and what changed ---


@dataclass(frozen=True)
class Box:
    """One box. `style` is its shape: none, empty, half or full; `moved` an arrow: new, on, back, same or nothing."""

    number: str
    label: str
    words: str
    style: str
    changed: str = ""
    moved: str = ""
    more: str = ""
    url: str = ""


@dataclass(frozen=True)
class Strip:
    """For `components/strip.html`. `words` sums up what changed."""

    title: str
    boxes: list[Box]
    words: str


def strip(title, boxes, *, counted) -> Strip:
    """`counted` are pairs of a kind of `moved` and its words (`moved on`), in the order in which they are told."""
    numbers = [(sum(one.moved == kind for one in boxes), said) for kind, said in counted]
    told = [f"{number} {said}" for number, said in numbers if number]
    return Strip(title, boxes, ", ".join(told))
