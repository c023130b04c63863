"""What `tests.attack` makes of what the attacker tells."""

from collections import Counter

from tests import attack

ASKED = Counter({"200": 7})


def report(*levels):
    ones = [{"level": level, "method": "GET", "path": "/talk/", "info": f"way {level}"} for level in levels]
    return {"vulnerabilities": {"Cross Site Scripting": ones, "CRLF": []}, "infos": {"crawled_pages_nbr": 3}}


def test_a_way_in_of_medium_severity_and_an_answer_of_500_are_errors():
    lines, well = attack.told("member", report(1, 2), ASKED, [])
    assert not well and "way 2" in lines[1] and len(lines) == 2
    lines, well = attack.told("member", report(), ASKED, ["500 POST /talk/"])
    assert not well and lines[1] == "  500 POST /talk/"


def test_what_is_below_that_is_only_told():
    lines, well = attack.told("member", report(0, 1), ASKED, [])
    assert well and "Cross Site Scripting" in lines[0] and len(lines) == 1
