"""Explains known words where they stand: finds them in finished HTML and marks the first of each on a page.

A marked word is a link to what it means, further down on the page: reached by keyboard, read out with its meaning, and
working without a script.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"(<[^>]*>)")
_SIGN = r"&#?\w+;"  # an escaped sign such as &lt; is one letter: a word like "lt" is never found within it


@dataclass
class Explaining:
    """One page. `known`: words and what they mean; `found`: those marked so far, in the order they stand."""

    known: dict[str, str]
    found: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def _meanings(self):
        return {str(escape(word)).casefold(): (word, meaning) for word, meaning in self.known.items()}

    @cached_property
    def _pattern(self):
        longest_first = sorted(self.known, key=len, reverse=True)
        words = "|".join(re.escape(str(escape(word))) for word in longest_first)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)|{_SIGN}", re.IGNORECASE)

    def marked(self, html: SafeString) -> SafeString:
        """The same HTML with each known word marked that was not marked before.

        Only what stands between tags is looked at, and nothing within a link, so that no tag is ever broken.
        """
        if not self.known:
            return html
        parts, in_a_link = [], False
        for part in _TAG.split(html):
            if part.startswith("<"):
                in_a_link = part.startswith("<a ") or (in_a_link and part != "</a>")
                parts.append(part)
            else:
                parts.append(part if in_a_link else self._pattern.sub(self._mark, part))
        return mark_safe("".join(parts))  # noqa: S308 (it was safe, and all that is added is escaped)

    def _mark(self, match):
        word, meaning = self._meanings.get(match[0].casefold(), ("", ""))
        if not word or (word, meaning) in self.found:
            return match[0]
        self.found.append((word, meaning))
        number = len(self.found)
        return (
            f'<a class="app-explained" id="word-{number}" href="#meaning-{number}" aria-describedby="meaning-{number}"'
            f' title="{escape(meaning)}">{match[0]}</a>'
        )
