"""For a device that was lost, or an account in the wrong hands. `--everyone` when sessions themselves may have been read."""

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from groups.people import operations
from groups.people.models import Person


class Command(BaseCommand):
    help = "Ends every session of one person, and tells them by letter; with --everyone, every session there is."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="?")
        parser.add_argument("--everyone", action="store_true")

    def handle(self, *, email: str | None, everyone: bool, **options):
        if bool(email) == everyone:
            raise CommandError("Say an address, or --everyone.")
        if everyone:
            operations.sign_everybody_out(by=None, now=clock.now())
        else:
            person = Person.objects.filter(email=email.lower()).first()
            if person is None:
                raise CommandError("Nobody has this address.")
            operations.sign_out_for(person=person, by=None, now=clock.now())
        self.stdout.write("Done.")
