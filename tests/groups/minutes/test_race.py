"""Many people save the same notes at once: with real connections, in a process of its own."""

import os

import pytest

from tests import builders
from tests.cast import Cast
from tests.groups.meetings.test_races import race_of
from tests.groups.minutes.noted import held

THREADS = 8
EACH = 125 if os.environ.get("LONG_STORIES") else 25


@pytest.fixture
def crowd(transactional_db):
    cast = Cast()
    people = [builders.membership(cast.group, name=f"Member {number}") for number in range(THREADS)]
    return held(cast, ("Letters", "Ramps")), people


def race(folder, crowd, each, **environment):
    meeting, people = crowd
    told = [meeting.pk, each, *(member.pk for member in people)]
    return race_of(folder, "tests.groups.minutes.savers", *told, **environment)


def test_many_saves_at_once_lose_nothing_and_nobody_is_left_in_the_dark(crowd, tmp_path):
    told, saves = race(tmp_path, crowd, EACH), THREADS * EACH
    assert (told["marks"], told["saved"], told["broken"], told["lost"], told["twice"]) == (saves, saves, 0, 0, 0), told
    assert told["both"], "nobody met anybody: this was no race"


def test_without_the_lock_saves_would_break_or_be_lost(crowd, tmp_path):
    told = race(tmp_path, crowd, 25, WITHOUT_LOCK="1")
    assert told["broken"] or told["lost"], told
