"""A letter goes out with its own envelope sender, and what comes back there is counted against the address it went to."""

import io
import smtplib
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command

from coproduction.management import receiving
from feedback.replies.models import Inbound
from feedback.voice.models import Post
from groups.bounces import operations
from groups.bounces.models import Report
from groups.choices.models import Preference
from groups.history.models import Event
from groups.notices import delivery, queries
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.reach.models import Suppression, Trouble
from tests import cast as casting
from tests import sink
from tests.feedback.replies.post import DOMAIN, asked, message
from tests.kit.test_reports import EXIM, dsn, plain

GONE = ("Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 User unknown")
FULL = ("Action: failed", "Status: 4.2.2", "Diagnostic-Code: smtp; 452 4.2.2 mailbox full")
days = lambda n: timedelta(days=n)  # noqa: E731


@pytest.fixture(autouse=True)
def domain(settings):
    settings.REPLY_DOMAIN = DOMAIN


def sent(letter, at, **more):
    Letter.objects.filter(pk=letter.pk).update(
        state="SENT",
        way="EMAIL",
        finished_at=at,
        address=letter.person.email if letter.person else letter.address,
        **more,
    )
    return Letter.objects.select_related("person").get(pk=letter.pk)


def comes(letter, raw, at, token=None):
    return operations.take_mail(raw=raw, token=token or queries.return_token(letter), now=at)


def addresses():
    return set(Suppression.objects.values_list("address", flat=True))


# --- the envelope ---


def test_each_letter_has_an_envelope_sender_of_its_own_that_tells_nobody_whose_it_is(post, cast, mail, send, settings):
    letters = [post(one.person, f"k{one.person.pk}", group=cast.group) for one in (cast.sam, cast.jo)]
    send()
    assert len(set(mail.senders)) == 2
    for sender, letter, got in zip(mail.senders, letters, mail.messages, strict=True):
        assert receiving.meant_for(sender) == ("bounce", queries.return_token(letter))
        assert queries.returned(queries.return_token(letter)) == letter
        assert got["From"] == settings.DEFAULT_FROM_EMAIL and "bounce+" not in got.as_string()
        assert letter.person.email.split("@")[0] not in sender


def test_without_a_domain_the_sender_is_as_ever(post, sam, mail, send, settings):
    settings.REPLY_DOMAIN = ""
    post(sam)
    send()
    assert mail.senders == ["letters@localhost"]
    assert mail.messages[0]["From"] == settings.DEFAULT_FROM_EMAIL


def test_a_discreet_letter_has_one_too_and_still_no_name(post, sam, mail, send):
    Preference.objects.create(person=sam, discreet=True)
    post(sam)
    send()
    assert mail.senders[0].startswith("bounce+") and mail.messages[0]["From"] == "letters@localhost"


def test_a_token_that_we_did_not_write_leads_nowhere(post, sam, settings):
    letter = post(sam)
    token = queries.return_token(letter)
    assert queries.returned(token) == letter
    for wrong in (
        "",
        "abc",
        "a" * 64,
        token[:-1],
        f"{token}0",
        token[1:],
        "a" * 32 + token[32:],
        "-" + token,
        "z" * 64,
    ):
        assert queries.returned(wrong) is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another " * 10
    assert queries.return_token(letter) != token
    assert queries.returned(token) == letter
    settings.SECRET_KEY_FALLBACKS = []
    assert queries.returned(token) is None


# --- what comes back ---


def test_a_report_that_there_is_no_such_address_stops_the_next_letter(post, sam, now, send):
    letter = sent(post(sam), now)
    assert comes(letter, dsn(*GONE), now).kind == "HARD"
    letter.refresh_from_db()
    assert letter.came_back_at == now and addresses() == {sam.email}
    post(sam, "next")
    assert send() == {"expire": 1}


def test_the_letter_is_known_even_when_the_report_names_somebody_else(post, sam, now):
    letter = sent(post(sam), now)
    comes(letter, dsn(*GONE).replace(b"sam@example.net", b"somebody.else@example.net"), now)
    assert addresses() == {sam.email}


def test_the_address_it_went_to_is_stopped_not_the_one_its_person_has_now(post, sam, now, send):
    letter = sent(post(sam), now)
    old = sam.email
    type(sam).objects.filter(pk=sam.pk).update(email="new@example.org")
    comes(letter, dsn(*GONE), now)
    assert addresses() == {old}
    post(sam, "next")
    assert send() == {"kept": 1}


def test_a_report_that_is_quicker_than_our_own_note_counts(post, sam, now):
    comes(post(sam), dsn(*GONE), now)
    assert addresses() == {sam.email}


def test_an_invitation_that_comes_back(post, now):
    letter = sent(post("ann@example.org", kind="ACCOUNT"), now)
    comes(letter, dsn(*FULL), now)
    assert Trouble.objects.get().address == "ann@example.org"
    comes(letter, plain(EXIM.format("Unrouteable address")), now)
    assert addresses() == {"ann@example.org"}


def test_letters_that_went_together_came_back_together(post, sam, now):
    batch, part = sent(post(sam, "batch", kind="BATCH"), now), post(sam, "part")
    sent(part, now, batch=batch)
    comes(batch, dsn(*GONE), now)
    assert Letter.objects.filter(came_back_at=now).count() == 2


@pytest.mark.parametrize(
    "raw",
    [
        dsn("Action: delayed", "Status: 4.4.7"),
        plain("I am away until Monday.", "Out of office", "Auto-Submitted: auto-replied", sender="sam@example.org"),
        b"nothing",
    ],
)
def test_what_is_only_slow_or_away_counts_nothing(post, sam, now, raw):
    letter = sent(post(sam), now)
    assert comes(letter, raw, now) is None
    assert not Report.objects.exists() and not Suppression.objects.exists() and not Trouble.objects.exists()


def test_a_report_counts_for_fourteen_days(post, sam, now):
    letter = sent(post(sam), now)
    assert comes(letter, dsn(*GONE), now + days(15)) is None
    assert comes(letter, dsn(*GONE), now, token="nonsense") is None
    assert not addresses()
    assert comes(letter, dsn(*GONE), now + days(14))


def test_the_same_report_counts_once_and_one_letter_is_in_trouble_once(post, sam, now):
    letter = sent(post(sam), now)
    assert comes(letter, dsn(*FULL), now)
    assert comes(letter, dsn(*FULL), now) is None
    comes(letter, dsn(*FULL, "X-Another: report"), now)
    assert Trouble.objects.get().times == 1
    assert Report.objects.count() == 2


def test_five_letters_in_a_row_that_come_back_are_for_good_by_when_they_went(post, sam, now):
    for day in range(5):
        assert not addresses()
        letter = sent(post(sam, f"k{day}"), now + days(day))
        comes(letter, dsn(*FULL), now + days(day + 5))
    assert addresses() == {sam.email}


def test_a_letter_in_between_that_did_not_come_back_begins_it_anew(post, sam, now):
    for day in range(7):
        letter = sent(post(sam, f"k{day}"), now + days(day))
        if day != 3:
            comes(letter, dsn(*FULL), now + days(day))
    assert not addresses()
    assert Trouble.objects.get().times == 3


def test_somebody_who_presses_spam_has_stopped_our_letters(post, sam, now):
    letter = sent(post(sam), now)
    raw = dsn().replace(b"message/delivery-status", b"message/feedback-report").replace(
        b"Reporting-MTA: dns; mx.example.net\n\n", b"Feedback-Type: abuse\n"
    )  # fmt: skip
    assert comes(letter, raw, now).kind == "COMPLAINT"
    one = Suppression.objects.get()
    letter.refresh_from_db()
    assert (one.bounced, one.complained_at, letter.came_back_at) == (False, now, None)


def test_what_is_kept_of_a_report_names_nobody(post, cast, now):
    letter = sent(post(cast.sam.person, group=cast.group), now)
    comes(letter, dsn(*GONE), now)
    report = Report.objects.values().get()
    assert "example" not in str(report) and len(report["key"]) == 64
    line = Event.objects.get(what="email_stopped")
    assert (line.group, line.detail) == (None, {}) and "example" not in line.sentence


# --- for real: out through one mail server, back through ours ---


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_out_and_its_report_comes_in_through_real_mail_servers(settings, clock, now):
    cast = casting.Cast()
    asked(cast, now)
    with sink.running() as out, receiving.open_door("127.0.0.1", sink.free_port()) as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{out.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", out.port
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        delivery.send_due(lambda: now)
        place = next(n for n, (to, _) in enumerate(out.got) if to == [cast.jo.person.email])
        back = out.senders[place].upper()  # some servers write it so
        with smtplib.SMTP("127.0.0.1", server.port, timeout=30) as mail:
            away = plain("I am away.", "Out of office", "Auto-Submitted: auto-replied", sender="jo@example.org")
            mail.sendmail("", [back], away)
            assert addresses() == set()
            for _ in range(2):
                mail.sendmail("", [back], dsn(*GONE))
        assert addresses() == {cast.jo.person.email}
        notices.post("groups/notices/emails/note", to=cast.jo.person, key="next", at=now, group=cast.group)
        assert delivery.send_due(lambda: now) == {"expire": 1}
    assert Report.objects.count() == 1 and not Inbound.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_report_that_could_not_be_counted_is_not_taken(post, sam, now, monkeypatch):
    letter = sent(post(sam), now)

    def away(*args, **given):
        raise OSError

    monkeypatch.setattr(operations.Report.objects, "get_or_create", away)
    with (
        receiving.open_door("127.0.0.1", sink.free_port()) as server,
        smtplib.SMTP("127.0.0.1", server.port, timeout=30) as mail,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        mail.sendmail("", [f"bounce+{queries.return_token(letter)}@{DOMAIN}"], dsn(*GONE))
    assert refused.value.smtp_code == 451


def piped(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_report_comes_in_through_the_pipe_of_another_mail_server(post, sam, clock, now, monkeypatch):
    letter = sent(post(sam), now)
    piped(monkeypatch, dsn(*GONE))
    call_command("take_mail", "--to", f"bounce+{queries.return_token(letter)}@{DOMAIN}", "--from", "")
    assert addresses() == {sam.email}


def test_what_a_person_writes_there_is_a_reply(cast, clock, now, monkeypatch):
    """Some mail programs answer to the envelope."""
    letter, _ = asked(cast, now)
    address = f"bounce+{queries.return_token(letter)}@{DOMAIN}"
    piped(monkeypatch, message("Bigger print.", sender=cast.jo.person.email, to=address))
    call_command("take_mail", "--to", address, "--from", cast.jo.person.email)
    assert Post.objects.get().words == "Bigger print."


def test_what_a_person_writes_there_to_a_letter_that_takes_no_reply_is_kept(post, cast, clock, now, monkeypatch):
    letter = sent(post(cast.jo.person), now)
    address = f"bounce+{queries.return_token(letter)}@{DOMAIN}"
    piped(monkeypatch, message("Please ring me.", sender=cast.jo.person.email, to=address))
    call_command("take_mail", "--to", address, "--from", cast.jo.person.email)
    assert Inbound.objects.get().why == "UNKNOWN" and not Report.objects.exists()
