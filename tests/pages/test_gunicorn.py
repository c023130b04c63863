"""gunicorn by itself quotes requests that are none, and where they came from. With our configuration it does not."""

import json
import os
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests import sink
from tests.running import HOUSE, until

TYPED = "zqcanary"
BAD = [
    f"GET /?q={TYPED} HTTP/1.1\r\nHost: x\r\n{TYPED} : bad\r\n\r\n",
    f"GET /{TYPED}\r\n\r\n",
    f"GET / HTTP/{TYPED}\r\n\r\n",
    f"GET /{TYPED * 1000} HTTP/1.1\r\n\r\n",
]


def said(folder, *config):
    """What a real gunicorn writes when it is sent what is no request."""
    port, log = sink.free_port(), folder / "log"
    command = [sys.executable, "-m", "gunicorn", "tests.pages.tiny:application", "--bind", f"127.0.0.1:{port}", *config]
    environment = os.environ | {"VAR_FOLDER": str(folder), "DEBUG": "1", "PYTHONPATH": str(HOUSE)}
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, "--no-control-socket", "--access-logfile", "-"],
            cwd=HOUSE,
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        until(lambda: answers(port), 60)
        for one in BAD:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(one.encode())
                line.recv(4000)
    finally:
        server.terminate()
        server.wait(30)
    return log.read_text()


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/?{TYPED}", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_nothing_of_a_bad_request_is_quoted_and_every_line_is_like_those_of_the_site(tmp_path):
    text = said(tmp_path, "--config", "python:coproduction.gunicorn")
    assert TYPED not in text and "127.0.0.1" not in text.replace("Listening at", "")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {one["logger"] for one in lines} == {"gunicorn.error", "gunicorn.access"}
    assert sum(one["level"] == "warning" for one in lines) >= len(BAD)


@pytest.mark.parametrize("place", ["Dockerfile", "README.md", "coproduction/management/commands/demo.py"])
def test_gunicorn_is_started_so_everywhere(place):
    starts = [
        line for line in (HOUSE / place).read_text().splitlines() if "gunicorn" in line and "coproduction.wsgi" in line
    ]
    assert starts and all("python:coproduction.gunicorn" in line for line in starts)


# --- broken on purpose ---


def test_gunicorn_by_itself_quotes_them(tmp_path):
    text = said(tmp_path)
    assert TYPED in text and "127.0.0.1" in text
