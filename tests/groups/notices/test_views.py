"""What did we send? The letter as its reader got it, and nobody else's."""

import pytest

from groups.batches import operations as batches
from groups.choices.models import Kind
from groups.notices import delivery
from groups.notices.models import Letter
from groups.watch import operations as watch
from tests import builders
from tests.cast import signed_in
from tests.groups.notices.test_operations import preferring


@pytest.fixture
def sent(post, cast, send):
    def made(player, key="key", **said):
        letter = post(player.person, key, **said)
        send()
        letter.refresh_from_db()
        return letter

    return made


def test_somebody_without_letters_is_told_what_will_be_here(cast):
    page = cast.sam.client.get("/you/letters/").content.decode()
    assert "Letters will be here once we send you one." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_letters_costs_the_same_for_one_and_for_three(sent, cast, django_assert_num_queries, count):
    for number in range(count):
        sent(cast.sam, f"k{number}", group=cast.group)
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, letters, does the address bounce
        page = client.get("/you/letters/").content.decode()
    assert page.count("Something new for you to read") == count
    assert cast.group.name in page


def test_a_letter_is_shown_as_it_was_written(sent, cast):
    letter = sent(cast.sam, group=cast.group, path="/help/", button="Read help")
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "Hello Sam," in page and letter.html in page
    assert 'href="/help/"' in page and "Read help" in page
    assert letter.why in page
    assert "Kept here for you since 10am on Wednesday 18 November 2026" in page


def test_nobody_reads_the_letters_of_others(sent, cast):
    letter = sent(cast.sam, group=cast.group)
    for player in [*cast.in_group, *cast.outsiders]:
        if player is not cast.sam:
            assert player.client.get(f"/you/letters/{letter.pk}/").status_code == 404
            assert "Something new" not in player.client.get("/you/letters/").content.decode()


def test_whoever_left_a_group_no_longer_reads_its_letters_here(sent, cast, now):
    letter, place = sent(cast.sam, group=cast.group), sent(cast.sam, "p", group=cast.group, kind=Kind.ACCOUNT)
    cast.sam.membership.left_at = now
    cast.sam.membership.save()
    assert cast.sam.client.get(f"/you/letters/{letter.pk}/").status_code == 404
    assert cast.sam.client.get(f"/you/letters/{place.pk}/").status_code == 200


def test_a_letter_that_was_not_sent_because_things_changed_is_not_shown(post, cast, now):
    letter = post(cast.sam.person)
    Letter.objects.update(state="EXPIRED", because="CHANGED", finished_at=now)
    assert cast.sam.client.get(f"/you/letters/{letter.pk}/").status_code == 404


def test_a_letter_held_back_by_a_pause_can_be_read_here_and_says_so(sent, cast, now):
    preferring(cast.sam.person, now, paused=True)
    letter = sent(cast.sam)
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "We did not email it." in page and "You asked us to pause letters." in page
    assert "not emailed" in cast.sam.client.get("/you/letters/").content.decode()


def test_a_code_is_not_kept(sent, cast, mail):
    letter = sent(cast.sam, kind=Kind.SIGN_IN)
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "We do not keep those." in page
    assert f"Sent to {cast.sam.person.email}" in page


def test_a_discreet_letter_shows_what_the_email_left_out(sent, cast, now, mail):
    preferring(cast.sam.person, now, discreet=True)
    page = cast.sam.client.get(f"/you/letters/{sent(cast.sam).pk}/").content.decode()
    assert "What we sent only said that there was something new." in page


def test_a_batch_leads_to_its_letters_and_only_those_one_may_still_read(post, cast, now):
    sam = cast.sam.person
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a", group=cast.group), post(sam, "b")
    delivery.send_due(lambda: now)
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    delivery.send_due(lambda: evening)
    batch = Letter.objects.get(kind=Kind.BATCH)
    assert cast.sam.client.get(f"/you/letters/{batch.pk}/").content.decode().count("/you/letters/") >= 3
    assert cast.sam.client.get("/you/letters/").content.decode().count("Something new") == 2
    cast.sam.membership.left_at = evening
    cast.sam.membership.save()
    page = cast.sam.client.get(f"/you/letters/{batch.pk}/").content.decode()
    assert page.count("Something new for you to read</a>") == 1


def test_its_reader_sees_that_an_operator_read_a_letter(sent, cast, now):
    letter = sent(cast.sam)
    watch.reveal(letter_id=letter.pk, now=now)
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "Somebody who keeps this site running read this letter" in page


def test_looking_at_letters_changes_nothing(sent, cast):
    letter = sent(cast.sam)
    before = list(Letter.objects.values())
    cast.sam.client.get("/you/letters/"), cast.sam.client.get(f"/you/letters/{letter.pk}/")
    assert list(Letter.objects.values()) == before


def test_letters_are_shown_in_the_readers_own_time(post, now, send):
    ann = builders.person("Ann", time_zone="Asia/Kolkata")
    letter = post(ann)
    send(now)
    page = signed_in(ann).get(f"/you/letters/{letter.pk}/").content.decode()
    assert "3:30pm on Wednesday 18 November 2026" in page


@pytest.mark.parametrize("who", ["farah", "col", "priya", "okoro", "nia"])
def test_letters_of_those_who_must_use_a_second_step_are_behind_it(sent, cast, who):
    """What is kept here was not all mailed, so reading somebody's mail must not be enough to read it."""
    player = getattr(cast, who)
    letter = sent(player, group=cast.group, kind=Kind.WAITING)
    halfway = signed_in(player.person, second_factor=False)
    for path in ("/you/letters/", f"/you/letters/{letter.pk}/"):
        assert halfway.get(path).url.startswith("/you/second-step/?next=%2Fyou%2Fletters")
        assert player.client.get(path).status_code == 200
    assert halfway.post("/you/letters/try-again/").url == "/you/second-step/"


def test_a_member_reads_their_letters_without_one(sent, cast):
    letter = sent(cast.sam, group=cast.group)
    client = signed_in(cast.sam.person, second_factor=False)
    assert letter.html in client.get(f"/you/letters/{letter.pk}/").content.decode()
