"""`manage.py erase EMAIL`: somebody is erased at once, at their wish. What they still owe goes back to their groups."""

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock, personal
from groups.erasures import operations
from groups.erasures.models import Erasure
from groups.people.models import Person


class Command(BaseCommand):
    help = "Erases one person at once. Be sure whom you speak to: nobody can bring it back."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email: str, **options):
        person = Person.objects.filter(email=email.lower(), is_active=True).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        for owed in personal.still_owed(person):
            self.stdout.write(f"They were told: {owed}")
        operations.erase(person=person, because=Erasure.Because.OPERATOR, now=clock.now())
        self.stdout.write("Done. A last letter tells them.")
