"""Somebody else's sessions, ended by whoever runs the site: a lost laptop, an account in the wrong hands."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from groups.history.models import Event
from groups.notices.models import Letter
from tests.pages.test_signin import is_signed_in

pytestmark = pytest.mark.django_db


def test_one_person_is_signed_out_everywhere_and_told_and_nobody_else_is(cast, capsys):
    sam, jo = cast.sam.client, cast.jo.client
    call_command("sign_out", cast.sam.person.email.upper())
    assert not is_signed_in(sam) and is_signed_in(jo)
    told = Letter.objects.get(stem="groups/people/emails/changed")
    assert told.person == cast.sam.person and "signed out on all your devices" in told.text
    kept = Event.objects.about(cast.sam.person).latest("id")
    assert (kept.what, kept.by) == ("signed_out_everywhere", None)
    assert "Done" in capsys.readouterr().out


def test_everybody_is_signed_out_and_it_is_kept_that_it_was_done(cast):
    clients = [cast.sam.client, cast.jo.client, cast.ada.client]
    assert all(is_signed_in(one) for one in clients)
    call_command("sign_out", everyone=True)
    assert not any(is_signed_in(one) for one in clients)
    assert not UserSession.objects.exists() and not Session.objects.filter(
        session_key=clients[0].cookies["sessionid"].value
    )
    assert Event.objects.get(what="everybody_signed_out").by is None
    assert not Letter.objects.exists()


@pytest.mark.parametrize("said", [["x@example.org"], [], ["x@example.org", "--everyone"]])
def test_it_must_know_whom(db, said):
    with pytest.raises(CommandError, match="Nobody has this address|an address, or --everyone"):
        call_command("sign_out", *said)
