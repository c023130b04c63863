"""What a mail server's report says about an address: RFC 3464, and those who write it their own way. Knows no table.

Whatever arrives, `read` answers. Only what is clear counts: a report that something waits, an answering machine, a receipt
and anything we cannot make out say nothing about the address.
"""

import email
import email.policy
import re
from email.message import Message
from enum import Enum

MOST = 262_144  # bytes looked at: a report stands before the copy of the letter
MOST_TEXT = 20_000
MOST_PARTS = 50
MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")
COPIES = ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/global", "message/global-headers")
GENERAL = (".0.0", ".2.0", ".3.0", ".4.0", ".4.1", ".5.0")  # so general that the words decide
NO_SUCH_ADDRESS = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"}
_AFTER_A_CODE = re.compile(r"(?<!\d)[45]\d\d[ -]#?([45]\.[0-7]\.\d{1,3})(?!\.?\d)")
_ENHANCED = re.compile(r"(?<![\d.])([45]\.[0-7]\.\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)[ -](?=\D|5\.|4\.|$)")
_GONE = re.compile(
    r"(no such|unknown|invalid|non-?existent) (user|recipient|mailbox|address|account|local part)|no mailbox here"
    r"|(user|mailbox|recipient|address|account)( address)? (is )?(unknown|not found|unavailable|rejected|disabled|invalid"
    r"|does(n.t| not) exist)|does(n.t| not) have an account|unrouteable address|unknown local part|all relevant mx records"
    r"|(host|domain)( name)? (not found|does(n.t| not) exist)|couldn.t find any host|not our customer|no longer valid",
    re.IGNORECASE,
)
_NOT_THE_ADDRESS = re.compile(
    r"quota|mailbox (is )?full|out of storage|insufficient (disk|system)|too (large|big|many)|exceeds|spam|blocked"
    r"|black ?list|policy|reputation|rate limit|timed? ?out|try again|temporar",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"warning: message|delayed|still (being )?(tr|in the queue)|will (be )?(re-?tr|keep trying|continue|try again)"
    r"|not yet been delivered|warning message only|no action is required",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(r"permanent|given up|giving up|retry time(out)? (not reached|exceeded)", re.IGNORECASE)
_NOT_DELIVERED = re.compile(
    r"(could|can|may|did) ?no?.?t? (be|reach)|(was not|wasn.t|were not|un)(\s|-)?(able to )?deliver|delivery.{0,20} fail"
    r"|failure notice|returned (mail|to sender)|permanent (fatal )?error|not delivered|undeliverable",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto-?reply|auto-?response|on (holiday|leave|vacation)", re.IGNORECASE
)
_COPY_BEGINS = re.compile(
    r"^-{2,} ?(this is a copy|below this line|original message|the header of the original|enclosed)", re.I | re.M
)


class Kind(Enum):
    HARD = "HARD"  # there is no such address
    SOFT = "SOFT"  # not this time
    COMPLAINT = "COMPLAINT"  # its reader told their mail program that they do not want it
    NOTHING = "NOTHING"  # nothing about the address


def read(raw: bytes) -> Kind:
    try:
        return kind_of(email.message_from_bytes(raw[:MOST], policy=email.policy.compat32))
    except Exception:  # the library raises a dozen kinds for messages made to break it
        return Kind.NOTHING


def kind_of(message: Message) -> Kind:
    parts = list(parts_of(message))
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return of_feedback(part)
    blocks = [block for part in parts for block in blocks_of(part)]
    found = [of_block(block) for block in blocks if block.get("Action") or block.get("Status")]
    if found:
        return next((kind for kind in found if kind != Kind.NOTHING), Kind.NOTHING)
    return of_words(message, parts)


def parts_of(message: Message):
    """The parts of a report, without going into the copy of the letter it is about."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting.extend(part.get_payload())


def of_feedback(part: Message) -> Kind:
    inner = part.get_payload(0) if part.is_multipart() else email.message_from_string(text_of(part))
    said = str(inner.get("Feedback-Type", "")).strip().lower()
    return Kind.COMPLAINT if said in ("abuse", "fraud", "opt-out") else Kind.NOTHING


def blocks_of(part: Message) -> list[Message]:
    """The fields of a report, also where it calls them plain text."""
    kind = part.get_content_type()
    if kind == "message/delivery-status" and part.is_multipart():
        return part.get_payload()
    if (
        kind == "message/global-delivery-status" and part.is_multipart()
    ):  # read as a letter: the first block is its head
        return [one for inner in part.get_payload() for one in (inner, *in_text(text_of(inner)))]
    if kind in COPIES or part.is_multipart():
        return []
    text = text_of(part)
    return in_text(text) if re.search(r"^(final|original)-recipient:", text, re.I | re.M) else []


def in_text(text: str) -> list[Message]:
    return [email.message_from_string(block) for block in re.split(r"\n\s*\n", text)]


def of_block(block: Message) -> Kind:
    action = str(block.get("Action", "")).strip().lower()
    status = found.group(1) if (found := _ENHANCED.search(str(block.get("Status", "")))) else ""
    if action.startswith("failed") or (not action and status.startswith("5")):
        return judged(status, one_line(str(block.get("Diagnostic-Code", "")))) or Kind.SOFT
    return Kind.NOTHING  # delayed, delivered, relayed, expanded


def of_words(message: Message, parts: list[Message]) -> Kind:
    """Exim, qmail and their like: a letter from a machine in plain words."""
    subject, sender = str(message.get("Subject", "")), str(message.get("From", "")).lower()
    by_machine = "X-Failed-Recipients" in message or any(name in sender for name in MACHINES)
    if not by_machine or _AWAY.search(subject):
        return Kind.NOTHING
    text = next((text_of(part) for part in parts if part.get_content_type() == "text/plain"), "")
    words = one_line(_COPY_BEGINS.split(text)[0])
    everything = f"{subject} {words}"
    if not _NOT_DELIVERED.search(everything) or (_STILL_TRYING.search(everything) and not _GAVE_UP.search(words)):
        return Kind.NOTHING
    return judged("", words) or Kind.NOTHING


def judged(status: str, words: str) -> Kind | None:
    """What a server's code and words mean. None: it is not clear."""
    if not status or status.endswith(GENERAL):
        found = _AFTER_A_CODE.search(words) or _ENHANCED.search(words)
        status = found.group(1) if found else status
    if status in NO_SUCH_ADDRESS:
        return Kind.HARD
    if status and not (status.startswith("5") and status.endswith(GENERAL)):
        return Kind.SOFT
    if _GONE.search(words):
        return Kind.HARD
    if _NOT_THE_ADDRESS.search(words):
        return Kind.SOFT
    code = found.group(1) if (found := _CODE.search(words)) else ""
    if code in ("550", "551", "553") or status == "5.0.0":
        return Kind.HARD
    return Kind.SOFT if code or status else None


def of_reply(code: int, words: str) -> Kind:
    """What a server's answer to our giving it the address means."""
    if 400 <= code < 500:
        return Kind.SOFT
    return judged("", f"{code} {one_line(words)}") or Kind.SOFT


def text_of(part: Message) -> str:
    raw = part.get_payload(decode=True) or b""
    return raw[:MOST_TEXT].decode(part.get_content_charset("utf-8") or "utf-8", "replace").replace("\r\n", "\n")


def one_line(text: str) -> str:
    return " ".join(text[:MOST_TEXT].split())
