"""A run that must end by a time leaves out what it has no time for, and says so."""

import time

import pytest

from tests import in_time


class Item:
    """A test as the run sees it."""

    def __init__(self, takes=None):
        self.takes = takes

    def get_closest_marker(self, name):
        return self.takes and getattr(pytest.mark, name)(self.takes).mark


@pytest.mark.parametrize(("takes", "left"), [(None, -1), (60, 30)])
def test_what_there_is_no_time_for_is_left_out(monkeypatch, takes, left):
    monkeypatch.setattr(in_time, "UNTIL", time.time() + left)
    with pytest.raises(pytest.skip.Exception, match=in_time.NO_TIME):
        in_time.pytest_runtest_setup(Item(takes))


@pytest.mark.parametrize("takes", [None, 60])
def test_before_that_time_every_test_is_tried(monkeypatch, takes):
    monkeypatch.setattr(in_time, "UNTIL", time.time() + 90)
    in_time.pytest_runtest_setup(Item(takes))
