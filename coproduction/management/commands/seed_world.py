"""Makes a world for outside checks, and prints it as JSON: `manage.py seed_world --seed 7 --json`. Only in TEST_MODE."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from coproduction.management.worlds.seeded import World
from groups.charter.models import Group


class Command(BaseCommand):
    help = "The same world for the same seed: every role and persona, and a token in every kind of text."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--groups", type=int, default=3, help="at least 3, so that there is somebody to keep out")
        parser.add_argument("--members", type=int, default=0, help="more members of the first group")
        parser.add_argument("--said", type=int, default=0, help="how many things the first group said")
        parser.add_argument("--meetings", type=int, default=0, help="how many meetings the first group has")
        parser.add_argument("--json", action="store_true", help="print what was made")

    def handle(self, *, seed, groups, members, said, meetings, json: bool, **options):
        if not settings.TEST_MODE:
            raise CommandError("seed_world makes people who are signed in already. It exists only with TEST_MODE=1.")
        if Group.objects.filter(slug=f"seeded-{seed}-1").exists():
            raise CommandError(f"The world of seed {seed} is here already.")
        made = World(seed=seed, groups=groups, members=members, said=said, meetings=meetings, now=clock.now()).make()
        if json:
            self.stdout.write(as_json(made))


def as_json(made):
    return json.dumps(made)
