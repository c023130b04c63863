"""Words people write: cleaned when they come in, drawn safely when they go out."""

import re
import unicodedata

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("js-default", {"html": False, "breaks": True, "linkify": False}).disable(["image", "table"])
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote"}
_LINK = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])((?:[”’)]|&quot;|&#x27;)?)[ \t]+(?=[“‘(]?(?:&quot;|&#x27;)?[A-Z0-9])")
_BETWEEN_TAGS = re.compile(r">[^<]+<")
# Invisible characters that can turn the reading order round or hide text.
_HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """What was typed, without characters nobody can see; line ends as one kind; composed as people read it."""
    text = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def shortened(text: str, most: int) -> str:
    """The beginning in one line, cut between words, with … where something is left out."""
    line = one_line(text)
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0]
    return f"{words.rstrip(',;: ') if words else line[: most - 1]}…"


def as_html(text: str) -> SafeString:
    """Paragraphs, lists, bold and links; nothing else, whatever was typed."""
    html = nh3.clean(
        _markdown.render(text), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return mark_safe(html)  # noqa: S308 (cleaned just above)


def with_links(text: str) -> SafeString:
    """Words as they were typed, with each web address in them as a link that tells the other site nothing."""
    parts, at = [], 0
    for found in _LINK.finditer(text):
        link = escape(found[0])
        parts += [escape(text[at : found.start()]), f'<a href="{link}" rel="noopener noreferrer nofollow">{link}</a>']
        at = found.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 (every part escaped just above)


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 person`, `3 people`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def rounded(number: int) -> str:
    """A number of people as it may be shown outside the group (product.md): 1 to 7 hidden, the rest to the nearest 5."""
    if number == 0:
        return "none"
    if number < 8:
        return "fewer than 8"
    return f"about {5 * round(number / 5)}"


def in_ten(part: int, whole: int) -> int | None:
    """How many times in 10. All is said of all alone, and none of none: 19 of 20 are 9 in 10, 1 of 25 is 1 in 10."""
    if not whole:
        return None
    return 10 if part >= whole else min(max(round(10 * part / whole), 1), 9) if part else 0


def a_sentence_a_line(text: str) -> str:
    """The same words, each sentence on a line of its own."""
    return _SENTENCE_ENDS.sub(r"\1\n", text)


def a_sentence_a_line_in_html(html: str) -> str:
    """The same for HTML of ours, in which everything people wrote is escaped: no tag is touched."""
    broken = _BETWEEN_TAGS.sub(lambda found: _SENTENCE_ENDS.sub(r"\1<br>", found[0]), f">{html}<")
    return broken[1:-1]
