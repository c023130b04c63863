"""`manage.py restore FILE`: everything as it was when the file was made. Stop the web server and the workers first."""

from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit.refusals import Refusal
from coproduction.management import copies


class Command(BaseCommand):
    help = "Puts back what FILE holds, in place of everything there is now. A file that is not fine is refused first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say whether FILE could be put back")

        parser.add_argument(
            "--not-sealed", action="store_true", help="take FILE though it is not sealed and BACKUP_KEY is set"
        )

    def handle(self, *, file: Path, check: bool, not_sealed: bool, **options):
        try:
            act = copies.check if check else copies.put_back
            copy = act(file, key=settings.BACKUP_KEY, open_too=not_sealed)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        of = f"the copy of {copy.made_at:%d %B %Y, %H:%M:%S %Z}, with {copy.files} files"
        if check:
            self.stdout.write(f"Fine: {of}. Nothing was changed.")
            return
        self._close_what_was_open()
        self.stdout.write(f"Put back: {of}. Everybody signs in again.")
        self._erase_again()

    def _close_what_was_open(self):
        """Sessions that were ended since would be open again, and what is kept in the cache is of another time."""
        UserSession.objects.all().delete()
        Session.objects.all().delete()
        cache.clear()

    def _erase_again(self):
        """Whoever was erased since the copy was made is in it."""
        if Path(settings.ERASURES_FILE).exists():
            call_command("replay_erasures", stdout=self.stdout)
        else:
            self.stdout.write(f"Nobody was erased again: there is no list of that at {settings.ERASURES_FILE}.")
