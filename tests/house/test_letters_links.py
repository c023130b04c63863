"""Going to where a letter leads changes nothing: programs that look at mail open every link in it before any person does."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client

from groups.choices import operations as choices
from groups.membership.models import Membership
from groups.notices import emails
from groups.notices.models import Letter
from tests.cast import signed_in
from tests.house.world import World

pytestmark = pytest.mark.django_db
# That somebody is signed in, and since when, is not what a letter tells of. Counters against guessing are in the cache.
NOT_COUNTED = {"django_session", "usersessions_usersession", "groups_kept"}
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def everything():
    """Each table as the set of its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in NOT_COUNTED and not table.startswith("sqlite_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def changed(before, after):
    return {table: (set(before[table]) ^ set(after[table])) for table in before if before[table] != after[table]}


def links_in(letter):
    """Where its plain text, its page and its headers lead, if that is to us."""
    _, text, html = emails.framed(letter)
    found = set(ADDRESS.findall(text)) | {
        a["href"] for a in BeautifulSoup(html, "html.parser").find_all("a", href=True)
    }
    if letter.stoppable:
        found.add(emails.stop_address(letter))
    for address in found:
        if address.startswith(settings.SITE_ADDRESS + "/"):
            split = urlsplit(address)
            yield split.path + (f"?{split.query}" if split.query else "")


def walks():
    """Whom each link was sent to, each link once for each reader."""
    letters = Letter.objects.select_related("person__letter_preference", "group").order_by("id")
    return {(letter.person, link): letter.stem for letter in letters for link in sorted(links_in(letter))}


def test_going_to_where_any_letter_leads_changes_nothing_for_its_reader_or_a_stranger(cast, now):
    World(cast, now)
    there = walks()
    assert len(there) > 250
    readers = {person: signed_in(person) for person, _ in there if person}
    Membership.objects.filter(looked_at=None).update(looked_at=now)  # everyone's visit has begun: it is no deed either
    visitor, before, answered = Client(), everything(), set()
    for person, link in there:
        for client in (visitor, readers.get(person, visitor)):
            answered.add(client.get(link).status_code)
    assert changed(before, everything()) == {}
    assert answered <= {200, 302, 403, 404, 410}, answered
    assert {200, 302} <= answered


def test_a_link_that_did_something_would_be_seen(cast, now):
    """The negative control."""
    before = everything()
    choices.stop(person_id=cast.sam.person.pk, group_id=cast.group.pk, kind="NEWS", now=now)
    assert list(changed(before, everything())) == ["groups_stop"]
