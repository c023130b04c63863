"""Counts and short lists that are part of another statement, so that a page does not ask for each by itself."""

from django.db.models import Aggregate, Count, JSONField, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows):
    """How many rows there are. `rows` may refer to the row outside with `OuterRef`."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


class _List(Aggregate):
    """All rows of a group in one JSON list, each a list of its values, in no order."""

    output_field = JSONField()
    TEMPLATES = {
        "sqlite": "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))",
        "postgresql": "JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))",
    }

    def as_sql(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template=self.TEMPLATES[connection.vendor], **more)


def list_of(rows, *fields):
    """A few short rows, as `in_order` reads them. `rows` may refer to the row outside with `OuterRef`."""
    listed = rows.order_by().annotate(all=Value(1)).values("all").annotate(list=_List("pk", *fields))
    return Subquery(listed.values("list"))


def in_order(listed) -> list[list]:
    """The rows that `list_of` found, oldest first."""
    return [row[1:] for row in sorted(listed or [])]


class Few(Subquery):
    """One column of a few rows, sorted and cut off, as a JSON list in their order. Both databases stop where the list ends."""

    output_field = JSONField()
    AGGREGATES = {"sqlite": "JSON_GROUP_ARRAY", "postgresql": "JSONB_AGG"}

    def __init__(self, rows, column="id"):
        self.column = column
        super().__init__(rows.values(column))

    def as_sql(self, compiler, connection, template=None, **more):
        made = f"(SELECT {self.AGGREGATES[connection.vendor]}(few.{self.column}) FROM (%(subquery)s) few)"
        return super().as_sql(compiler, connection, template=made, **more)
