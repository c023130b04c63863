"""A real start: one command on an empty site; everything after it in the browser."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from groups.charter.models import Group, Organisation
from groups.invitations.models import Invitation
from groups.notices.models import Letter
from groups.people.models import Person
from tests.cast import signed_in

WORDS = [
    "--organisation", "Weir Valley Trust", "--admin", "ada@example.org", "--admin-name", "Ada", "--group", "Weir Voices",
    "--facilitator", "Fay@example.org", "--facilitator-name", "Fay", "--place", "Weir Valley", "--level", "regional",
]  # fmt: skip


def start(*words):
    out = StringIO()
    call_command("start", *(words or WORDS), stdout=out)
    return out.getvalue()


def path_in(line):
    return "/" + line.rsplit("http", 1)[-1].split("/", 3)[3].strip()


def test_it_makes_the_organisation_and_its_first_group_and_sends_two_invitations(db, settings):
    said = start()
    group = Group.objects.get()
    assert (group.name, group.locality, group.level) == ("Weir Voices", "Weir Valley", "REGIONAL")
    assert group.organisation.name == "Weir Valley Trust"
    assert {(one.email, one.role) for one in Invitation.objects.all()} == {
        ("ada@example.org", "SITE_ADMIN"), ("fay@example.org", "FACILITATOR"),
    }  # fmt: skip
    assert Letter.objects.count() == 2
    assert "Weir Valley Trust and its first group, Weir Voices, are set up." in said
    assert "no letter leaves this machine" in said


def test_with_a_mail_server_nothing_has_to_be_passed_on(db, settings):
    settings.EMAIL_URL = "smtp://localhost:25"
    assert "no letter leaves" not in start()


def test_from_there_everything_is_done_in_the_browser(db):
    lines = [line for line in start().splitlines() if "/invitation/" in line]
    admin, facilitator = (path_in(line) for line in lines)
    client = Client()
    assert client.post(admin, {"name": "Ada"}).url == reverse("organisations")
    ada = Person.objects.get(email="ada@example.org")
    assert ada.is_site_admin
    client = signed_in(ada)
    client.post(reverse("organisation_new"), {"name": "Moor Trust", "admin_email": "moor@example.org"})
    organisation = Organisation.objects.get(name="Weir Valley Trust")
    given = {"name": "Second", "level": "LOCAL", "facilitator_email": "second@example.org"}
    client.post(reverse("group_new", kwargs={"organisation_id": organisation.pk}), given)
    assert Organisation.objects.count() == Group.objects.count() == 2
    assert Client().post(facilitator, {"name": "Fay"}).url == reverse("group_home", kwargs={"slug": "weir-voices"})
    fay = signed_in(Person.objects.get(email="fay@example.org"))
    invite = reverse("invite", kwargs={"slug": "weir-voices"})
    fay.post(invite, {"email": "sam@example.org", "role": "MEMBER"})
    assert Invitation.objects.filter(email="sam@example.org").exists()


def test_it_refuses_kindly_when_already_started(db):
    start()
    with pytest.raises(CommandError, match="This site has already been started"):
        start()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "wrong", "said"),
    [
        (1, " ", "--organisation needs a name"),
        (1, "x" * 121, "--organisation needs a name"),
        (3, "nobody", "--admin needs an email address"),
        (9, "@", "--facilitator needs an email address"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_made(db, place, wrong, said):
    words = [*WORDS]
    words[place] = wrong
    with pytest.raises(CommandError, match=said):
        start(*words)
    assert not Organisation.objects.exists()
