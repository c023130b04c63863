import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.safestring import mark_safe

from coproduction.kit.pack import CannotBePacked, packed, unpacked

VALUES = [
    None, True, 0, 1.5, "", "words [\"list\"]", date(2026, 11, 28), time(9, 30), datetime(2026, 11, 28, 9, tzinfo=UTC),
    [], ["list", []], [["dict", {}]], {}, {"list": [1, {"day": date(2026, 1, 1)}], "dict": {"a": None}},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_come_back_exactly_as_they_were(value):
    back = unpacked(json.loads(json.dumps(packed(value))))
    assert back == value and type(back) is type(value)


def test_a_moment_keeps_the_time_on_its_wall():
    there = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/London"))
    assert unpacked(packed(there)).isoformat() == there.isoformat()


@pytest.mark.parametrize(
    "value", [mark_safe("<b>"), (1, 2), {1: "one"}, {"a": {2}}, object()], ids=lambda one: type(one).__name__
)  # noqa: S308
def test_what_would_come_back_as_something_else_is_refused(value):
    with pytest.raises(CannotBePacked):
        packed(value)
