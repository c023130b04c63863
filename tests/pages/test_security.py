"""Whoever finds a hole in the site can tell somebody, if somebody is named who answers."""

from datetime import datetime, timedelta

import pytest

ADDRESS = "/.well-known/security.txt"


@pytest.fixture
def contact(settings):
    settings.SECURITY_CONTACT, settings.SITE_ADDRESS = "mailto:security@example.org", "https://groups.example.org"


def test_without_a_contact_there_is_no_such_address(visitor, settings):
    settings.SECURITY_CONTACT = ""
    assert visitor.get(ADDRESS).status_code == 404


def test_it_names_the_contact_from_the_settings_and_itself(visitor, contact):
    answer = visitor.get(ADDRESS)
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8" and "public" in answer["Cache-Control"]
    assert "Contact: mailto:security@example.org" in lines
    assert f"Canonical: https://groups.example.org{ADDRESS}" in lines


def test_it_never_runs_out_and_is_never_good_for_a_year(visitor, contact, clock, now):
    for later in (timedelta(0), timedelta(days=400)):
        clock(now + later)
        told = next(line for line in visitor.get(ADDRESS).content.decode().splitlines() if line.startswith("Expires: "))
        until = datetime.fromisoformat(told.removeprefix("Expires: "))
        assert timedelta(days=30) < until - (now + later) < timedelta(days=365)
