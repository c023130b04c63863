"""Twenty people want four places, in many rounds, with real connections: never one too many, and the line keeps its order."""

import os

import pytest

from tests import builders
from tests.cast import Cast
from tests.groups.meetings import arrange
from tests.groups.meetings.test_races import race_of

ROUNDS = 100 if os.environ.get("LONG_STORIES") else 3


@pytest.fixture
def crowd(transactional_db):
    cast = Cast()
    return cast, [builders.membership(cast.group, name=f"Member {number}") for number in range(20)]


def wrong(crowd, folder, rounds, **environment):
    cast, people = crowd
    told = [arrange.in_person(cast, capacity=4).pk, rounds, *(member.pk for member in people)]
    return race_of(folder, "tests.groups.places.racers", *told, **environment)


def test_no_round_is_overbooked_and_free_places_go_to_those_who_came_first(crowd, tmp_path):
    assert wrong(crowd, tmp_path, ROUNDS) == []


@pytest.mark.services
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL")
def test_without_the_lock_it_would_be_overbooked_or_out_of_order(crowd, tmp_path):
    assert wrong(crowd, tmp_path, ROUNDS, WITHOUT_LOCK="1")
