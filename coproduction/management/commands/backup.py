"""`manage.py backup FILE`: everything in one file, while the site is in use."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from coproduction.management import copies, remembered


class Command(BaseCommand):
    help = "Writes a copy of the database and of all files to FILE. With BACKUP_KEY set it is sealed with that key."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        trouble = remembered.begun()
        try:
            made = copies.make(file, key=settings.BACKUP_KEY, now=clock.now())
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        sealed = "sealed" if settings.BACKUP_KEY else "not sealed: whoever has the file can read it"
        self.stdout.write(f"{file}: the database and {made.files} files, {made.size} bytes before packing, {sealed}.")
        if trouble:
            self.stdout.write(trouble)
