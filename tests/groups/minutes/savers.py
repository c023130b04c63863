"""Run as a process of its own by `test_race`: many save the same notes at the same moment, part by part.

Everyone adds a mark of their own to one of three parts, and one decision. Who is told that somebody was quicker puts both
texts together and saves again, as a person would. In the end every mark must stand there.
"""

import json
import os
import random
import sys
import time
from threading import Barrier, Thread

import django

TYPING = 0.02


def main(meeting_id, each, *people):
    django.setup()
    from django.db import connection, transaction
    from django.db.models import QuerySet

    from groups.meetings.models import Meeting
    from groups.membership.models import Membership
    from groups.minutes import operations, queries
    from groups.minutes.models import Notes
    from tests.groups.minutes.noted import AFTER

    if os.environ.get("WITHOUT_LOCK"):
        QuerySet.select_for_update = lambda self, **rest: self
        connection.settings_dict["OPTIONS"].pop("transaction_mode", None)  # SQLite's own lock
    ready, told = Barrier(len(people)), {"saved": 0, "both": 0, "broken": 0, "marks": []}

    def now_saved(meeting):
        notes = Notes.objects.filter(meeting=meeting).first()
        return (notes.version, queries.state_of(notes)) if notes else (0, {})

    def save(meeting, who, mark, part):
        with transaction.atomic():
            version, state = now_saved(meeting)
        text = f"{state.get(queries.said_key(part), ('',))[0]} {mark}".strip()
        new = [operations.NewLine("DECISION", mark)]
        time.sleep(TYPING)  # a person reads and types: meanwhile others save
        for _ in range(1000):
            done = operations.write(meeting=meeting, by=who, now=AFTER, version=version, said={part: text}, new=new)
            if not done.both:
                told["saved"] += 1
                return
            told["both"] += 1
            version, (theirs, _) = done.notes.version, done.both[queries.said_key(part)]
            text, new = f"{theirs} {mark}", []
        raise AssertionError("never saved")

    def one(number):
        who = Membership.objects.with_people().get(pk=number)
        meeting = Meeting.objects.get(pk=meeting_id)
        parts = [0, *meeting.items.values_list("pk", flat=True)]
        connection.close()
        ready.wait(60)
        for turn in range(int(each)):
            mark = f"m{number}x{turn}."
            told["marks"].append(mark)
            try:
                save(meeting, who, mark, random.choice(parts))
            except Exception as error:  # noqa: BLE001  whatever breaks under a race is counted
                told["broken"] += 1
                told["last"] = repr(error)
        connection.close()

    savers = [Thread(target=one, args=(int(number),)) for number in people]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    stands = queries.sheet(Notes.objects.get(meeting=meeting_id))
    text = " ".join(part.words for part in stands.said).split()
    lines = [line.words for line in stands.decisions]
    told["lost"] = sum(mark not in text or mark not in lines for mark in told["marks"])
    told["twice"] = len(text) - len(set(text)) + len(lines) - len(set(lines))
    told["marks"] = len(told["marks"])
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
