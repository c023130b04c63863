"""The newest migrations, back and forward, while the site is in use and its large tables are large; and the code of before
them, which goes on for as long as it takes to start the new.
"""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from coproduction.kit.tables import IndexInUse
from tests import builders
from tests.house import large
from tests.house.reading import APPS

ROWS, NEWEST = 100_000, 3
MANY = ROWS // 10
pytestmark = [pytest.mark.services, pytest.mark.takes(420)]


def leaves():
    return MigrationLoader(None).graph.leaf_nodes()


def before(steps):
    """The migration of each app that many before its newest, or further back where that one needs what is taken back of another."""
    graph = MigrationLoader(None).graph
    lines = {app: [key for key in graph.forwards_plan((app, name)) if key[0] == app] for app, name in leaves()}
    goal = {app: lines[app][-1 - steps] for app in APPS}
    gone = {key for app in APPS for key in lines[app][-steps:]} if steps else set()
    for app in APPS:
        while gone & set(graph.forwards_plan(goal[app])):
            gone.add(goal[app])
            goal[app] = lines[app][lines[app].index(goal[app]) - 1]
    return list(goal.values())


@pytest.fixture(scope="module")
def site(django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("how long a table is locked is asked of PostgreSQL")
    with django_db_blocker.unblock(), large.another_database():
        group = builders.group()
        sam = builders.membership(group, name="Sam")
        builders.said(group)
        one_of_each(group, sam)
        large.fill(ROWS)
        yield


def one_of_each(group, sam):
    from feedback.voice import operations as voice
    from groups.history.operations import record
    from groups.notices import operations as notices

    voice.post(by=sam, now=builders.NOW, shown_as="NAME", words="The ramp is too steep.")
    record("group_named", "The group has a name.", at=builders.NOW, group=group, about=group)
    notices.post("groups/notices/emails/note", to=sam.person, key="note:1", at=builders.NOW, group=group)


def code_of(steps):
    """The models of the code before the newest migrations."""
    return MigrationLoader(None).project_state(before(steps)).apps


def refused(apps):
    """Columns that this code knows nothing of and yet has to fill."""
    known = {}
    for model in apps.get_models(include_auto_created=True):
        known[model._meta.db_table] = {field.column for field in model._meta.local_concrete_fields}
    return [
        f"{table}.{name}"
        for table, columns in known.items()
        for name, may_be_left_out in large.columns_of(table).items()
        if name not in columns and not may_be_left_out
    ]


def missed(apps):
    """Columns that this code reads and that are gone."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        there = large.columns_of(model._meta.db_table)
        found += [
            f"{model._meta.db_table}.{f.column}" for f in model._meta.local_concrete_fields if f.column not in there
        ]
    return found


def everyday_statements(apps):
    """What the code of before reads and writes of each large table, with the columns it knows and no other."""
    for table in large.BIG:
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        columns = [field.column for field in model._meta.local_concrete_fields]
        yield f"SELECT {', '.join(columns)} FROM {table} LIMIT 20"
        yield large.copies(table, 1, columns, **large.UNLIKE[table])


def kept():
    return {table: large.how_many(table) >= ROWS for table in large.BIG}


def test_the_newest_migrations_go_back_and_forward_and_nobody_waits_until_a_large_table_is_read(site):
    assert all(kept().values())
    watch = large.Watch(MANY)
    statements = list(everyday_statements(code_of(NEWEST)))
    with large.Everyday(statements) as everyday:
        for goal in (before(NEWEST), leaves()):
            with connection.execute_wrapper(watch):
                MigrationExecutor(connection).migrate(goal)
    print(f"\n{watch.seen} statements of migrations, {everyday.done} of people beside them")
    assert watch.stops == watch.changes == [] and everyday.wrong == []
    assert watch.seen > 20 and everyday.done > 20 and all(kept().values())


@pytest.mark.parametrize("steps", range(1, NEWEST + 1))
def test_the_code_of_before_reads_and_writes_the_tables_of_now(site, steps):
    apps = code_of(steps)
    assert refused(apps) == missed(apps) == []
    for statement in everyday_statements(apps):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def watched(site):
    """Does one step of a migration under the watch, and takes it back."""

    def does(*steps, atomic=True):
        watch, states = large.Watch(MANY), [MigrationLoader(None).project_state(leaves())]
        for step in steps:
            states.append(states[-1].clone())
            step.state_forwards("feedback", states[-1])
        with connection.execute_wrapper(watch), connection.schema_editor(atomic=atomic) as editor:
            for step, old, new in zip(steps, states, states[1:], strict=False):
                step.database_forwards("feedback", editor, old, new)
        with connection.schema_editor(atomic=atomic) as editor:
            for step, old, new in reversed(list(zip(steps, states, states[1:], strict=False))):
                step.database_backwards("feedback", editor, new, old)
        return watch

    return does


def an_index(name):
    return models.Index(fields=["words"], name=name)


def test_an_index_that_stops_writers_is_seen_and_one_laid_in_use_stops_nobody(watched):
    assert "nobody writing feedback_post" in watched(migrations.AddIndex("post", an_index("in_the_way"))).stops[0]
    in_use = watched(IndexInUse("post", an_index("in_use")), atomic=False)
    assert in_use.stops == []


def test_a_table_that_is_written_anew_is_seen(watched):
    longer = migrations.AlterField("post", "hidden_because", models.CharField(max_length=10, blank=True))
    assert any("nobody reading and writing feedback_post" in one for one in watched(longer).stops)


def test_rows_that_are_all_changed_at_once_are_seen(watched):
    words = migrations.RunSQL("UPDATE feedback_post SET content_note = 'Hard to read'", migrations.RunSQL.noop)
    assert "rows of feedback_post" in watched(words).changes[0]


def test_a_column_that_the_code_of_before_cannot_fill_is_seen(site):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_post ADD COLUMN mood varchar(9) DEFAULT '' NOT NULL")
        assert refused(code_of(1)) == []
        cursor.execute("ALTER TABLE feedback_post ALTER COLUMN mood DROP DEFAULT")
        assert refused(code_of(1)) == ["feedback_post.mood"]
        cursor.execute("ALTER TABLE feedback_post DROP COLUMN mood")


def test_a_column_that_the_code_of_before_reads_and_is_gone_is_seen(site):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_post RENAME COLUMN content_note TO note")
        assert missed(code_of(1)) == ["feedback_post.content_note"]
        cursor.execute("ALTER TABLE feedback_post RENAME COLUMN note TO content_note")
