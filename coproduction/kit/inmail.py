"""A message that came by e-mail: its own words, what stood below them, and whether a machine wrote it. Knows no table.

Whatever arrives, `read` answers: what cannot be read is said in `trouble`, never raised. Nothing of a message is trusted.
"""

import email.policy
import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser

from coproduction.kit import words

AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id", "X-Failed-Recipients")
MOST_HTML = 200_000
LOGO = 30_000  # letters of a small picture that stands in a letter, as it is sent
SEALS = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
BULK = ("bulk", "junk", "list", "auto_reply")
MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply")
_WROTE = re.compile(
    r"^(on\b.{3,200}\bwrote|am\b.{3,200}\bschrieb.{0,80}|le\b.{3,200}\ba écrit|ar\b.{3,200}\bysgrifennodd.{0,80})\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_WROTE = re.compile(r"^(on|am|le|ar)\b\s.{2,}", re.IGNORECASE)
_END = re.compile(  # a rule above the old letter, or a signature
    r"^(-{2,}\s*(original|forwarded) message\s*-{2,}|_{10,}|--|sent from my \w.{0,40}|get outlook for \w{2,10}.{0,40})$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\*?(from|von|de|oddi wrth)\s?:\*?\s\S", re.IGNORECASE)
_NEXT_HEADER = re.compile(r"^\*?(sent|date|to|subject|gesendet|an|envoyé|à|anfonwyd|at)\s?:\*?", re.IGNORECASE)
_SILENT = {"script", "style", "title", "template", "noscript"}
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "pre", "hr", "blockquote"}


@dataclass(frozen=True)
class Mail:
    """What a message says. `words` is the reply itself; `below` all that stood under it: quotes, a signature."""

    sender: str  # the address in its From line, in small letters; empty when there is none or more than one
    words: str
    below: str
    automatic: bool  # an answering machine, a list, a report that something could not be delivered
    trouble: str  # in words, when it cannot be read


def read(raw: bytes, *, envelope_from: str | None = None) -> Mail:
    """Reads a message. `envelope_from` is what the sending server gave; empty (`<>`) means that a machine sent it."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        sender, automatic = sender_of(message), is_automatic(message, envelope_from)
        text = text_of(message)
    except Exception:  # the library raises a dozen kinds for messages made to break it
        return Mail(sender="", words="", below="", automatic=False, trouble="It is not a letter that we can read.")
    if text is None:
        return Mail(sender, "", "", automatic, "It has no text in it that we can read.")
    own, below = parted(words.clean(text))
    return Mail(sender, own, below, automatic, "")


def identity(raw: bytes) -> str:
    """The Message-ID, or for messages without one a fingerprint of all of it. The same message has the same identity."""
    try:
        found = str(email.message_from_bytes(raw, policy=email.policy.compat32).get("Message-ID", "")).strip()
    except Exception:  # as above
        found = ""
    return found or hashlib.sha256(raw).hexdigest()


def carries_files(raw: bytes) -> bool:
    """Whether pictures or files hang on it. A small picture that stands in its words, as a logo below a name, is none."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return any(_is_file(part) for part in message.walk())
    except Exception:  # as above
        return False


def _is_file(part: EmailMessage) -> bool:
    if part.get_content_maintype() == "multipart" or part.get_content_type() in SEALS:
        return False
    named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    stands_in_it = "Content-ID" in part and part.get_content_disposition() != "attachment"
    return named and not (stands_in_it and len(str(part.get_payload())) < LOGO)


def sender_of(message: EmailMessage) -> str:
    """Whoever the message says it is from: one address, or none that counts."""
    lines = message.get_all("From", [])
    addresses = [one for line in lines for one in line.addresses]
    whole = len(lines) == len(addresses) == 1 and addresses[0].username and addresses[0].domain
    return addresses[0].addr_spec.lower() if whole else ""


def is_automatic(message: EmailMessage, envelope_from: str | None) -> bool:
    """Answered by hand means answered: anything a machine may have written gets no answer, so that two never talk."""
    said = {name.lower(): str(message.get(name, "")).strip().lower() for name in ("Auto-Submitted", "Precedence")}
    if said["auto-submitted"] not in ("", "no") or said["precedence"] in BULK:
        return True
    if envelope_from == "" or str(message.get("Return-Path", "-")).strip() == "<>":
        return True
    if any(name in message for name in AUTOMATIC_HEADERS) or message.get_content_type() == "multipart/report":
        return True
    return sender_of(message).partition("@")[0] in MACHINES


def text_of(message: EmailMessage) -> str | None:
    """Its plain text; of mail that has only HTML, the text of that with its line breaks."""
    plain = message.get_body(("plain",))
    if plain is not None and (text := str(plain.get_content())).strip():
        return text
    html = message.get_body(("html",))
    if html is not None:
        return text_of_html(str(html.get_content()))
    return None if plain is None else ""


class _Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.quotes, self.silent = [], 0, ""

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent = self.silent or tag
        if tag in _BLOCKS:
            self.new_line()
        if tag == "blockquote":
            self.quotes += 1
            self.said.append("> ")

    def handle_endtag(self, tag):
        if tag == self.silent:
            self.silent = ""
        if tag == "blockquote" and self.quotes:
            self.quotes -= 1
        if tag in _BLOCKS:
            self.new_line()

    def new_line(self):
        self.said.append("\n" + "> " * min(self.quotes, 5))

    def handle_data(self, data):
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The words of a page with their line breaks. Scripts and styles go with what is in them; quotes get their `>`.

    What comes out is plain text and is shown as such, so nothing has to be cleaned; a cleaner takes minutes over a page
    with a thousand boxes in each other. For the same reason a very long page is read to a point only.
    """
    reader = _Text()
    reader.feed(html[:MOST_HTML])
    reader.close()
    lines = [line.strip() for line in "".join(reader.said).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join("" if set(line) <= {">", " "} else line for line in lines)).strip()


def parted(text: str) -> tuple[str, str]:
    """The reply, and what stands below it. Whoever writes under or between quoted lines has answered as well."""
    lines = text.split("\n")
    cut = next((at for at in range(len(lines)) if begins_the_old(lines, at)), len(lines))
    above, below = lines[:cut], lines[cut:]
    if not "".join(above).strip():
        above = between(below)
    return words.clean("\n".join(above)), words.clean("\n".join(below))


def between(lines: list[str]) -> list[str]:
    """What stands between and under quoted lines. Only where they are marked: a copy without marks is nobody's answer."""
    if not any(line.startswith(">") for line in lines):
        return []
    end = next((at for at, line in enumerate(lines) if _END.match(line.strip())), len(lines))
    return [line for at, line in enumerate(lines[:end]) if not line.startswith(">") and not names_the_old(lines, at)]


def begins_the_old(lines: list[str], at: int) -> bool:
    """Whether what was written before begins here: a quoted line, *On … wrote:*, a rule, a signature."""
    line = lines[at]
    bare = line.strip()
    if line.startswith(">") or _END.match(bare) or wrote(lines, at):
        return True
    return bool(_FROM.match(bare)) and any(_NEXT_HEADER.match(one.strip()) for one in lines[at + 1 : at + 4])


def wrote(lines: list[str], at: int) -> int:
    """Over how many lines *On … wrote:* stands here, or 0. Mail programs break it where they like."""
    if not _BEGINS_WROTE.match(lines[at].strip()):
        return 0
    for n, line in enumerate(lines[at : at + 3], 1):
        if line.rstrip().endswith(":") and _WROTE.match(" ".join(one.strip() for one in lines[at : at + n])):
            return n
    return 0


def names_the_old(lines: list[str], at: int) -> bool:
    """Whether this line is a part of *On … wrote:*."""
    return any(wrote(lines, start) > at - start for start in range(max(at - 2, 0), at + 1))
