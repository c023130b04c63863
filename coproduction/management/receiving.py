"""Mail that is handed to us: a small SMTP server, and what it shares with the command that reads one message from a pipe.

It takes only what is addressed to `reply+<token>@REPLY_DOMAIN` or, for reports that a letter did not arrive, to
`bounce+<token>@REPLY_DOMAIN`, and says 250 only once a reply is kept or a report counted. What becomes of a reply is dealt
with after that, so that whoever hands it over never hears of our troubles.
"""

import asyncio
import logging
import re
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connections

from coproduction.kit import clock, inmail, reports
from feedback.replies import operations as replies
from feedback.replies.models import Inbound
from groups.bounces import operations as bounces
from groups.notices import queries as letters

log = logging.getLogger("groups.replies")
ADDRESS = re.compile(r"(reply|bounce)\+([a-z0-9]{1,64})@([a-z0-9.-]{1,200})", re.IGNORECASE)
REPLY, BOUNCE = "reply", "bounce"
MOST_RECEIVERS = 5
NOT_HERE = "550 5.1.1 There is no such address here"
TOO_MANY = "452 4.5.3 Too many receivers"
LATER = "451 4.3.0 Try again later"
KEPT = "250 2.0.0 Kept"


def meant_for(address: str) -> tuple[str, str] | None:
    """What an address of ours takes (replies, or reports) and the token in it."""
    found = ADDRESS.fullmatch(address.strip().strip("<>"))
    if found is None or found[3].lower() != settings.REPLY_DOMAIN:
        return None
    return found[1].lower(), found[2].lower()


def keep(raw: bytes, meant: list[tuple[str, str]], envelope_from: str | None) -> list[Inbound]:
    """Keeps a message for each token, then deals with it. Only the keeping may fail. Reports are counted at once."""
    now, kept = clock.now(), []
    for what, token in meant:
        if what == BOUNCE:
            bounces.take_mail(raw=raw, token=token, now=now)
            token = "" if is_automatic(raw, envelope_from) else words_for(token)
        if token:
            kept.append(replies.receive(raw=raw, token=token, envelope_from=envelope_from, now=now))
    for inbound in kept:
        replies.settle_safely(inbound.pk, now=now)
    return kept


def is_automatic(raw: bytes, envelope_from: str | None) -> bool:
    return inmail.read(raw, envelope_from=envelope_from).automatic or reports.read(raw) != reports.Kind.NOTHING


def words_for(token: str) -> str:
    """Some mail programs answer to the envelope. What a person wrote there is a reply as any other."""
    letter = letters.returned(token)
    return letter.reply_token if letter and letter.reply_token else token


class Door:
    """What the server asks at each step of a conversation."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if meant_for(address) is None:
            return NOT_HERE
        if len(envelope.rcpt_tos) >= MOST_RECEIVERS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        meant = [meant_for(address) for address in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(self.kept, envelope.original_content, meant, envelope.mail_from or "")
        except Exception as error:  # whatever it was: the other side keeps the message and comes again
            log.error("A message could not be kept: %s", type(error).__name__, exc_info=True)
            return LATER
        return KEPT

    def kept(self, raw, meant, envelope_from):
        try:
            keep(raw, meant, envelope_from)
        finally:
            connections.close_all()  # this thread's own


class Talk(SMTP):
    """Takes longer lines than the rule of 1,000 allows: some mail programs write a paragraph as one."""

    line_length_limit = 65_536


class Listening(Controller):
    def factory(self):
        return Talk(self.handler, **self.SMTP_kwargs)


@contextmanager
def open_door(host: str, port: int):
    """Listens as long as the block runs."""
    server = Listening(
        Door(), hostname=host, port=port, data_size_limit=replies.LARGEST, ident="ready", enable_SMTPUTF8=True,
        timeout=120,
    )  # fmt: skip
    server.start()
    try:
        yield server
    finally:
        server.stop()
