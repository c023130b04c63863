import pytest
from django.urls import reverse

from groups.membership.models import Membership
from groups.removals import operations
from groups.removals.models import Removal


def url(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def asked(cast, now):
    return operations.ask(
        membership=cast.sam.membership, reason="Shouted at Jo.", for_safety=True, by=cast.farah.membership, now=now
    )


def test_a_facilitator_reads_what_happens_and_asks(cast):
    ask = url("ask_removal", cast, membership_id=cast.sam.membership.pk)
    assert "Nothing else changes until a second person agrees" in text(cast.farah.client.get(ask))
    answer = cast.farah.client.post(ask, {"reason": "Shouted at Jo."}, follow=True)
    assert "You asked. We told Sam" in text(answer)
    assert "You asked for this. Someone else must agree to it." in text(answer)
    assert "I agree: they leave the group" not in text(answer)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_reason_is_needed_and_what_was_typed_is_kept(cast, reason):
    ask = url("ask_removal", cast, membership_id=cast.sam.membership.pk)
    answer = cast.farah.client.post(ask, {"reason": reason})
    assert "nhsuk-error-summary" in text(answer)
    assert reason.strip() in text(answer)
    assert not Removal.objects.exists()


def test_asking_twice_is_said_on_the_form(cast, asked):
    ask = url("ask_removal", cast, membership_id=cast.sam.membership.pk)
    assert "Someone has already asked for this." in text(cast.farah.client.post(ask, {"reason": "Again."}))


def test_one_cannot_ask_it_of_oneself_or_of_the_system(cast):
    for player in (cast.farah, cast.priya):
        ask = url("ask_removal", cast, membership_id=player.membership.pk)
        assert cast.farah.client.get(ask).status_code == 404


def test_the_coordinator_finds_it_reads_it_and_agrees(cast, asked):
    client = cast.nia.client
    assert "Should Sam leave the group?" in text(client.get(url("invitations", cast)))
    page = text(client.get(url("removal", cast, removal_id=asked.pk)))
    assert "Shouted at Jo." in page and "Farah asked for it on 18 November 2026" in page
    answer = client.post(url("removal_second", cast, removal_id=asked.pk), follow=True)
    assert "They are no longer in the group." in text(answer)
    assert "Nia agreed on 18 November 2026." in text(answer)
    assert cast.sam.client.get(url("people", cast)).status_code == 404


def test_a_facilitator_finds_what_waits_for_a_second_person(cast, asked):
    assert "Should Sam leave the group?" in text(cast.farah.client.get(url("invitations", cast)))


def test_whoever_asked_cannot_be_the_second_but_can_drop_it(cast, asked):
    client = cast.farah.client
    answer = client.post(url("removal_second", cast, removal_id=asked.pk), follow=True)
    assert "You asked for this yourself." in text(answer)
    answer = client.post(url("removal_drop", cast, removal_id=asked.pk), follow=True)
    assert "It is dropped. They stay, and we told them so." in text(answer)
    assert "It was dropped on 18 November 2026." in text(answer)


def test_when_they_left_by_themselves_there_is_nothing_to_decide(cast, asked, now):
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    assert "There is nothing to decide." in text(cast.nia.client.get(url("removal", cast, removal_id=asked.pk)))


def test_a_facilitator_does_not_read_what_is_asked_about_themselves(cast, now):
    asked = operations.ask(membership=cast.farah.membership, reason="Decides alone.", by=cast.nia.membership, now=now)
    assert cast.farah.client.get(url("removal", cast, removal_id=asked.pk)).status_code == 404
    assert cast.farah.client.post(url("removal_drop", cast, removal_id=asked.pk)).status_code == 404
    assert "leave the group?" not in text(cast.farah.client.get(url("invitations", cast)))


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "col", "priya", "okoro"])
def test_nobody_else_reads_or_asks(cast, asked, who):
    client = getattr(cast, who).client
    assert client.get(url("removal", cast, removal_id=asked.pk)).status_code == 403
    assert client.post(url("ask_removal", cast, membership_id=cast.jo.membership.pk)).status_code == 403


def test_a_removal_of_another_group_is_not_found(cast, asked):
    swapped = reverse("removal_drop", kwargs={"slug": cast.other_group.slug, "removal_id": asked.pk})
    assert cast.faye.client.post(swapped).status_code == 404
    assert Removal.objects.open().exists()


def test_a_member_of_another_group_cannot_be_removed_by_number(cast):
    ask = url("ask_removal", cast, membership_id=cast.hal.membership.pk)
    assert cast.farah.client.post(ask, {"reason": "Anything."}).status_code == 404
