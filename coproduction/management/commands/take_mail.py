"""`manage.py take_mail`: keeps one message from standard input. For the pipe of a mail server that is there already.

It ends with 0 once the message is kept, 67 when it is not for us, and 75 when the mail server should try again.
"""

import email
import email.policy
import sys
from email.utils import getaddresses

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from coproduction.management import receiving
from feedback.replies import operations

NOT_FOR_US, AGAIN = 67, 75  # as sysexits.h has them
HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


class Command(BaseCommand):
    help = "Reads one message from standard input and keeps it."

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="whom it was sent to; otherwise its headers are asked")
        parser.add_argument("--from", default=None, dest="sender", help="who handed it over; empty for a machine")

    def handle(self, *args, **options):
        raw = sys.stdin.buffer.read(operations.LARGEST + 1)
        sys.stdin.buffer.read()  # the rest of one that is too big, so that the pipe does not break
        meant = next(filter(None, map(receiving.meant_for, self.addresses(raw, options["to"]))), None)
        if meant is None or not settings.REPLY_DOMAIN:
            raise CommandError("This is not addressed to reply+… or bounce+… at REPLY_DOMAIN.", returncode=NOT_FOR_US)
        try:
            receiving.keep(raw, [meant], options["sender"])
        except DatabaseError as error:
            raise CommandError("It could not be kept. Try again later.", returncode=AGAIN) from error

    def addresses(self, raw: bytes, given: str) -> list[str]:
        if given:
            return [given]
        headers = email.message_from_bytes(raw, policy=email.policy.compat32)
        lines = [str(value) for name in HEADERS for value in headers.get_all(name, [])]
        return [address for _, address in getaddresses(lines)]
