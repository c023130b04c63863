"""Nothing in the logs names a person or says what they said, whatever goes wrong while they are here."""

import io
import logging
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.db import transaction

from coproduction.kit import logs
from coproduction.kit.addresses import every_address
from groups.membership.models import Memberships
from tests.house import levels
from tests.house.reachable import TOKEN
from tests.house.walking import Walk

pytestmark = pytest.mark.django_db

TYPED = "zqcanarywords"


@pytest.fixture
def written(monkeypatch):
    """What stands in the log, with every line of every part of the site let through."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(logs.formatter())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    for name in settings.LOGGING["loggers"]:
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def go_everywhere(world, persona):
    """Every address, asked for and posted to with words of one's own in its path, its question and its form."""
    walk = Walk(world)
    client = world.client(persona)
    for address in every_address():
        url = world.url(address)
        walk.ask(persona, "GET", f"{url}?q={TYPED}&text={TYPED}")
        with_words = dict.fromkeys(("text", "words", "why", "reason", "name", "email", "login", "title"), TYPED)
        walk.world.client(persona).post(url, with_words | {"email": f"{TYPED}@example.org"})
    client.get(f"/{TYPED}/")
    world.client("visitor").post("/sign-in/", {"login": f"{TYPED}@example.org", "password": TYPED})
    client.get("/", headers={"host": f"{TYPED}.example"})


def told(text, world):
    """Names, addresses, planted words and what was typed, as far as they stand in the log."""
    people = [one for one in world.people.values() if one["email"]]
    secrets = {one["email"] for one in people} | {one.get("name") for one in people} | {TYPED}
    secrets |= {one["token"] for one in world.made["tokens"]} | levels.secrets_kept().keys()
    return sorted(one for one in secrets if one and one in text) + TOKEN.findall(text)


def quotes_everything(world):
    """An error such as a database gives, which quotes the row it failed on."""
    person = world.people["member"]
    return ValueError(f"Key (email, words)=({person['email']}, {TYPED}) of {world.made['tokens'][0]['token']}")


@pytest.mark.parametrize("persona", ["visitor", "facilitator"])
def test_nothing_that_people_do_is_told(world, written, persona):
    with transaction.atomic():
        go_everywhere(world, persona)
        transaction.set_rollback(True)
    text = written.stream.getvalue()
    assert told(text, world) == []
    assert "django.request" in text
    assert "Not signed in: " in text and "127.0.0.1" not in text
    assert persona == "visitor" or "coproduction.refused" in text


def test_nothing_of_what_an_error_quotes_is_told(world, written, monkeypatch):
    def broken(rows, slug):
        raise quotes_everything(world)

    monkeypatch.setattr(Memberships, "in_group", broken)
    answers = [Walk(world).ask("member", "GET", world.url(address)) for address in every_address()]
    assert sum(answer.status_code == 500 for answer in answers) > 100
    text = written.stream.getvalue()
    assert told(text, world) == []
    assert text.count('"ValueError"') > 100 and "groups/<slug:slug>/" in text, "what broke, and where, is told"


# --- broken on purpose ---


def test_an_error_that_is_told_in_its_own_words_is_seen(world, written, monkeypatch):
    def broken(rows, slug):
        raise quotes_everything(world)

    monkeypatch.setattr(Memberships, "in_group", broken)
    monkeypatch.setattr(logs, "error_without_words", logs.structlog.processors.format_exc_info)
    written.setFormatter(logs.formatter())
    Walk(world).ask("member", "GET", f"/groups/{world.slug}/")
    assert len(told(written.stream.getvalue(), world)) >= 3


def test_a_line_that_is_told_with_what_was_put_into_it_is_seen(world, written, monkeypatch):
    monkeypatch.setattr(logs, "OURS", ("django",))
    world.client("visitor").get(f"/{TYPED}/")
    assert TYPED in told(written.stream.getvalue(), world)


def test_workers_log_as_the_site_does():
    """Celery asks whoever listens to set the logs up; if nobody did, it would quote what a job failed on."""
    from celery.signals import setup_logging

    from coproduction import celery

    before = logging.getLogger().handlers[:]
    try:
        assert [answer for _, answer in setup_logging.send(sender=None)] != []
        celery.log_as_the_site_does()
        [handler] = [one for one in logging.getLogger().handlers if one not in before]
        assert isinstance(handler.formatter, type(logs.formatter()))
    finally:
        logging.getLogger().handlers[:] = before
        dictConfig({"version": 1, "disable_existing_loggers": False, "incremental": True})
