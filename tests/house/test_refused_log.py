"""Whoever is not let through a door is told of in the log: at which, and by number only where nobody speaks without a name."""

import re

import pytest
from django.test import Client

from coproduction.kit import access
from coproduction.kit.addresses import every_address
from groups.people.models import Person
from tests.house.walking import Walk

pytestmark = pytest.mark.django_db
QUIET = re.compile(r"without (your )?name|nameless|noticed|speaking up|me too|Answer a survey|not shown outside")


def named(doors):
    return {one.ability.phrase for one in doors if one.names_who_is_refused}


def doors():
    return [one.door for one in every_address() if one.door and one.door.ability]


@pytest.fixture
def told(caplog):
    def lines():
        found = [one.getMessage() for one in caplog.records if one.name == "coproduction.refused"]
        caplog.clear()
        return found

    return lines


def refused_at(world, told, persona, name, method="GET"):
    (there,) = [one for one in every_address() if one.name == name]
    told()
    answer = Walk(world).ask(persona, method, world.url(there))
    return answer.status_code, told(), there.route


def test_whoever_may_not_do_something_is_told_of_by_their_number(world, told):
    number = Person.objects.get(email=world.people["member"]["email"]).pk
    status, lines, route = refused_at(world, told, "member", "plan_meeting")
    assert (status, lines) == (403, [f"Refused: GET /{route} 403 to person {number}"])


def test_somebody_at_the_door_of_a_group_that_is_not_theirs_is_told_of_without_a_number(world, told):
    status, lines, route = refused_at(world, told, "no_group", "plan_meeting")
    assert (status, lines) == (404, [f"Refused: GET /{route} 404"])


def test_a_page_that_is_not_there_is_no_door(told, visitor):
    assert visitor.get("/nowhere/at/all/").status_code in (302, 404)
    assert told() == []


def test_where_words_are_said_without_a_name_the_log_names_nobody(world, told):
    quiet = [one for one in every_address() if one.door and one.door.ability and QUIET.search(one.door.ability.phrase)]
    assert len(quiet) > 10
    told()
    for one in quiet:
        for persona in ("sponsor", "network_coordinator", "facilitator", "supporter", "member"):
            answers = [Walk(world).ask(persona, method, world.url(one)).status_code for method in ("GET", "POST")]
            lines = told()
            if one.door.is_of_a_group and not one.door.names_who_is_refused:
                assert sum(status == 403 for status in answers) >= len([line for line in lines if "403" in line])
                assert [line for line in lines if "person" in line] == [], one.route


def test_no_door_for_words_without_a_name_may_name_who_is_refused():
    named_there = {phrase for phrase in named(doors()) if QUIET.search(phrase)}
    assert named_there == set()
    assert len(named(doors())) > 20, "the doors of facilitators and admins do"


# --- other programs ---


@pytest.mark.parametrize(
    ("setting", "there", "method"),
    [("MAIL_HOOK_SECRET", "/hooks/mail/", "post"), ("FIGURES_TOKEN", "/figures/", "get")],
)
def test_a_program_with_the_wrong_secret_is_told_of(settings, told, setting, there, method):
    setattr(settings, setting, "right" * 10)
    answer = getattr(Client(), method)(f"{there}?secret=zqcanary", headers={"authorization": "Bearer zqcanary"})
    assert answer.status_code == 401
    assert told() == [f"Refused: {method.upper()} {there} 401"]


def test_a_harmful_file_is_told_of_without_its_name(tmp_path, caplog):
    from coproduction.kit import scanner

    program = tmp_path / "scanner"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o700)
    with pytest.raises(scanner.Harmful):
        scanner.scan(str(program), tmp_path / "zqcanary.jpg")
    assert caplog.messages == ["A file was refused: the scanner found something harmful"]


# --- broken on purpose ---


def test_a_door_for_words_without_a_name_that_named_somebody_would_be_seen(monkeypatch):
    monkeypatch.setattr(access.Door, "names_who_is_refused", property(lambda door: door.is_of_a_group))
    assert [phrase for phrase in named(doors()) if QUIET.search(phrase)]
