"""What leaves for the mail server: one receiver each, nothing smuggled in, and what to do when it does not take it."""

import ssl
from datetime import timedelta

import pytest
from django.db import OperationalError

from groups.choices.models import Kind
from groups.membership.models import Membership
from groups.notices import delivery, operations
from groups.notices.models import Letter
from groups.reach.models import Suppression
from tests import builders
from tests.groups.conftest import STEM
from tests.groups.notices.test_operations import preferring


def plain(message):
    return message.get_body(("plain",)).get_content()


def test_a_letter_arrives_as_plain_text_first_and_says_why_it_came_and_how_to_stop(post, cast, mail, send):
    letter = post(cast.sam.person, group=cast.group, path="/groups/x/", button="Read it")
    assert send() == {"sent": 1}
    [(receivers, message)] = mail.got
    assert receivers == [cast.sam.person.email] == [message["To"]]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Message-ID"] == letter.message_id
    assert plain(message).startswith("Hello Sam,")
    assert "Read it: http://127.0.0.1:8000/groups/x/" in plain(message)
    assert "You get this because you are part of Rivers and Moors" in plain(message)
    assert "Stop letters like this: http" in plain(message)
    assert message["List-Unsubscribe"].strip(" <>") in plain(message)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Cc"] is None and message["Bcc"] is None


def test_a_letter_that_keeps_the_account_safe_has_no_way_to_stop_it(post, sam, mail, send):
    post(sam, kind=Kind.SIGN_IN)
    send()
    assert mail.messages[0]["List-Unsubscribe"] is None
    assert "Stop letters" not in plain(mail.messages[0])


def test_somebody_without_an_account_gets_the_invitation(post, mail, send):
    post("ann@example.org", kind=Kind.ACCOUNT, name="Ann")
    assert send() == {"sent": 1}
    assert mail.receivers == ["ann@example.org"]
    assert plain(mail.messages[0]).startswith("Hello Ann,")


def test_without_a_mail_server_letters_are_kept_in_the_product(post, sam, send):
    post(sam)
    assert send() == {"kept": 1}
    assert Letter.objects.get().way == "KEPT"


def test_a_discreet_letter_says_only_that_there_is_something_to_read(cast, now, mail, send, settings):
    settings.BRAND_NAME = "Long Covid Voices"
    preferring(cast.sam.person, now, discreet=True)
    operations.post(
        "groups/notices/emails/together", to=cast.sam.person, key="k", at=now, group=cast.group,
        context={"count": 1, "letters": [{"subject": "A secret matter", "text": "secret", "html": "secret"}]},
        path="/groups/secret/", button="A secret", why="A secret reason",
    )  # fmt: skip
    send()
    letter = Letter.objects.get()
    raw = mail.messages[0].as_string()
    assert mail.messages[0]["Subject"] == "Something new for you to read"
    assert mail.messages[0]["From"] == "letters@localhost"
    for word in ("secret", "Secret", "Rivers", "Covid", "Sam"):
        assert word not in plain(mail.messages[0]), word
        assert word not in str(mail.messages[0].get_body(("html",)).get_content())
    assert "&lt;" not in mail.messages[0].get_body(("html",)).get_content()
    assert f"/you/letters/{letter.pk}/" in raw.replace("=\n", "")
    assert letter.discreet and letter.subject == "A secret matter"


ATTACKS = [
    "Hello\nBcc: thief@example.org",
    "Hello\r\nBcc: thief@example.org\r\n\r\nbody",
    "Hello\r\n\r\n<script>",
    "Hello\x0bBcc: thief@example.org",
    "Hello\x0cBcc: thief@example.org",
    "Hello\u2028Bcc: thief@example.org",
    "Hello\u2029Bcc: thief@example.org",
    "Hello\x85Bcc: thief@example.org",
    "Hello\x00Bcc: thief@example.org",
    "Hello\u202ebcc",
    "=?utf-8?q?=0ABcc:_thief=40example.org?=",
    "Hello\tBcc: thief@example.org",
    "x" * 5000,
    "Gr\u00fc\u00dfe \U0001f33b",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_a_person_wrote_can_add_a_header_or_a_receiver(attack, sam, now, mail, send):
    context = {"count": 1, "letters": [{"subject": attack, "text": attack, "html": attack}]}
    sam.name = attack
    operations.post("groups/notices/emails/together", to=sam, key="attack", at=now, context=context, why=attack[:300])
    assert send() == {"sent": 1}
    [(receivers, message)] = mail.got
    assert receivers == [sam.email]
    assert message["Bcc"] is None and "thief@example.org" not in str(message["To"])
    allowed = {"content-type", "mime-version", "subject", "from", "to", "date", "message-id", "auto-submitted",
               "list-unsubscribe", "list-unsubscribe-post"}  # fmt: skip
    assert {name.lower() for name in message} <= allowed
    subject = message["Subject"].strip()
    assert "\n" not in subject and len(subject) <= 200


def test_an_address_changed_to_something_odd_is_never_dialled(post, sam, mail, send):
    letter = post(sam)
    type(sam).objects.filter(pk=sam.pk).update(email="a@example.org\nbcc: b@example.org")
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert letter.state == "DEAD" and not mail.got


def test_a_message_for_more_than_one_receiver_is_refused(post, sam, mail, send, monkeypatch):
    post(sam)
    monkeypatch.setattr(delivery.Mail, "recipients", lambda self: ["a@example.org", "b@example.org"])
    assert send() == {"failed": 1}
    assert not mail.got


def test_an_address_that_does_not_exist_gets_no_more_letters(post, sam, mail, send):
    mail.refuse[sam.email] = "550 5.1.1 no such user"
    letter = post(sam)
    jo = post(builders.person("Jo"), "jo")
    assert send() == {"bounced": 1, "sent": 1}
    assert Suppression.objects.get().address == sam.email
    letter.refresh_from_db(), jo.refresh_from_db()
    assert (letter.state, letter.trouble, jo.state) == ("DEAD", "SMTPRecipientsRefused 550", "SENT")


def test_a_full_mailbox_is_tried_again_with_the_same_message_id(post, sam, mail, send, now):
    mail.refuse[sam.email] = "452 4.2.2 mailbox full"
    letter = post(sam)
    assert send() == {"failed": 1}
    assert send() == {}
    mail.refuse.clear()
    assert send(now + timedelta(minutes=1)) == {"sent": 1}
    assert mail.ids == [letter.message_id]


def test_a_letter_the_server_will_never_take_is_given_up_without_blaming_the_address(post, sam, mail, send):
    mail.refuse_data = "554 5.7.1 looks like spam"
    letter = post(sam)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert letter.state == "DEAD" and not Suppression.objects.exists()


def test_a_sender_the_server_does_not_know_is_our_mistake_and_loses_no_letter(post, sam, mail, send, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        return "550 who are you"

    monkeypatch.setattr(type(mail), "handle_MAIL", refuse, raising=False)
    letter = post(sam)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert letter.state == "PENDING"


def test_a_mail_server_that_is_away_is_dialled_once_a_round_and_every_letter_waits(
    post, db, mail, send, monkeypatch, caplog
):
    for number in range(3):
        post(builders.person(), f"k{number}")
    dialled = []

    class Away:
        def __init__(self):
            dialled.append(1)

        def open(self):
            raise ConnectionRefusedError("mail.example.org refused sam@example.org")

    monkeypatch.setattr(delivery, "get_connection", lambda backend: Away())
    assert send() == {"failed": 3}
    assert len(dialled) == 1
    assert caplog.messages.count("The mail server gave no way in: ConnectionRefusedError") == 1
    assert "example.org" not in caplog.text
    assert set(Letter.objects.values_list("state", "trouble")) == {("PENDING", "NoServer")}


def test_a_mail_server_with_a_wrong_certificate_is_told_from_one_that_is_away(
    post, sam, mail, send, monkeypatch, caplog
):
    class Wrong:
        def open(self):
            raise ssl.SSLCertVerificationError("certificate of mail.example.org has expired")

    monkeypatch.setattr(delivery, "get_connection", lambda backend: Wrong())
    post(sam)
    assert send() == {"failed": 1}
    assert "The mail server gave no way in: SSLCertVerificationError" in caplog.messages
    assert "example.org" not in caplog.text


def test_a_round_that_takes_too_long_gives_back_what_it_has_not_begun(post, sam, mail, send, monkeypatch):
    post(sam, "a"), post(sam, "b")
    monkeypatch.setattr(delivery, "SAFE", -1)
    monkeypatch.setattr(delivery, "AT_A_TIME", 1)
    assert delivery.send_due(lambda: builders.NOW, seconds=0.05) == {}
    assert set(Letter.objects.values_list("state", "attempts")) == {("PENDING", 0)}


def test_sending_costs_the_same_few_statements_for_each_letter_and_each_round(
    post, cast, mail, send, django_assert_num_queries
):
    """Claim 2, look 4, find nothing more 1, letters to many 2, six for savepoints, and one a letter to say that it went."""
    for count in (1, 3):
        for number in range(count):
            post(cast.sam.person, f"k{count}-{number}", group=cast.group)
        with django_assert_num_queries(15 + count):
            send()


def test_every_letter_goes_by_the_stem_it_was_posted_with(post, sam):
    assert post(sam).stem == STEM


def test_somebody_who_says_stop_is_heard_before_the_next_letter_and_the_others_go_back(post, sam, mail):
    for name in "abc":
        post(sam, name)
    said = delivery.send_due(lambda: builders.NOW, stop=lambda: len(mail.got) == 1)
    assert said == {"sent": 1} and len(mail.got) == 1
    assert sorted(Letter.objects.values_list("state", "attempts")) == [("PENDING", 0)] * 2 + [("SENT", 1)]


def test_somebody_who_says_stop_right_after_a_claim_gets_every_letter_back(post, sam, mail):
    post(sam)
    heard = iter([False, True, True])
    assert delivery.send_due(lambda: builders.NOW, stop=lambda: next(heard)) == {}
    assert list(Letter.objects.values_list("state", "attempts")) == [("PENDING", 0)]


def sam_leaves_meanwhile(post, cast, monkeypatch):
    """While the letter before theirs is being handed over."""
    post(cast.jo.person, "first", group=cast.group, urgent=True)
    post(cast.sam.person, "second", group=cast.group)
    plain = delivery.Round.deliver

    def slowly(self, letter, now):
        Membership.objects.filter(person=cast.sam.person).update(left_at=builders.NOW)
        return plain(self, letter, now)

    monkeypatch.setattr(delivery.Round, "deliver", slowly)


def test_what_waits_behind_a_slow_letter_is_looked_at_again_before_it_goes(post, cast, mail, send, monkeypatch):
    monkeypatch.setattr(delivery, "FRESH", 0)
    sam_leaves_meanwhile(post, cast, monkeypatch)
    assert send() == {"sent": 1, "expire": 1}
    assert mail.receivers == [cast.jo.person.email]


def test_without_that_second_look_it_would_go(post, cast, mail, send, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(delivery, "FRESH", 1000)
    sam_leaves_meanwhile(post, cast, monkeypatch)
    assert send() == {"sent": 2}


def away(times):
    """Says that the database is away so many times, then says how often it was asked."""
    asked = []

    def say():
        asked.append(1)
        if len(asked) <= times:
            raise OperationalError
        return len(asked)

    return say


def test_a_database_that_is_away_for_a_moment_is_waited_for(transactional_db, monkeypatch):
    monkeypatch.setattr(delivery, "PAUSE", 0)
    assert delivery.surely(away(2)) == 3


def test_a_database_that_stays_away_is_not_waited_for_for_ever(transactional_db, monkeypatch):
    monkeypatch.setattr(delivery, "AWAY", -1)
    with pytest.raises(OperationalError):
        delivery.surely(away(1))


def test_what_belongs_to_a_larger_change_is_not_said_by_itself_again(db):
    with pytest.raises(OperationalError):
        delivery.surely(away(1))
