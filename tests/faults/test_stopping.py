"""A worker that is asked to stop, and a broker that comes back: the letter in hand is finished, and work goes on soon."""

import os
import random
import signal
import subprocess
import time

import pytest

from groups.notices import operations
from groups.notices.models import Letter, Pulse
from tests.faults.conftest import STEM, people_of_one_group
from tests.running import until

pytestmark = [pytest.mark.faults, pytest.mark.services]
RESTARTS = 20 if os.environ.get("LONG_STORIES") else 3
SOON = 30  # seconds


@pytest.fixture
def in_hand(site):
    """Six letters, the mail server slow over the first of them, which a worker is handing over right now."""

    def begin(app="coproduction", processes=1):
        group, people = people_of_one_group(6, site.now)
        operations.post_many(STEM, [{"to": p, "key": f"k:{p.pk}"} for p in people], at=site.now, group=group)
        site.mail.pause = 2
        worker = site.worker(processes, app)
        site.tick()
        until(lambda: site.mail.begun == 1)
        return worker

    return begin


def test_a_worker_asked_to_stop_finishes_the_letter_in_hand_and_gives_the_others_back(site, in_hand):
    worker = in_hand()
    asked = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(30) == 0
    assert time.monotonic() - asked < 15
    sent = Letter.objects.filter(state="SENT")
    assert [one.message_id for one in sent] == site.mail.ids
    assert set(Letter.objects.exclude(state="SENT").values_list("state", "attempts", "lease")) == {("PENDING", 0, None)}
    site.mail.pause = 0
    site.worker()
    site.tick()
    until(site.everything_sent)
    assert len(site.mail.ids) == len(set(site.mail.ids)) == 6


def test_a_worker_that_is_killed_instead_sends_the_letter_in_hand_again_with_the_same_message_id(site, in_hand):
    """The negative control of the mark: what SIGTERM saves."""
    site.kill(in_hand())
    until(lambda: site.mail.got)
    site.mail.pause = 0
    site.minutes_pass(6)
    site.worker()
    site.tick()
    until(site.everything_sent)
    assert len(site.mail.ids) == 7 and len(set(site.mail.ids)) == 6


def test_a_worker_that_does_not_listen_goes_on_with_the_others(site, in_hand):
    """The negative control: whoever stops a worker would wait for all of them, lose patience and kill it."""
    worker = in_hand(app="tests.faults.deaf")
    os.kill(worker.pid, signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(6)
    assert len(site.mail.got) >= 2


def resumed(site):
    """Rings once the broker is back, and says after how long somebody did the work."""
    begun = time.monotonic()
    site.minutes_pass(1)
    site.tick()
    until(lambda: Pulse.objects.filter(name="tick", at=site.now).exists(), seconds=SOON + 30)
    return time.monotonic() - begun


def test_a_worker_goes_on_within_half_a_minute_each_time_the_broker_comes_back(site):
    site.worker()
    resumed(site)
    took = []
    for _ in range(RESTARTS):
        site.redis.kill()
        time.sleep(random.uniform(0.2, 6))
        site.redis.start()
        took.append(round(resumed(site), 1))
    print(f"\nresumed after {took} s")
    assert max(took) <= SOON


@pytest.mark.parametrize("away", [0.2, 3])
def test_a_worker_that_has_a_letter_in_hand_when_the_broker_dies_finishes_it_and_goes_on(site, in_hand, away):
    """One of its processes sends, the other waits to be woken."""
    worker = in_hand(processes=2)
    site.redis.kill()
    time.sleep(away)
    site.redis.start()
    assert resumed(site) <= SOON and worker.poll() is None
    until(site.everything_sent)
    time.sleep(3)  # what was in hand is over, and its place in Redis is nowhere
    assert worker.poll() is None and len(site.mail.ids) == len(set(site.mail.ids)) == 6
