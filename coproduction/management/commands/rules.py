"""Prints every address, and what its door asks for: `manage.py rules --json`."""

import json

from django.core.management.base import BaseCommand

from coproduction.kit.addresses import every_address


class Command(BaseCommand):
    help = "Every address: path, methods, ability, row of permissions.csv, scope, and the answer to those it refuses."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as JSON, for outside checks")

    def handle(self, *, json: bool, **options):
        rules = [address.as_rule() for address in every_address()]
        self.stdout.write(as_json(rules) if json else "\n".join(as_lines(rules)))


def as_json(rules):
    return json.dumps(rules, indent=1)


def as_lines(rules):
    for rule in sorted(rules, key=lambda rule: rule["path"]):
        row = f"row {rule['row']}: {rule['ability']}" if rule["row"] else "no row"
        yield f"{rule['path']}  {' '.join(rule['methods'])}  {rule['scope']}  {row}"
