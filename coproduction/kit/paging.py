"""Pages of a long list, cheap at any length: a page asks for one row more than it shows and never counts them all."""

from dataclasses import dataclass
from urllib.parse import urlencode

SIZE = 20


@dataclass(frozen=True)
class Page:
    rows: list
    number: int
    more: bool
    query: str  # the rest of the address, so that filters stay on when the page is turned

    def address(self, number: int) -> str:
        return f"?{self.query}&page={number}" if self.query else f"?page={number}"

    @property
    def previous(self) -> str:
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.address(self.number + 1) if self.more else ""


def page_of(request, rows, size: int = SIZE) -> Page:
    """One page of `rows` (a QuerySet or list) by `?page=`. A number that is none, or too small, means the first."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and 0 < len(asked) < 7 else 1
    number = max(number, 1)
    start = (number - 1) * size
    taken = list(rows[start : start + size + 1])
    query = urlencode([(k, v) for k, values in request.GET.lists() if k != "page" for v in values])
    return Page(taken[:size], number, len(taken) > size, query)
