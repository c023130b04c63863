"""Explains known words where they stand: finds them in a piece of finished HTML and marks the first of each."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"(<[^>]*>)")


def _pattern(known):
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(str(escape(word))) for word in longest_first)})(?!\w)", re.IGNORECASE
    )


def in_html(html: SafeString, known: dict[str, str]) -> tuple[SafeString, list[str]]:
    """The same HTML with the first of each known word marked, and which were found. `known`: the word and what it means.

    Only what stands between tags is looked at, and nothing within a link, so that no tag is ever broken.
    """
    meanings = {str(escape(word)).casefold(): (word, meaning) for word, meaning in known.items()}
    if not meanings:
        return html, []
    pattern, found, in_a_link = _pattern(known), [], False

    def mark(match):
        word, meaning = meanings.get(match[0].casefold(), ("", ""))
        if not word or word in found:
            return match[0]
        found.append(word)
        return f'<abbr title="{escape(meaning)}">{match[0]}</abbr>'

    parts = []
    for part in _TAG.split(html):
        if part.startswith("<"):
            in_a_link = part.startswith("<a ") or (in_a_link and part != "</a>")
            parts.append(part)
        else:
            parts.append(part if in_a_link else pattern.sub(mark, part))
    return mark_safe("".join(parts)), found  # noqa: S308 (it was safe, and all that is added is escaped)
