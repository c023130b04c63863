"""A real mail server for tests: takes letters over SMTP on loopback, and can be told to refuse, hang up or be slow."""

import email
import email.policy
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    got: list = field(default_factory=list)  # (receivers, message), in the order they came
    senders: list = field(default_factory=list)  # on the envelopes, in the same order
    raw: list = field(default_factory=list)  # the messages as they came over the wire, in the same order
    begun: int = 0  # how many were being handed over, taken or not
    refuse: dict = field(default_factory=dict)  # address: reply to RCPT
    refuse_data: str = ""
    pause: float = 0
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.begun += 1
        if self.refuse_data:
            return self.refuse_data
        if self.pause:
            time.sleep(self.pause)
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.senders.append(envelope.mail_from)
        self.raw.append(envelope.original_content)
        self.got.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    @property
    def messages(self):
        return [message for _, message in self.got]

    @property
    def ids(self):
        return [message["Message-ID"] for message in self.messages]

    @property
    def receivers(self):
        return [receiver for receivers, _ in self.got for receiver in receivers]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def running(**told):
    sink = Sink(**told)
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
