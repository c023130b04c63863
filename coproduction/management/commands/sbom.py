"""`manage.py sbom`: the list of everything the site is made of that others wrote, as CycloneDX. Asks nobody."""

import json
import uuid

from django.core.management.base import BaseCommand

from coproduction.kit import clock
from coproduction.management import supply


class Command(BaseCommand):
    help = "Prints a bill of materials (CycloneDX 1.5, JSON): every installed package, its version and its licence."
    requires_system_checks = []

    def handle(self, *args, **options):
        parts = supply.packages() + supply.styles()
        self.stdout.write(json.dumps(supply.bill(parts, serial=str(uuid.uuid4()), now=clock.now()), indent=1))
