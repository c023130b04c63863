"""`manage.py verify_audit [--head HEX] [--json]`: does the history still say what was written? Names the first bad row."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import count_of
from groups.audit import operations, queries


class Command(BaseCommand):
    help = "Reads the whole chain of the history. The first row that is wrong is named, and the exit code is then 1."

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", help="a head from a letter or the file: is it in this chain?")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, head: str, **options):
        try:
            found = queries.verify(head.strip().lower())
        except Refusal as error:
            raise CommandError(str(error)) from error
        operations.note(found, now=clock.now())
        lost = bool(head) and not found.asked_at and not found.bad
        if options["json"]:
            self.stdout.write(json.dumps(found.counts() | {"well": not (found.bad or lost)}, sort_keys=True))
            if found.bad or lost:
                sys.exit(1)
            return
        if found.bad:
            raise CommandError(f"The first that is wrong: {found.bad} Before it {said(found.links)} fine.")
        if lost:
            raise CommandError(
                f"This head is not in the chain, which has {count_of(found.links, 'link')}: the record is another one now, "
                "or shorter. Was an older copy put back?"
            )
        self.stdout.write("\n".join(lines(found)))


def said(links: int) -> str:
    return f"{count_of(links, 'link')} {'is' if links == 1 else 'are'}"


def lines(found):
    yield f"Fine: {count_of(found.links, 'link')}, in order and unchanged."
    yield f"The head is {found.head}." if found.head else "There is no head yet."
    if found.asked_at:
        yield f"The head you gave is link {found.asked_at}."
    yield f"Not linked yet: {found.waiting}. The clock does that each minute."
    yield f"Names taken out by an erasure: {found.nameless}. Lines about accounts kept long enough: {found.over}."
    if found.on_trust:
        yield (
            f"{found.on_trust} of these are taken on trust: the list of erasures did not name links yet, and only its day says "
            "that somebody went."
        )
