import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.history.models import Event
from groups.people.models import Person
from tests import builders
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
PAGES = ["profile", "needs", "sign_in_safety"]
MINE = {"name": "Sam", "about": "", "phone": "", "postal_address": "", "reach": "EMAIL", "reach_note": ""}
BAD = {"null": "a\x00b", "huge": "x" * 1_000_000}


def soup(page):
    return BeautifulSoup(page.content, "html.parser")


@pytest.mark.parametrize("name", [*PAGES, "second_step"])
def test_pages_about_oneself_ask_to_sign_in_first(visitor, name):
    for method in ("get", "post"):
        assert getattr(visitor, method)(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_everybody_has_pages_about_themselves_and_finds_the_others_from_each(cast, name):
    for player in (*cast.in_group, cast.orla, cast.ada, cast.nobody):
        page = player.client.get(reverse(name))
        assert page.status_code == 200
        links = {a["href"] for a in soup(page).select("a")}
        assert {reverse(other) for other in [*PAGES, "your_letters"]} <= links


def test_the_header_leads_to_ones_own_details(cast):
    assert reverse("profile") in {a["href"] for a in soup(cast.sam.client.get(reverse("needs"))).select("header a")}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_about_oneself_takes_few_statements(cast, name, django_assert_num_queries):
    client = cast.sam.client
    with django_assert_num_queries(3 if name == "sign_in_safety" else 2):
        client.get(reverse(name))


def test_a_profile_is_kept_and_said_so(cast):
    client = cast.sam.client
    said = MINE | {"name": "Sam of the Moors", "about": "Rivers", "show_about": "on", "phone": "+44 1632 960001"}
    page = client.post(reverse("profile"), said, follow=True)
    assert "We kept your details" in page.content.decode()
    person = Person.objects.get(pk=cast.sam.person.pk)
    assert (person.name, person.about, person.show_about, person.show_contact) == (
        "Sam of the Moors", "Rivers", True, False,
    )  # fmt: skip
    assert Event.objects.about(person).get().at == builders.NOW


def test_nobody_becomes_somebody_else_by_adding_a_field(cast):
    cast.sam.client.post(reverse("profile"), MINE | {"is_site_admin": "on", "email": "x@example.org", "pk": "1"})
    person = Person.objects.get(pk=cast.sam.person.pk)
    assert not person.is_site_admin and person.email == cast.sam.person.email


def test_a_way_to_reach_that_is_not_there_is_told_beside_its_field_and_nothing_typed_is_lost(cast):
    page = cast.sam.client.post(reverse("profile"), MINE | {"name": "Sammy", "reach": "PHONE"})
    assert "so that we can call you" in soup(page).select_one("#id_phone_error").text
    assert soup(page).select_one("#id_name")["value"] == "Sammy"
    assert "Sammy" not in soup(page).select_one("header").text
    assert Person.objects.get(pk=cast.sam.person.pk).name == "Sam"


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("field", ["name", "about", "phone", "postal_address", "reach_note", "reach"])
def test_bad_input_in_a_profile_gets_a_plain_error_beside_the_field(cast, field, bad):
    page = cast.sam.client.post(reverse("profile"), MINE | {field: BAD[bad]})
    assert page.status_code == 200
    assert soup(page).select_one(f"#id_{field}_error")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("field", "bad"), [("name", "\u202e"), ("phone", "call me"), ("reach", "PIGEON"), ("name", "")]
)
def test_what_makes_no_sense_in_a_profile_is_told_beside_the_field(cast, field, bad):
    page = cast.sam.client.post(reverse("profile"), MINE | {field: bad})
    assert soup(page).select_one(f"#id_{field}_error")


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("field", ["access_needs", "communication_needs"])
def test_bad_input_in_needs_gets_a_plain_error_beside_the_field(cast, field, bad):
    page = cast.sam.client.post(reverse("needs"), {field: BAD[bad]})
    assert soup(page).select_one(f"#id_{field}_error")


def test_what_is_typed_is_shown_as_words_and_never_run(cast):
    attack = "</textarea><script>alert(1)</script>"
    cast.sam.client.post(reverse("needs"), {"access_needs": attack})
    page = cast.sam.client.get(reverse("needs"))
    assert soup(page).select_one("#id_access_needs").text.strip() == attack
    assert not [s for s in soup(page).select("script") if "alert" in s.text]


def test_needs_are_asked_once_and_can_be_changed(cast):
    page = cast.sam.client.post(reverse("needs"), {"access_needs": "Captions", "communication_needs": ""}, follow=True)
    assert "We kept what you need" in page.content.decode()
    assert soup(page).select_one("#id_access_needs").text.strip() == "Captions"
    cast.sam.client.post(reverse("needs"), {"access_needs": "", "communication_needs": ""})
    assert Person.objects.get(pk=cast.sam.person.pk).needs == ""


def test_the_safety_page_says_how_somebody_signs_in(cast):
    shown = soup(cast.sam.client.get(reverse("sign_in_safety"))).select_one("main").text
    assert cast.sam.person.email in shown and "You have no password" in shown
    person = builders.person("Pat", password="a rather long password")
    assert "You have a password" in soup(signed_in(person).get(reverse("sign_in_safety"))).select_one("main").text


def test_the_second_step_is_a_page_to_read(cast):
    client = signed_in(cast.sam.person, second_factor=False)
    assert client.post(reverse("second_step")).status_code == 405
    page = client.get(f"{reverse('second_step')}?next=//evil.example")
    assert page.status_code == 200 and "going_to" not in client.session
