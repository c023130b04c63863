"""The product as it runs in production, in miniature: web server, workers, beat, a Redis of our own, and a clock to move."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
import yaml
from celery import Celery
from django.conf import settings
from django.db import connection

from groups.notices.models import Letter, Mailing
from tests import sink

HOUSE = Path(__file__).resolve().parents[1]


def until(true, seconds=300):
    """Waits until something is true; says so if it never is. How fast a machine is does not matter here."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


class OwnRedis:
    """A Redis with the users of the compose file, and one more for the test."""

    PASSWORD = "a password of the tests"

    def __init__(self, folder):
        self.folder, self.port = folder, sink.free_port()
        self.url = f"redis://site:{quote(self.PASSWORD)}@127.0.0.1:{self.port}/0"
        self.test = redis.Redis(port=self.port, username="test", password="any")
        self.start()

    def start(self):
        service = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())["services"]["redis"]
        shell, option, script = (word.replace("$$", "$") for word in service["command"])
        script += f" --user test on nopass '~*' '&*' +@all --port {self.port} --bind 127.0.0.1 --dir '{self.folder}'"
        self.process = subprocess.Popen(
            [shell, option, script], env=os.environ | {"REDIS_PASSWORD": self.PASSWORD},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(self.answers)

    def answers(self):
        try:
            return self.test.ping()
        except redis.ConnectionError:
            return False

    def denied(self):
        """Who was not let do what. That a newer Redis is not told the name of our library is nothing we need."""
        found = [(one["username"], one["object"]) for one in self.test.acl_log()]
        return [one for one in found if one != ("site", "client|setinfo")]

    def flush(self):
        self.test.flushall()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Site:
    """The product as it runs in production, in miniature, with a clock that the test moves."""

    def __init__(self, folder, mail):
        self.folder, self.mail, self.started = folder, mail, []
        self.redis = OwnRedis(str(folder))
        self.clock = folder / "clock"
        self.set_clock(datetime.now(UTC))
        self.broker = Celery(broker=self.redis.url)
        one = connection.settings_dict
        login = f"{one['USER']}:{one['PASSWORD']}@" if one["PASSWORD"] else f"{one['USER']}@" if one["USER"] else ""
        self.environment = os.environ | {
            "TEST_MODE": "1", "CLOCK_AT": str(self.clock), "REDIS_URL": self.redis.url, "DATABASE_POOL": "4",
            "DATABASE_URL": f"postgres://{login}{one['HOST'] or '127.0.0.1'}:{one['PORT'] or 5432}/{one['NAME']}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}", "DJANGO_SETTINGS_MODULE": "coproduction.settings",
            "SECRET_KEY": settings.SECRET_KEY, "VAR_FOLDER": str(folder), "LOG_LEVEL": "ERROR", "PYTHONPATH": str(HOUSE),
        }  # fmt: skip

    def set_clock(self, at):
        self.now = at
        new = self.clock.with_suffix(".new")
        new.write_text(at.isoformat())
        new.replace(self.clock)  # nobody ever reads half a time

    def minutes_pass(self, minutes):
        self.set_clock(self.now + timedelta(minutes=minutes))

    def run(self, *command):
        log = (self.folder / f"log-{len(self.started)}").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=HOUSE, env=self.environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def web(self):
        """A real server with two processes. The address is known to the letters of whatever is started afterwards."""
        self.address = f"http://127.0.0.1:{sink.free_port()}"
        self.environment["SITE_ADDRESS"] = self.address
        self.serve(self.address)
        return self.address

    def serve(self, address, app="coproduction.wsgi"):
        bind = ["--bind", address.removeprefix("http://"), "--no-control-socket", "--log-level", "warning"]
        bind += ["--config", "python:coproduction.gunicorn"]
        process = self.run("gunicorn", app, "--workers", "2", "--worker-class", "gthread", "--threads", "4", *bind)
        until(lambda: self.is_ready(address))
        return process

    def is_ready(self, address, how="live"):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health/{how}", timeout=15) as answer:
            return answer.status == 200
        return False

    def celery(self, *words, app="coproduction"):
        return self.run("celery", "-A", app, *words)

    def worker(self, processes=1, app="coproduction"):
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"]
        return self.celery("worker", f"--concurrency={processes}", *quiet, app=app)

    def beat(self, number):
        return self.celery("beat", "-s", str(self.folder / f"beat-{number}"), "--pidfile", "", "-l", "WARNING")

    def tick(self):
        self.broker.send_task("notices.tick")

    def kill(self, process):
        """kill -9, the worker and its children, with no time for a last word."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self):
        for process in self.started:
            self.kill(process)
        self.redis.kill()
        self.broker.close()

    def everything_sent(self):
        return not Mailing.objects.exists() and not Letter.objects.exclude(state="SENT").exists()


@contextmanager
def a_site(folder):
    """A site on the test's own database, or a skip that says what is missing."""
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server, to have a Redis that may be killed")
    with sink.running() as mail:
        made = Site(folder, mail)
        try:
            yield made
            assert not made.redis.answers() or made.redis.denied() == []
        finally:
            made.close()
