"""One address at which a mail provider tells us what came back: with its secret, once for each event, and no more than that."""

import base64
import json
import logging

import pytest
from django.test import Client

from coproduction.kit import hooks
from groups.bounces import views
from groups.bounces.models import Report
from groups.notices import queries
from groups.notices.models import Letter
from groups.reach.models import Suppression, Trouble
from tests.groups.bounces.test_reports import addresses, sent
from tests.kit.test_mailhooks import ses, sns

SECRET = "what-our-mail-provider-says-to-us"
HARD = {"id": "1", "kind": "hard", "address": "sam@example.org"}


@pytest.fixture(autouse=True)
def secret(db, settings):
    settings.MAIL_HOOK_SECRET = SECRET


def tell(said, given=f"Bearer {SECRET}", path="/hooks/mail/", **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {"authorization": given} | headers if given else headers
    return Client(enforce_csrf_checks=True).post(path, body, content_type="application/json", headers=headers)


def basic(password, name="hook"):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


# --- who may ---


def test_without_a_secret_set_there_is_no_such_address(settings):
    settings.MAIL_HOOK_SECRET = ""
    for given in ("", "Bearer ", "Bearer", basic(""), f"Bearer {SECRET}"):
        assert tell(HARD, given).status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer wrong", f"Bearer {SECRET}x", basic("wrong"), "Basic %%%", "Basic /w==", "Bearer \xe9"],
)
def test_without_the_secret_nothing_is_taken(given):
    answer = tell(HARD, given)
    assert answer.status_code == 401
    assert not Report.objects.exists() and not Suppression.objects.exists()


def test_the_secret_may_stand_in_a_header_or_a_password_and_never_in_the_address():
    assert tell(HARD).json() == {"taken": 1}
    assert tell(HARD | {"id": "2"}, basic(SECRET)).json() == {"taken": 1}
    assert tell(HARD | {"id": "3"}, "", **{"x-hook-secret": SECRET}).json() == {"taken": 1}
    assert tell(HARD | {"id": "4"}, "", path=f"/hooks/mail/?secret={SECRET}").status_code == 401


def test_the_secret_is_compared_in_constant_time(monkeypatch):
    asked = []
    monkeypatch.setattr(hooks, "constant_time_compare", lambda *two: asked.append(two))
    assert tell(HARD).status_code == 401
    assert asked == [(SECRET, SECRET)]


def test_looking_at_it_does_nothing():
    assert Client().get("/hooks/mail/", headers={"authorization": f"Bearer {SECRET}"}).status_code == 405


# --- what is taken ---


def test_more_than_a_quarter_of_a_megabyte_is_not_read(post, sam):
    assert tell(HARD | {"more": "x" * views.LARGEST}).status_code == 413
    fits = json.dumps(HARD).encode()
    assert tell(fits + b" " * (views.LARGEST - len(fits))).status_code == 200


@pytest.mark.parametrize("said", [b"", b"no", b"[]", {}, {"kind": "hard"}, HARD | {"kind": "odd"}])
def test_what_we_cannot_read_is_refused_with_a_word_why(said):
    answer = tell(said)
    assert answer.status_code == 400 and answer["Content-Type"] == "text/plain; charset=utf-8" and answer.content
    assert not Report.objects.exists()


def test_a_bounce_suppresses_before_the_next_letter(post, sam, send):
    assert tell(HARD | {"address": sam.email.upper()}).json() == {"taken": 1}
    post(sam)
    assert send() == {"expire": 1}


def test_the_same_event_counts_once():
    soft = HARD | {"kind": "soft"}
    assert tell(soft).json() == {"taken": 1}
    assert tell(soft).json() == {"taken": 0}
    assert Trouble.objects.get().times == 1
    assert tell(soft | {"id": "2"}).json() == {"taken": 1}
    assert Trouble.objects.get().times == 2


def test_the_letter_is_found_by_its_message_id_or_its_envelope(post, sam, now, settings):
    settings.REPLY_DOMAIN = "replies.example.org"
    letter = sent(post(sam), now)
    tell({"id": "1", "kind": "hard", "message_id": letter.message_id, "address": "other@example.org"})
    assert addresses() == {sam.email}
    assert Report.objects.get().letter == letter
    second = sent(post(sam, "second"), now)
    said = ses(sort="Transient", listed=("other@example.org",))
    said["mail"] = {"source": f"bounce+{queries.return_token(second)}@replies.example.org"}
    tell(sns(said))
    assert set(Letter.objects.exclude(came_back_at=None)) == {letter, second}
    unknown = ses(listed=("other@example.org",))
    unknown["bounce"]["feedbackId"] = "f2"
    tell(unknown)
    assert addresses() == {sam.email, "other@example.org"}


def test_a_letter_that_no_one_can_find_and_no_address_suppresses_nobody():
    assert tell({"id": "1", "kind": "hard", "message_id": "<gone@x>"}).json() == {"taken": 0}
    assert not Suppression.objects.exists()


def test_a_complaint_from_postmark_is_a_stop(sam, now):
    told = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 9, "Email": sam.email}
    assert tell(told).json() == {"taken": 1}
    assert Suppression.objects.get().complained_at == now


def test_news_of_letters_that_arrived_is_answered_so_that_nobody_sends_it_again():
    assert tell(ses("Delivery")).json() == {"taken": 0}


def test_a_subscription_is_for_a_person_to_confirm(caplog):
    asked = sns({}, "SubscriptionConfirmation") | {"SubscribeURL": "https://sns.example.org/?Action=Confirm"}
    with caplog.at_level(logging.WARNING, "groups.bounces"):
        assert tell(asked).json() == {"taken": 0}
    assert "https://sns.example.org/?Action=Confirm" in caplog.text
