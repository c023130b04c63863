"""Texts that come in: STOP and START at once, a reply to our last letter as a post, and a kind answer to the rest, once a day."""

from datetime import timedelta

import pytest
from django.test import Client

from feedback.replies import operations
from feedback.replies.models import Inbound
from feedback.voice.models import Post
from groups.carriers.models import Carriage
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.reach.models import Suppression
from tests import builders
from tests.feedback.replies.post import asked, letters
from tests.groups.carriers.conftest import NUMBER, carrier, chooses, tell, way_of  # noqa: F401
from tests.groups.conftest import STEM, send  # noqa: F401

pytestmark = pytest.mark.django_db
TEXTS = "/hooks/notify/texts/"


@pytest.fixture
def jo(cast, now, carrier, send):  # noqa: F811
    """Jo, who wants texts, was asked by text to agree to something."""
    person = cast.jo.person
    type(person).objects.filter(pk=person.pk).update(phone="07700 900 123")
    chooses(person, "TEXT")
    asked(cast, now)
    send()
    assert carrier.texts[-1]["phone_number"] == NUMBER
    return cast.jo


def comes(words, ident="t1", number="447700900123"):
    said = {"id": ident, "source_number": number, "destination_number": "447537417379", "message": words}
    answer = tell(said | {"date_received": "2026-11-18T10:00:00.000000Z"}, TEXTS)
    assert answer.status_code == 200
    return answer.json()["taken"]


def settled(now):
    operations.settle_new(now=now)
    return Inbound.objects.order_by("-id").first()


# --- who may ---


def test_only_the_carrier_with_its_token_hands_us_texts(carrier, settings):  # noqa: F811
    said = {"id": "1", "source_number": "447700900123", "message": "Hi"}
    assert tell(said, TEXTS, token="").status_code == tell(said, TEXTS, token="wrong").status_code == 401
    assert tell(b"no", TEXTS).status_code == 400
    assert Client().get(TEXTS).status_code == 405
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert tell(said, TEXTS).status_code == 404
    assert not Inbound.objects.exists()


# --- stop and start ---


@pytest.mark.parametrize("words", ["STOP", " stop.", "Unsubscribe", "Stop texts"])
def test_stop_stops_texts_at_once_and_letters_go_by_email(jo, now, carrier, send, mail, words):  # noqa: F811
    assert comes(words) == 1
    one = Suppression.objects.get()
    assert (one.address, one.bounced, one.complained_at) == (NUMBER, False, now)
    notices.post(STEM, to=jo.person, key="next", at=now)
    before = len(carrier.texts)
    send()
    letter = Letter.objects.get(key="next")
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "STOPPED")) and len(carrier.texts) == before
    assert settled(now).state == "DROPPED" and not Post.objects.exists()


def test_start_takes_it_back_and_an_old_stop_that_is_told_again_does_not(jo, now, carrier, send):  # noqa: F811
    comes("STOP", "t1")
    comes("start", "t2")
    assert not Suppression.objects.exists()
    assert comes("STOP", "t1") == 0
    assert not Suppression.objects.exists()
    comes("START", "t3")
    assert not Suppression.objects.exists()


def test_a_sentence_with_stop_in_it_is_a_reply(jo, now):
    comes("Please stop the buses at noon")
    assert settled(now).state == "TAKEN"
    assert not Suppression.objects.exists()


# --- replies ---


def test_a_text_becomes_a_post_with_a_name_and_is_answered_by_text(jo, now, carrier, send):  # noqa: F811
    comes("Bigger print too.")
    one = settled(now)
    post = Post.objects.get()
    assert (one.state, one.post, one.came_by, one.person) == ("TAKEN", post, "TEXT", jo.person)
    assert (post.words, post.said_by, post.came_from) == ("Bigger print too.", jo.membership, "TEXT")
    send()
    assert "We got your reply" in carrier.texts[-1]["body"]
    page = jo.client.get("/you/replies/").content.decode()
    assert "Bigger print too." in page


def test_nothing_is_decided_by_text(jo, now):
    comes("I agree")
    settled(now)
    assert not Post.objects.get().said.agreements.exists()
    assert "Nothing is decided by text message" in letters("we_got_it")[0].text


def test_the_same_text_told_twice_makes_one_post(jo, now):
    assert (comes("Once."), comes("Once.")) == (1, 0)
    settled(now)
    assert Post.objects.count() == 1


def test_a_phone_that_answers_by_itself_is_heard_once(jo, now):
    comes("I am driving.", "t1")
    settled(now)
    comes("I am driving.", "t2")
    one = settled(now)
    assert (one.state, one.why) == ("DROPPED", "AUTOMATIC")
    assert Post.objects.count() == len(letters("we_got_it")) == 1


@pytest.mark.parametrize(("words", "why"), [("   ", "EMPTY"), ("long " * 1000, "TOO_LONG")])
def test_what_cannot_be_taken_is_kept_and_its_person_is_told(jo, now, words, why):
    comes(words)
    one = settled(now)
    assert (one.state, one.why) == ("KEPT", why)
    assert "by text message, and we could not take" in letters("not_taken", jo.person)[0].text


def test_too_many_in_a_day_are_kept(jo, now):
    for number in range(21):
        comes(f"Words {number}", f"t{number}")
    assert settled(now).why == "TOO_MANY"
    assert Post.objects.count() == 20


# --- whose, and about what? ---


def unplaced(now, carrier, send):  # noqa: F811
    before = len(carrier.texts)
    one = settled(now)
    send(now)
    assert (one.state, one.why, one.person) == ("KEPT", "UNKNOWN", None) and not Post.objects.exists()
    return [text["body"] for text in carrier.texts[before:]]


def test_somebody_we_do_not_know_gets_one_kind_text_a_day(carrier, now, send, clock):  # noqa: F811
    comes("Hello?")
    [said] = unplaced(now, carrier, send)
    assert said.startswith("Thank you for your text.") and "sign in: http://127.0.0.1:8000/" in said
    comes("Anybody there?", "t2")
    assert unplaced(now, carrier, send) == []
    tomorrow = now + timedelta(days=1)
    clock(tomorrow)
    comes("Hello again", "t3")
    assert len(unplaced(tomorrow, carrier, send)) == 1


def test_a_sender_that_is_no_number_gets_nothing(carrier, now, send):  # noqa: F811
    comes("You won!", number="PRIZE")
    assert unplaced(now, carrier, send) == []


def test_after_a_week_it_is_not_clear_any_more_what_a_text_answers(jo, now, carrier, send, clock):  # noqa: F811
    later = now + timedelta(days=7)
    clock(later)
    comes("Bigger print.")
    assert len(unplaced(later, carrier, send)) == 1


def test_words_never_end_up_in_another_group(jo, cast, now, carrier, send):  # noqa: F811
    """Letters of two groups went to the number: whichever is meant, no talk gets it by guess."""
    other = Letter.objects.get(pk=Carriage.objects.get(number=NUMBER).letter_id)
    builders.membership(cast.other_group, who=jo.person)
    notices.post(STEM, to=jo.person, key="other", at=now, group=cast.other_group, answers=other.answers)
    send()
    comes("Bigger print.")
    assert len(unplaced(now, carrier, send)) == 1


def test_a_shared_phone_does_not_speak_for_one_of_them(jo, cast, now, carrier, send):  # noqa: F811
    type(jo.person).objects.filter(pk=cast.sam.person.pk).update(phone=NUMBER)
    chooses(cast.sam.person, "TEXT")
    notices.post(STEM, to=cast.sam.person, key="sams", at=now, group=cast.group, answers="said:1")
    send()
    comes("Bigger print.")
    assert len(unplaced(now, carrier, send)) == 1


def test_a_number_that_is_theirs_no_more_does_not_speak_for_them(jo, now, carrier, send):  # noqa: F811
    type(jo.person).objects.filter(pk=jo.person.pk).update(phone="07700 900 456")
    comes("Bigger print.")
    assert len(unplaced(now, carrier, send)) == 1


def test_whoever_left_the_group_is_told_and_says_nothing_there(jo, now):
    type(jo.membership).objects.filter(pk=jo.membership.pk).update(left_at=now)
    comes("Bigger print.")
    assert (settled(now).why, Post.objects.count()) == ("LEFT", 0)
