"""Notes are never confirmed while a correction waits, whoever is quicker: with real connections, in a process of its own."""

import pytest

from groups.corrections import operations
from tests.cast import Cast
from tests.groups.corrections.asked import right, were_there
from tests.groups.meetings.test_races import race_of
from tests.groups.minutes.noted import AFTER, held, write

ROUNDS = 30


@pytest.fixture
def ready(transactional_db):
    cast, meetings = Cast(), []
    for number in range(ROUNDS):
        meeting = held(cast, title=f"Meeting {number}")
        write(cast.farah, meeting)
        were_there(cast, meeting, cast.sam)
        operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
        right(cast.sam, meeting)
        meetings.append(meeting)
    return cast, meetings


def race(folder, ready, **environment):
    cast, meetings = ready
    told = [cast.farah.membership.pk, cast.jo.membership.pk, *(one.pk for one in meetings)]
    return race_of(folder, "tests.groups.corrections.racers", *told, **environment)


def test_either_they_are_confirmed_or_the_correction_waits_and_never_both(ready, tmp_path):
    told = race(tmp_path, ready)
    assert (told["done"], told["refused"], told["broken"], told["both"]) == (ROUNDS, ROUNDS, 0, 0), told


def test_without_the_lock_both_would_happen_or_one_would_break(ready, tmp_path):
    told = race(tmp_path, ready, WITHOUT_LOCK="1")
    assert told["both"] or told["broken"], told
