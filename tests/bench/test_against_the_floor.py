"""Prints ratios and never asserts a time: `pytest -m bench -s`. Quick here; `python -m tests.bench` takes longer and counts."""

import pytest

from tests.bench import __main__ as bench
from tests.bench import stage

pytestmark = pytest.mark.bench


def test_how_far_we_stand_from_the_floor():
    if reason := stage.why_not():
        pytest.skip(reason)
    told = list(bench.run(rounds=3, requests=50, wrk=1))
    print("\n" + "\n".join(told))
    assert len(told) > 10
