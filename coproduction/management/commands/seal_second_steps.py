"""After SECRET_KEY changed, and once where spare codes were kept before they were hashed."""

from django.core.management.base import BaseCommand

from groups.signing_in import operations


class Command(BaseCommand):
    help = "Seals what apps make codes from with SECRET_KEY, and hashes spare codes. Then its fallbacks may go."

    def handle(self, **options):
        self.stdout.write(f"Sealed: {operations.seal_second_steps()}.")
