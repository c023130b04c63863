import pytest
from django.test import RequestFactory

from coproduction.kit.paging import page_of


def page(rows, query="", size=3):
    return page_of(RequestFactory().get(f"/{query}"), rows, size)


def test_a_short_list_has_one_page():
    found = page([1, 2, 3])
    assert (found.rows, found.previous, found.next) == ([1, 2, 3], "", "")


def test_pages_are_turned_and_filters_stay_on():
    found = page(list(range(8)), "?topic=4&page=2")
    assert found.rows == [3, 4, 5]
    assert (found.previous, found.next) == ("?topic=4&page=1", "?topic=4&page=3")


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "99999999999", "²"])
def test_an_odd_page_number_means_the_first(asked):
    assert page([1, 2, 3, 4], f"?page={asked}").rows == [1, 2, 3]


def test_a_page_past_the_end_is_empty_and_leads_back():
    found = page([1], "?page=5")
    assert found.rows == [] and found.previous == "?page=4"
