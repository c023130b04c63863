"""One long day for the outbox: workers killed at every point of sending and at random, Redis emptied and away, PostgreSQL
stopped at once. None lost, one Message-ID for each person, no more re-sends than processes killed, caught up in two minutes.

`LONG_STORIES=1` tells it with 10,000 letters, five workers killed at random and the real beat; else with fewer, one of them at
random, and the test rings: most of its time goes into starting workers.
"""

import os
import random
import time
from datetime import timedelta

import pytest
from django.db import transaction

from groups.notices import operations
from tests.faults import cluster, dying
from tests.faults.conftest import STEM, people_of_one_group
from tests.running import until

pytestmark = [pytest.mark.faults, pytest.mark.services]
LONG = bool(os.environ.get("LONG_STORIES"))
LETTERS = 10_000 if LONG else 600
KILLS = 5 if LONG else 1
PROCESSES = 2
CAUGHT_UP = 120  # seconds
LATER = LETTERS // 10
LEASE = timedelta(minutes=6)  # what passes after each death
BEFORE_REDIS_IS_BACK = (len(dying.POINTS) + KILLS) * LEASE + timedelta(minutes=5)


@pytest.fixture
def own(site):
    """The site on a PostgreSQL of its own, with everybody's letter posted and nothing started."""
    group, people = people_of_one_group(LETTERS, site.now)
    with transaction.atomic():
        letters = [{"to": one, "key": f"digest:person-{one.pk}"} for one in people]
        operations.post_many(STEM, letters[LATER:], at=site.now, group=group)
        # However fast the machine, some are left for the time after Redis was away.
        operations.post_many(STEM, letters[:LATER], at=site.now, group=group, due_at=site.now + BEFORE_REDIS_IS_BACK)
    with cluster.running() as made:
        made.move_in()
        site.environment["DATABASE_URL"] = made.url
        site.mail.pause = 0.002
        yield made


class Day:
    """What happens to the site, and what is counted meanwhile."""

    def __init__(self, site, own):
        self.site, self.own, self.killed, self.chance = site, own, 0, random.Random(site.now.isoformat())
        self.took = {}

    def someone_dies(self, worker):
        self.site.kill(worker)
        self.killed += PROCESSES
        self.site.set_clock(self.site.now + LEASE)  # that of the dead runs out

    def dies_at(self, point):
        told = {"DIES": point, "DIES_AT": str(self.chance.randint(*((0, 1) if "claim" in point else (3, 30))))}
        self.site.environment |= told
        worker = self.site.worker(processes=PROCESSES, app="tests.faults.dying")
        self.site.tick()
        until(lambda: worker.poll() is not None)
        self.someone_dies(worker)

    def dies_at_random(self):
        worker = self.site.worker(processes=PROCESSES)
        self.site.tick()
        self.some_more()
        self.someone_dies(worker)

    def some_more(self):
        wanted = len(self.site.mail.got) + self.chance.randint(5, LETTERS // 15)
        until(lambda: len(self.site.mail.got) >= wanted)

    def all_sent(self):
        waits = (
            "SELECT (SELECT count(*) FROM groups_letter WHERE state <> 'SENT') + (SELECT count(*) FROM groups_mailing)"
        )
        return self.own.ask(waits) == [(0,)]

    def all_due_sent(self):
        waits = "SELECT count(*) FROM groups_letter WHERE state <> 'SENT' AND due_at <= %s"
        return self.own.ask(waits, self.site.now) == [(0,)]

    def caught_up(self, what):
        """From now until whatever was in somebody's hands has gone, and others as well. No lease runs out meanwhile."""
        begun, before, rung = time.monotonic(), len(self.site.mail.got), 0.0
        hands = "SELECT id FROM groups_letter WHERE state = 'SENDING' AND lease_until > %s"
        held = [pk for (pk,) in self.own.ask(hands, self.site.now)]
        waits = "SELECT count(*) FROM groups_letter WHERE id = ANY(%s) AND state <> 'SENT'"
        while not self.all_due_sent() and (len(self.site.mail.got) == before or self.own.ask(waits, held) != [(0,)]):
            assert time.monotonic() < begun + CAUGHT_UP, f"{what}: {self.own.ask(waits, held)} of {len(held)} wait"
            if not LONG and time.monotonic() > rung + 5:
                self.site.tick()
                rung = time.monotonic()
            time.sleep(0.1)
        self.took[what] = round(time.monotonic() - begun, 1)


def sent_again(site, own):
    written = dict(
        own.ask("SELECT p.email, l.message_id FROM groups_letter l JOIN groups_person p ON p.id = l.person_id")
    )
    assert len(written) == len(set(written.values())) == LETTERS
    got = {}
    for receiver, message_id in zip(site.mail.receivers, site.mail.ids, strict=True):
        got.setdefault(receiver, set()).add(message_id)
    assert got == {receiver: {message_id} for receiver, message_id in written.items()}
    return len(site.mail.ids) - LETTERS


def test_a_long_day_loses_nothing_and_sends_nothing_twice_but_what_a_process_died_over(site, own):
    day = Day(site, own)
    for point in dying.POINTS:
        day.dies_at(point)
    for _ in range(KILLS):
        day.dies_at_random()
    site.worker(processes=PROCESSES)
    if LONG:
        site.beat(1)
    site.tick()
    day.some_more()
    site.redis.flush()
    day.caught_up("a Redis that forgot everything")
    own.stop_at_once()
    time.sleep(3)
    own.start()
    day.caught_up("PostgreSQL stopped at once")
    site.redis.kill()
    time.sleep(3)
    site.minutes_pass(10)
    site.redis.start()
    day.caught_up("Redis away")
    begun = time.monotonic()
    until(day.all_sent, seconds=600)
    again = sent_again(site, own)
    print(
        f"\n{LETTERS} letters, {day.killed} processes killed, {again} sent again, {day.took}, "
        f"the rest in {time.monotonic() - begun:.0f} s"
    )
    assert again <= day.killed
