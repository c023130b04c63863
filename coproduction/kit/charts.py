"""Bars for `components/chart.html`: where each piece starts and how wide it is, and the same figures as words and a table."""

from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class Chart:
    title: str
    key: list[Piece]
    rows: list[Row]
    head: list[str]
    table: list[list[str]]


def bars(title, series, rows, *, first_heading="", nothing="Nothing here yet", shown=str):
    """A bar for each row, in pieces.

    `series` are pairs of label and style. `rows` are pairs of label and one number for each of the series. `shown` turns a
    number into what may be said of it; outside a group pass `kit.words.rounded`, and rounded numbers as `rows` too, because
    a width can be measured.
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
        drawn.append(Row(label, " · ".join(said) or nothing, pieces))
    table = [[label, *(shown(number) for number in numbers)] for label, numbers in rows]
    key = [Piece(name, style) for name, style in series]
    return Chart(title, key, drawn, [first_heading, *(name for name, _ in series)], table)
