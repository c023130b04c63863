"""Both ways through real mail servers on loopback: our letter out to one, the reply in through ours, *we got it* out again."""

import io
import smtplib
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from coproduction.management import receiving
from feedback.replies import operations
from feedback.replies.models import Inbound
from feedback.voice.models import Post
from groups.choices.models import Preference
from groups.notices import delivery
from groups.notices import operations as notices
from groups.notices.models import Kind, Letter
from tests import cast as casting
from tests import sink
from tests.feedback.replies.post import DOMAIN, SOON, asked, message

LONG = "word " * 12 + "\n"


@pytest.fixture(autouse=True)
def domain(settings):
    settings.REPLY_DOMAIN = DOMAIN


def goes_out(settings, letters_to, now):
    """Everything due, delivered for real."""
    settings.EMAIL_URL = f"smtp://127.0.0.1:{letters_to.port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", letters_to.port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    delivery.send_due(lambda: now)


def got_by(letters_to, person):
    return [message for receivers, message in letters_to.got if receivers == [person.email]]


def send(server, raw, to, sender="jo@example.org"):
    with smtplib.SMTP(server.hostname, server.port, timeout=30) as mail:
        return mail.sendmail(sender, to if isinstance(to, list) else [to], raw)


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_out_the_reply_comes_in_and_we_say_that_we_got_it(settings, clock, now):
    cast = casting.Cast()
    asked(cast, now)
    with sink.running() as letters_to, receiving.open_door("127.0.0.1", sink.free_port()) as server:
        goes_out(settings, letters_to, now)
        (letter,) = got_by(letters_to, cast.jo.person)
        address = letter["Reply-To"]
        assert address.startswith("reply+")
        assert address.endswith(f"@{DOMAIN}")
        text = letter.get_body(("plain",)).get_content()
        assert "You can answer by replying to this email." in " ".join(text.split())
        quoted = "\n".join(f"> {line}" for line in text.splitlines())
        later = now + SOON
        clock(later)
        raw = message(
            f"Please add the map.\n\nOn Wed, 18 Nov 2026 at 10:00, Rivers <letters@example.org> wrote:\n{quoted}\n",
            f"In-Reply-To: {letter['Message-ID']}", sender=cast.jo.person.email, to=address,
        )  # fmt: skip
        for _ in range(2):  # the same message twice
            send(server, raw, address)
        html = message(
            "<div>And <b>bigger</b> print.<br>Please.</div><blockquote>We said it.</blockquote>",
            sender=cast.jo.person.email, to=address, ident="<html@x.org>", kind="text/html; charset=utf-8",
        )  # fmt: skip
        send(server, html, address)
        away = message(
            "I am away.", "Auto-Submitted: auto-replied", sender=cast.jo.person.email, to=address, ident="<away@x.org>"
        )
        send(server, away, address)
        bounce = message("Could not be delivered.", sender="MAILER-DAEMON@x.org", to=address, ident="<bounce@x.org>")
        send(server, bounce, address, sender="")
        goes_out(settings, letters_to, later)
    posts = list(Post.objects.order_by("said_at", "words").values_list("words", "came_from", "said_by"))
    mine = cast.jo.membership.pk
    assert sorted(posts) == [("And bigger print.\nPlease.", "EMAIL", mine), ("Please add the map.", "EMAIL", mine)]
    answers = [one for one in got_by(letters_to, cast.jo.person) if one["Subject"] == "We got your reply"]
    assert len(answers) == 2
    assert all(one["Reply-To"] is None and one["Auto-Submitted"] == "auto-generated" for one in answers)
    assert "“Please add the map.”" in answers[0].get_body(("plain",)).get_content()
    assert sorted(Inbound.objects.values_list("state", flat=True)) == ["DROPPED", "DROPPED", "TAKEN", "TAKEN"]


@pytest.mark.django_db(transaction=True)
def test_our_server_takes_only_what_is_ours_and_no_more_than_a_megabyte(clock, now):
    cast = casting.Cast()
    letter, _ = asked(cast, now)
    address = f"reply+{letter.reply_token}@{DOMAIN}"
    clock(now + SOON)
    with receiving.open_door("127.0.0.1", sink.free_port()) as server:
        with smtplib.SMTP("127.0.0.1", server.port, timeout=30) as mail:
            mail.ehlo()
            assert mail.esmtp_features["size"] == str(operations.LARGEST)
            mail.mail("jo@example.org")
            for wrong in (
                "sam@example.org",
                f"reply+@{DOMAIN}",
                "reply+abc@elsewhere.example.org",
                f"letters@{DOMAIN}",
            ):
                assert mail.rcpt(wrong)[0] == 550
            for number in range(receiving.MOST_RECEIVERS):
                assert mail.rcpt(f"REPLY+T{number}@{DOMAIN}")[0] == 250
            assert mail.rcpt(address)[0] == 452
        nearly = message(LONG * 14_000, sender=cast.jo.person.email, to=address)
        send(server, nearly, address)
        send(server, message("One line of words. " * 200, sender=cast.jo.person.email, ident="<line@x.org>"), address)
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            send(server, nearly + b"x" * 400_000, address)
        assert refused.value.smtp_code == 552
        with smtplib.SMTP("127.0.0.1", server.port, timeout=30) as mail:
            mail.ehlo()
            mail.mail("jo@example.org")
            mail.rcpt(address)
            assert mail.data(nearly + LONG.encode().replace(b"\n", b"\r\n") * 6_000)[0] == 552
    assert Post.objects.get().words.startswith("One line of words. One")
    one = Inbound.objects.get(state="KEPT")
    assert (one.why, one.person) == ("TOO_LONG", cast.jo.person)
    assert bytes(one.raw).replace(b"\r\n", b"\n").strip() == nearly.replace(b"\r\n", b"\n").strip()


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_kept_is_not_taken(clock, now, monkeypatch):
    cast = casting.Cast()
    letter, _ = asked(cast, now)

    def away(**given):
        raise OperationalError

    monkeypatch.setattr(operations, "receive", away)
    with receiving.open_door("127.0.0.1", sink.free_port()) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        send(server, message("Hello.", sender="jo@example.org"), f"reply+{letter.reply_token}@{DOMAIN}")
    assert refused.value.smtp_code == 451


# --- the letters that may be answered ---


@pytest.mark.django_db
def test_without_a_domain_letters_say_sign_in(settings, cast, now):
    settings.REPLY_DOMAIN = ""
    letter, _ = asked(cast, now)
    assert letter.answers
    assert (letter.reply_token, letter.reply_until) == ("", None)
    mail = delivery.message(letter)
    assert mail.reply_to == []
    assert "To answer, sign in." in mail.body


@pytest.mark.django_db
def test_only_letters_to_people_of_the_group_may_be_answered_and_each_has_its_own_token(cast, now):
    from tests.feedback import chain

    chain.cannot(cast, now)
    letters = Letter.objects.filter(stem__startswith="feedback/")
    inside = {cast.sam.person.pk, cast.jo.person.pk, cast.sol.person.pk, cast.farah.person.pk, cast.col.person.pk}
    answerable = letters.exclude(reply_token="")
    assert answerable
    assert {one.person_id for one in answerable} <= inside
    assert not letters.filter(person=cast.priya.person).exclude(answers="").exists()
    tokens = [one.reply_token for one in answerable]
    assert len(set(tokens)) == len(tokens)
    assert all(len(token) == 32 and token.isalnum() and token == token.lower() for token in tokens)


@pytest.mark.django_db
def test_a_letter_that_says_nothing_takes_no_reply_and_a_batch_says_sign_in(cast, now):
    letter, _ = asked(cast, now)
    Preference.objects.update_or_create(person=cast.jo.person, defaults={"discreet": True, "changed_at": now})
    letter = Letter.objects.select_related("person__letter_preference", "group").get(pk=letter.pk)
    assert delivery.message(letter).reply_to == []
    Preference.objects.update(discreet=False)
    notices.post(
        "groups/notices/emails/together",
        to=cast.jo.person,
        key="b",
        at=now,
        kind=Kind.BATCH,
        context={"count": 0, "letters": []},
    )
    assert "To answer, sign in." in delivery.message(Letter.objects.get(key="b")).body


# --- from the pipe of another mail server, and from the command line ---


def piped(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


@pytest.mark.django_db
def test_one_message_from_a_pipe_is_kept_and_dealt_with(cast, clock, now, monkeypatch):
    letter, _ = asked(cast, now)
    address = f"reply+{letter.reply_token}@{DOMAIN}"
    piped(monkeypatch, message("Bigger print.", sender=cast.jo.person.email, to=f"Rivers <{address}>"))
    call_command("take_mail")
    assert Post.objects.get().words == "Bigger print."
    piped(monkeypatch, message("x" * operations.LARGEST, sender=cast.jo.person.email, ident="<big@x.org>"))
    call_command("take_mail", "--to", address, "--from", "jo@example.org")
    assert Inbound.objects.get(state="KEPT").why == "TOO_BIG"


@pytest.mark.django_db
def test_a_pipe_is_told_what_is_not_ours_and_when_to_come_again(cast, now, monkeypatch):
    piped(monkeypatch, message("Hello.", to="somebody@example.org"))
    with pytest.raises(CommandError) as refused:
        call_command("take_mail")
    assert refused.value.returncode == 67

    def away(**given):
        raise OperationalError

    monkeypatch.setattr(operations, "receive", away)
    piped(monkeypatch, message("Hello."))
    with pytest.raises(CommandError) as refused:
        call_command("take_mail", "--to", f"reply+abc@{DOMAIN}")
    assert refused.value.returncode == 75


def test_the_server_listens_until_it_is_stopped(monkeypatch, capsys):
    from coproduction.management.commands import receive_mail

    asked_for = []
    monkeypatch.setattr(receive_mail.signal, "sigwait", lambda stops: asked_for.append(stops))
    call_command("receive_mail", "--port", str(sink.free_port()))
    assert f"Taking mail for {DOMAIN}" in capsys.readouterr().out
    assert asked_for == [receive_mail.STOPS]


def test_the_server_does_not_start_where_no_letter_offers_it(settings):
    settings.REPLY_DOMAIN = ""
    with pytest.raises(CommandError, match="REPLY_DOMAIN is not set"):
        call_command("receive_mail")
