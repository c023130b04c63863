"""`manage.py restore FILE`: everything as it was when the file was made. Stop the web server and the workers first."""

from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit.refusals import Refusal
from coproduction.management import copies, remembered
from groups.erased import operations as erased
from groups.erased import queries


class Command(BaseCommand):
    help = "Puts back what FILE holds, in place of everything there is now. A file that is not fine is refused first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say whether FILE could be put back")
        parser.add_argument(
            "--not-sealed", action="store_true", help="take FILE though it is not sealed and BACKUP_KEY is set"
        )
        no_list = parser.add_mutually_exclusive_group()
        no_list.add_argument(
            "--nobody-was-erased",
            dest="no_list",
            action="store_const",
            const=remembered.NOBODY,
            default="",
            help="there is no list of who was erased, because nobody ever was on that site",
        )
        no_list.add_argument(
            "--list-is-lost",
            dest="no_list",
            action="store_const",
            const=remembered.LOST,
            help="people were erased, and the list of that is lost or not whole: they may be here again",
        )

    def handle(self, *, file: Path, check: bool, not_sealed: bool, no_list: str, **options):
        try:
            act = copies.check if check else copies.put_back
            copy = act(file, key=settings.BACKUP_KEY, open_too=not_sealed, no_list=no_list)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        of = f"the copy of {copy.made_at:%d %B %Y, %H:%M:%S %Z}, with {copy.files} files"
        if check:
            self.stdout.write(f"Fine: {of}. Nothing was changed.")
            return
        self._close_what_was_open()
        self.stdout.write(f"Put back: {of}. Everybody signs in again.")
        self._erase_again(no_list)

    def _close_what_was_open(self):
        """Sessions that were ended since would be open again, and what is kept in the cache is of another time."""
        UserSession.objects.all().delete()
        Session.objects.all().delete()
        cache.clear()

    def _erase_again(self, no_list):
        """Whoever was erased since the copy was made is in it."""
        if no_list == remembered.LOST:
            self.stdout.write(
                "Whoever was erased since then, and is not on a list that is here, is here again. Erase them before anybody "
                "can open the site: manage.py erase EMAIL."
            )
        if queries.there():
            call_command("replay_erasures", stdout=self.stdout)
        elif no_list == remembered.NOBODY:
            erased.begin()
            self.stdout.write("Nobody was erased again: you said that nobody ever was. The list is begun.")
