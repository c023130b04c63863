"""After SECRET_KEY changed, for whoever does not want to wait for the clock."""

from django.core.management.base import BaseCommand

from groups.signing_in import operations


class Command(BaseCommand):
    help = "Makes anew with SECRET_KEY what was made with a key before it. Then SECRET_KEY_FALLBACKS may go."

    def handle(self, **options):
        made = operations.follow_all()
        self.stdout.write(f"Made anew: {', '.join(f'{number} {name}' for name, number in made.items())}.")
