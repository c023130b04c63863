"""What providers send, in one shape."""

import json

import pytest

from coproduction.kit import mailhooks
from coproduction.kit.mailhooks import Event
from coproduction.kit.reports import Kind


def read(said):
    return mailhooks.read(json.dumps(said).encode())


def ses(what="Bounce", sort="Permanent", listed=("sam@example.org",), **more):
    name = "bounced" if what == "Bounce" else "complained"
    part = {"feedbackId": "f1", f"{name}Recipients": [{"emailAddress": one} for one in listed]}
    if what == "Bounce":
        part |= {"bounceType": sort, "bounceSubType": "General"}
    mail = {"messageId": "ses", "source": "bounce+abc@r.org", "commonHeaders": {"messageId": "<m@example.org>"}}
    return {"notificationType": what, what.lower(): part, "mail": mail} | more


def sns(inner, kind="Notification"):
    return {"Type": kind, "MessageId": "s", "TopicArn": "arn:aws:sns:x", "Message": json.dumps(inner)}


ONE = Event("ses:f1:0", Kind.HARD, "sam@example.org", "<m@example.org>", "bounce+abc@r.org")


def test_our_own_shape():
    said = {"id": "7", "kind": "hard", "address": "Sam <Sam@Example.org>", "message_id": "<m@x>"}
    assert read(said) == [Event("ours:7", Kind.HARD, "sam@example.org", "<m@x>")]
    assert read({"id": 7, "kind": "SOFT", "message_id": "m@x"}) == [Event("ours:7", Kind.SOFT, "", "m@x")]
    assert read({"id": "8", "kind": "complaint", "address": "a@b.org"})[0].kind == Kind.COMPLAINT


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, "kind"), ({"id": "1", "kind": "odd", "address": "a@b.org"}, "kind"), ({"id": "1", "kind": True}, "kind"),
        ({"kind": "hard", "address": "a@b.org"}, "id"), ({"id": "1", "kind": "hard"}, "address"),
        ({"id": "1", "kind": "hard", "address": "nobody"}, "address"),
        (ses(listed=("nobody",)), "emailAddress"), (ses(listed=("a" * 250 + "@example.org",)), "emailAddress"),
        (ses() | {"bounce": None}, "feedbackId"), (ses() | {"bounce": {"feedbackId": "1"}}, "bouncedRecipients"),
        (ses() | {"bounce": {"feedbackId": "1", "bouncedRecipients": [3]}}, "emailAddress"),
        ({"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@b.org"}, "ID"),
        ({"RecordType": "Bounce", "Type": "HardBounce", "ID": 4}, "Email"),
    ],
)  # fmt: skip
def test_a_part_that_is_missing_is_named(said, missing):
    with pytest.raises(mailhooks.NotAnEvent, match=missing):
        read(said)


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b"3", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(body):
    with pytest.raises(mailhooks.NotAnEvent):
        mailhooks.read(body)
    with pytest.raises(mailhooks.NotAnEvent):
        read(sns({}) | {"Message": body.decode("latin-1")})


def test_ses_bare_and_through_sns():
    assert read(ses()) == read(sns(ses())) == [ONE]
    assert read(ses(sort="Transient"))[0].kind == read(ses(sort="Undetermined"))[0].kind == Kind.SOFT
    assert read(ses("Complaint"))[0].kind == Kind.COMPLAINT
    as_event = ses()
    as_event["eventType"] = as_event.pop("notificationType")
    assert read(as_event) == [ONE]


def test_each_receiver_of_ses_is_an_event_of_its_own_which_names_no_letter_because_ours_have_one():
    found = read(ses(listed=("a@example.org", "b@example.org")))
    assert [(one.ident, one.address, one.message_id, one.return_path) for one in found] == [
        ("ses:f1:0", "a@example.org", "", ""), ("ses:f1:1", "b@example.org", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said", [ses("Delivery"), sns({"hello": 1}), sns(ses(), "UnsubscribeConfirmation"), {"RecordType": "Open"}]
)
def test_what_does_not_concern_us_is_no_event(said):
    assert read(said) == []


def test_a_subscription_is_confirmed_by_a_person():
    asked = sns({}, "SubscriptionConfirmation") | {"SubscribeURL": "https://sns.example.org/?Action=Confirm"}
    assert mailhooks.confirmation(json.dumps(asked).encode()) == "https://sns.example.org/?Action=Confirm"
    assert read(asked) == []
    for other in (asked | {"SubscribeURL": "http://x"}, asked | {"SubscribeURL": 3}, sns(ses())):
        assert mailhooks.confirmation(json.dumps(other).encode()) == ""


@pytest.mark.parametrize(
    ("record", "sort", "kind"),
    [
        ("Bounce", "HardBounce", Kind.HARD), ("Bounce", "BadEmailAddress", Kind.HARD),
        ("Bounce", "SoftBounce", Kind.SOFT), ("Bounce", "Transient", Kind.SOFT), ("Bounce", "DnsError", Kind.SOFT),
        ("Bounce", "SpamComplaint", Kind.COMPLAINT), ("SpamComplaint", "SpamComplaint", Kind.COMPLAINT),
        ("Bounce", "Unsubscribe", Kind.COMPLAINT), ("Bounce", "AutoResponder", None), ("Bounce", "Subscribe", None),
    ],
)  # fmt: skip
def test_postmark(record, sort, kind):
    found = read({"RecordType": record, "Type": sort, "ID": 42, "Email": "sam@example.org", "MessageID": "x"})
    assert found == ([Event(f"postmark:{record}:42", kind, "sam@example.org")] if kind else [])
