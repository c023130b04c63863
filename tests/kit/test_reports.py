"""What mail servers write when a letter does not arrive, in the ways they really do. Only what is clear counts."""

import pytest

from coproduction.kit import reports
from coproduction.kit.reports import Kind

LETTER = "From: letters@example.org\nTo: sam@example.net\nSubject: Hello\n\nAction: failed\nStatus: 5.1.1\n"


def dsn(*fields, sort="multipart/report; report-type=delivery-status", inner="message/delivery-status", words="Sorry."):
    return (
        f'From: MAILER-DAEMON@mx.example.net\nTo: bounce+x@replies.example.org\nSubject: Report\n'
        f'Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: {sort}; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{words}\n\n--b\nContent-Type: {inner}\n\n"
        "Reporting-MTA: dns; mx.example.net\n\n"
        "Final-Recipient: rfc822; sam@example.net\n" + "\n".join(fields)
        + f"\n\n--b\nContent-Type: message/rfc822\n\n{LETTER}\n--b--\n"
    ).encode()  # fmt: skip


def plain(
    words, subject="Mail delivery failed: returning message to sender", *more, sender="Mailer-Daemon@mx.example.net"
):
    head = [f"From: Mail Delivery System <{sender}>", f"Subject: {subject}", *more]
    return ("\n".join(head) + f"\n\n{words}\n").encode()


EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  sam@example.net
    {}

------ This is a copy of the message, including all the headers. ------

Subject: Warning: message 1 delayed; mailbox full; 452 4.2.2
"""
QMAIL = """Hi. This is the qmail-send program at example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<sam@example.net>:
{}

--- Below this line is a copy of the message.

Subject: quota 452
"""
EXIM_WAITS = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.net.
No action is required on your part. Delivery attempts will continue for
some time: host mx.example.net 550 5.1.1 User unknown"""


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "smtp; 550 5.1.1 <sam@example.net>: Recipient address rejected: User unknown", Kind.HARD),
        ("5.1.1 (bad destination mailbox address)", "", Kind.HARD),
        ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Kind.HARD),
        ("5.1.2", "", Kind.HARD),
        ("5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled", Kind.HARD),
        ("5.4.4", "X-Postfix; Host or domain name not found. Name service error", Kind.HARD),
        ("5.0.0", "", Kind.HARD),
        ("5.0.0", "smtp; 550-5.1.1 The email account that you tried to reach does not exist", Kind.HARD),
        ("5.0.0", "smtp; 550 Mailbox quota exceeded", Kind.SOFT),
        ("5.5.0", "smtp; 550 Requested action not taken: mailbox unavailable", Kind.HARD),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", Kind.HARD),
        ("5.3.0", "smtp; 553 sorry, that domain isn't in my list", Kind.HARD),
        ("5.2.0", "", Kind.SOFT),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", Kind.SOFT),
        ("5.7.1", "smtp; 550 5.7.1 Message blocked as spam", Kind.SOFT),
        ("5.1.8", "smtp; 550 5.1.8 Sender address rejected: Domain not found", Kind.SOFT),
        ("5.3.4", "smtp; 552 Message too big", Kind.SOFT),
        ("4.4.7", "smtp; delivery time expired", Kind.SOFT),
        ("4.2.2", "smtp; 452 4.2.2 mailbox full", Kind.SOFT),
        ("", "smtp; 550 no such user here", Kind.HARD),
        ("", "smtp; 421 try later", Kind.SOFT),
        ("", "", Kind.SOFT),
    ],
)
def test_a_report_of_a_failure_says_if_the_address_is_gone(status, diagnostic, kind):
    fields = ["Action: failed", *([f"Status: {status}"] if status else []), f"Diagnostic-Code: {diagnostic}"]
    assert reports.read(dsn(*fields)) == kind


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "something else"])
def test_a_report_that_something_waits_or_went_on_says_nothing(action):
    raw = dsn(f"Action: {action}", "Status: 4.4.7", "Diagnostic-Code: smtp; 550 5.1.1 User unknown", words="delayed")
    assert reports.read(raw) == Kind.NOTHING


@pytest.mark.parametrize(
    ("sort", "inner"),
    [
        ("multipart/report", "message/delivery-status"),
        ("multipart/mixed", "message/delivery-status"),
        ("multipart/report; report-type=delivery-status", "message/global-delivery-status"),
        ("multipart/report; report-type=delivery-status", "text/plain"),
    ],
)
def test_a_report_that_is_put_together_wrongly_is_read_all_the_same(sort, inner):
    assert reports.read(dsn("Action: failed", "Status: 5.1.1", sort=sort, inner=inner)) == Kind.HARD


def test_a_report_without_an_action_counts_only_if_it_is_for_good():
    assert reports.read(dsn("Status: 5.1.1")) == Kind.HARD
    assert reports.read(dsn("Status: 4.2.2")) == Kind.NOTHING


def test_one_receiver_that_failed_counts_among_fields_that_say_nothing():
    raw = dsn("Action: delayed", "", "Final-Recipient: rfc822; sam@example.net", "Action: failed", "Status: 5.1.1")
    assert reports.read(raw) == Kind.HARD


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("550 5.1.1 <sam@example.net>: Recipient address rejected: User unknown", Kind.HARD),
        ("SMTP error from remote mail server after RCPT TO:<sam@example.net>: 550 No such user", Kind.HARD),
        ("Unrouteable address", Kind.HARD),
        ("all relevant MX records point to non-existent hosts", Kind.HARD),
        ("mailbox is full: retry timeout exceeded", Kind.SOFT),
        ("SMTP error from remote mail server after end of data: 554 5.7.1 looks like spam", Kind.SOFT),
        ("something nobody has ever read", Kind.NOTHING),
    ],
)
def test_exim_says_it_in_plain_words(words, kind):
    assert reports.read(plain(EXIM.format(words))) == kind
    by_header = plain(
        EXIM.format(words), "Returned", "X-Failed-Recipients: sam@example.net", sender="mail@mx.example.net"
    )
    assert reports.read(by_header) == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sorry, no mailbox here by that name. (#5.1.1)", Kind.HARD),
        (
            "192.0.2.1 does not like recipient.\nRemote host said: 550 sorry, no such user\nGiving up on 192.0.2.1.",
            Kind.HARD,
        ),
        ("Sorry, I couldn't find any host named example.invalid. (#5.1.2)", Kind.HARD),
        ("User is over quota. (#5.2.2)", Kind.SOFT),
        ("Connected to 5.1.1.7 but connection died. (#4.4.2)\nI'm not going to try again.", Kind.SOFT),
    ],
)
def test_qmail_says_it_in_plain_words(words, kind):
    assert reports.read(plain(QMAIL.format(words), "failure notice")) == kind


@pytest.mark.parametrize(
    "raw",
    [
        plain(EXIM_WAITS, "Warning: message 1abc delayed 24 hours"),
        plain("I am away until 3 March. For urgent things ring 550 5.1.1.", "Out of office: Hello"),
        plain("Delivery failed: I am on holiday. 550 no such user", "Automatic reply: Hello"),
        plain("I am away. 550 5.1.1 no such user could not be delivered", "Re: Hello", sender="sam@example.net"),
        plain("Thank you for your message.", "Hello"),
        plain("", ""),
        dsn("Disposition: automatic-action; displayed", sort="multipart/report; report-type=disposition-notification",
            inner="message/disposition-notification"),
        b"",
        b"\xff\xfe\x00" * 100,
        b"From: MAILER-DAEMON@x\nContent-Type: multipart/report; boundary=\n\n--\n",
        LETTER.encode(),
        plain(EXIM.format("Unrouteable address"), "failed", "Content-Type: text/plain; charset=not-a-charset"),
    ],
)  # fmt: skip
def test_whoever_is_away_or_only_slow_or_unclear_says_nothing(raw):
    assert reports.read(raw) == Kind.NOTHING


def test_the_copy_of_our_own_letter_is_not_read():
    assert reports.read(dsn("X-Note: nothing here")) == Kind.NOTHING


@pytest.mark.parametrize(
    ("said", "kind"), [("abuse", Kind.COMPLAINT), ("fraud", Kind.COMPLAINT), ("not-spam", Kind.NOTHING)]
)
@pytest.mark.parametrize("inner", ["message/feedback-report", "message/feedback-report; x=y"])
def test_somebody_pressed_spam(said, kind, inner):
    raw = dsn().replace(b"message/delivery-status", inner.encode()).replace(
        b"Reporting-MTA: dns; mx.example.net\n\n", f"Feedback-Type: {said}\nUser-Agent: FBL/1\n".encode()
    )  # fmt: skip
    assert reports.read(raw) == kind


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (550, "5.1.1 no such user", Kind.HARD),
        (550, "", Kind.HARD),
        (553, "not here", Kind.HARD),
        (550, "5.7.1 blocked by policy", Kind.SOFT),
        (552, "5.2.2 full", Kind.SOFT),
        (554, "no", Kind.SOFT),
        (450, "5.1.1 odd", Kind.SOFT),
        (452, "full", Kind.SOFT),
        (0, "", Kind.SOFT),
    ],
)
def test_a_servers_answer_is_judged_in_the_same_way(code, words, kind):
    assert reports.of_reply(code, words) == kind


def test_a_huge_report_is_read_in_no_time():
    words = "5.1.1 delayed could no" * 200_000
    assert reports.read(plain(words)) in Kind
    assert reports.read(dsn(*(["Action: delayed", ""] * 50_000))) in Kind
