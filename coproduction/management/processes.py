"""The parts of a running site as children of one command: started together, watched, and stopped with nothing left behind."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field

PATIENCE = 20  # seconds a part may take to finish what it is doing


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl+C, or the machine."""


class PartEnded(Exception):
    """A part of the site ended by itself."""


@dataclass
class Parts:
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, command: list[str], **env: str) -> None:
        """Each in a session of its own, so that Ctrl+C reaches only us and we stop them in order."""
        self.running[name] = subprocess.Popen(command, env=os.environ | env, start_new_session=True)

    def check(self) -> None:
        for name, part in self.running.items():
            if part.poll() is not None:
                raise PartEnded(f"The {name} ended by itself (code {part.returncode}).")

    def watch(self, every: float = 0.5) -> None:
        """Until a part ends or somebody asks us to stop."""
        while True:
            self.check()
            time.sleep(every)

    def stop(self) -> None:
        """Asks each to finish, then ends whatever is left of its session: its own children too."""
        for part in self.running.values():
            with suppress(ProcessLookupError):
                part.terminate()
        until = time.monotonic() + PATIENCE
        for part in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                part.wait(max(0, until - time.monotonic()))
        for part in self.running.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()
        self.running.clear()


def stop_when_asked() -> None:
    """Ctrl+C, a stop from the machine and a closed terminal all mean the same. A second one does not cut the first short."""

    def stop(number, frame):
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, stop)


def port_is_free(host: str, port: int) -> bool:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def wait_until_it_answers(address: str, parts: Parts, patience: float = 60, every: float = 0.2) -> None:
    until = time.monotonic() + patience
    while not answers(address):
        parts.check()
        if time.monotonic() > until:
            raise PartEnded(f"{address} did not answer in {patience:.0f} seconds.")
        time.sleep(every)
