"""The newcomer's command: `manage.py demo` needs nothing beforehand and leaves nothing running behind it.

Builds the page styles if they are missing or old, makes the database, plants the example world, starts the web server and
the worker, waits until a page answers, and says where to look and whom one can be. `manage.py` has set DEMO before this.
"""

import os
import shutil
import sys
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from coproduction.kit import clock
from coproduction.management import processes, styles
from coproduction.management.worlds import rivers

PYTHON = [sys.executable, "-m"]


class Command(BaseCommand):
    help = "Shows a working group in an invented place. Everything in it is made up; Ctrl+C stops it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--fresh", action="store_true", help="forget what was done in the demo and begin again")

    def handle(self, *, port: int, host: str, fresh: bool, **options):
        if not settings.DEMO:
            raise CommandError("Start it as `manage.py demo`: it must not run on a real site.")
        if not processes.port_is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another: `manage.py demo --port {port + 1}`")
        address = at(host, port)
        processes.stop_when_asked()
        parts = processes.Parts()
        try:
            if fresh:
                forget()
            self.prepare()
            start(parts, host, port)
            processes.wait_until_it_answers(f"{address}/health/ready", parts)
            self.welcome(address)
            parts.watch()
        except processes.Stopped:
            self.say("Stopping. What you did is kept; `--fresh` begins again.")
        except processes.PartEnded as ended:
            raise CommandError(f"{ended} Everything else was stopped.") from None
        finally:
            parts.stop()

    def prepare(self):
        if not styles.are_fresh():
            self.say("Building the page styles…")
            self.build_styles()
        self.say("Making the database…")
        make_tables()
        if settings.HASHED_STATIC:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        if not rivers.is_planted():
            self.plant()

    def plant(self):
        if rivers.is_begun():  # an earlier start was cut short while planting
            self.say("The example was half planted. Beginning again…")
            connection.close()
            forget()
            make_tables()
        self.say("Planting the example group…")
        rivers.plant(now=clock.now())
        current_app.control.purge()  # its letters went out in the story; nobody need be woken for them

    def build_styles(self):
        try:
            styles.build()
        except styles.NoStyles as problem:
            if not styles.are_there():
                raise CommandError(f"The page styles could not be built. Is the network there?\n{problem}") from None
            self.say("The page styles could not be built again; the ones from before are used.")

    def welcome(self, address):
        self.say(f"\nOpen {address}\n")
        self.say("Everything there is invented. On the sign-in page one button signs you in as:")
        for line in rivers.people_to_be():
            self.say(f"  {line}")
        self.say("\nCtrl+C stops it.")

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()


def make_tables():
    call_command("migrate", verbosity=0)


def at(host: str, port: int) -> str:
    """The address of this demo, known to the letters we plant and to the parts we start."""
    shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
    os.environ["SITE_ADDRESS"] = settings.SITE_ADDRESS = f"http://{shown}:{port}"
    if host == "0.0.0.0":
        os.environ["ALLOWED_HOSTS"] = "*"
    return settings.SITE_ADDRESS


def forget():
    """Only ever the demo's own files. A database somebody named in DATABASE_URL is theirs to empty."""
    if os.environ.get("DATABASE_URL"):
        raise CommandError("--fresh clears the demo's own database only, and DATABASE_URL names another.")
    kept = Path(settings.DATABASES["default"]["NAME"])
    for ending in ("", "-wal", "-shm", "-journal"):
        kept.with_name(kept.name + ending).unlink(missing_ok=True)
    for folder in ("broker", "media"):
        shutil.rmtree(settings.VAR / folder, ignore_errors=True)
        (settings.VAR / folder).mkdir(parents=True)


def start(parts: processes.Parts, host: str, port: int):
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    parts.start(
        "web server",
        [*PYTHON, "gunicorn", "coproduction.wsgi", "--config", "python:coproduction.gunicorn", "--bind", bind,
         "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"],
    )  # fmt: skip
    parts.start(
        "worker",
        [*PYTHON, "celery", "--quiet", "-A", "coproduction", "worker", "--beat", "--schedule", str(settings.VAR / "beat"),
         "--concurrency", "1", "--loglevel", "error", "--without-gossip", "--without-mingle"],
        LOG_LEVEL="ERROR", PYTHONWARNINGS="ignore",  # who tries it as root need not be told so by the worker
    )  # fmt: skip
