"""A copy takes the chain along; what was erased since goes again when it is put back, and the chain stays whole."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from groups.audit import queries, tasks
from groups.audit.models import Link
from groups.history.models import Event
from groups.history.operations import record
from groups.people.models import Person
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("needs the client of PostgreSQL (pg_dump)")
    settings.MEDIA_ROOT, settings.ERASURES_FILE = tmp_path / "media", tmp_path / "erasures"


def run(command, *words):
    out = StringIO()
    call_command(command, *map(str, words), stdout=out)
    return out.getvalue()


def test_after_a_restore_the_chain_is_whole_and_so_it_is_after_erasures_are_done_again(tmp_path, clock):
    cast, now = Cast(), builders.NOW
    record("word_said", "Sam said that it hurts.", at=now, by=cast.sam.membership)
    tasks.link(now)
    tasks.send_head(now)
    head = Link.objects.newest().digest
    run("backup", tmp_path / "copy")
    run("erase", cast.sam.person.email)
    tasks.link(now)
    assert queries.verify().nameless == 1
    assert "1 person erased again" in run("restore", tmp_path / "copy")
    assert not Person.objects.filter(name="Sam").exists()
    assert f"The head you gave is link {Link.objects.get(digest=head).position}." in run("verify_audit", "--head", head)
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.nameless, found.waiting) == (None, 1, 0)
    assert not Event.objects.filter(sentence__contains="Sam").exists()
    with pytest.raises(DatabaseError):
        Link.objects.filter(position=1).delete()


def test_what_the_list_named_in_the_days_that_are_lost_excuses_nothing_that_stands_in_their_place(tmp_path, clock):
    """After an older copy was put back, new links stand where the lost ones stood."""
    cast, now = Cast(), builders.NOW
    record("word_said", "Sam said that it hurts.", at=now, by=cast.sam.membership)
    tasks.link(now)
    run("backup", tmp_path / "copy")
    for number in range(5):
        record("word_said", f"Hal is lost {number} times.", at=now, by=cast.hal.membership)
    record("word_said", "Jo said that the letter is late.", at=now, by=cast.jo.membership)
    tasks.link(now)
    place = Link.objects.newest().position
    run("erase", cast.jo.person.email)
    tasks.link(now)
    assert "1 person erased again" in run("restore", tmp_path / "copy")
    new = [record("word_said", f"Hal spoke {number} times.", at=now, by=cast.hal.membership) for number in range(9)]
    tasks.link(now)
    assert queries.verify().bad is None, "the negative control"
    there = next(one for one in new if Link.objects.get(event_number=one.pk).position == place)
    Event.objects.filter(pk=there.pk).update(sentence="Hal agreed.", key="")
    assert (queries.verify().bad.event, queries.verify().bad.what) == (there.pk, queries.NOBODY_WENT)
