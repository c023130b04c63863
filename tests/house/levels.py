"""What stands in fields of each level, found in every table: planted texts with who may meet them, and secrets."""

import json

from django.db import models

from coproduction.kit import personal
from tests.house.reachable import TOKEN

LONG = 16  # shorter than that, something that is no secret may look the same
COPIES = {
    "groups.Letter",
    "groups.Mailing",
    "groups.Event",
}  # what they hold was said elsewhere, and has its level there
HERE = ("", "other_group.", "other_organisation.")
BYSTANDERS = ("second_member", "third_member", *(f"member_{number}" for number in range(4, 9)))


def texts(row):
    """(field, what stands there) of all rows of a table, for fields that hold letters."""
    for name in row.fields:
        if isinstance(row.table._meta.get_field(name), models.CharField | models.TextField | models.JSONField):
            for value in row.table._base_manager.values_list(name, flat=True):
                yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def planted(world):
    """(line of the table, field, audience of a text that stands there) for every text that was planted somewhere."""
    audiences = {one["token"]: set(one["audience"]) for one in world.made["tokens"]}
    for row in personal.rows():
        if row.model not in COPIES:
            for name, text in texts(row):
                yield from ((row, name, audiences[token]) for token in TOKEN.findall(text) if token in audiences)


def bystanders(audience) -> int:
    """How many of those read it who did nothing but belong to the group: of the one whose it is, one."""
    return max(sum(f"{place}{who}" in audience for who in BYSTANDERS) for place in HERE)


def secrets_kept() -> dict[str, str]:
    """Everything long enough that stands in a secret field, and where."""
    found = {}
    for row in personal.rows():
        if row.level == personal.SECRET:
            found |= {text: f"{row.model}.{name}" for name, text in texts(row) if len(text) >= LONG}
    return found
