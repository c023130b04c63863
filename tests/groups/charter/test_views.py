import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.charter import operations
from groups.charter.models import Group, Purpose
from tests import builders

WORDS = {"why_we_are_here": "To be heard first.", "what_difference": "Letters people can use."}


def url(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def about(cast, reader):
    return text(reader.client.get(url("about", cast)))


@pytest.fixture
def purpose(cast, now):
    return operations.write_purpose(group=cast.group, by=cast.farah.membership, now=now, **WORDS)


def agree(purpose, *players, now):
    for player in players:
        operations.agree_purpose(purpose=purpose, by=player.membership, now=now)


# --- about ---


def test_everyone_in_and_beside_the_group_reads_what_was_promised(cast):
    for player in cast.in_group:
        page = about(cast, player)
        assert "We are heard within 5 working days." in page, player.person.name
        assert "We get an answer within 20 working days." in page
        assert ("When we send reminders" in page) == player.membership.inside, player.person.name
        assert "No purpose is agreed yet." in page


def test_the_page_names_who_answers_and_who_stands_in_but_no_member(cast):
    cast.priya.membership.deputy = cast.okoro.membership
    cast.priya.membership.save()
    page = about(cast, cast.okoro)
    assert "Priya · point of contact Dr Okoro stands in when they are away." in page
    assert "Nobody stands in yet." in page  # for the sponsor
    for name in ("Jo", "Sol"):
        assert f"{name} ·" not in page


def test_a_proposed_purpose_says_honestly_what_is_missing(cast, purpose, now):
    assert "Someone from the group still has to agree. Someone from health and care still has to agree." in about(
        cast, cast.jo
    )
    agree(purpose, cast.sam, now=now)
    page = about(cast, cast.jo)
    assert "Agreed for the group Sam" in page
    assert "Someone from the group still has to agree." not in page
    assert "Someone from health and care still has to agree." in page


def test_a_member_and_a_sponsor_agree_with_one_button_each(cast, purpose):
    answer = cast.sam.client.post(url("purpose_agree", cast, purpose_id=purpose.pk), follow=True)
    assert "You agreed to our purpose." in text(answer)
    assert "I agree to these words" not in text(answer)
    cast.okoro.client.post(url("purpose_agree", cast, purpose_id=purpose.pk))
    page = about(cast, cast.jo)
    assert "Version 1. Both sides have agreed to it since 18 November 2026." in page
    assert "Agreed for health and care Dr Okoro (sponsor)" in page
    assert "I agree to these words too" in page
    answer = cast.sam.client.post(url("purpose_agree", cast, purpose_id=purpose.pk), follow=True)
    assert "You already agreed to this version." in text(answer)


def test_outside_the_group_members_who_agreed_are_a_number_that_gives_nobody_away(cast, purpose, now):
    agree(purpose, cast.sam, cast.jo, now=now)
    page = about(cast, cast.okoro)
    assert "fewer than 8 people of the group" in page
    assert "Sam" not in page


def test_earlier_versions_stay(cast, purpose, now):
    agree(purpose, cast.sam, cast.priya, now=now)
    second = operations.write_purpose(
        group=cast.group, by=cast.farah.membership, now=now, why_we_are_here="Second words.", what_difference="More."
    )
    agree(second, cast.sam, cast.priya, now=now)
    page = about(cast, cast.jo)
    assert "Earlier versions Version 1, written on 18 November 2026 To be heard first." in page
    assert "Agreed for the group: Sam. For health and care: Priya (point of contact)." in page


@pytest.mark.parametrize("who", ["sol", "nia"])
def test_who_stands_on_neither_side_is_not_asked(cast, purpose, who):
    assert "I agree" not in about(cast, getattr(cast, who))
    answer = getattr(cast, who).client.post(url("purpose_agree", cast, purpose_id=purpose.pk))
    assert answer.status_code == 403


def test_a_coordinator_finds_from_here_where_to_invite_and_appoint(cast):
    assert "Invite and appoint" in about(cast, cast.nia)
    assert "Invite and appoint" not in about(cast, cast.farah)


def test_a_purpose_of_another_group_is_not_found(cast, purpose):
    swapped = reverse("purpose_agree", kwargs={"slug": cast.other_group.slug, "purpose_id": purpose.pk})
    assert cast.hal.client.post(swapped).status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_the_same_for_one_version_and_for_three(cast, now, versions, django_assert_num_queries):
    for _ in range(versions):
        one = operations.write_purpose(group=cast.group, by=cast.farah.membership, now=now, **WORDS)
        agree(one, cast.sam, cast.jo, cast.priya, now=now)
    client = cast.sam.client
    client.get(url("about", cast))
    with django_assert_num_queries(9):
        client.get(url("about", cast))


# --- settings ---


def given(cast, **changed):
    group = cast.group
    same = {
        "name": group.name, "locality": group.locality, "level": group.level, "spelling": group.spelling,
        "contact_email": "", "contact_phone": "", "how_to_join": "", "ways_of_working": "", "hear_days": "5",
        "answer_days": "20", "agree_days": "7", "paper_days": "7", "nation": group.nation,
        "time_zone": "Europe/London", "is_public": "on",
    }  # fmt: skip
    return same | changed


def test_a_facilitator_changes_settings_and_the_page_follows(cast):
    far = builders.organisation("Fenland care board")
    changed = given(
        cast, hear_days="7", spelling="coproduction", partners=[far.pk], ways_of_working="We listen.\nWe wait."
    )
    answer = cast.farah.client.post(url("group_settings", cast), changed, follow=True)
    page = text(answer)
    told = "We are telling everyone in the group about the promise."
    assert f"We kept your settings. {told} The history says what changed." in page
    assert "We are heard within 7 working days." in page
    assert "Local coproduction group" in page
    assert "Coproduction means that people" in page
    assert "Works with Fenland care board" in page
    assert "We listen. We wait." in page


def test_where_no_promise_changes_nobody_is_said_to_be_told(cast):
    answer = cast.farah.client.post(url("group_settings", cast), given(cast, ways_of_working="We listen."), follow=True)
    assert "We kept your settings. The history says what changed." in text(answer)


def test_keeping_everything_as_it_is_changes_nothing(cast):
    answer = cast.col.client.post(url("group_settings", cast), given(cast), follow=True)
    assert "Nothing changed." in text(answer)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter the name of the group"),
        ({"name": "x" * 121}, "120"),
        ({"level": "GALACTIC"}, "Choose a level"),
        ({"hear_days": "0"}, "Enter a number from 1 to 60"),
        ({"hear_days": "many"}, "Enter a whole number of days, from 1 to 60"),
        ({"hear_days": "9" * 400}, "Enter a"),
        ({"hear_days": ""}, "Enter a number of days, from 1 to 60"),
        ({"hear_days": "30"}, "The promise to answer cannot be shorter than the promise to hear."),
        ({"contact_email": "nowhere"}, "Enter an email address, like name@example.org"),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list"),
        ({"ways_of_working": "x" * 6001}, "6000"),
        ({"partners": ["x"]}, "Choose from the organisations shown"),
        ({"partners": ["999999"]}, "Choose from the organisations shown"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_question(cast, changed, said):
    answer = cast.farah.client.post(url("group_settings", cast), given(cast, **changed))
    assert answer.status_code == 200
    assert said in text(answer)
    assert Group.objects.get(pk=cast.group.pk).hear_days == 5


def test_what_was_set_elsewhere_stays_a_choice(cast):
    Group.objects.filter(pk=cast.group.pk).update(time_zone="UTC")
    assert "UTC" in text(cast.farah.client.get(url("group_settings", cast)))


def test_with_one_organisation_nobody_is_asked_about_others(cast):
    cast.fen.membership.delete()
    cast.far_group.delete()
    builders.organisation("Fenland care board").delete()
    assert "Other organisations" not in text(cast.farah.client.get(url("group_settings", cast)))


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia"])
def test_only_facilitators_change_settings_and_write_the_purpose(cast, who):
    client = getattr(cast, who).client
    for name in ("group_settings", "purpose_write"):
        assert client.get(url(name, cast)).status_code == 403
        assert client.post(url(name, cast), {}).status_code == 403


# --- writing the purpose ---


def test_a_new_version_begins_from_the_old_words(cast, purpose):
    assert "To be heard first." in text(cast.farah.client.get(url("purpose_write", cast)))
    answer = cast.farah.client.post(
        url("purpose_write", cast), {"why_we_are_here": "New <b>words</b>", "what_difference": "More."}, follow=True
    )
    assert "asked everyone if they agree" in text(answer)
    assert "New <b>words</b>" in text(answer)  # as typed, not as a tag
    assert Purpose.objects.count() == 2


@pytest.mark.parametrize("words", ["", "   ", "x" * 3001])
def test_a_purpose_needs_words_and_not_too_many(cast, words):
    answer = cast.farah.client.post(url("purpose_write", cast), {"why_we_are_here": words, "what_difference": "More."})
    assert answer.status_code == 200
    assert "nhsuk-error-summary" in answer.content.decode()
    assert not Purpose.objects.exists()
