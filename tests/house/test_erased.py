"""A seeded world has something of everything. One of its people is erased: nothing of them is left but what is said to stay."""

import re

import pytest
from django.db import transaction
from django.db.models import Q

from coproduction.kit import personal
from groups.erasures import operations
from groups.history.models import Event
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
    "left",
    "organisation_admin",
]


NAME, ADDRESS = "Zorbat Quillon", "zorbat.quillon@example.net"


def known_as(person):
    """In the world many have one name. From here on this one's is nobody else's, wherever history and letters hold it."""
    was, groups = person.name, list(Membership.objects.of_person(person).values_list("group", flat=True))
    called = re.compile(rf"(?<!\w){re.escape(was)}(?!\w)")
    for rows, fields in ((Event.objects, ["sentence"]), (Letter.objects, ["subject", "text", "html", "name"])):
        for row in rows.filter(Q(group__in=groups) | Q(**{"by" if rows is Event.objects else "person": person})):
            for field in fields:
                setattr(row, field, called.sub(NAME, getattr(row, field).replace(person.email, ADDRESS)))
            row.save(update_fields=fields)
    addresses = Q(address=person.email)
    for table in (Letter, Suppression, Trouble):
        table.objects.filter(addresses).update(address=ADDRESS)
    Invitation.objects.filter(email=person.email).update(email=ADDRESS)
    Person.objects.filter(pk=person.pk).update(name=NAME, email=ADDRESS)
    person.refresh_from_db()
    return person


@pytest.mark.parametrize("persona", asked(PEOPLE, ["member", "sponsor"]))
def test_nothing_of_somebody_erased_is_left_but_what_is_said_to_stay(world, persona):
    with transaction.atomic():
        person = known_as(Person.objects.get(email=world.people[persona]["email"]))
        before, places = erased.rows_of(person), Membership.objects.of_person(person).count()
        assert len(erased.where([NAME, ADDRESS])) > 2
        operations.erase(person=person, because="OPERATOR", now=NOW)
        assert erased.left_behind(person, before) == []
        last_letter = {"groups.Letter.address": ADDRESS}
        assert erased.where([NAME, ADDRESS]) == last_letter
        assert erased.in_files([NAME, ADDRESS]) == []
        assert Membership.objects.of_person(person).count() == places
        transaction.set_rollback(True)


def test_the_world_has_something_for_most_lines(world):
    """A walk that finds nothing to erase would prove nothing."""
    people = Person.objects.filter(email__in=[one["email"] for one in world.people.values()])
    lines = [row for row in personal.rows() if row.erasure in personal.WAYS - {personal.STAYS}]
    filled = [row for row in lines if any(row.of(person).exists() for person in people)]
    assert len(filled) > len(lines) * 0.6, [row.model for row in lines if row not in filled]


def test_a_line_that_is_not_done_is_seen(world, monkeypatch):
    with transaction.atomic():
        person = Person.objects.get(email=world.people["member"]["email"])
        before = erased.rows_of(person)
        monkeypatch.setattr(operations, "_do_what_is_declared", lambda person: None)
        monkeypatch.setattr(operations, "_take_names_out_of_letters", lambda address, names, groups: None)
        operations.erase(person=person, because="OPERATOR", now=NOW)
        assert erased.left_behind(person, before)
        assert {"groups.Person.name", "groups.Person.email"} <= set(erased.where([person.email, person.name]))
        transaction.set_rollback(True)
