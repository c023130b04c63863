"""Writing a letter down: three parts from one stem, in one frame. Nothing here sends, and no template gets an author."""

import base64
import secrets
import uuid
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import mark_safe

from coproduction.kit import words
from groups.choices import queries as choices
from groups.choices.models import Kind
from groups.notices import queries
from groups.notices.models import Letter

FRAME = "groups/notices/frame"
NOTE, NOTE_WHY = "groups/notices/emails/note", "We leave out what our letters are about because you asked us to."
REPLY_DAYS = timedelta(days=30)
TOGETHER = "groups/notices/emails/together"
USEFUL = {  # how long a letter of a kind is worth having, unless its writer says otherwise
    Kind.NEWS: timedelta(days=30),
    Kind.MEETING: timedelta(days=30),
    Kind.REMINDER: timedelta(days=2),
    Kind.WAITING: timedelta(days=14),
    Kind.DIGEST: timedelta(days=7),
    Kind.BATCH: timedelta(days=7),
    Kind.ACCOUNT: timedelta(days=30),
    Kind.SIGN_IN: timedelta(minutes=15),
}
WHY = {
    Kind.NEWS: "You get this because you are part of {place}, and something happened there.",
    Kind.MEETING: "You get this because you are invited to meetings of {place}.",
    Kind.REMINDER: "You get this because {place} reminds people before its meetings.",
    Kind.WAITING: "You get this because something in {place} waits for you.",
    Kind.DIGEST: "You get this because you asked for regular summaries from {place}, or your role has them.",
    Kind.BATCH: "You get several letters together because you asked for that.",
    Kind.ACCOUNT: "You get this because it is about your own place in {place}.",
    Kind.SIGN_IN: "You get this because somebody used your email address to sign in, or changed how you sign in.",
}


class NotAnAddress(ValueError):
    """A letter was posted to something that is not an e-mail address."""


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


def stop_address(letter) -> str:
    token = choices.stop_token(letter.person_id, letter.group_id, letter.kind)
    return absolute(reverse("stop_letters", kwargs={"token": token}))


def new_message_id() -> str:
    """Random: it says nothing of what the letter is about."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def new_reply_token() -> str:
    """160 bits by chance, in letters and digits that survive every mail program."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def reply_address(letter) -> str:
    return f"reply+{letter.reply_token}@{settings.REPLY_DOMAIN}"


def return_address(letter) -> str:
    """Where mail servers send their reports about this letter: the sender on its envelope."""
    return f"bounce+{queries.return_token(letter)}@{settings.REPLY_DOMAIN}"


def as_text(template: str, given: dict) -> str:
    """Plain text: nothing is escaped, because nothing reads it as HTML."""
    return get_template(template).template.render(Context(given, autoescape=False))


def checked(address: str) -> str:
    """An address with nothing hidden in it: no second line, no second receiver."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAnAddress from error
    return address.lower()


def letter(stem: str, said: dict, context: dict, at: datetime) -> Letter:
    """A letter as it will be posted: its subject and its middle, in plain text and HTML, written from one stem."""
    to, group, kind = said["to"], said.get("group"), said.get("kind", Kind.NEWS)
    person, address = (None, checked(to)) if isinstance(to, str) else (to, "")
    due_at, place = said.get("due_at") or at, group.name if group else settings.BRAND_NAME
    name, path = said.get("name", person.name if person else ""), said.get("path", "")
    given = plain(context) | {"name": name, "site": settings.BRAND_NAME, "url": absolute(path)}
    subject, text, html = written(stem, given)
    answers = said.get("answers", "") if person else ""
    by_email = bool(answers and settings.REPLY_DOMAIN)
    return Letter(
        key=said["key"],
        message_id=new_message_id(),
        person=person,
        address=address,
        group=group,
        kind=kind,
        stem=stem,
        about=said.get("about", ""),
        answers=answers,
        reply_token=new_reply_token() if by_email else "",
        reply_until=due_at + REPLY_DAYS if by_email else None,
        subject=subject,
        text=text,
        html=html,
        path=path,
        button=said.get("button", ""),
        name=words.one_line(name)[:80],
        why=words.one_line(said.get("why") or WHY[kind].format(place=place))[:300],
        urgent=said.get("urgent", False) or kind == Kind.SIGN_IN,
        secret=said.get("secret", False) or kind == Kind.SIGN_IN,
        posted_at=at,
        due_at=due_at,
        has_waited=said.get("same_day", False),
        useful_until=said.get("useful_until") or due_at + USEFUL[kind],
    )


def written(stem: str, given: dict) -> tuple[str, str, str]:
    """Subject (always one line), plain text and HTML of a stem."""
    subject = words.one_line(as_text(f"{stem}.subject.txt", given)).replace("=?", "= ?")[:200]  # no encoded words
    text = words.clean(as_text(f"{stem}.txt", given))
    return subject, text, words.clean(get_template(f"{stem}.html").render(given))


def framed(letter: Letter) -> tuple[str, str, str]:
    """The whole letter as it goes out: the frame put round its middle. A discreet reader gets only a note."""
    given = {"subject": letter.subject, "site": settings.BRAND_NAME, "why": letter.why, "name": letter.name}
    given |= {"text": letter.text, "html": mark_safe(letter.html)}  # noqa: S308 (our own template escaped it)
    given |= {"button": letter.button, "url": absolute(letter.path) if letter.button else ""}
    if letter.discreet:
        url = absolute(reverse("your_letter", kwargs={"letter_id": letter.pk}))
        subject, text, html = written(NOTE, {"url": url})
        given |= {"subject": subject, "text": text, "html": html, "site": "", "name": "", "why": NOTE_WHY}
        given |= {"button": "Sign in to read it", "url": url}
    given |= {"may_reply": letter.takes_replies and bool(settings.REPLY_DOMAIN)}
    given |= {"sign_in_to_answer": not given["may_reply"] and bool(letter.answers or letter.kind == Kind.BATCH)}
    if letter.stoppable:
        given |= {"stop_url": stop_address(letter), "choices_url": absolute(reverse("letter_choices"))}
    return given["subject"], as_text(f"{FRAME}.txt", given), get_template(f"{FRAME}.html").render(given)


def together(batch: Letter, parts: list[Letter]) -> None:
    """Writes a batch from the letters that are still right to send."""
    given = {"letters": [{"subject": one.subject, "text": one.text, "html": mark_safe(one.html),  # noqa: S308
                          "button": one.button, "url": absolute(one.path) if one.button else ""} for one in parts]}  # fmt: skip
    batch.subject, batch.text, batch.html = written(TOGETHER, given | {"count": len(parts)})
