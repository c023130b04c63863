"""Run as a process of its own by `test_races`: everybody taps the same thing at the same moment."""

import json
import os
import sys
from threading import Barrier, Thread

import django


def main(deed, meeting_id, row, *people):
    django.setup()
    from django.db import connection
    from django.db.models import QuerySet

    from coproduction.kit.refusals import Refusal
    from groups.facilitation import operations
    from groups.meetings.models import Meeting
    from groups.membership.models import Membership
    from groups.pacing.models import Turn
    from tests.groups.pacing.on import minute

    if os.environ.get("WITHOUT_LOCK"):
        QuerySet.select_for_update = lambda self, **rest: self
    ready, said = Barrier(len(people)), []

    def one(place, number):
        try:
            who = Membership.objects.with_people().get(pk=number)
            meeting = Meeting.objects.get(pk=meeting_id)
            connection.close()
            ready.wait(60)
            given = {"meeting": meeting, "by": who, "now": minute(2)}
            if deed == "floor":
                operations.give_floor(hand_id=int(row), tap=f"tap-{place}", **given)
            else:
                operations.say_in_writing(words="Once.", tap="the-same", **given)
            said.append("kept")
        except Refusal as refusal:
            said.append(type(refusal).__name__)
        except Exception as broke:
            said.append(f"broke: {type(broke).__name__}")
        finally:
            connection.close()

    racers = [Thread(target=one, args=each) for each in enumerate(people)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    print(json.dumps({"said": said, "turns": Turn.objects.filter(running__meeting_id=meeting_id).count()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
