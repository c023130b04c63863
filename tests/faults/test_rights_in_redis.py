"""The site does its work in Redis with the rights the compose file gives it, and whoever takes its password can do no more.

Every test with a Redis of its own has these users, and fails where something was denied (`tests/running.py`).
"""

import signal

import pytest
import redis

from coproduction.kit import passing
from groups.notices.models import Pulse
from tests.faults.conftest import until
from tests.running import OwnRedis

pytestmark = [pytest.mark.faults, pytest.mark.services]


@pytest.fixture
def own(tmp_path):
    made = OwnRedis(str(tmp_path))
    yield made
    made.kill()


NO_MORE = {
    "look at all keys": lambda one: one.keys("*"),
    "empty it": lambda one: one.flushall(),
    "read how it is set up": lambda one: one.config_get("*"),
    "make another user": lambda one: one.acl_setuser("other", enabled=True, nopass=True),
    "keep something under a key of its own": lambda one: one.set("mine", 1),
    "read what others keep": lambda one: one.get("theirs"),
    "listen to everything": lambda one: one.execute_command("PSUBSCRIBE", "*"),
    "write a file": lambda one: one.save(),
    "see what others ask": lambda one: one.client_list(),
}


@pytest.mark.parametrize("deed", NO_MORE.values(), ids=NO_MORE)
def test_whoever_has_the_password_of_the_site_cannot(own, deed):
    own.test.set("theirs", "a word")
    site = redis.Redis.from_url(own.url)
    assert site.ping() and site.set("passing-in-words:1:health", "ready", ex=60)
    with pytest.raises(redis.exceptions.NoPermissionError):
        deed(site)


def test_nobody_without_a_name_gets_in_and_whoever_asks_for_its_health_can_do_nothing_else(own):
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=own.port).ping()
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=own.port, password=own.PASSWORD).ping()
    health = redis.Redis(port=own.port, username="health", password="any")
    assert health.ping()
    with pytest.raises(redis.exceptions.NoPermissionError):
        health.get("passing-in-words:1:health")


def test_what_the_site_remembers_for_a_day_is_let_through(own, settings, now):
    settings.CACHES = settings.CACHES | {"passing": settings.CACHES["passing"] | {"LOCATION": own.url}}
    assert [passing.count(1, "words", now) for _ in range(2)] == [1, 2] and passing.counted(1, "words", now) == 2
    with passing.once("one-form") as done:
        assert done is False
    with passing.once("one-form") as done:
        assert done is True
    with pytest.raises(ValueError), passing.once("another-form"):
        raise ValueError
    assert own.denied() == []


def test_workers_that_look_for_each_other_as_the_compose_file_starts_them_are_denied_nothing(site):
    """The other tests start them without that, which is quicker. `tick` is what beat would have asked for."""
    one, two = site.celery("worker", "-l", "WARNING", "-n", "one"), site.celery("worker", "-l", "WARNING", "-n", "two")
    site.beat(1)
    site.tick()
    until(lambda: Pulse.objects.filter(name="tick").exists())
    names = ("/0.celeryev/worker.*", "/0.celery.pidbox")
    until(lambda: site.redis.test.pubsub_numpat() >= len(names))
    one.send_signal(signal.SIGTERM)
    one.wait()
    assert two.poll() is None and site.redis.denied() == []


def test_a_right_that_is_missing_is_seen(site):
    """Broken on purpose: workers may not wait for a task."""
    site.redis.test.acl_setuser("site", enabled=True, keep_passwords=True, commands=["-brpop"], keys=["*"])
    site.worker()
    until(lambda: ("site", "brpop") in site.redis.denied())
    assert not Pulse.objects.exists()
    site.redis.test.acl_log_reset()
    for one in site.started:
        site.kill(one)
    site.redis.test.acl_log_reset()
