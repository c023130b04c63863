"""Things the site leans on, broken for a moment as they really break: no port, no table, no room, no answer."""

import resource
import signal
import socket
import threading
from contextlib import contextmanager

from bs4 import BeautifulSoup
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import load_backend
from django.urls import reverse


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def database_away():
    """Asks a PostgreSQL that is not there."""
    kept = connections["default"]
    at = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": closed_port(), "NAME": "away"}
    connections["default"] = load_backend(at["ENGINE"]).DatabaseWrapper({**kept.settings_dict, **at, "OPTIONS": {}})
    try:
        yield
    finally:
        connections["default"] = kept


@contextmanager
def renamed(table: str, column: str = ""):
    """A migration that is not there yet: the table, or one column of it, is called otherwise."""

    def say(now, then):
        what = f'RENAME COLUMN "{now}" TO "{then}"' if column else f'RENAME TO "{then}"'
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table if column else now}" {what}')

    name = column or table
    say(name, f"{name}_to_come")
    try:
        yield
    finally:
        say(f"{name}_to_come", name)


@contextmanager
def takes_no_writes():
    """The disk of the database is full, or it is the copy that only reads."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with transaction.atomic():  # what is set in a part of a transaction ends with it
            _say("SET transaction_read_only = on")
            yield
            transaction.set_rollback(True)
        return
    on_sqlite = connection.vendor == "sqlite"
    _say("PRAGMA query_only = ON" if on_sqlite else "SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _say("PRAGMA query_only = OFF" if on_sqlite else "SET default_transaction_read_only = off")


def _say(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def no_room_for_files(size: int = 100):
    """No file may grow beyond so many bytes: to whoever writes one it is a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def asks(client, method: str, url: str, typed=None, **how):
    """One request of somebody, by itself: what failed in it takes nothing else with it."""
    client.raise_request_exception = False
    answers = []
    try:
        with transaction.atomic():
            answers.append(getattr(client, method)(url, typed or {}, **how))
    except DatabaseError:
        pass  # what it had begun was rolled back
    return answers[0]


class Quiet:
    """A server that takes a connection and says this, or nothing at all."""

    def __init__(self, says: bytes):
        self.says = says

    def __enter__(self):
        self.listens = socket.create_server(("127.0.0.1", 0))
        self.port = self.listens.getsockname()[1]
        self.taken = []
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def _take(self):
        while True:
            try:
                one, _ = self.listens.accept()
            except OSError:
                return
            self.taken.append(one)
            one.sendall(self.says)

    def __exit__(self, *why):
        self.listens.close()
        for one in self.taken:
            one.close()


# --- what somebody does meanwhile, and what they see ---

MINE = "Nobody told me\nwhich door was open. <b>Why?</b>"
TYPED = {"words": MINE, "shown_as": "NAME", "password": "a rather long password", "content_note": "about waiting"}


def at(cast, name, **rest):
    return reverse(name, kwargs={"slug": cast.group.slug, **rest})


def says(cast, who="sam", **typed):
    return asks(getattr(cast, who).client, "post", at(cast, "talk"), TYPED | typed)


def plain(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


def is_kept_from_harm(answer, status=503):
    """A plain page with the words on it, no jargon, nothing that asks to be run, and no store keeps it."""
    page = answer.content.decode()
    shown = [one.get_text() for one in BeautifulSoup(page, "html.parser").select(".app-words")]
    assert answer.status_code == status and shown == [MINE, "about waiting"], (answer.status_code, plain(answer))
    assert "<b>Why?" not in page and "a rather long password" not in page
    assert "so here is what you wrote" in plain(answer).lower() and "no-store" in answer["Cache-Control"]
    assert not any(word in page for word in ("Traceback", "OperationalError", "database", "Redis", "server"))
