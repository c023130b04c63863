"""Steps of migrations that Django has not."""

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from coproduction.kit.tables import IndexInUse

NAME = "chairs_by_colour"


@pytest.fixture
def chairs(transactional_db):
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("colour", models.CharField(max_length=9))]
    state.add_model(ModelState("groups", "Chair", fields))
    chair = state.apps.get_model("groups", "Chair")
    with connection.schema_editor() as editor:
        editor.create_model(chair)
    yield state
    with connection.schema_editor() as editor:
        editor.delete_model(chair)


def indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, "groups_chair")


def test_an_index_is_laid_while_the_table_is_used_anew_after_it_was_left_half_made_and_taken_away(chairs):
    step, after = IndexInUse("chair", models.Index(fields=["colour"], name=NAME)), chairs.clone()
    step.state_forwards("groups", after)
    for _ in range(2):
        with connection.schema_editor(atomic=False) as editor:
            step.database_forwards("groups", editor, chairs, after)
        assert indexes()[NAME]["columns"] == ["colour"]
    with connection.schema_editor(atomic=False) as editor:
        step.database_backwards("groups", editor, after, chairs)
    assert NAME not in indexes()
