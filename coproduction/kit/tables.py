"""Many tables made in one step of a migration, and indexes laid while a table is in use."""

from django.db.migrations.operations import AddIndex, CreateModel
from django.db.migrations.operations.base import Operation


class Tables(Operation):
    """Makes tables one after the other, as `CreateModel` does.

    After each step Django draws up every table anew that is related to the one it changed; here nearly all are, so a first start
    would spend minutes drawing. Tables of one step are drawn up once, together.
    """

    reversible = True

    def __init__(self, tables: list[CreateModel]):
        self.tables = tables

    def state_forwards(self, app_label, state):
        drawn = state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)
        if drawn:
            state.apps  # noqa: B018 - draws them up

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {', '.join(table.name for table in self.tables)}"


class IndexInUse(AddIndex):
    """An index laid while the table is read and written: for tables that may have many rows. Its migration has `atomic = False`.

    `AddIndex` stops every writer until all rows were read. An index that was left half made, because somebody ended the
    migration, is laid anew.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"DROP INDEX {_in_use(schema_editor)} IF EXISTS {self.index.name}", None)
        schema_editor.add_index(model, self.index, **_told(schema_editor))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = from_state.apps.get_model(app_label, self.model_name)
        schema_editor.remove_index(model, self.index, **_told(schema_editor))


def _told(schema_editor) -> dict:
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}


def _in_use(schema_editor) -> str:
    return "CONCURRENTLY" if _told(schema_editor) else ""
