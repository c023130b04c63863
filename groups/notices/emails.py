"""Writing a letter down: three parts from one stem, in one frame. Nothing here sends, and no template gets an author."""

import uuid
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from coproduction.kit import words
from groups.notices.models import Kind, Letter

FRAME = "groups/notices/emails/frame"
USEFUL = {  # how long a letter of a kind is worth having, unless its writer says otherwise
    Kind.NEWS: timedelta(days=30),
    Kind.MEETING: timedelta(days=30),
    Kind.REMINDER: timedelta(days=2),
    Kind.WAITING: timedelta(days=14),
    Kind.DIGEST: timedelta(days=7),
    Kind.ACCOUNT: timedelta(days=30),
    Kind.SIGN_IN: timedelta(minutes=15),
}
WHY = {
    Kind.NEWS: "You get this because you are part of {place}, and something happened there.",
    Kind.MEETING: "You get this because you are invited to meetings of {place}.",
    Kind.REMINDER: "You get this because {place} reminds people before its meetings.",
    Kind.WAITING: "You get this because something in {place} waits for you.",
    Kind.DIGEST: "You get this because you asked for regular summaries from {place}, or your role has them.",
    Kind.ACCOUNT: "You get this because it is about your own place in {place}.",
    Kind.SIGN_IN: "You get this because somebody used your email address to sign in, or changed how you sign in.",
}
STOP_SALT = "stop these letters"


class NotPlain(TypeError):
    """A letter template was given more than plain words, numbers and dates."""


def plain(value):
    """Letters hold words, numbers and dates. A row of a table could lead to whoever wrote it, so it is refused."""
    if value is None or isinstance(value, str | int | float | date | datetime | time):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    raise NotPlain(f"A letter cannot hold a {type(value).__name__}: give it words, numbers or dates.")


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}" if path.startswith("/") else path


def stop_token(person_id: int, kind: str, group_id: int | None) -> str:
    return signing.Signer(salt=STOP_SALT).sign_object([person_id, kind, group_id])


def read_stop_token(token: str) -> tuple[int, str, int | None]:
    """Raises `signing.BadSignature` for anything we did not write."""
    person_id, kind, group_id = signing.Signer(salt=STOP_SALT).unsign_object(token)
    return person_id, kind, group_id


def stop_address(letter) -> str:
    token = stop_token(letter.person_id, letter.kind, letter.group_id)
    return absolute(reverse("stop_letters", kwargs={"token": token}))


def new_message_id() -> str:
    """Random: it says nothing of what the letter is about."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def as_text(template: str, given: dict) -> str:
    """Plain text: nothing is escaped, because nothing reads it as HTML."""
    return get_template(template).template.render(Context(given, autoescape=False))


def write(letter: Letter, *, name: str, place: str, context: dict, button: str) -> Letter:
    """Fills in the subject, the plain text and the HTML from the letter's stem."""
    given = plain(context) | {"name": name, "site": settings.BRAND_NAME, "url": absolute(letter.path)}
    letter.why = letter.why or WHY[letter.kind].format(place=place or settings.BRAND_NAME)
    letter.subject = words.one_line(as_text(f"{letter.stem}.subject.txt", given))[:200]
    framed = given | {"button": button, "why": letter.why, "subject": letter.subject}
    if letter.stoppable:
        framed["stop_url"] = stop_address(letter)
        framed["choices_url"] = absolute(reverse("letter_choices"))
    body = words.clean(as_text(f"{letter.stem}.txt", given))
    letter.text = words.clean(as_text(f"{FRAME}.txt", framed | {"body": body})) + "\n"
    body = get_template(f"{letter.stem}.html").render(given)
    letter.html = get_template(f"{FRAME}.html").render(framed | {"body": body})
    return letter
