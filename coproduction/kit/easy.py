"""Easy Read: short sentences, each beside a picture. What a template drew with `{% picture %}`, kept as plain words.

Kept, each row is the name of its picture and its words; an empty line stands between two rows. Words that people wrote cannot
begin a row: while a template is drawn a row begins with a mark of chance, and what is kept holds no empty line within a row.
Pictures are signs that every phone and computer draws: nothing is fetched, and nothing is added to a letter.
"""

import re
import secrets
from functools import lru_cache

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from coproduction.kit import parts, words
from coproduction.kit.explaining import Explaining

PICTURES = {
    "calendar": "📅", "clock": "🕙", "place": "📍", "people": "👥", "person": "🧑", "said": "💬", "heard": "👂",
    "answer": "📣", "yes": "✅", "no": "❌", "waiting": "⏳", "letter": "✉️", "phone": "📞", "paper": "📄", "pen": "✏️",
    "question": "❓", "help": "🤝", "stop": "🛑", "key": "🔑", "screen": "💻", "money": "💷", "safe": "🛟", "idea": "💡",
    "list": "📋", "change": "🔄", "bell": "🔔", "closed": "🔒", "thanks": "🙏", "eye": "👀", "done": "🏁",
}  # fmt: skip
HARD = "list: Hard words in this letter:"
MOST = 8  # hard words of one letter
_CHANCE = secrets.token_hex(16)
_BEGINS = re.compile(f"{_CHANCE}-([a-z]+);")
_LINES = re.compile(r"\s*\n\s*")


def begun(picture: str) -> str:
    """What a template draws where a row begins."""
    return f"{_CHANCE}-{picture};"


@lru_cache(maxsize=1000)
def has_easy(stem: str) -> bool:
    """Whether a letter has a part in Easy Read."""
    try:
        return bool(get_template(f"{stem}_easy.txt"))
    except TemplateDoesNotExist:
        return False


def written(stem: str, given: dict) -> str:
    """The part in Easy Read, as it is kept; nothing if the letter has none."""
    return kept(parts.as_text(f"{stem}_easy.txt", given)) if has_easy(stem) else ""


def kept(drawn: str) -> str:
    """A row in which nothing was put is left out."""
    _, *pieces = _BEGINS.split(words.clean(drawn))
    both = zip(pieces[::2], pieces[1::2], strict=True)
    return "\n\n".join(f"{picture}: {said}" for picture, words_ in both if (said := _LINES.sub("\n", words_.strip())))


def rows(easy: str) -> list[tuple[str, str]]:
    """Each row's picture and its words."""
    found = (row.partition(": ") for row in easy.split("\n\n") if row)
    return [(PICTURES.get(picture, ""), said) for picture, _, said in found]


def as_text(easy: str) -> str:
    """Without pictures: a program that reads aloud would say their names."""
    return words.a_sentence_a_line("\n\n".join(said for _, said in rows(easy)))


def as_html(easy: str, template: str) -> str:
    return words.a_sentence_a_line_in_html(get_template(template).render({"rows": rows(easy)}))


def explained(easy: str, known: dict[str, str]) -> str:
    """With the hard words in it, and what they mean, at its end."""
    page = Explaining(known)
    page.marked(words.escape(easy))
    found = [f"idea: {word}: {_LINES.sub(chr(10), meaning.strip())}" for word, meaning in page.found[:MOST]]
    return "\n\n".join([easy, HARD, *found]) if found else easy
