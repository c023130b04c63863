"""Run as a process of its own by `test_races`: everybody does the same thing to one meeting at the same moment."""

import json
import os
import sys
from threading import Barrier, Thread

import django


def main(meeting_id, *people):
    django.setup()
    from django.db import connection
    from django.db.models import QuerySet

    from coproduction.kit.refusals import Refusal
    from groups.meetings import operations as meetings
    from groups.meetings.models import Meeting, Reply
    from groups.membership.models import Membership
    from tests.groups.meetings.arrange import SOON_AFTER

    if os.environ.get("WITHOUT_LOCK"):
        QuerySet.select_for_update = lambda self, **rest: self
    ready, said = Barrier(len(people)), []

    def one(number):
        try:
            who = Membership.objects.with_people().get(pk=number)
            meeting = Meeting.objects.get(pk=meeting_id)
            connection.close()  # the pool is smaller than the crowd
            ready.wait(60)
            meetings.reply(meeting=meeting, by=who, now=SOON_AFTER, answer="YES")
            said.append("kept")
        except Refusal as refusal:
            said.append(type(refusal).__name__)
        finally:
            connection.close()

    racers = [Thread(target=one, args=(int(number),)) for number in people]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    print(json.dumps({"said": said, "seated": Reply.objects.filter(meeting_id=meeting_id).seated().count()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
