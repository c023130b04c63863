from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from groups.signing_in.models import Kept
from tests.house import faulty

pytestmark = pytest.mark.django_db


def an_hour_passes():
    Kept.objects.update(until_at=F("until_at") - timedelta(hours=1))


def test_what_is_added_twice_is_there_once_until_its_time_is_over():
    assert cache.add("a code", "used", 60) and not cache.add("a code", "again", 60)
    assert cache.get("a code") == "used"
    an_hour_passes()
    assert cache.get("a code", "nothing") == "nothing"
    assert cache.add("a code", "new", 60) and cache.get("a code") == "new"


def test_what_is_set_replaces_what_was_and_what_is_deleted_is_gone():
    cache.set("history", [3.5, 2.5], 60)
    cache.set("history", [4.5], None)
    an_hour_passes()
    assert cache.get("history") == [4.5]
    assert cache.delete("history") and not cache.delete("history")
    cache.set("one", 1)
    cache.clear()
    assert not Kept.objects.exists()


def test_a_count_goes_up_one_by_one_and_begins_anew_when_its_time_is_over():
    assert [cache.one_more("guesses", 60) for _ in range(3)] == [1, 2, 3]
    assert cache.one_more("guesses of somebody else", 60) == 1
    an_hour_passes()
    assert cache.one_more("guesses", 60) == 1


def test_a_count_ends_when_it_would_have_ended_and_not_later_because_somebody_goes_on():
    cache.one_more("guesses", 60)
    began = Kept.objects.get().until_at
    cache.one_more("guesses", 60)
    assert Kept.objects.get().until_at == began


def test_one_that_is_taken_back_is_not_counted_and_nothing_goes_below_nothing():
    cache.one_more("guesses", 60)
    cache.one_less("guesses")
    cache.one_less("guesses")
    cache.one_less("what nobody counted")
    assert cache.one_more("guesses", 60) == 1


def test_neither_an_address_nor_a_place_can_be_read_where_it_is_counted():
    cache.one_more("password as sam@example.org from 203.0.113.7", 60)
    cache.add("allauth:rl:ip:203.0.113.7", True, 60)
    kept = str(list(Kept.objects.values_list("key", "value")))
    assert "sam" not in kept and "203.0.113.7" not in kept


def test_a_key_of_any_length_is_no_reason_to_write_it_into_the_logs(recwarn):
    cache.one_more("sam @example.org " * 50, 60)
    assert not recwarn.list


@pytest.mark.parametrize("deed", [
    lambda: cache.add("a", 1, 60), lambda: cache.set("a", 1, 60), lambda: cache.get("a"), lambda: cache.delete("a"),
    lambda: cache.one_more("a", 60), lambda: cache.one_less("a"),
], ids=["add", "set", "get", "delete", "one_more", "one_less"])  # fmt: skip
def test_where_the_table_is_not_there_it_says_so_aloud(deed):
    with faulty.renamed("groups_kept"), pytest.raises(DatabaseError), transaction.atomic():
        deed()


@pytest.mark.parametrize("deed", [
    lambda: cache.add("a", 1, 60), lambda: cache.set("a", 1, 60), lambda: cache.one_more("a", 60),
], ids=["add", "set", "one_more"])  # fmt: skip
@pytest.mark.django_db(transaction=True)
def test_where_nothing_can_be_written_it_says_so_aloud(deed):
    with faulty.takes_no_writes(), pytest.raises(DatabaseError):
        deed()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_many_that_come_at_once_each_is_counted_and_one_alone_is_the_first():
    def one(number):
        try:
            return cache.one_more("guesses", 60), cache.add("a code", number, 60)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        counts, firsts = zip(*pool.map(one, range(48)), strict=True)
    assert sorted(counts) == list(range(1, 49))
    assert sum(firsts) == 1
