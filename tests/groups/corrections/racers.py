"""Run as a process of its own by `test_races`: one confirms the notes at the moment in which another proposes a correction.

Everyone who was asked has said that they are right, so both may do it. Whoever is second is told so.
"""

import json
import os
import sys
from threading import Barrier, Thread

import django


def main(confirms, proposes, *meetings):
    django.setup()
    from django.db import connection
    from django.db.models import QuerySet

    from coproduction.kit.refusals import Refusal
    from groups.corrections import operations
    from groups.corrections.models import Correction
    from groups.meetings.models import Meeting
    from groups.membership.models import Membership
    from tests.groups.minutes.noted import AFTER

    if os.environ.get("WITHOUT_LOCK"):
        QuerySet.select_for_update = lambda self, **rest: self
        connection.settings_dict["OPTIONS"].pop("transaction_mode", None)  # SQLite's own lock
    ready, told = Barrier(2), {"done": 0, "refused": 0, "broken": 0}

    def one(number, act, **given):
        who = Membership.objects.with_people().get(pk=number)
        rows = list(Meeting.objects.filter(pk__in=meetings).select_related("group").order_by("id"))
        for meeting in rows:
            ready.wait(60)
            try:
                act(meeting=meeting, by=who, now=AFTER, **given)
                told["done"] += 1
            except Refusal:
                told["refused"] += 1
            except Exception as error:  # noqa: BLE001  whatever breaks under a race is counted
                told["broken"] += 1
                told["last"] = repr(error)
        connection.close()

    racers = [
        Thread(target=one, args=(confirms, operations.confirm), kwargs={"version": 1}),
        Thread(target=one, args=(proposes, operations.propose), kwargs={"part": "said-0", "words": "Never."}),
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    told["both"] = Correction.objects.waiting().filter(notes__confirmed_at__isnull=False).count()
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
