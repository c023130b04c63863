import pytest

from groups.history.models import Event
from groups.people import operations
from groups.people.models import Person
from tests import builders

pytestmark = pytest.mark.django_db


def test_somebody_new_joins_without_a_password(now):
    person = operations.join(email=" New.Person@Example.org ", name=" New \u202e Person ", now=now)
    assert (person.email, person.name, person.joined_at) == ("new.person@example.org", "New Person", now)
    assert not person.has_usable_password()
    assert Event.objects.about(person).get().what == "person_joined"


def test_somebody_known_stays_who_they_are(now):
    known = builders.person("Known", email="known@example.org")
    assert operations.join(email="KNOWN@example.org", name="Other", now=now) == known
    assert Person.objects.get().name == "Known"


def test_nobody_joins_without_a_name(now):
    with pytest.raises(operations.NoName):
        operations.join(email="new@example.org", name=" \u200b ", now=now)


def test_history_says_what_changed_and_never_the_words(now):
    person = builders.person("Sam")
    assert operations.change_profile(by=person, now=now, about="I like rivers", phone="") == ["about"]
    event = Event.objects.about(person).get()
    assert event.detail == {"changed": ["about"]}
    assert "rivers" not in event.sentence and event.by == person and event.at == now


def test_nothing_new_leaves_no_trace(now):
    person = builders.person("Sam", about="Rivers")
    assert operations.change_profile(by=person, now=now, name="Sam", about="Rivers") == []
    assert not Event.objects.about(person).exists()


def test_a_profile_needs_a_name(now):
    with pytest.raises(operations.NoName):
        operations.change_profile(by=builders.person("Sam"), now=now, name=" ")


@pytest.mark.parametrize(("reach", "field"), [("PHONE", "phone"), ("TEXT", "phone"), ("POST", "postal_address")])
def test_the_best_way_to_reach_somebody_must_be_possible(now, reach, field):
    person = builders.person("Sam")
    with pytest.raises(operations.NoWayToReachYou) as refused:
        operations.change_profile(by=person, now=now, reach=reach)
    assert refused.value.field == field
    operations.change_profile(by=person, now=now, reach=reach, **{field: "01632 960 001"})
    assert Person.objects.get().reach == reach


def test_only_what_people_change_about_themselves_can_be_changed(now):
    person = builders.person("Sam")
    for field in ("is_site_admin", "email", "password", "access_needs"):
        with pytest.raises(TypeError):
            operations.change_profile(by=person, now=now, **{field: "x"})


def test_needs_are_kept_line_by_line_and_fill_in_as_one(now):
    person = builders.person("Sam")
    operations.say_needs(by=person, now=now, access_needs="Captions\r\nBreaks", communication_needs="Large print")
    person.refresh_from_db()
    assert person.needs == "Captions\nBreaks\nLarge print"
    assert Event.objects.about(person).get().what == "needs_changed"
    assert builders.person("Jo").needs == ""


def test_signing_out_everywhere_changes_the_seal_of_every_session(now, settings):
    person = builders.person("Sam")
    before = person.get_session_auth_hash()
    settings.SECRET_KEY_FALLBACKS = ["an older key"]
    old = list(person.get_session_auth_fallback_hash())
    operations.sign_out_everywhere(by=person, now=now)
    assert person.get_session_auth_hash() != before
    assert list(person.get_session_auth_fallback_hash()) != old
    assert person.get_session_auth_hash() == Person.objects.get().get_session_auth_hash()
    assert Event.objects.about(person).get().what == "signed_out_everywhere"


def test_people_are_found_by_their_address_whatever_its_capitals():
    assert builders.person("Sam", email="sam@example.org") == Person.objects.get_by_natural_key("SAM@example.org")
