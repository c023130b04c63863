"""Who keeps the whole site: one more person, or one less. Each is recorded, and everyone who keeps the site gets a letter."""

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from groups.people import operations, queries
from groups.people.models import Person


class Command(BaseCommand):
    help = "Says who keeps the site. `appoint EMAIL` adds somebody who has an account; `end EMAIL` ends it and signs them out."

    def add_arguments(self, parser):
        parser.add_argument("deed", choices=["list", "appoint", "end"])
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *, deed: str, email: str, **options):
        if deed != "list":
            self._change(operations.keep_the_site if deed == "appoint" else operations.end_keeping, email)
        for one in queries.keepers():
            self.stdout.write(f"{one.name}, {one.email}")

    def _change(self, operation, email):
        person = Person.objects.active().filter(email=email.lower()).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        try:
            operation(person=person, by=None, now=clock.now())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("Done. Letters tell everyone who keeps the site. These are now:")
