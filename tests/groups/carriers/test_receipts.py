"""What GOV.UK Notify says became of it: with its token, once for each message, whatever comes first."""

from datetime import timedelta

import pytest
from django.test import Client

from coproduction.kit import hooks, notifyhooks
from groups.carriers.models import Carriage, Spent
from groups.history.models import Event
from groups.notices.models import Letter
from groups.reach.models import Suppression, Trouble
from tests import builders, notify
from tests.groups.carriers.conftest import NUMBER, chooses, receipt, tell, way_of


@pytest.fixture
def one(post, texter, send, carrier):
    """A text that went, as Notify keeps it."""
    post(texter)
    send()
    return carrier.texts[0]


# --- who may ---


def test_without_a_token_set_there_is_no_such_address(one, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""
    for given in ("", notify.TOKEN):
        assert tell(receipt(one), token=given).status_code == 404
    assert Carriage.objects.get().state == "TAKEN"


@pytest.mark.parametrize("given", ["", "wrong", notify.TOKEN + "x", "\xe9"])
def test_without_the_token_nothing_is_taken(one, given):
    assert tell(receipt(one), token=given).status_code == 401
    assert Carriage.objects.get().state == "TAKEN"


def test_a_password_is_no_token(one):
    headers = {"authorization": "Basic " + notify.TOKEN}
    assert Client().post("/hooks/notify/", b"{}", content_type="application/json", headers=headers).status_code == 401


def test_the_token_is_compared_in_constant_time(one, monkeypatch):
    asked = []
    monkeypatch.setattr(hooks, "constant_time_compare", lambda *two: asked.append(two))
    assert tell(receipt(one)).status_code == 401
    assert asked == [(notify.TOKEN, notify.TOKEN)]


def test_looking_at_it_does_nothing(db):
    assert Client().get("/hooks/notify/").status_code == 405


def test_more_than_64_kilobytes_are_not_read(one):
    assert tell(receipt(one) | {"more": "x" * notifyhooks.LARGEST}).status_code == 413


@pytest.mark.parametrize("said", [b"", b"no", b"[]", {}, {"id": "1"}, {"status": "delivered"}])
def test_what_we_cannot_read_is_refused_with_a_word_why(one, said):
    answer = tell(said)
    assert answer.status_code == 400 and answer["Content-Type"] == "text/plain; charset=utf-8" and answer.content


# --- what is taken ---


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", "ARRIVED"), ("sent", "ARRIVED"), ("permanent-failure", "NOT_THERE"),
        ("temporary-failure", "NOT_NOW"), ("technical-failure", "BROKEN"),
    ],
)  # fmt: skip
def test_what_became_of_a_text_is_kept_once(one, now, status, state):
    assert tell(receipt(one, status)).json() == {"taken": 1}
    kept = Carriage.objects.get()
    assert (kept.state, kept.ended_at) == (state, now)
    assert tell(receipt(one, status)).json() == {"taken": 0}
    assert tell(receipt(one, "delivered")).json() == {"taken": 0}
    assert Carriage.objects.get().state == state


def test_a_letter_by_post_was_handed_to_the_post(post, reader, send, carrier):
    post(reader)
    send()
    assert tell(receipt(carrier.letters[0], "received")).json() == {"taken": 1}
    assert Carriage.objects.get().state == "ARRIVED"


@pytest.mark.parametrize("status", ["created", "sending", "pending", "something-new"])
def test_what_says_nothing_final_is_taken_and_changes_nothing(one, status):
    assert tell(receipt(one, status)).json() == {"taken": 0}
    assert Carriage.objects.get().state == "TAKEN"


def test_what_we_do_not_know_is_taken_so_that_notify_does_not_ask_again(one):
    unknown = receipt(one) | {"id": "00000000-0000-4000-8000-000000000000", "reference": None}
    answer = tell(unknown)
    assert (answer.status_code, answer.json()) == (200, {"taken": 0})


def test_it_is_found_by_notifys_own_number_too(one):
    assert tell(receipt(one) | {"reference": None}).json() == {"taken": 1}


def test_a_receipt_may_be_earlier_than_the_answer(post, texter, send, carrier):
    letter = post(texter)
    early = []
    carrier.when_taken = lambda taken: early.append(receipt(taken))
    carrier.faults.append("lose")
    assert send() == {"failed": 1}
    assert tell(early[0]).json() == {"taken": 1}
    letter.refresh_from_db()
    assert send(letter.due_at) == {"sent": 1}
    assert way_of(letter) == ("SENT", "TEXT", ("ARRIVED", ""))
    assert len(carrier.texts) == 1 and not carrier.asked


def test_a_number_that_is_not_there_gets_no_more_texts_and_history_does_not_name_it(
    one, post, texter, send, carrier, mail
):
    tell(receipt(one, "permanent-failure"))
    assert Suppression.objects.get().address == NUMBER
    assert not Event.objects.filter(sentence__contains="4477").exists()
    assert Event.objects.get(what="texts_stopped").about_id is None
    letter = post(texter, "next")
    send()
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "NOT_REACHED"))
    assert len(carrier.texts) == 1 and mail.receivers == [texter.email]


def text_on(day, post, texter, send, carrier, now, status):
    at = now + timedelta(days=day)
    post(texter, f"day {day}", at=at)
    send(at)
    return tell(receipt(carrier.texts[-1], status))


@pytest.mark.parametrize(("between", "suppressed"), [(None, 1), (3, 0)])
def test_a_phone_that_is_off_again_and_again_for_days_counts_as_not_there(
    post, texter, now, send, carrier, clock, between, suppressed
):
    for day in range(5):
        clock(now + timedelta(days=day))
        text_on(day, post, texter, send, carrier, now, "delivered" if day == between else "temporary-failure")
    if between:
        text_on(5, post, texter, send, carrier, now, "temporary-failure")
    assert Suppression.objects.count() == suppressed
    assert Trouble.objects.count() == 1 - suppressed


# --- what people see ---


def test_the_letters_page_says_whether_a_text_arrived(cast, post, send, carrier):
    chooses(cast.sam.person, "TEXT")
    type(cast.sam.person).objects.filter(pk=cast.sam.person.pk).update(phone=NUMBER)
    letter = post(cast.sam.person)
    send()
    page = lambda: cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()  # noqa: E731
    assert "Sent by text message" in page() and "It arrived" not in page()
    tell(receipt(carrier.texts[0]))
    assert "It arrived." in page()
    Carriage.objects.update(state="NOT_THERE")
    assert "It did not arrive." in page()
    assert "did not arrive" in cast.sam.client.get("/you/letters/").content.decode()


def test_the_letters_page_says_why_it_went_by_email_instead(cast, post, send, carrier, mail):
    chooses(cast.sam.person, "POST")
    letter = post(cast.sam.person)
    send()
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "You chose letters by post. We have no whole postal address of yours." in page


def test_the_facilitator_sees_only_that_texts_do_not_reach_somebody(cast, post, send, carrier, now):
    person = cast.sam.person
    type(person).objects.filter(pk=person.pk).update(phone="07700 900 123")
    Suppression.objects.create(address=NUMBER, at=now, bounced=False, complained_at=now)
    page = cast.farah.client.get(f"/groups/{cast.group.slug}/people/to-reach/").content.decode()
    assert "Text messages are not reaching this person." in page and "STOP" not in page
    other = cast.faye.client.get(f"/groups/{cast.other_group.slug}/people/to-reach/").content.decode()
    assert "Text messages are not reaching" not in other


def test_two_people_may_share_a_number(db, now):
    from groups.carriers import queries

    people = [builders.person(f"P{number}", phone=NUMBER) for number in range(2)]
    people.append(builders.person("Nobody"))
    Suppression.objects.create(address=NUMBER, at=now)
    assert queries.not_reached(people) == {people[0].pk, people[1].pk}


def test_letters_to_nobody_are_on_nobodys_page(cast, post, send, carrier):
    post(NUMBER, kind="ACCOUNT")
    send()
    assert Letter.objects.get().person is None


def test_a_facilitator_may_have_texts_tried_again_but_not_against_a_stop(cast, carrier, now):
    person = cast.sam.person
    url = f"/groups/{cast.group.slug}/people/{cast.sam.membership.pk}/try-texts/"
    assert "Thank you." in cast.farah.client.post(url, follow=True).content.decode()  # no number: nothing to try
    type(person).objects.filter(pk=person.pk).update(phone=NUMBER)
    Suppression.objects.create(address=NUMBER, at=now)
    assert "Thank you." in cast.farah.client.post(url, follow=True).content.decode()
    assert not Suppression.objects.exists()
    Suppression.objects.create(address=NUMBER, at=now, complained_at=now)
    cast.farah.client.post(url)
    one = Suppression.objects.get()
    assert one.complained_at and not one.bounced
    assert cast.sam.client.post(url).status_code == 403
    assert cast.farah.client.post(url.replace(str(cast.sam.membership.pk), "987654")).status_code == 404


def test_the_facilitator_sees_what_is_left_of_the_groups_texts_and_post(cast, carrier, now, settings):
    url = f"/groups/{cast.group.slug}/people/to-reach/"
    settings.TEXTS_A_MONTH_PER_GROUP, settings.POST_A_MONTH_PER_GROUP = 7, 3
    Spent.objects.create(whom=f"group:{cast.group.pk}", way="TEXT", month_on=now.date().replace(day=1), used=7)
    page = cast.farah.client.get(url).content.decode()
    assert "All 7 are used up. Until next month these letters go by email." in page and "0 of 3 sent" in page
    settings.NOTIFY_KEY = ""
    assert "Texts and post this month" not in cast.farah.client.get(url).content.decode()


@pytest.mark.parametrize("stopped", [True, False])
def test_a_person_sees_that_texts_do_not_come_and_what_to_do(cast, carrier, now, stopped):
    person = cast.sam.person
    type(person).objects.filter(pk=person.pk).update(phone="07700 900 123")
    Suppression.objects.create(address=NUMBER, at=now, bounced=not stopped, complained_at=now if stopped else None)
    page = cast.sam.client.get("/you/letters/").content.decode()
    assert ("text START" in page) == stopped
    assert ("Texts to 07700 900 123 do not arrive" in page) != stopped
