"""A letter by post, or a text, that did not arrive did not go: as with email, the next digest tells what it would have told."""

from datetime import timedelta

import pytest

from feedback.digests.models import Subscription
from groups.carriers import queries
from groups.carriers.models import Carriage, Spent
from groups.choices import operations as choices
from groups.history.models import Event
from groups.notices.models import Letter
from groups.people import operations as people
from groups.people.models import Person
from groups.retention import queries as retention
from tests.groups.carriers.conftest import ADDRESS, NUMBER, chooses, receipt, tell, way_of

DAY = timedelta(days=1)
FAILED = ["permanent-failure", "temporary-failure", "technical-failure"]


@pytest.fixture
def one(post, reader, send, carrier):
    """A letter by post that Notify took."""
    post(reader)
    send()
    return carrier.letters[0]


def returned(one):
    """As GOV.UK Notify posts it weeks later, when the envelope came back to its printer."""
    return {
        "notification_id": one["id"], "reference": one["reference"], "created_at": "2026-11-18T10:00:00.000000Z",
        "email_address": "API", "template_name": "Letter", "template_id": one["template"]["id"], "template_version": 1,
        "original_file_name": None, "job_row_number": None, "upload_letter_file_name": None,
    }  # fmt: skip


def spent():
    return set(Spent.objects.filter(way="POST").values_list("used", flat=True))


# --- it did not go ---


@pytest.mark.parametrize("status", FAILED)
def test_a_letter_by_post_that_did_not_arrive_came_back(one, now, status):
    assert tell(receipt(one, status)).json() == {"taken": 1}
    letter = Letter.objects.get()
    assert (letter.state, letter.came_back_at) == ("SENT", now)


@pytest.mark.parametrize("status", ["received", "sending", "created"])
def test_one_that_went_did_not(one, status):
    tell(receipt(one, status))
    assert Letter.objects.get().came_back_at is None


@pytest.mark.parametrize("status", FAILED)
def test_a_text_that_did_not_arrive_came_back_too(post, texter, send, carrier, now, status):
    post(texter)
    send()
    tell(receipt(carrier.texts[0], status))
    assert Letter.objects.get().came_back_at == now


def test_what_it_said_stays_to_be_read_here(one, now):
    week_later = now + 8 * DAY
    assert retention.letters_read_elsewhere(week_later).exists(), "one that went is emptied after a week"
    tell(receipt(one, "permanent-failure"))
    assert not retention.letters_read_elsewhere(week_later).exists()


@pytest.mark.parametrize(("status", "left"), [("permanent-failure", {1}), ("technical-failure", {0})])
def test_what_was_printed_for_nothing_was_paid_for_all_the_same(one, status, left):
    tell(receipt(one, status))
    assert spent() == left


@pytest.mark.parametrize(("status", "again"), [("permanent-failure", True), ("received", False)])
def test_the_next_digest_tells_what_one_that_did_not_arrive_would_have_told(
    cast, carrier, send, clock, now, status, again
):
    person = cast.sam.person
    Person.objects.filter(pk=person.pk).update(postal_address=ADDRESS)
    chooses(person, "POST")
    begin = {"frequency": "WEEKLY", "covers_from": now - 7 * DAY, "next_due_at": now}
    Subscription.objects.update_or_create(person=person, defaults=begin)
    letter = Letter.objects.create(
        person=person, key="digest:1", message_id="<1@x>", kind="DIGEST", about=f"digest:1:{now.isoformat()}", posted_at=now,
        due_at=now, useful_until=now + DAY, subject="This week", text="News", html="", stem="feedback/digests/emails/digest",
    )  # fmt: skip
    Subscription.objects.filter(person=person).update(letter_key=letter.key)
    Letter.objects.filter(pk=letter.pk).update(state="SENT", way="POST", finished_at=now)
    Carriage.objects.create(
        letter=letter, way="POST", state="TAKEN", reference="1@x", ident="abc", begun_at=now, taken_at=now
    )
    tell({"id": "abc", "reference": "1@x", "status": status})
    told = Subscription.objects.with_last_letter().get(person=person).told_until
    assert told == (now - 7 * DAY if again else now)


# --- returned weeks later ---


def test_an_envelope_that_was_returned_counts_although_it_had_been_given_to_the_post(one, now):
    tell(receipt(one, "received"))
    assert tell(returned(one)).json() == {"taken": 1}
    assert Carriage.objects.get().state == "NOT_THERE" and Letter.objects.get().came_back_at == now and spent() == {1}
    assert tell(returned(one)).json() == {"taken": 0}
    assert tell(receipt(one, "received")).json() == {"taken": 0}
    assert Carriage.objects.get().state == "NOT_THERE"


def test_it_is_found_by_notifys_own_number(one):
    assert tell(returned(one) | {"reference": None}).json() == {"taken": 1}


def test_one_we_do_not_know_is_taken(one):
    unknown = returned(one) | {"notification_id": "00000000-0000-4000-8000-000000000000", "reference": None}
    assert tell(unknown).json() == {"taken": 0}


def test_a_text_that_arrived_is_not_returned(post, texter, send, carrier):
    post(texter)
    send()
    tell(receipt(carrier.texts[0], "delivered"))
    assert tell(returned(carrier.texts[0])).json() == {"taken": 0}
    assert Carriage.objects.get().state == "ARRIVED"


# --- the next ones ---


def test_the_next_letters_go_by_email_and_say_why_until_the_address_is_another(one, post, reader, send, carrier, mail):
    tell(returned(one))
    letter = post(reader, "next")
    send()
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "NO_POST")) and mail.receivers == [reader.email]
    Person.objects.filter(pk=reader.pk).update(postal_address="2 Beck Lane\nSmallthwaite\nLA1 1AA")
    letter = post(Person.objects.get(pk=reader.pk), "moved")
    send()
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", "")) and len(carrier.letters) == 2


def test_whoever_chooses_post_again_has_it_tried_again(one, post, reader, send, carrier, mail, now):
    tell(returned(one))
    choices.change(person=reader, now=now + DAY, channel="POST")
    letter = post(Person.objects.get(pk=reader.pk), "again", at=now + DAY)
    send(now + DAY)
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", ""))


@pytest.mark.parametrize("status", ["temporary-failure", "technical-failure"])
def test_what_says_nothing_of_the_address_stops_nothing(one, post, reader, send, carrier, status):
    tell(receipt(one, status))
    letter = post(reader, "next")
    send()
    assert way_of(letter)[1] == "POST"


def test_somebody_else_at_that_address_still_gets_post(one, post, send, carrier, db):
    from tests import builders

    tell(returned(one))
    other = chooses(builders.person("Other", postal_address=ADDRESS), "POST")
    letter = post(other, "other")
    send()
    assert way_of(letter)[1] == "POST"


def test_one_that_went_to_an_address_they_left_stops_nothing_at_the_new_one(one, post, reader, send, carrier):
    Person.objects.filter(pk=reader.pk).update(postal_address="2 Beck Lane\nSmallthwaite\nLA1 1AA")
    tell(returned(one))
    letter = post(Person.objects.get(pk=reader.pk), "next")
    send()
    assert way_of(letter)[1] == "POST"


# --- what people see ---


@pytest.fixture
def sam(cast, post, send, carrier):
    """Sam's letter by post came back."""
    person = cast.sam.person
    Person.objects.filter(pk=person.pk).update(postal_address=ADDRESS)
    letter = post(chooses(person, "POST"))
    send()
    tell(returned(carrier.letters[0]))
    return letter


def test_the_facilitator_sees_only_that_post_does_not_reach_somebody(cast, sam):
    url = f"/groups/{cast.group.slug}/people/to-reach/"
    page = cast.farah.client.get(url).content.decode()
    assert "Post is not reaching this person." in page and "Beck Lane" not in page and sam.subject not in page
    assert page.count("Post is not reaching") == 1
    other = cast.faye.client.get(f"/groups/{cast.other_group.slug}/people/to-reach/").content.decode()
    assert "Post is not reaching" not in other
    assert cast.sam.client.get(url).status_code == 403


def test_where_there_is_no_post_nobody_is_told_of_it(cast, sam, settings):
    settings.NOTIFY_KEY = ""
    page = cast.farah.client.get(f"/groups/{cast.group.slug}/people/to-reach/").content.decode()
    assert "Post is not reaching" not in page


def test_a_person_sees_that_post_does_not_come_and_what_to_do(cast, sam):
    page = cast.sam.client.get("/you/letters/").content.decode()
    assert "did not arrive" in page and "A letter by post to you came back" in page and "1 Beck Lane<br>" in page
    assert "It did not arrive." in cast.sam.client.get(f"/you/letters/{sam.pk}/").content.decode()
    assert "A letter by post to you" not in cast.jo.client.get("/you/letters/").content.decode()


def posted(post, cast, key):
    return post(Person.objects.get(pk=cast.sam.person.pk), key)


def test_a_person_whose_address_is_right_has_post_tried_again(cast, sam, post, send, now):
    page = cast.sam.client.get("/you/letters/").content.decode()
    assert "This address is right: try again" in page and "/you/letters/try-post/" in page
    answer = cast.sam.client.post("/you/letters/try-post/", follow=True).content.decode()
    assert "Your next letter goes by post again" in answer and "Post is not reaching you" not in answer
    letter = posted(post, cast, "again")
    send()
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", ""))
    line = Event.objects.get(what="post_tried_again")
    assert (line.by, line.group, line.about_id) == (cast.sam.person, None, cast.sam.person.pk)
    assert (
        "There is nothing to try again" in cast.sam.client.post("/you/letters/try-post/", follow=True).content.decode()
    )
    assert Event.objects.filter(what="post_tried_again").count() == 1


def test_what_comes_back_after_that_stops_it_anew(cast, sam, post, send, carrier):
    cast.sam.client.post("/you/letters/try-post/")
    posted(post, cast, "again")
    send()
    tell(returned(carrier.letters[1]))
    letter = posted(post, cast, "third")
    send()
    assert way_of(letter)[2] == ("INSTEAD", "NO_POST")


def test_a_facilitator_who_asked_has_post_tried_again(cast, sam, post, send, now):
    people = f"/groups/{cast.group.slug}/people"
    url = f"{people}/{cast.sam.membership.pk}/try-post/"
    assert url in cast.farah.client.get(f"{people}/to-reach/").content.decode()
    for player, code in ((cast.sam, 403), (cast.priya, 403), (cast.faye, 404)):
        assert player.client.post(url).status_code == code
    assert queries.not_posted([cast.sam.person]) or queries.not_posted([Person.objects.get(pk=cast.sam.person.pk)]), (
        "none of them did it"
    )
    page = cast.farah.client.post(url, follow=True).content.decode()
    assert "We try letters by post to them again" in page and "Post is not reaching" not in page
    letter = posted(post, cast, "again")
    send()
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", ""))
    assert Event.objects.get(what="post_tried_again").by == cast.farah.person
    assert "We try letters by post to them again" in cast.farah.client.post(url, follow=True).content.decode()
    assert Event.objects.filter(what="post_tried_again").count() == 1, "nothing had stopped"
    other = f"{people}/{cast.hal.membership.pk}/try-post/"
    assert cast.farah.client.post(other).status_code == 404


def test_whoever_changes_their_address_starts_it_again_also_where_they_change_it_back(cast, sam, post, send, now):
    person = Person.objects.get(pk=cast.sam.person.pk)
    people.change_profile(by=person, now=now, postal_address="2 Beck Lane\nSmallthwaite\nLA1 1AA")
    people.change_profile(by=person, now=now, postal_address=ADDRESS)
    letter = posted(post, cast, "again")
    send()
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", ""))


def test_whoever_changes_something_else_of_themselves_does_not(cast, sam, post, send, now):
    person = Person.objects.get(pk=cast.sam.person.pk)
    people.change_profile(by=person, now=now, about="I walk a lot", postal_address=ADDRESS)
    letter = posted(post, cast, "again")
    send()
    assert way_of(letter)[2] == ("INSTEAD", "NO_POST")


def test_history_says_it_without_the_address_and_in_no_groups_own(cast, sam, now):
    line = Event.objects.get(what="post_stopped")
    assert (line.group, line.about_id) == (None, cast.sam.person.pk) and "Beck" not in line.sentence


def test_what_is_kept_of_the_address_is_no_address(one, reader):
    kept = Carriage.objects.get().place
    assert kept == queries.place_of(reader.pk, queries.envelope(reader)) and "Beck" not in kept and NUMBER not in kept
