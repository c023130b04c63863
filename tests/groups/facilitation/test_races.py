"""Two facilitators with a thumb each, and a tap that is sent many times: with real connections, in a process of their own."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.cast import Cast
from tests.groups.meetings.test_races import HOUSE, database
from tests.groups.pacing.on import begun, do, minute


def race(folder, deed, meeting, row, people, **environment):
    told = {"DATABASE_URL": database(folder), "TEST_MODE": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.groups.facilitation.racers", deed, str(meeting.pk), str(row), *map(str, people)],
        cwd=HOUSE, env={**os.environ, **told, **environment}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().splitlines()[-1])


@pytest.fixture
def on(transactional_db):
    cast = Cast()
    return cast, begun(cast)


def taps(cast):
    return [cast.farah.membership.pk, cast.col.membership.pk] * 4


def test_facilitators_who_give_the_floor_at_once_make_one_turn(on, tmp_path):
    cast, meeting = on
    hand = do("raise_hand", meeting, cast.sam, minute(1))
    assert race(tmp_path, "floor", meeting, hand.pk, taps(cast)) == {"said": ["kept"] * 8, "turns": 1}


def test_the_same_words_sent_eight_times_at_once_are_one_turn(on, tmp_path):
    cast, meeting = on
    people = [cast.sam.membership.pk] * 8
    assert race(tmp_path, "write", meeting, 0, people) == {"said": ["kept"] * 8, "turns": 1}


@pytest.mark.services
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL")
def test_without_the_lock_somebody_would_meet_an_error(on, tmp_path):
    cast, meeting = on
    hand = do("raise_hand", meeting, cast.sam, minute(1))
    came = race(tmp_path, "floor", meeting, hand.pk, taps(cast), WITHOUT_LOCK="1")
    assert came["turns"] == 1, "the table itself still knows one speaker at a time"
    assert connection.vendor == "postgresql" and set(came["said"]) != {"kept"}
