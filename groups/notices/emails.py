"""Writing a letter down: three parts from one stem, in one frame. Nothing here sends, and no template gets an author."""

import base64
import itertools
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from coproduction.kit import audiences, easy, pack, parts, texts, words
from groups.choices import queries as choices
from groups.choices.models import Kind
from groups.looks import queries as looks
from groups.looks.queries import Offer
from groups.notices import queries
from groups.notices.models import Letter, Mailing

NOTE, NOTE_WHY = "groups/notices/emails/note", "We leave out what our letters are about because you asked us to."
PAPER = 6000  # characters of a letter by post: about four pages
ROOM = 60_000  # bytes of what goes together: mail programs cut what is longer than 100 kB
REPLY_DAYS = timedelta(days=30)
TOGETHER = "groups/notices/emails/together"
WRITTEN = ["subject", "text", "html", "easy", "group", "about", "why"]  # of a letter that is written when it goes
USEFUL = {  # how long a letter of a kind is worth having, unless its writer says otherwise
    Kind.NEWS: timedelta(days=45),  # longer than a month: some get their letters together once a month
    Kind.MEETING: timedelta(days=45),
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


class MoreThanOneReceiver(ValueError):
    """A message was made for nobody or for several."""


UNSENDABLE = (NotAnAddress, MoreThanOneReceiver)  # no other try makes it better


class Paper(NamedTuple):
    """A letter by post: its heading, its words, and whether paper did not hold all of them."""

    subject: str
    body: str
    cut: bool


def stop_address(letter) -> str:
    token = choices.stop_token(letter.person_id, letter.group_id, letter.kind)
    return parts.absolute(reverse("stop_letters", kwargs={"token": token}))


def new_reply_token() -> str:
    """160 bits by chance, in letters and digits that survive every mail program."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def reply_address(letter) -> str:
    return f"reply+{letter.reply_token}@{settings.REPLY_DOMAIN}"


def return_address(letter) -> str:
    """Where mail servers send their reports about this letter: the sender on its envelope."""
    return f"bounce+{queries.return_token(letter)}@{settings.REPLY_DOMAIN}"


def checked(address: str) -> str:
    """An address with nothing hidden in it: no second line, no second receiver. Or a mobile number, as networks take it."""
    if texts.is_number(address) and texts.number_of(address) == address:
        return address
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
    given = pack.plain(context) | {"name": name, "site": settings.BRAND_NAME, "url": parts.absolute(path)}
    later = stem in queries.writing()
    subject, text, html = (words.one_line(said["subject"])[:200], "", "") if later else parts.written(stem, given)
    easily = looks.easily(stem, given, said["hard"]) if "hard" in said else ""
    answers = said.get("answers", "") if person else ""
    by_email = bool(answers and settings.REPLY_DOMAIN)
    return Letter(
        key=said["key"], message_id=parts.new_message_id(), person=person, address=address, group=group, kind=kind,
        stem=stem, about=said.get("about", ""), answers=answers, reply_token=new_reply_token() if by_email else "",
        reply_until=due_at + REPLY_DAYS if by_email else None, subject=subject, text=text, html=html, easy=easily, path=path,
        button=said.get("button", ""), name=words.one_line(name)[:80],
        why=words.one_line(said.get("why") or WHY[kind].format(place=place))[:300],
        urgent=said.get("urgent", False) or kind == Kind.SIGN_IN,
        secret=said.get("secret", False) or kind == Kind.SIGN_IN, posted_at=at, due_at=due_at,
        has_waited=said.get("same_day", False), useful_until=said.get("useful_until") or due_at + USEFUL[kind],
    )  # fmt: skip


def written(letters: list[Letter], said: dict[int, dict]) -> dict[int, dict]:
    """The middle of letters that are written when they go: of each its context, and its own group, about and why."""
    middles = {}
    letters = [one for one in letters if one.pk in said]
    easily = {one.pk: said[one.pk].get("group", one.group) for one in letters if looks.reads_easily(one.person)}
    hard = looks.hard_words({group.pk for group in easily.values() if group})
    for letter in letters:
        own = {**said[letter.pk], "is_new": True}
        key = (letter.stem, id(context := own.pop("context")))
        given = pack.plain(context) | {"site": settings.BRAND_NAME} if key not in middles or letter.pk in easily else {}
        if key not in middles:
            middles[key] = parts.written(letter.stem, given)
        letter.subject, letter.text, letter.html = middles[key]
        if letter.pk in easily:
            group = easily[letter.pk]
            letter.easy = looks.easily(letter.stem, given, hard.get(group.pk, {}) if group else {})
        for name, value in own.items():
            setattr(letter, name, value)
    return said


def kept(letter: Letter) -> dict:
    """What is still to be kept of its words, for whatever is written down about it next."""
    return {name: getattr(letter, name) for name in WRITTEN} if letter.is_new else {}


def framed(letter: Letter, stop_url: str | None = None) -> tuple[str, str, str]:
    """The whole letter as it goes out: the frame put round its middle. A discreet reader gets only a note."""
    given = {"subject": letter.subject, "site": settings.BRAND_NAME, "why": letter.why, "name": letter.name}
    look = choices.preference_of(letter.person).look
    given |= dict(zip(("text", "html"), looks.middle(look, letter.text, letter.html, letter.easy), strict=True))
    given |= {"button": letter.button, "url": parts.absolute(letter.path) if letter.button else ""}
    if letter.discreet:
        url = parts.absolute(reverse("your_letter", kwargs={"letter_id": letter.pk}))
        subject, *note = parts.written(NOTE, {"url": url})
        text, html = looks.middle(look, *note, easy.written(NOTE, {"url": url}))
        given |= {"subject": subject, "text": text, "html": html, "site": "", "name": "", "why": NOTE_WHY}
        given |= {"button": "Sign in to read it", "url": url}
    given |= looks.told(letter.person, of_group=bool(letter.group_id) and not letter.discreet)
    given |= {"may_reply": letter.takes_replies and bool(settings.REPLY_DOMAIN)}
    given |= {"sign_in_to_answer": not given["may_reply"] and bool(letter.answers or letter.kind == Kind.BATCH)}
    if letter.stoppable:
        choices_url = parts.absolute(parts.address("letter_choices"))
        given |= {"stop_url": stop_url or stop_address(letter), "choices_url": choices_url}
    return given["subject"], *looks.in_frame(look, given, [] if letter.discreet else offers(letter))


def here(letter: Letter) -> str:
    return parts.absolute(reverse("your_letter", kwargs={"letter_id": letter.pk}))


def answered_by_text(letter: Letter) -> bool:
    """Whether a text that comes back would answer it. A note without content says nothing that could be answered."""
    return bool(letter.answers and letter.person_id and letter.group_id) and not letter.discreet


def as_text_message(letter: Letter) -> str:
    """A text says what it is about in one line and where to read it; at most two parts, in the alphabet that costs least."""
    if letter.person is None:
        return texts.fitted("", letter.text, "")
    stop = _("Reply STOP to stop texts.")
    if letter.discreet:
        words_ = _("There is something new for you. Sign in: %(url)s") % {"url": here(letter)}
        return texts.fitted("", f"{words_}\n{stop}", "")
    after = [_("Read it: %(url)s") % {"url": here(letter)}]
    after += [_("To answer, text back.")] if answered_by_text(letter) else []
    place = letter.group.name if letter.group else settings.BRAND_NAME
    return texts.fitted(f"{texts.shortened(place, 60)}: ", letter.subject, "\n".join(["", *after, stop]))


def on_paper(letter: Letter) -> Paper:
    """Heading and words of a letter by post, as much as paper holds."""
    subject, body = _all_on_paper(letter)
    if cut := len(body) > PAPER:
        rest = _("The rest is on our website. Sign in to read it: %(url)s") % {"url": settings.SITE_ADDRESS}
        body = f"{body[:PAPER].rpartition(' ')[0]} …\n\n{rest}"
    return Paper(subject, body, cut)


def _all_on_paper(letter: Letter) -> tuple[str, str]:
    """Paper has no buttons: it says where to go instead."""
    given = {"subject": letter.subject, "site": settings.BRAND_NAME, "why": letter.why, "name": letter.name}
    look = choices.preference_of(letter.person).look
    text, _html = looks.middle(look, letter.text, letter.html, letter.easy)
    given |= {"text": text, "address": settings.SITE_ADDRESS, "discreet": letter.discreet}
    given |= {"button": letter.button, "url": parts.absolute(letter.path) if letter.button else ""}
    if letter.discreet:
        subject, text, _html = parts.written(NOTE, {"url": here(letter)})
        given |= {"subject": subject, "text": text, "site": "", "name": "", "why": NOTE_WHY, "button": "", "url": ""}
    given |= looks.told(letter.person, of_group=bool(letter.group_id) and not letter.discreet, on_paper=True)
    return given["subject"], words.clean(parts.as_text("groups/notices/paper.txt", given))


def offers(letter: Letter) -> list[Offer]:
    return [looks.offer(said, path) for said, path in queries.offers_of(letter)]


def one_of(stem: str, shared: dict, own: dict, at: datetime) -> Letter:
    """One of several letters posted together: its own over what all share, the contexts put together."""
    return letter(stem, {**shared, **own}, {**shared.get("context", {}), **own.get("context", {})}, at)


def several(stem: str, shared: dict, letters: list[dict], at: datetime) -> list[Letter]:
    """Letters posted together. Whoever of them reads Easy Read gets that too, if there is such a part."""
    also = [{}] * len(letters)
    if stem not in queries.writing():
        also = looks.easy_readers(stem, [(own["to"], own.get("group", shared.get("group"))) for own in letters])
    return [one_of(stem, shared, {**own, **more}, at) for own, more in zip(letters, also, strict=True)]


def mailing(stem: str, letters: list, shared: dict, at: datetime, **audience) -> Mailing | None:
    """Letters to many as plain data, for a worker to write. None if that would lose anything: then they are written now."""
    secret = any(said.get("secret") or said.get("kind") == Kind.SIGN_IN for said in (shared, *letters))
    if secret or any("about" in own or isinstance(own["to"], str) for own in letters):
        return None
    try:
        given = pack.packed(_plainly(shared)), [pack.packed(_plainly(own)) for own in letters]
    except pack.CannotBePacked:
        return None
    return Mailing(stem=stem, about=shared.get("about", ""), shared=given[0], letters=given[1], at=at, **audience)


def _plainly(said: dict) -> dict:
    """Rows by their numbers, the context in plain words. What else there is stays as it is."""
    rows = {key: said[key].pk for key in ("to", "group") if said.get(key)}
    context = {"context": pack.plain(said["context"])} if "context" in said else {}
    return {**said, **rows, **context, **({"kind": str(said["kind"])} if "kind" in said else {})}


def next_of(one: Mailing, most: int) -> tuple[list, bool]:
    """What is each one's own in its next letters, and whether there are more after them. It is `done` as far as that."""
    if not one.audience:
        part = [pack.unpacked(each) for each in one.letters[one.done : one.done + most]]
        people = get_user_model().objects.in_bulk([each["to"] for each in part])
        one.done += most
        return [{**each, "to": people.get(each["to"])} for each in part], one.done < len(one.letters)
    said = pack.unpacked(one.shared)
    then, asked = audiences.Then(one.at, one.newest), {"given": said["given"], "key": said["key"]}
    part, one.done, more = audiences.named(one.audience).after(then, one.done, most, **asked)
    return part, more


def unfolded(one: Mailing, part: list) -> list[Letter]:
    """The letters of a part of it, as if they were posted now. Who is not there any more gets none."""
    shared = pack.unpacked(one.shared)
    named = {each["group"] for each in (shared, *part) if each.get("group")}
    groups = apps.get_model("groups", "Group").objects.in_bulk(named)
    whole = [{**each, "group": groups.get(each.get("group", shared.get("group")))} for each in part if each["to"]]
    return several(one.stem, shared, whole, one.at)


def together(batch: Letter, letters: list[Letter]) -> None:
    """Writes a batch from the letters that are still right to send, as many as fit; the others are kept here to be read."""
    look = choices.preference_of(batch.person).look
    middles = [looks.middle(look, one.text, one.html, one.easy) for one in letters]
    fit = sum(size <= ROOM for size in itertools.accumulate(len("".join(one).encode()) for one in middles)) or 1
    shown, batch.left_out = zip(letters[:fit], middles, strict=False), [one.pk for one in letters[fit:]]
    given = {"letters": [{"subject": one.subject, "text": text, "html": mark_safe(html),  # noqa: S308
                          "button": one.button, "url": parts.absolute(one.path) if one.button else "",
                          "offers": offers(one)} for one, (text, html) in shown]}  # fmt: skip
    given |= {"count": len(letters), "more": len(batch.left_out), "all_url": parts.absolute(reverse("your_letters"))}
    batch.subject, batch.text, batch.html = parts.written(TOGETHER, given)
