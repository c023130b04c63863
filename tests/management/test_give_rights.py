"""The role that the site uses reads and writes, and cannot take off what guards the history. On PostgreSQL alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from groups.audit import operations as audit
from groups.history.operations import record
from groups.people.models import Person
from tests.cast import Cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
NOT_ITS_OWN = (
    "UPDATE groups_link SET digest = ''",
    "DELETE FROM groups_link",
    "TRUNCATE groups_event CASCADE",
    "ALTER TABLE groups_event DISABLE TRIGGER ALL",
    "DROP TABLE groups_link",
    "SET session_replication_role = replica",
    "COPY groups_person TO PROGRAM 'cat'",
)


def say(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def role():
    """A role without rights, which this connection takes on with `SET ROLE`, as a site that signs in with it has it."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")
    name = "the site of a test"
    say(f'CREATE ROLE "{name}"')
    yield name
    say("RESET ROLE")
    say(f'DROP OWNED BY "{name}"')
    say(f'DROP ROLE "{name}"')


def test_the_site_can_do_its_work_with_the_rights_it_is_given(role, now):
    call_command("give_rights", role, stdout=StringIO())
    say(f'SET ROLE "{role}"')
    cast = Cast()
    record("thing_done", "Sam did a thing.", by=cast.sam.membership, at=now)
    assert audit.link(now=now)
    Person.objects.filter(pk=cast.sam.person.pk).update(name="Samira")


@pytest.mark.parametrize("deed", NOT_ITS_OWN)
def test_whoever_has_the_sites_role_cannot_take_off_the_guards(role, deed):
    call_command("give_rights", role, stdout=StringIO())
    say(f'SET ROLE "{role}"')
    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner|must be superuser"),
        transaction.atomic(),
    ):
        say(deed)


@pytest.mark.parametrize("deed", ["DROP TABLE groups_link", "ALTER TABLE groups_event DISABLE TRIGGER ALL"])
def test_the_owner_of_the_tables_could(role, deed):
    """So it is the role that keeps the guards on."""
    with transaction.atomic():
        say(deed)
        transaction.set_rollback(True)


def test_a_role_that_is_not_there_is_made_with_the_password_it_is_given(role, monkeypatch):
    monkeypatch.setenv("SITE_PASSWORD", "something long that nobody else has")
    say(f'DROP ROLE "{role}"')
    for _ in range(2):
        call_command("give_rights", role, password="SITE_PASSWORD", stdout=StringIO())
    say(f'SET ROLE "{role}"')
    assert not Person.objects.filter(email="nobody@example.org").exists()
    say("RESET ROLE")
    monkeypatch.delenv("SITE_PASSWORD")
    with pytest.raises(CommandError, match="is empty"):
        call_command("give_rights", role, password="SITE_PASSWORD")


def test_a_role_that_nothing_can_be_kept_from_is_refused(role):
    say(f'ALTER ROLE "{role}" SUPERUSER')
    with pytest.raises(CommandError, match="may do everything"):
        call_command("give_rights", role)
    with pytest.raises(CommandError, match="no such role"):
        call_command("give_rights", "nobody")
