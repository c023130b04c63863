"""A browser somebody was not seen with before: they hear of it once, at once, and nothing that follows them about is kept."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from coproduction.kit import browsers, forgetting
from groups.choices import operations as choosing
from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.membership.models import Role
from groups.notices import delivery
from groups.notices.emails import framed
from groups.notices.models import Letter
from groups.signing_in import operations
from groups.signing_in.models import Kept, KnownBrowser
from tests.pages.test_signin import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537"


def at(user_agent):
    return Client(headers={"user-agent": user_agent})


def told(person=None):
    letters = Letter.objects.filter(stem="groups/signing_in/emails/new_browser").order_by("id")
    return list(letters.filter(person=person) if person else letters)


@pytest.fixture
def sam(cast):
    """Sam, who signed in with the browser of the office before."""
    sign_in(at(OFFICE), cast.sam.person.email)
    return cast.sam.person


def test_the_very_first_sign_in_is_no_news(sam):
    assert told() == []


def test_a_new_browser_is_told_with_when_and_what_and_what_to_do(sam):
    sign_in(at(PHONE), sam.email)
    (letter,) = told(sam)
    assert "They used Safari on an iPhone" in letter.text and "10am on Wednesday 18 November 2026" in letter.text
    assert "Was it not you? Do this now" in letter.text and "Sign out everywhere else" in letter.text
    assert letter.path == reverse("usersessions_list") and letter.urgent and letter.kind == "ACCOUNT"


def test_neither_a_place_in_the_network_nor_anything_that_follows_its_reader_is_in_the_letter(sam):
    there = {"REMOTE_ADDR": "203.0.113.77"}
    client = at(PHONE)
    client.post(reverse("account_request_login_code"), {"email": sam.email}, **there)
    code = Letter.objects.filter(stem="groups/people/emails/code").latest("id").text.split("\n\n")[1].strip()
    client.post(reverse("account_confirm_login_code"), {"code": code}, **there)
    subject, text, html = framed(told(sam)[0])[:3]
    for part in (subject, text, str(html)):
        assert "203.0.113" not in part and "<img" not in part
    assert "203.0.113" not in str(list(KnownBrowser.objects.values()))


def test_the_same_browser_is_told_once_however_often_it_comes(sam):
    phone = at(PHONE)
    for _ in range(3):
        sign_in(phone, sam.email)
        phone.post(reverse("account_logout"))
    assert len(told()) == 1


def test_the_browser_of_before_comes_back_without_a_letter(cast):
    office = at(OFFICE)
    for _ in range(2):
        sign_in(office, cast.sam.person.email)
        office.post(reverse("account_logout"))
    assert told() == []


def test_two_browsers_that_look_alike_are_two(sam):
    sign_in(at(PHONE), sam.email)
    sign_in(at(PHONE), sam.email)
    assert len(told(sam)) == 2


def test_somebody_else_at_the_same_browser_is_new_there_and_nothing_says_that_both_sat_at_it(cast, sam):
    shared = at(PHONE)
    sign_in(at(OFFICE), cast.jo.person.email)
    for who in (cast.sam, cast.jo):
        sign_in(shared, who.person.email)
        shared.post(reverse("account_logout"))
    assert len(told(sam)) == len(told(cast.jo.person)) == 1
    seals = list(KnownBrowser.objects.values_list("seal", flat=True))
    assert len(seals) == len(set(seals)) == 4
    assert shared.cookies[site.BROWSER_COOKIE_NAME].value not in str(list(KnownBrowser.objects.values()))


def test_a_made_up_cookie_is_no_browser_we_know(sam):
    for made_up in ("", "x", "x" * 43, "x" * 10_000):
        client = at(PHONE)
        client.cookies[site.BROWSER_COOKIE_NAME] = made_up
        sign_in(client, sam.email)
        assert len(told(sam)) == 1
        Letter.objects.all().delete()
        KnownBrowser.objects.filter(pk=KnownBrowser.objects.latest("id").pk).delete()
        cache.clear()


def test_the_cookie_is_read_by_no_script_and_goes_to_no_other_site(sam):
    client = at(PHONE)
    sign_in(client, sam.email)
    cookie = client.cookies[site.BROWSER_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == browsers.KEPT_FOR
    assert not cookie["domain"]


def test_whoever_comes_by_an_invitation_is_known_there_from_the_first_moment(cast, now):
    invited = invitations.invite(
        by=cast.farah.membership, now=now, group=cast.group, email="ann@example.org", name="Ann", role=Role.MEMBER
    )
    client = at(PHONE)
    client.post(reverse("accept_invitation", args=[invited.token]), {"name": "Ann"})
    client.post(reverse("account_logout"))
    sign_in(client, "ann@example.org")
    assert told() == []
    sign_in(at(OFFICE), "ann@example.org")
    assert len(told()) == 1


def test_a_discreet_reader_gets_a_note_that_says_nothing_of_it(sam, now, mail):
    choosing.change(person=sam, now=now, discreet=True)
    sign_in(at(PHONE), sam.email)
    delivery.send_due(lambda: now)
    assert told(sam)[0].discreet
    (note,) = [one for one in mail.messages if one["Subject"] == "Something new for you to read"]
    assert not any(word in note.as_string() for word in ("iPhone", "signed in", "new device"))


def test_it_stands_in_their_own_trail_too_and_nobody_elses(sam, cast):
    sign_in(at(PHONE), sam.email)
    event = Event.objects.of_accounts().newest_first()[0]
    assert event.what == "new_browser" and event.group is None
    page = cast.sam.client.get(reverse("own_data")).content.decode()
    assert "signed in with a browser we had not seen" in page


def test_signing_out_everywhere_else_makes_every_other_browser_a_stranger_again(sam):
    phone, office = at(PHONE), at(OFFICE)
    for client in (phone, office):
        sign_in(client, sam.email)
    assert len(told(sam)) == 2
    office.post(reverse("usersessions_list"))
    assert KnownBrowser.objects.filter(person=sam).count() == 1
    cache.clear()
    sign_in(phone, sam.email)
    sign_in(office, sam.email)
    assert len(told(sam)) == 3


def test_after_signing_out_everywhere_from_a_session_of_before_the_next_new_browser_is_told_all_the_same(cast):
    before = cast.sam.client  # signed in when browsers were not known yet
    before.post(reverse("usersessions_list"))
    sign_in(at(PHONE), cast.sam.person.email)
    assert len(told(cast.sam.person)) == 1


def test_what_cannot_be_told_does_not_stay_untold(sam, monkeypatch):
    """The browser is known only if the letter is posted: one transaction."""
    monkeypatch.setattr(operations.emails, "new_browser", lambda *what, **how: 1 / 0)
    client = at(PHONE)
    with pytest.raises(ZeroDivisionError):
        sign_in(client, sam.email)
    assert KnownBrowser.objects.filter(person=sam).count() == 1


def test_a_browser_is_forgotten_400_days_after_it_was_last_here_but_never_the_last_one(sam, now):
    sign_in(at(PHONE), sam.email)
    old = KnownBrowser.objects.earliest("id")
    KnownBrowser.objects.filter(pk=old.pk).update(seen_on=(now - 401 * DAY).date())
    KnownBrowser.objects.exclude(pk=old.pk).update(seen_on=(now - 400 * DAY).date())
    call_command("retention", at=now.isoformat())
    assert list(KnownBrowser.objects.values_list("pk", flat=True)) != [old.pk] and KnownBrowser.objects.count() == 1


def test_what_was_counted_is_forgotten_when_it_is_over(sam, now):
    Kept.objects.all().delete()
    Kept.objects.create(key="over", until_at=now - DAY)
    Kept.objects.create(key="not over", until_at=now + DAY)
    assert forgetting.counted(now)["tries that were counted"] == 1
    forgetting.everything(now)
    assert Kept.objects.get().key == "not over"


def test_an_erasure_takes_them_along(sam, now):
    call_command("erase", sam.email)
    assert not KnownBrowser.objects.exists()


def test_one_browser_is_one_row_for_each_person(sam):
    one = KnownBrowser.objects.get(person=sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        KnownBrowser.objects.create(person=sam, seal=one.seal, first_on=one.first_on, seen_on=one.seen_on)
