"""`manage.py retention [--dry-run] [--at ISO]`: everything that has been kept long enough, at once. The clock does it in pieces."""

import json

from celery import current_app
from django.core.management.base import BaseCommand

from coproduction.kit import clock, forgetting
from coproduction.management.commands.run_due import moment


class Command(BaseCommand):
    help = "Takes away what has been kept long enough. With --dry-run it only counts: the numbers are the same."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count, and take nothing away")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--at", help="as if it were this moment (ISO time; without a zone: UTC)")

    def handle(self, *args, **options):
        current_app.loader.import_default_modules()  # as a worker does: the rooms register their rules
        now = moment(options["at"]) if options["at"] else clock.now()
        numbers = (forgetting.counted if options["dry_run"] else forgetting.everything)(now)
        lines = [f"{number:>8}  {name}" for name, number in numbers.items()]
        self.stdout.write(json.dumps(numbers, sort_keys=True) if options["json"] else "\n".join(lines))
