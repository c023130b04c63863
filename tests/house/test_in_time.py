"""A run that must end by a time leaves out what it has no time for, and says so."""

import time

import pytest

from tests import in_time


def test_what_there_is_no_time_for_is_left_out(monkeypatch):
    monkeypatch.setattr(in_time, "UNTIL", time.time() - 1)
    with pytest.raises(pytest.skip.Exception, match=in_time.NO_TIME):
        in_time.pytest_runtest_setup(None)


def test_before_that_time_every_test_is_tried(monkeypatch):
    monkeypatch.setattr(in_time, "UNTIL", time.time() + 60)
    in_time.pytest_runtest_setup(None)
