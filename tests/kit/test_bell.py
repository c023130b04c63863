"""Waking workers loses nothing, and makes nobody wait, whatever the broker does."""

import socket
import time

import pytest

from coproduction.kit import bell


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(bell, "_tries_again_at", 0.0)


@pytest.fixture
def heard(monkeypatch):
    tasks = []
    monkeypatch.setattr(bell.current_app, "send_task", lambda task, **rest: tasks.append(task))
    return tasks


@pytest.fixture
def away(monkeypatch):
    """A broker that refuses every connection; counts the tries."""
    tries = []

    def refuse(**options):
        tries.append(options)
        raise ConnectionRefusedError

    monkeypatch.setattr(bell.current_app, "connection_for_write", refuse)
    return tries


def test_a_worker_rings_as_often_as_there_is_work_for(heard):
    assert bell.ring_now("some.task", times=3)
    assert heard == ["some.task"] * 3


def test_a_request_rings_in_passing(heard):
    bell.ring("some.task")
    bell.settled()
    assert heard == ["some.task"]


def test_a_ring_that_has_not_begun_stands_for_the_next_one_too(monkeypatch):
    monkeypatch.setattr(bell, "_start", lambda: None)
    monkeypatch.setattr(bell, "_rung", bell.queue.Queue(maxsize=1))
    bell.ring("some.task"), bell.ring("some.task")
    assert bell._rung.qsize() == 1


def test_a_broker_that_is_away_is_logged_and_then_left_alone_for_a_while(away, caplog):
    assert not bell.ring_now("some.task")
    assert not bell.ring_now("some.task")
    assert len(away) == 1
    assert "did not answer" in caplog.text


def test_a_broker_that_says_nothing_does_not_keep_a_request_waiting(monkeypatch):
    """A port that takes connections and never answers: the worst way for a broker to be away."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/5"
        real = bell.current_app.connection_for_write
        monkeypatch.setattr(bell.current_app, "connection_for_write", lambda **options: real(url=url, **options))
        begun = time.monotonic()
        bell.ring("some.task")
        assert time.monotonic() - begun < 0.5
        bell.settled()
        assert time.monotonic() - begun < 10
