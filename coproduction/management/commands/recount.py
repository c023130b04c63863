"""`manage.py recount`: builds every kept count anew from the log it counts."""

import json

from django.core.management.base import BaseCommand

from feedback.debt import operations as debt
from feedback.overview import operations as overview


class Command(BaseCommand):
    help = "Builds the kept counts anew from the log, and prints as JSON how many were not what the log says."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        wrong = overview.recount(dry_run=dry_run) | {"owing": debt.recount(dry_run=dry_run)}
        self.stdout.write(json.dumps(wrong, sort_keys=True))
