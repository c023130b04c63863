"""What is promised of letters, with real workers killed on purpose: none lost, one Message-ID for each person and event."""

import time

import pytest
from django.db import transaction

from groups.notices import operations
from groups.notices.models import Letter, Pulse
from tests.faults.conftest import STEM, until

pytestmark = [pytest.mark.faults, pytest.mark.services]


def post_to_all(site, readers, name="digest"):
    group, people = readers
    with transaction.atomic():
        letters = [{"to": one, "key": f"{name}:person-{one.pk}"} for one in people]
        operations.post_many(STEM, letters, at=site.now, group=group)


def sent_again(site):
    """How many letters went a second time. None is lost, and each has one Message-ID."""
    written = dict(Letter.objects.values_list("person__email", "message_id"))
    assert len(written) == 500
    got = {}
    for receiver, message_id in zip(site.mail.receivers, site.mail.ids, strict=True):
        got.setdefault(receiver, set()).add(message_id)
    assert got == {receiver: {message_id} for receiver, message_id in written.items()}
    return len(site.mail.ids) - 500


def test_a_worker_killed_again_and_again_in_a_digest_of_500_loses_none(site, readers):
    post_to_all(site, readers)
    site.mail.pause = 0.002
    killed = 0
    for point in (1, 70, 180, 310, 450):
        worker = site.worker()
        site.tick()
        until(lambda so_far=point: len(set(site.mail.ids)) >= so_far)
        site.kill(worker)
        killed += 1
        site.minutes_pass(6)  # the lease of the dead runs out
    site.worker()
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) <= killed


def test_two_workers_with_two_processes_each_send_nothing_twice(site, readers):
    post_to_all(site, readers)
    site.worker(processes=2), site.worker(processes=2)
    for _ in range(4):
        site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_a_redis_that_forgets_everything_loses_nothing(site, readers):
    post_to_all(site, readers)
    site.mail.pause = 0.002
    site.worker()
    site.tick()
    until(lambda: len(site.mail.got) >= 100)
    site.redis.flush()
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_the_next_tick_finds_what_was_posted_while_redis_was_away(site, readers):
    site.worker()
    site.tick()
    until(lambda: Pulse.objects.filter(name="tick").exists())
    site.redis.kill()
    begun = time.monotonic()
    post_to_all(site, readers)
    assert time.monotonic() - begun < 5
    assert not site.mail.got
    site.redis.start()
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_two_beats_do_no_harm(site, readers):
    post_to_all(site, readers)
    site.worker(processes=2)
    site.beat(1), site.beat(2)
    until(site.everything_sent, seconds=150)
    assert sent_again(site) == 0


def test_a_mail_server_that_was_away_gets_every_letter_when_it_is_back(site, readers):
    post_to_all(site, readers)
    site.mail.refuse_data = "451 4.3.0 not now"
    site.worker()
    site.tick()
    until(lambda: not Letter.objects.filter(state="PENDING", attempts=0).exists())
    until(lambda: not Letter.objects.filter(state="SENDING").exists())
    site.mail.refuse_data = ""
    site.minutes_pass(2)
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_one_task_for_each_letter_would_lose_some_and_this_would_show_it(site):
    """The negative control: the same Redis that forgets, without an outbox."""
    for number in range(500):
        site.broker.send_task("direct.letter", args=[number])
    site.mail.pause = 0.002
    site.worker(app="tests.faults.direct")
    until(lambda: len(site.mail.got) >= 50)
    site.redis.flush()
    time.sleep(3)
    assert len(set(site.mail.ids)) < 500
