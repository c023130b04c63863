"""Parts of a letter, whoever it is for: three from one stem, what a program takes, addresses that work in a mail program."""

import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from coproduction.kit import words


@dataclass(frozen=True)
class Enclosure:
    """A part of a letter for a program rather than for eyes: what a calendar takes. `method` goes into its type."""

    name: str
    content: str
    kind: str
    method: str

    @property
    def mime(self) -> str:
        return f"{self.kind}; method={self.method}"


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}" if path.startswith("/") else path


@lru_cache(maxsize=2000)
def address(page: str, **of) -> str:
    """Of a page of ours. Those who get letters together read of the same things, so it is worked out once."""
    return reverse(page, kwargs=of)


def new_message_id() -> str:
    """Random: it says nothing of what the letter is about."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def as_text(template: str, given: dict) -> str:
    """Plain text: nothing is escaped, because nothing reads it as HTML."""
    return get_template(template).template.render(Context(given, autoescape=False))


def written(stem: str, given: dict) -> tuple[str, str, str]:
    """Subject (always one line), plain text and HTML of a stem."""
    subject = words.one_line(as_text(f"{stem}.subject.txt", given)).replace("=?", "= ?")[:200]  # no encoded words
    text = words.clean(as_text(f"{stem}.txt", given))
    return subject, text, words.clean(get_template(f"{stem}.html").render(given))
