"""What stands on a page, part by part, so that a test can name what one reader has there and another has not."""

from collections import Counter

from bs4 import BeautifulSoup

PARTS = {
    "heading": "h1, h2, h3",
    "figure": ".app-figure",
    "tile": ".app-card, .app-said",
    "line": "p, li, dt, dd, td, th, figcaption, summary",
    "deed": "button, input:not([type=hidden]), select, textarea",
}


def on(html) -> Counter:
    """(what it is, its words, where it leads) of everything between the frame of a page."""
    page = BeautifulSoup(html, "html.parser").find("main")
    found = [(part, _words(one), "") for part, where in PARTS.items() for one in page.select(where)]
    return Counter(found + [("link", _words(one), one["href"]) for one in page.select("a[href]")])


def only(html, other) -> set[tuple[str, str]]:
    """What stands on the first page and not on the other: what it is, and its words."""
    return {(part, words) for part, words, _ in on(html) - on(other)}


def figures(html) -> list[str]:
    """The numbers in large type, in their order."""
    return [_words(one) for one in BeautifulSoup(html, "html.parser").select("main .app-figure b")]


def _words(one) -> str:
    return " ".join(one.get_text(" ").split())
