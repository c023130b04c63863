"""How long a sign-in lasts, and what becomes of a session when somebody shows that it is still them."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coproduction.kit.access import METHODS_KEPT
from tests import builders
from tests.cast import signed_in
from tests.pages.test_signed_out import OURS, sent, talk
from tests.pages.test_signin import LONG, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def nobody_tried_before(db):
    cache.clear()


def with_password(client):
    return client.post(reverse("account_reauthenticate"), {"password": LONG})


def test_showing_that_it_is_still_you_changes_the_key_of_the_session_and_the_old_one_is_worth_nothing():
    client = signed_in(builders.person("Pat", password=LONG), second_factor=False)
    client.get(reverse("usersessions_list"))
    before, thief = client.session.session_key, Client()
    thief.cookies = client.cookies.copy()
    assert is_signed_in(thief)
    assert with_password(client).status_code == 302
    assert client.session.session_key != before
    assert is_signed_in(client) and not is_signed_in(thief)


def test_the_list_of_devices_still_knows_which_one_is_in_hand():
    person = builders.person("Pat", password=LONG)
    client = Client()
    sign_in(client, person.email)
    with_password(client)
    assert UserSession.objects.get(user=person).session_key == client.session.session_key
    assert client.get(reverse("usersessions_list")).text.count("This device") == 1


def test_a_wrong_password_changes_nothing():
    client = signed_in(builders.person("Pat", password=LONG), second_factor=False)
    before = client.session.session_key
    client.post(reverse("account_reauthenticate"), {"password": "wrong wrong wrong"})
    assert client.session.session_key == before


# --- thirty days at most ---


@pytest.fixture
def in_days(monkeypatch):
    began = time.time()
    return lambda days: monkeypatch.setattr(time, "time", lambda: began + days * DAY)


def test_whoever_comes_every_day_signs_in_again_after_thirty_days(cast, in_days):
    client = Client()
    sign_in(client, cast.sam.person.email)
    in_days(29.9)
    assert is_signed_in(client)
    in_days(30.1)
    answer = client.get(reverse("profile"))
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    in_days(0)
    assert not is_signed_in(client)


def test_words_sent_then_come_back(cast, in_days):
    client = Client()
    sign_in(client, cast.sam.person.email)
    in_days(31)
    page = sent(client, talk(cast), HTTP_REFERER=f"http://testserver{talk(cast)}", **OURS)
    assert page.status_code == 403 and "The ramp at the back door" in page.text
    assert not cast.group.posts.exists()


def test_a_page_for_everybody_knows_them_no_longer_either(cast, in_days):
    client = Client()
    sign_in(client, cast.sam.person.email)
    in_days(31)
    assert "Sign out" not in client.get("/accessibility/").text
    assert not client.session.keys()


def test_showing_that_it_is_still_you_does_not_make_it_last_longer(in_days):
    client = signed_in(builders.person("Pat", password=LONG), second_factor=False)
    in_days(29)
    with_password(client)
    in_days(31)
    assert not is_signed_in(client)


def test_signing_in_again_begins_anew(cast, in_days):
    client = Client()
    sign_in(client, cast.sam.person.email)
    in_days(20)
    client.post(reverse("account_logout"))
    sign_in(client, cast.sam.person.email)
    in_days(49)
    assert is_signed_in(client)


def test_a_session_from_before_this_rule_has_thirty_days_from_now_on(cast, in_days):
    client = signed_in(cast.sam.person, second_factor=False)
    session = client.session
    session.pop("signed_in_at")
    session.save()
    assert is_signed_in(client)
    in_days(29)
    assert is_signed_in(client)
    in_days(31)
    assert not is_signed_in(client)


def test_what_the_test_world_gave_lasts(cast, in_days):
    client = signed_in(cast.sam.person)
    in_days(400)
    assert client.session[METHODS_KEPT] and is_signed_in(client)


# --- ending sessions ---


def elsewhere(person):
    """Two sessions of this person: one that began long ago, in hand, and another."""
    here, there = Client(), Client()
    sign_in(here, person.email)
    sign_in(there, person.email)
    other = UserSession.objects.get(session_key=there.session.session_key)
    session = here.session
    session[METHODS_KEPT] = [one | {"at": one["at"] - 1000} for one in session[METHODS_KEPT]]
    session.save()
    return here, there, other


@pytest.mark.parametrize("one", [True, False])
def test_before_sessions_end_it_is_asked_whether_it_is_still_you_and_then_they_end(one):
    person = builders.person("Pat", password=LONG)
    here, there, other = elsewhere(person)
    page = here.get(reverse("usersessions_list"))
    assert page.status_code == 200
    asked = here.post(reverse("end_session", args=[other.pk]) if one else reverse("usersessions_list"))
    assert asked.url.startswith(reverse("account_reauthenticate")) and is_signed_in(there)
    done = here.post(asked.url, {"password": LONG})
    assert done.status_code == 302 and not is_signed_in(there) and is_signed_in(here)
    assert UserSession.objects.filter(user=person).count() == 1


def test_signing_out_leaves_nothing_of_it_in_the_browser(cast):
    client = Client()
    sign_in(client, cast.sam.person.email)
    assert "Clear-Site-Data" not in client.get(reverse("account_logout"))
    gone = client.post(reverse("account_logout"))
    assert (
        gone.status_code == 302 and gone["Clear-Site-Data"] == '"cache"'
    )  # the browser stays known, and what waits is kept
    assert not is_signed_in(client)
