"""A second step is used once, by the one it belongs to, and nobody who reads the database can make it."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coproduction.kit import seeds
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
    assert "Your spare codes" in client.post(reverse("mfa_activate_totp"), {"code": code}).content.decode()
    assert not is_signed_in(with_code(cast.sam.person, code))


# --- what codes are made from ---


def kept(person):
    return json.dumps(list(Authenticator.objects.filter(user=person).values_list("data", flat=True)))


def test_whoever_reads_the_database_finds_nothing_to_make_codes_from(cast):
    secret = with_app(cast.farah.person)
    assert secret not in kept(cast.farah.person) and kept(cast.farah.person).count('"sealed:') == 2
    assert is_signed_in(with_code(cast.farah.person, app_code(secret)))


def test_an_older_secret_still_opens_them_until_they_are_sealed_anew(cast, settings, capsys):
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another secret of this site, " * 3
    app = with_app(cast.farah.person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before, [settings.SECRET_KEY]
    assert is_signed_in(with_code(cast.farah.person, app_code(app, ago=1)))
    call_command("follow_key")
    assert "2 second steps" in capsys.readouterr().out
    call_command("follow_key")
    assert "0 second steps" in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(with_code(cast.farah.person, app_code(app)))


def test_what_was_kept_before_there_was_a_seal_works_and_is_sealed_by_the_command(cast):
    app = totp.generate_totp_secret()
    one = Authenticator.objects.create(user=cast.farah.person, type="totp", data={"secret": app})
    spare = Authenticator.objects.create(
        user=cast.farah.person, type="recovery_codes", data={"seed": "ab", "used_mask": 3}
    )
    codes = spare.wrap().get_unused_codes()
    Authenticator.objects.create(user=cast.sam.person, type="webauthn", data={"name": "Phone", "credential": {}})
    assert is_signed_in(with_code(cast.farah.person, app_code(app, ago=1)))
    call_command("follow_key")
    assert app not in kept(cast.farah.person) and '"ab"' not in kept(cast.farah.person)
    one.refresh_from_db()
    assert one.wrap().validate_code(app_code(app))
    left = Authenticator.objects.get(pk=spare.pk).wrap()
    assert len(codes) == len(left.get_unused_codes()) == 8 and all(left.validate_code(code) for code in codes)


def test_with_another_secret_they_are_an_error_and_never_nothing(cast, settings):
    with_app(cast.farah.person)
    app, spare = Authenticator.objects.order_by("pk")
    settings.SECRET_KEY = "another secret of this site, " * 3
    with pytest.raises(seeds.Unreadable):
        app.wrap().validate_code("000000")
    with pytest.raises(seeds.Unreadable):
        spare.wrap().get_unused_codes()


@pytest.mark.parametrize("changed", ["sealed:", "sealed:%", "sealed:AAAA", "sealed:" + "A" * 80])
def test_what_was_changed_is_an_error_too(changed):
    with pytest.raises(seeds.Unreadable):
        seeds.unseal(changed)
    assert seeds.seal("a") != seeds.seal("a") and seeds.unseal(seeds.seal("a")) == "a"


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
