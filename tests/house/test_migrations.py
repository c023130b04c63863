"""The history of the tables is one line an app, named by hand, and complete."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations import AddField, Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.house.reading import APPS, HOUSE

NAMED_BY_A_MACHINE = re.compile(r"_auto_|_initial$|_and_more$|^\d{4}_(alter|remove|rename|add)_\w+_\w+_\w+_\w+_\w+")


def names(app):
    return sorted(path.stem for path in (HOUSE / app / "migrations").glob("[0-9]*.py"))


def not_named_by_hand(found):
    return [name for name in found if NAMED_BY_A_MACHINE.search(name) or not re.fullmatch(r"\d{4}_[a-z0-9_]+", name)]


@pytest.mark.django_db
def test_no_change_of_a_table_waits_for_its_migration():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.parametrize("app", APPS)
def test_every_migration_is_named_by_hand_and_follows_the_one_before(app):
    assert not_named_by_hand(names(app)) == []
    leaves = MigrationLoader(None).graph.leaf_nodes(app)
    assert len(leaves) == 1, "one line of history an app"
    numbers = [int(name[:4]) for name in names(app)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_name_given_by_a_machine_is_seen():
    assert not_named_by_hand(["0002_auto_20261118_1000", "0001_initial", "0003_said_and_more"]) == [
        "0002_auto_20261118_1000", "0001_initial", "0003_said_and_more",
    ]  # fmt: skip


SETTLED = {"groups": 25, "feedback": 23}  # no code of before these runs anywhere


def not_filled_by_the_database(migration):
    """Columns that the code of before this migration cannot write a row without, though it knows nothing of them."""
    added = [step for step in migration.operations if isinstance(step, AddField) and not step.field.many_to_many]
    return [step.name for step in added if not (step.field.null or step.field.has_db_default())]


@pytest.mark.parametrize("app", APPS)
def test_the_code_of_before_a_migration_can_write_rows_after_it(app):
    """What else it must be able to do is asked of PostgreSQL: `test_migrations_in_use.py`."""
    loaded = MigrationLoader(None).disk_migrations
    newer = {name: one for (of, name), one in loaded.items() if of == app and int(name[:4]) > SETTLED[app]}
    assert {name: not_filled_by_the_database(one) for name, one in newer.items()} == dict.fromkeys(newer, [])


def test_a_column_that_the_code_of_before_cannot_fill_is_seen():
    added = Migration("0099_chairs", "groups")
    filled = models.CharField(max_length=9, default="", db_default="")
    added.operations = [
        AddField("chair", "arms", models.BooleanField(default=False)), AddField("chair", "colour", filled),
        AddField("chair", "bought_on", models.DateField(null=True)),
    ]  # fmt: skip
    assert not_filled_by_the_database(added) == ["arms"]


def test_a_pending_change_is_seen():
    before, after = ProjectState(), ProjectState()
    after.add_model(ModelState("groups", "Chair", [("id", models.BigAutoField(primary_key=True))]))
    changes = MigrationAutodetector(before, after).changes(graph=MigrationLoader(None).graph, migration_name="chair")
    assert [type(change).__name__ for change in changes["groups"][0].operations] == ["CreateModel"]


def test_no_migration_is_hidden_elsewhere():
    found = {path.parent.parent.name for path in Path(HOUSE).glob("*/**/migrations/0*.py") if ".venv" not in path.parts}
    assert found <= set(APPS)
