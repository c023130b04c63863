"""`manage.py receive_mail`: takes the replies people send by e-mail, until it is stopped."""

import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coproduction.checks import refuse_half_configured
from coproduction.management import receiving

STOPS = {signal.SIGINT, signal.SIGTERM}


class Command(BaseCommand):
    help = "Listens for replies (reply+…) and reports (bounce+…) at REPLY_DOMAIN and keeps them. Stop it with Ctrl+C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8025)

    def handle(self, *args, **options):
        if not settings.REPLY_DOMAIN:
            raise CommandError("REPLY_DOMAIN is not set, so no letter offers a reply by email. See README.md.")
        refuse_half_configured()
        signal.pthread_sigmask(
            signal.SIG_BLOCK, STOPS
        )  # before the server's thread begins, so that it does not take them
        try:
            with receiving.open_door(options["host"], options["port"]):
                self.stdout.write(f"Taking mail for {settings.REPLY_DOMAIN} on {options['host']}:{options['port']}.")
                signal.sigwait(STOPS)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
