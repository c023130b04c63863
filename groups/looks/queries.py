"""What a letter looks like to its reader. Nothing here writes; what is drawn is the same for all who chose the same."""

from typing import NamedTuple

from django.utils.safestring import mark_safe

from coproduction.kit import easy, frames, parts, words
from groups.choices import queries as choices
from groups.choices.models import Preference

Look = Preference.Look
FRAME = "groups/notices/frame"
OWN = ("name", "subject", "text", "html", "why", "url", "stop_url")  # what differs from letter to letter in a frame
LOOKS = {  # the frame's own styles: size of all letters, of the small print, between lines, how wide
    Look.STANDARD: {"size": 19, "small": 16, "line": 1.5, "wide": 600},
    Look.LARGE: {"size": 27, "small": 27, "line": 1.5, "wide": 800},
    Look.SPACED: {"size": 27, "small": 27, "line": 2, "wide": 800},
    Look.EASY: {"size": 27, "small": 27, "line": 1.5, "wide": 800},
}
A_SENTENCE_A_LINE = (Look.SPACED, Look.EASY)
IN_MAIL, ON_PAGE = "groups/notices/easy_rows.html", "components/easy_rows.html"
_explaining = []


class Offer(NamedTuple):
    """What else a letter's reader may do with it, as a link that works in a mail program."""

    words: str
    url: str


def explains_words(known):
    """Registers `known(groups) -> {group: {word: what it means}}`: the words that groups explain. One statement."""
    _explaining.append(known)
    return known


def reads_easily(person) -> bool:
    """Costs nothing where the preference was loaded with the person."""
    return choices.preference_of(person).look == Look.EASY


def easy_readers(stem: str, receivers: list[tuple]) -> list[dict]:
    """What each of these (receiver, group) needs beside the letter everybody gets: nothing, or the hard words of the group.

    A letter without a part in Easy Read costs no statement. One asks who reads that; only if somebody does, one asks for words.
    """
    people = {to.pk for to, _ in receivers if not isinstance(to, str)} if easy.has_easy(stem) else set()
    mine = choices.who_want(Look.EASY, people) if people else set()
    known = hard_words({group.pk for to, group in receivers if group and getattr(to, "pk", 0) in mine})
    return [
        {"hard": known.get(group.pk, {}) if group else {}} if getattr(to, "pk", 0) in mine else {}
        for to, group in receivers
    ]


def hard_words(groups: set[int]) -> dict[int, dict[str, str]]:
    return {group: said for known in _explaining for group, said in known(groups).items()} if groups else {}


def easily(stem: str, given: dict, hard: dict[str, str]) -> str:
    """The middle of a letter in Easy Read, as it is kept."""
    return easy.explained(easy.written(stem, given), hard)


def middle(look: str, text: str, html: str, easy_: str) -> tuple[str, str]:
    """Text and HTML of the middle for whoever chose this look. What has no part in Easy Read comes as everybody gets it."""
    if look != Look.EASY or not easy_:
        return text, html
    return easy.as_text(easy_), easy.as_html(easy_, IN_MAIL)


def on_page(look: str, html: str, easy_: str) -> str:
    """HTML of the middle on the page of a letter."""
    if look == Look.EASY and easy_:
        return easy.as_html(easy_, ON_PAGE)
    return words.a_sentence_a_line_in_html(html) if look in A_SENTENCE_A_LINE else html


def in_frame(look: str, given: dict, offered: list[Offer]) -> tuple[str, str]:
    """Its text and HTML. Most of a frame is the same for everybody, and drawing it is most of the work of a letter."""
    links = {f"offer_{number}": one.url for number, one in enumerate(offered)}
    own = {name: value for name, value in given.items() if name in OWN} | links
    own["html"] = mark_safe(own["html"])  # noqa: S308 (our own templates escaped it)
    shared = {name: value for name, value in given.items() if name not in OWN}
    shared["offers"] = tuple(Offer(one.words, frames.place(link)) for one, link in zip(offered, links, strict=True))
    text = frames.drawn(f"{FRAME}.txt", shared, own, escaped=False)
    html = frames.drawn(f"{FRAME}.html", shared | LOOKS[look], own)
    if look in A_SENTENCE_A_LINE:
        head, body, rest = html.partition("<body")
        return words.a_sentence_a_line(text), head + body + words.a_sentence_a_line_in_html(rest)
    return text, html


def offer(words_: str, path: str) -> Offer:
    return Offer(words_, parts.absolute(path))
