"""Many tables made in one step of a migration."""

from django.db.migrations.operations import CreateModel
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
