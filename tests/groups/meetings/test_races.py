"""The last place in a room: with real connections, in a process of its own.

The suite's own database on SQLite lives in memory and cannot be shared, so it is copied to a file first.
"""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from groups.meetings.models import Reply
from tests import builders
from tests.cast import Cast
from tests.groups.meetings import arrange

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def database(folder):
    """The address of a database with what this test made, that another process can open."""
    if connection.vendor == "sqlite":
        path = folder / "race.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return f"sqlite:///{path}"
    told = connection.settings_dict
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


def race(folder, meeting, people, **environment):
    return race_of(folder, "tests.groups.meetings.racers", meeting.pk, *(m.pk for m in people), **environment)


def race_of(folder, racers, *words, **environment):
    """What the racers print at the end, as they print it: JSON."""
    told = {
        **os.environ,
        "DATABASE_URL": database(folder),
        "TEST_MODE": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    run = subprocess.run(
        [sys.executable, "-m", racers, *(str(word) for word in words)],
        cwd=HOUSE, env=told | environment, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().splitlines()[-1])


@pytest.fixture
def crowd(transactional_db):
    cast = Cast()
    return cast, [builders.membership(cast.group, name=f"Member {number}") for number in range(12)]


def test_the_last_places_go_to_as_many_people_as_there_are_places(crowd, tmp_path):
    cast, people = crowd
    meeting = arrange.in_person(cast, capacity=3)
    answers = race(tmp_path, meeting, people)
    assert sorted(set(answers["said"])) == ["MeetingFull", "kept"]
    assert answers["said"].count("kept") == 3
    assert answers["seated"] == 3
    if connection.vendor == "postgresql":
        assert Reply.objects.count() == 3


@pytest.mark.services
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL")
def test_without_the_lock_the_room_would_be_overbooked(crowd, tmp_path):
    cast, people = crowd
    meeting = arrange.in_person(cast, capacity=3)
    answers = race(tmp_path, meeting, people, WITHOUT_LOCK="1")
    assert answers["seated"] > 3
