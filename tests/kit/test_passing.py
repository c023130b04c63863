"""What is done once, though it is asked for twice."""

import os
import pickle

import pytest
from django.core.cache import caches

from coproduction.kit import passing


def ask(what="a-form"):
    with passing.once(what) as done_before:
        return done_before


def test_what_was_done_well_is_not_done_again():
    assert [ask(), ask(), ask("another")] == [False, True, False]


def test_what_failed_may_be_tried_again_at_once():
    with pytest.raises(ConnectionError), passing.once("a-form"):
        raise ConnectionError("the database is away")
    assert ask() is False


def test_while_somebody_has_it_in_hand_nobody_says_that_it_is_done(monkeypatch):
    monkeypatch.setattr(passing, "PATIENCE", 0.1)
    with passing.once("a-form"):
        assert ask() is None
    assert ask() is True


def test_what_a_machine_died_over_is_tried_again_in_a_minute():
    """In hand for as long as that, and then forgotten: the cache does it by itself."""
    caches["passing"].add("a-form", "IN HAND", timeout=0)
    assert ask() is False and passing.IN_HAND <= 60


def test_a_count_that_is_forgotten_just_then_stops_nobody(monkeypatch, now):
    monkeypatch.setattr(type(caches["passing"]), "add", lambda *told, **more: False)
    assert passing.count(1, "write", now) == 1


@pytest.mark.parametrize("value", ["IN HAND", "ready", "12", 0, 7, "Zoë", ["a", 1], {"a": None}])
def test_what_lies_in_redis_comes_back_as_it_was(value):
    kept = passing.InWords().dumps(value)
    assert passing.InWords().loads(kept if isinstance(kept, str) else str(kept).encode()) == value


def test_what_somebody_else_put_into_redis_is_not_run(tmp_path):
    class Runs:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    planted = pickle.dumps(Runs())
    with pytest.raises(ValueError):
        passing.InWords().loads(planted)
    assert not (tmp_path / "ran").exists()
    pickle.loads(planted)
    assert (tmp_path / "ran").exists(), "it would have run"


def test_a_number_in_redis_can_be_counted_on():
    assert passing.InWords().dumps(3) == 3
