"""The newcomer's command itself: a page answers, whoever is asked for can be signed in, and nothing is left running."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from coproduction.management import processes, styles
from tests.house.reading import HOUSE

PATIENCE = 900  # seconds: a slow machine takes minutes to make the tables
pytestmark = [pytest.mark.services, pytest.mark.takes(PATIENCE)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """What the first demo makes, the next find: they start in seconds."""
    return tmp_path_factory.mktemp("var")


@contextmanager
def demo(folder, var):
    port = free_port()
    env = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DATABASE_URL", "REDIS_URL", "TEST_MODE", "DJANGO_SETTINGS_MODULE")
    }
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    log = folder / "said.txt"
    with log.open("w") as said:
        running = subprocess.Popen(
            command, cwd=HOUSE, env=env | {"VAR_FOLDER": str(var)}, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + PATIENCE
            while "Ctrl+C stops it." not in log.read_text() and running.poll() is None and time.monotonic() < until:
                time.sleep(0.2)
            assert running.poll() is None, log.read_text()
            yield running, f"http://127.0.0.1:{port}", log
        finally:
            if running.poll() is None:
                running.terminate()
                running.wait(60)


def children_of(pid):
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found[1:]


def still_running(pids, patience=5):
    """Those left a moment after the demo ended: the machine needs that moment to take away what was ended."""
    until = time.monotonic() + patience
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@pytest.fixture(autouse=True)
def built():
    if not styles.are_there():
        pytest.skip("The page styles are not built here (npm run build).")


@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_answers_signs_somebody_in_and_leaves_nothing_running(tmp_path, var, ask):
    with demo(tmp_path, var) as (running, address, log):
        page = subprocess.run(
            ["curl", "-sc", tmp_path / "jar", f"{address}/sign-in/"], capture_output=True, text=True
        ).stdout
        assert "Sam Harrow" in page
        assert re.search(r"/static/dist/app\.[0-9a-f]+\.css", page), "the styles carry their hash"
        assert processes.answers(f"{address}/health/ready")
        pids = children_of(running.pid)
        assert len(pids) >= 4  # a web server with its workers, and a worker with its own
        running.send_signal(ask)
        assert running.wait(60) == 0
        assert "Stopping." in log.read_text()
    assert still_running(pids) == []


def test_when_the_worker_dies_the_demo_stops_and_says_so(tmp_path, var):
    with demo(tmp_path, var) as (running, _, log):
        pids = children_of(running.pid)
        worker = next(pid for pid in pids if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(worker, signal.SIGKILL)
        assert running.wait(60) == 1
        assert "The worker ended by itself" in log.read_text()
    assert still_running(pids) == []
