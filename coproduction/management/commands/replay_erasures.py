"""`manage.py replay_erasures [FILE]`: after a restore, whoever was erased since that backup is erased again."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import count_of
from groups.erased import queries
from groups.erasures import operations


class Command(BaseCommand):
    help = "Erases again whoever a restored backup brought back. Run it before anybody can open the site."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=settings.ERASURES_FILE, type=Path)

    def handle(self, *, file: Path, **options):
        if not file.exists():
            raise CommandError(f"There is no list at {file}. Where is the one of the site that was lost?")
        try:
            listed = queries.lines(file.read_text())
        except Refusal as error:
            raise CommandError(str(error)) from error
        again = operations.replay(listed, now=clock.now())
        self.stdout.write(f"Done: {count_of(len(again), 'person', 'people')} erased again.")
