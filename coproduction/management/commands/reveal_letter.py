"""`manage.py reveal_letter ID`: an operator reads a letter somebody was sent. Its reader can see that this happened."""

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from groups.notices import emails, queries
from groups.notices.models import Letter
from groups.watch import operations


class Command(BaseCommand):
    help = "Shows one letter as it was written. This is recorded, and shown to the person it was for."

    def add_arguments(self, parser):
        parser.add_argument("letter", type=int, metavar="ID")

    def handle(self, *args, **options):
        try:
            letter = operations.reveal(letter_id=options["letter"], now=clock.now())
        except Letter.DoesNotExist as error:
            raise CommandError("There is no letter with this number.") from error
        subject, text, _ = emails.framed(letter)
        self.stdout.write(f"To: {queries.address_of(letter)}\nMessage-ID: {letter.message_id}\nState: {letter.state}")
        self.stdout.write(f"Subject: {subject}\n\n{text}")
