"""Many people save the same notes at once: with real connections, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests import builders
from tests.cast import Cast
from tests.groups.meetings.test_races import HOUSE, database
from tests.groups.minutes.noted import held

THREADS = 8


@pytest.fixture
def crowd(transactional_db):
    cast = Cast()
    people = [builders.membership(cast.group, name=f"Member {number}") for number in range(THREADS)]
    return held(cast, ("Letters", "Ramps")), people


def race(folder, crowd, each, **environment):
    meeting, people = crowd
    told = {
        **os.environ,
        "DATABASE_URL": database(folder),
        "TEST_MODE": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.groups.minutes.savers", str(meeting.pk), str(each), *(str(m.pk) for m in people)],
        cwd=HOUSE, env=told | environment, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().splitlines()[-1])


def test_200_saves_at_once_lose_nothing_and_nobody_is_left_in_the_dark(crowd, tmp_path):
    told = race(tmp_path, crowd, 25)
    assert (told["marks"], told["saved"], told["broken"], told["lost"], told["twice"]) == (200, 200, 0, 0, 0), told
    assert told["both"], "nobody met anybody: this was no race"


@pytest.mark.services
def test_1000_saves_at_once_lose_nothing(crowd, tmp_path):
    told = race(tmp_path, crowd, 125)
    assert (told["marks"], told["saved"], told["broken"], told["lost"], told["twice"]) == (1000, 1000, 0, 0, 0), told


def test_without_the_lock_saves_would_break_or_be_lost(crowd, tmp_path):
    told = race(tmp_path, crowd, 25, WITHOUT_LOCK="1")
    assert told["broken"] or told["lost"], told
