"""A worker with much to send still hears the clock."""

import time

import pytest

from groups.notices.models import Pulse
from tests.faults.conftest import people_of_one_group
from tests.faults.test_faults import post_to_all
from tests.running import until

pytestmark = [pytest.mark.faults, pytest.mark.services]


def test_the_clock_is_heard_within_a_minute_by_a_worker_with_more_to_send_than_it_can(site):
    post_to_all(site, people_of_one_group(500, site.now))
    site.mail.pause = 0.4  # more than three minutes of work
    site.worker()
    for _ in range(4):
        site.tick()
    until(lambda: site.mail.begun)
    site.minutes_pass(1)
    asked = time.monotonic()
    site.tick()
    until(lambda: Pulse.objects.filter(name="tick", at=site.now).exists())
    assert len(site.mail.got) < 400
    print(f"\nheard after {time.monotonic() - asked:.0f} s, with {500 - len(site.mail.got)} letters to send")
