"""A seeded world has something of everything. One of its people is erased: nothing of them is left but what is said to stay."""

import re

import pytest
from django.db import transaction
from django.db.models import Q

from coproduction.kit import personal
from groups.erasures import operations
from groups.invitations.models import Invitation
from groups.membership.models import Membership
from groups.notices.models import Letter
from groups.people.models import Person
from groups.reach.models import Suppression, Trouble
from tests.builders import NOW
from tests.house import erased
from tests.house.walking import asked

pytestmark = pytest.mark.django_db
PEOPLE = [
    "member",
    "second_member",
    "supporter",
    "facilitator",
    "point_of_contact",
    "sponsor",
    "network_coordinator",
    "left",
    "organisation_admin",
    "site_admin",
]

ADDRESS = "zorbat.quillon@example.net"


def known_as(person):
    """Their name was nobody else's when the world was made, so it is found wherever anything wrote it down. The address of
    one is a part of another's: from here on it is theirs alone, wherever letters hold it."""
    called = re.compile(rf"(?<![\w-]){re.escape(person.email)}")
    for letter in Letter.objects.filter(Q(text__contains=person.email) | Q(html__contains=person.email)):
        letter.text, letter.html = called.sub(ADDRESS, letter.text), called.sub(ADDRESS, letter.html)
        letter.save(update_fields=["text", "html"])
    addresses = Q(address=person.email)
    for table in (Letter, Suppression, Trouble):
        table.objects.filter(addresses).update(address=ADDRESS)
    Invitation.objects.filter(email=person.email).update(email=ADDRESS)
    Person.objects.filter(pk=person.pk).update(email=ADDRESS)
    assert [one for one in Person.objects.values_list("name", flat=True) if person.name in one] == [person.name]
    person.refresh_from_db()
    return person


@pytest.mark.parametrize("persona", asked(PEOPLE, ["member", "sponsor", "site_admin"]))
def test_nothing_of_somebody_erased_is_left_but_what_is_said_to_stay(world, persona):
    with transaction.atomic():
        person = known_as(Person.objects.get(email=world.people[persona]["email"]))
        before, places = erased.rows_of(person), Membership.objects.of_person(person).count()
        called = [person.name, ADDRESS]
        assert len(erased.where(called)) > 2
        operations.erase(person=person, because="OPERATOR", now=NOW)
        assert erased.left_behind(person, before) == []
        last_letter = {"groups.Letter.address": ADDRESS}
        assert erased.where(called) == last_letter
        assert erased.in_files(called) == []
        assert Membership.objects.of_person(person).count() == places
        transaction.set_rollback(True)


def test_the_world_has_something_for_most_lines(world):
    """A walk that finds nothing to erase would prove nothing."""
    people = Person.objects.filter(email__in=[one["email"] for one in world.people.values()])
    goes = [row for row in personal.rows() if row.erasure in personal.WAYS - {personal.STAYS}]
    lines = {(row.model, row.held, row.erasure): row for row in goes}.values()  # whatever levels its fields have
    filled = [row for row in lines if any(row.of(person).exists() for person in people)]
    assert len(filled) > len(lines) * 0.6, [row.model for row in lines if row not in filled]


def test_a_line_that_is_not_done_is_seen(world, monkeypatch):
    with transaction.atomic():
        person = Person.objects.get(email=world.people["member"]["email"])
        before = erased.rows_of(person)
        monkeypatch.setattr(operations, "_do_what_is_declared", lambda person: None)
        monkeypatch.setattr(operations, "_take_names_out_of_letters", lambda elsewhere: None)
        operations.erase(person=person, because="OPERATOR", now=NOW)
        assert erased.left_behind(person, before)
        assert {"groups.Person.name", "groups.Person.email"} <= set(erased.where([person.email, person.name]))
        transaction.set_rollback(True)
