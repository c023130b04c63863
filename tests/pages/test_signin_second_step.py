"""A second step is used once, by the one it belongs to, and nobody who reads the database can make it."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import signed_in
from tests.pages import passkey
from tests.pages.test_signin import app_code, asked, is_signed_in, sign_in, with_app, with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before(settings):
    cache.clear()
    settings.LOGIN_REDIRECT_URL = "/you/"


@pytest.fixture
def later(monkeypatch):
    """The time of the machine stands still, until it is moved on by so many seconds."""
    began = time.time() // 30 * 30 + 1

    def moved(seconds):
        monkeypatch.setattr(time, "time", lambda: began + seconds)

    moved(0)
    return moved


def with_code(person, code):
    client = Client()
    sign_in(client, person.email)
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client


@pytest.mark.parametrize("dash", ["", "-", " "])
def test_a_code_of_an_app_works_once_for_as_long_as_it_would_work_at_all(cast, later, dash):
    code = app_code(with_app(cast.farah.person), ago=-1)
    again = f"{code[:3]}{dash}{code[3:]}"
    assert is_signed_in(with_code(cast.farah.person, code))
    later(31)
    assert not is_signed_in(with_code(cast.farah.person, again))
    later(58)
    assert not is_signed_in(with_code(cast.farah.person, again))


def test_the_same_code_half_a_minute_later_still_works_for_who_has_not_used_it(cast, later):
    code = app_code(with_app(cast.farah.person), ago=-1)
    later(31)
    assert is_signed_in(with_code(cast.farah.person, code))


def test_a_code_that_let_somebody_in_does_not_confirm_that_it_is_still_them(cast, later):
    code = app_code(with_app(cast.farah.person), ago=-1)
    with_code(cast.farah.person, code)
    later(31)
    client = signed_in(cast.farah.person, second_factor=False)
    assert client.post(reverse("mfa_reauthenticate"), {"code": code}).status_code == 200


def test_the_code_that_set_an_app_up_lets_nobody_in(cast, later):
    client = cast.sam.client
    client.get(reverse("mfa_activate_totp"))
    code = app_code(client.session[totp.SECRET_SESSION_KEY])
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert not is_signed_in(with_code(cast.sam.person, code))


# --- a passkey without finger or PIN ---


def test_a_passkey_that_asked_for_no_finger_or_pin_does_not_sign_in_alone(cast, monkeypatch, later):
    phone, _ = with_passkey(cast.farah.client)
    monkeypatch.setattr(passkey, "PRESENT_AND_KNOWN", 0x01)
    client = Client()
    second_step = sign_in(client, cast.farah.person.email).url
    said = {"credential": phone.use(asked(client.get(second_step), "request_options"))}
    later(16 * 60)  # the code from the letter is over: no second step is waited for any more
    client.post(reverse("mfa_login_webauthn"), said)
    assert not is_signed_in(client)


def test_as_a_second_step_it_need_not_ask_for_them(cast, monkeypatch):
    phone, _ = with_passkey(cast.farah.client)
    monkeypatch.setattr(passkey, "PRESENT_AND_KNOWN", 0x01)
    client = Client()
    second_step = sign_in(client, cast.farah.person.email).url
    client.post(second_step, {"credential": phone.use(asked(client.get(second_step), "request_options"))})
    assert is_signed_in(client)
