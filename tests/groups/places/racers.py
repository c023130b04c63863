"""Run as a process of its own by `test_races`: round after round, a crowd wants the few places of one meeting at once."""

import json
import os
import sys
from threading import Barrier, Thread

import django


def main(meeting_id, rounds, *people):
    django.setup()
    from django.db import connection
    from django.db.models import QuerySet

    from coproduction.kit.refusals import Refusal
    from groups.meetings import operations as meetings
    from groups.meetings.models import Meeting
    from groups.membership.models import Membership
    from groups.places import operations as places
    from tests.groups.meetings.arrange import SOON_AFTER

    if os.environ.get("WITHOUT_LOCK"):
        QuerySet.select_for_update = lambda self, **rest: self
    meeting, wrong = Meeting.objects.get(pk=meeting_id), []

    def wants_a_place(who):
        """Comes if there is a place, waits if there is none: what a person does with the page in front of them."""
        for _ in range(20):
            try:
                return meetings.reply(meeting=meeting, by=who, now=SOON_AFTER, answer="YES")
            except meetings.MeetingFull:
                try:
                    return places.wait(meeting=meeting, by=who, now=SOON_AFTER)
                except places.ThereIsAPlace:
                    continue
        raise AssertionError("neither a place nor a place in the line")

    def gives_it_back(who):
        meetings.reply(meeting=meeting, by=who, now=SOON_AFTER, answer="NO")
        places.give(meeting=meeting, now=SOON_AFTER)

    def at_once(deed, crowd):
        ready = Barrier(len(crowd))

        def one(who):
            try:
                connection.close()  # the pool is smaller than the crowd
                ready.wait(60)
                deed(who)
            except (Refusal, AssertionError) as refusal:
                wrong.append(repr(refusal))
            finally:
                connection.close()

        racers = [Thread(target=one, args=(who,)) for who in crowd]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

    def seated():
        return set(meeting.replies.seated().values_list("membership_id", flat=True))

    crowd = list(Membership.objects.with_people().filter(pk__in=[int(number) for number in people]).order_by("pk"))
    for number in range(int(rounds)):
        meeting.replies.all().delete()
        meeting.waiting.all().delete()
        at_once(wants_a_place, crowd)
        came, line = seated(), [one.membership_id for one in meeting.waiting.in_line()]
        if len(came) != meeting.capacity or len(line) != len(crowd) - meeting.capacity or came & set(line):
            wrong.append(f"round {number}: {len(came)} came, {len(line)} wait")
        at_once(gives_it_back, [who for who in crowd if who.pk in came])
        if seated() != set(line[: meeting.capacity]):
            wrong.append(f"round {number}: the places did not go to those who came first")
        if [one.membership_id for one in meeting.waiting.in_line()] != line[meeting.capacity :]:
            wrong.append(f"round {number}: the line is not what it was")
    print(json.dumps(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
