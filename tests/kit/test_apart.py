import pytest
from django.db import OperationalError

from coproduction.kit import apart

pytestmark = pytest.mark.django_db


def halved(broken, asked):
    def do(some):
        asked.append(list(some))
        if broken & set(some):
            raise ValueError("words that somebody typed")
        return {one: one / 2 for one in some}

    return do


def test_as_long_as_all_goes_well_it_is_done_once_for_all():
    asked = []
    assert apart.done([1, 2, 3], halved(set(), asked), "It failed") == ({1: 0.5, 2: 1, 3: 1.5}, [])
    assert asked == [[1, 2, 3]]


def test_those_it_fails_for_are_found_and_the_others_are_done(caplog):
    done, failed = apart.done(list(range(100)), halved({0, 57, 99}, []), "It failed")
    assert set(done) == set(range(100)) - {0, 57, 99}
    assert [one for one, _ in failed] == [0, 57, 99]
    assert [record.getMessage() for record in caplog.records] == ["It failed: ValueError"] * 3


def test_finding_one_of_500_takes_few_tries():
    asked = []
    apart.done(list(range(500)), halved({321}, asked), "It failed")
    assert len(asked) < 25


def test_a_database_that_is_away_is_nobodys_fault():
    def do(some):
        raise OperationalError

    with pytest.raises(OperationalError):
        apart.done([1, 2], do, "It failed")


def test_of_nobody_nothing_is_asked():
    assert apart.done([], None, "It failed") == ({}, [])
