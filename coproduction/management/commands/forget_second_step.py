"""For somebody who lost their phone and their spare codes: they sign in by code again, and set up a new second step."""

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from groups.people import operations
from groups.people.models import Person


class Command(BaseCommand):
    help = (
        "Takes away a person's passkeys, app and spare codes, signs them out and tells them. Be sure whom you speak to."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email: str, **options):
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        if not operations.forget_second_step(person=person, by=None, now=clock.now()):
            raise CommandError("This person has no second step.")
        self.stdout.write("Done. A letter tells them; the next time they sign in by code.")
