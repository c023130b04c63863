"""Mail that is handed to us: a small SMTP server, and what it shares with the command that reads one message from a pipe.

It takes only what is addressed to `reply+<token>@REPLY_DOMAIN`, and says 250 only once the message is kept. What becomes of it
is dealt with after that, so that whoever hands it over never hears of our troubles.
"""

import asyncio
import logging
import re
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connections

from coproduction.kit import clock
from feedback.replies import operations
from feedback.replies.models import Inbound

log = logging.getLogger("groups.replies")
ADDRESS = re.compile(r"reply\+([a-z0-9]{1,64})@([a-z0-9.-]{1,200})", re.IGNORECASE)
MOST_RECEIVERS = 5
NOT_HERE = "550 5.1.1 There is no such address here"
TOO_MANY = "452 4.5.3 Too many receivers"
LATER = "451 4.3.0 Try again later"
KEPT = "250 2.0.0 Kept"


def token_of(address: str) -> str | None:
    """The token in an address of ours."""
    found = ADDRESS.fullmatch(address.strip().strip("<>"))
    if found is None or found[2].lower() != settings.REPLY_DOMAIN:
        return None
    return found[1].lower()


def keep(raw: bytes, tokens: list[str], envelope_from: str | None) -> list[Inbound]:
    """Keeps a message for each token, then deals with it. Only the keeping may fail."""
    now = clock.now()
    kept = [operations.receive(raw=raw, token=token, envelope_from=envelope_from, now=now) for token in tokens]
    for inbound in kept:
        operations.settle_safely(inbound.pk, now=now)
    return kept


class Door:
    """What the server asks at each step of a conversation."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if token_of(address) is None:
            return NOT_HERE
        if len(envelope.rcpt_tos) >= MOST_RECEIVERS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        tokens = [token_of(address) for address in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(self.kept, envelope.original_content, tokens, envelope.mail_from or "")
        except Exception as error:  # whatever it was: the other side keeps the message and comes again
            log.error("A message could not be kept: %s", type(error).__name__, exc_info=True)
            return LATER
        return KEPT

    def kept(self, raw, tokens, envelope_from):
        try:
            keep(raw, tokens, envelope_from)
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
        Door(), hostname=host, port=port, data_size_limit=operations.LARGEST, ident="ready", enable_SMTPUTF8=True,
        timeout=120,
    )  # fmt: skip
    server.start()
    try:
        yield server
    finally:
        server.stop()
