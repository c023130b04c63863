from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.notices.models import Letter
from groups.people import operations
from groups.people.models import Person
from tests import builders
from tests.cast import signed_in


@pytest.fixture
def abe(cast):
    """Keeps the site too."""
    return builders.person("Abe", is_site_admin=True)


def keepers():
    return set(Person.objects.filter(is_site_admin=True).values_list("name", flat=True))


def letters(name):
    return {one.person.name: one for one in Letter.objects.filter(stem=f"groups/people/emails/{name}")}


def test_whoever_is_ended_keeps_nothing_open_and_everyone_who_keeps_the_site_is_told(cast, now, abe):
    client = cast.ada.client
    assert client.get(reverse("operator")).status_code == 200
    operations.end_keeping(person=cast.ada.person, by=None, now=now)
    assert keepers() == {"Abe"}
    assert client.get(reverse("operator")).status_code == 302  # signed out, on each device
    assert signed_in(Person.objects.get(pk=cast.ada.person.pk)).get(reverse("operator")).status_code in (403, 404)
    told = letters("keeper_ended")
    assert set(told) == {"Ada", "Abe"}
    assert "You no longer keep the site running" in told["Ada"].text
    assert "Ada no longer keeps the site running" in told["Abe"].text
    assert all(one.urgent and not one.stoppable for one in told.values())
    assert Event.objects.about(cast.ada.person).get().sentence == "Ada no longer keeps this site running."


def test_the_last_one_stays(cast, now, abe):
    operations.end_keeping(person=cast.ada.person, by=None, now=now)
    with pytest.raises(operations.LastKeeper):
        operations.end_keeping(person=abe, by=None, now=now)
    assert keepers() == {"Abe"}


def test_somebody_whose_account_is_closed_is_not_the_other_one(cast, now, abe):
    Person.objects.filter(pk=abe.pk).update(is_active=False)
    with pytest.raises(operations.LastKeeper):
        operations.end_keeping(person=cast.ada.person, by=None, now=now)


def test_nobody_ends_what_somebody_does_not_have(cast, now):
    with pytest.raises(operations.DoesNotKeepIt):
        operations.end_keeping(person=cast.sam.person, by=None, now=now)
    with pytest.raises(operations.KeepsItAlready):
        operations.keep_the_site(person=cast.ada.person, by=None, now=now)


def test_nobody_becomes_a_keeper_unseen(cast, now):
    operations.keep_the_site(person=cast.sam.person, by=None, now=now)
    told = letters("keeper_began")
    assert set(told) == {"Ada", "Sam"}
    assert "Sam keeps the site running now, as you do." in told["Ada"].text
    assert Event.objects.about(cast.sam.person).get().what == "site_admin_appointed"


def test_nor_by_an_invitation(cast, now):
    letter = invitations.invite(
        organisation=cast.group.organisation, email=cast.orla.person.email, role="SITE_ADMIN", by=None, now=now
    )
    invitations.accept(invitation=letter, person=cast.orla.person, now=now)
    assert set(letters("keeper_began")) == {"Ada", "Orla"}


def test_an_older_invitation_does_not_bring_back_whoever_was_ended(cast, now, abe):
    before = invitations.invite(
        organisation=cast.group.organisation, email=cast.ada.person.email, role="SITE_ADMIN", by=None, now=now
    )
    operations.end_keeping(person=cast.ada.person, by=None, now=now + timedelta(hours=1))
    ada = Person.objects.get(pk=cast.ada.person.pk)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=before, person=ada, now=now + timedelta(hours=2))
    again = now + timedelta(days=1)
    invitations.withdraw(invitation=before, by=None, now=again)
    anew = invitations.invite(
        organisation=cast.group.organisation, email=ada.email, role="SITE_ADMIN", by=None, now=again
    )
    invitations.accept(invitation=anew, person=ada, now=again)
    assert keepers() == {"Ada", "Abe"}


def test_the_operator_does_both_by_one_command(cast, capsys):
    call_command("site_admin", "appoint", cast.sam.person.email.upper())
    assert keepers() == {"Ada", "Sam"}
    call_command("site_admin", "end", cast.ada.person.email)
    call_command("site_admin", "list")
    assert capsys.readouterr().out.rstrip().endswith(f"Sam, {cast.sam.person.email}")
    for deed, email, sentence in (
        ("end", cast.sam.person.email, "Someone must keep the site"),
        ("end", "x@example.org", "Nobody has this address"),
        ("end", cast.jo.person.email, "does not keep the site"),
        ("appoint", cast.sam.person.email, "keeps the site already"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("site_admin", deed, email)
