"""`manage.py run_due --once`: one tick without Celery, for those who have none and for checks from outside."""

import json
from datetime import UTC, datetime

from celery import current_app
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from groups.notices import delivery, operations, tasks


class Command(BaseCommand):
    help = "Does everything that is due, sends what waits, and prints how many of each kind as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", required=True, help="do it once and stop")
        parser.add_argument("--at", help="as if it were this moment (ISO time; without a zone: UTC)")

    def handle(self, *args, **options):
        def now():
            return moment(options["at"]) if options["at"] else clock.now()

        current_app.loader.import_default_modules()  # as a worker does: the rooms register their jobs
        counts = tasks.look(now())
        counts |= delivery.send_due(now)
        operations.beat("beat", now(), {})  # it stands in for the clock
        operations.beat("tick", now(), counts)
        self.stdout.write(json.dumps(counts, sort_keys=True))


def moment(said: str) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise CommandError(f"{said!r} is not a time. Write it like 2026-12-08T14:00.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
