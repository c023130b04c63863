"""After SECRET_KEY changed, and once where second steps were kept before they were sealed."""

from django.core.management.base import BaseCommand

from groups.signing_in import operations


class Command(BaseCommand):
    help = "Seals what the codes of apps and spare codes are made from with SECRET_KEY. Then its fallbacks may go."

    def handle(self, **options):
        self.stdout.write(f"Sealed: {operations.seal_second_steps()}.")
