"""Whatever anybody writes anywhere that ends up in a header, the letter on the wire has the headers it should and one receiver.

Read by a parser that shares no code with what wrote it.
"""

import smtplib

import fast_mail_parser
import pytest

from groups.charter.models import Group
from groups.meetings.models import Meeting
from groups.notices import delivery, operations
from groups.notices.models import Kind, Letter
from groups.people.models import Person
from groups.reminders import tasks as reminders
from tests import builders
from tests.groups.conftest import STEM
from tests.groups.notices.test_delivery import ATTACKS

TOGETHER = "groups/notices/emails/together"
HEADERS = {
    "Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
    "Message-ID", "Subject", "To",
}  # fmt: skip
MORE = [
    "Hello\rBcc: thief@example.org",
    "Hello\n\tBcc: thief@example.org",
    "Hello\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<thief@example.org>\r\nDATA\r\n",
    "Hello\x1eBcc: thief@example.org",
    "Hello%0d%0aBcc: thief@example.org",
    "Hello\\r\\nBcc: thief@example.org",
    "=?utf-8?b?CkJjYzogdGhpZWZAZXhhbXBsZS5vcmc=?=",
    '"Hello" <thief@example.org>',
    "Hello, thief@example.org",
    "\u560a\u560dBcc: thief@example.org",  # becomes CR LF where only the lower byte is kept
]


def in_the_subject(words, cast, now):
    letters = [{"subject": words, "text": words, "html": "<p>Hello</p>"}]
    operations.post(
        TOGETHER, to=cast.sam.person, key="x", at=now, group=cast.group, context={"count": 1, "letters": letters}
    )


def in_a_persons_name(words, cast, now):
    Person.objects.filter(pk=cast.sam.person.pk).update(name=words[:80])
    cast.sam.person.refresh_from_db()
    operations.post(STEM, to=cast.sam.person, key="x", at=now, group=cast.group)


def in_the_name_of_a_group(words, cast, now):
    Group.objects.filter(pk=cast.group.pk).update(name=words[:100])
    cast.group.refresh_from_db()
    operations.post(STEM, to=cast.sam.person, key="x", at=now, group=cast.group, button=words[:80])


def in_the_title_of_a_meeting(words, cast, now):
    soon = now + 6 * builders.timedelta(hours=1)
    builders.meeting(cast.group, cast.farah.membership, starts_at=soon, told_at=now - builders.timedelta(days=9))
    Meeting.objects.update(title=words[:120], place=words[:120])
    reminders.remind(now)
    Letter.objects.exclude(person=cast.sam.person).delete()


def in_why_it_comes(words, cast, now):
    operations.post(STEM, to=cast.sam.person, key="x", at=now, group=cast.group, why=words, name=words)


PLACES = [in_the_subject, in_a_persons_name, in_the_name_of_a_group, in_the_title_of_a_meeting, in_why_it_comes]


def one_good_letter(mail, person):
    [raw], [(receivers, _)] = mail.raw, mail.got
    read = fast_mail_parser.parse_email(raw)
    assert receivers == [person.email]
    assert set(read.headers) == HEADERS and {len(values) for values in read.headers.values()} == {1}
    assert [one.address for one in read.to] == [person.email] and not read.cc and not read.bcc
    assert not {"\r", "\n"} & set(read.subject.strip())
    assert len(read.text_plain) == len(read.text_html) == 1


@pytest.mark.parametrize("words", ATTACKS + MORE, ids=range(len(ATTACKS + MORE)))
@pytest.mark.parametrize("place", PLACES, ids=[one.__name__ for one in PLACES])
def test_no_words_in_any_place_add_a_header_or_a_receiver(place, words, cast, now, mail, send):
    place(words.replace("\x00", "") if "name" in place.__name__ or "title" in place.__name__ else words, cast, now)
    assert send() == {"sent": 1}
    one_good_letter(mail, cast.sam.person)


@pytest.mark.parametrize("words", ATTACKS + MORE, ids=range(len(ATTACKS + MORE)))
@pytest.mark.parametrize("setting", ["BRAND_NAME", "DEFAULT_FROM_EMAIL"])
def test_no_setting_adds_a_header_either(setting, words, cast, now, mail, send, settings):
    """An operator's words. A sender that is none at all keeps the letter here rather than send it oddly."""
    setattr(settings, setting, words if setting == "BRAND_NAME" else f"{words} <letters@example.org>")
    operations.post(STEM, to=cast.sam.person, key="x", at=now, group=cast.group)
    send()
    assert mail.raw or setting == "DEFAULT_FROM_EMAIL"
    if mail.raw:
        one_good_letter(mail, cast.sam.person)


@pytest.mark.parametrize("words", ATTACKS + MORE, ids=range(len(ATTACKS + MORE)))
@pytest.mark.parametrize("field", ["address", "reply_token", "message_id"])
def test_odd_words_in_a_row_send_nothing_odd(field, words, cast, now, mail, send, settings):
    """What only a broken database could hold: nothing goes, or a letter as it should be."""
    settings.REPLY_DOMAIN = "replies.example.org"
    operations.post(STEM, to="ann@example.org", key="x", at=now, kind=Kind.ACCOUNT)
    clean = words.replace("\x00", "")
    odd = {"reply_token": clean[:32], "answers": "said:1", "reply_until": now} if field == "reply_token" else {}
    Letter.objects.update(**(odd or {field: clean[:110]}))
    send()
    for raw, (receivers, _) in zip(mail.raw, mail.got, strict=True):
        read = fast_mail_parser.parse_email(raw)
        assert receivers == ["ann@example.org"] and field != "address"
        assert set(read.headers) <= HEADERS | {"Reply-To"} and {len(values) for values in read.headers.values()} == {1}
        assert not read.cc and not read.bcc


@pytest.mark.parametrize(
    "more", [{"to": ["a@x.org", "b@x.org"]}, {"to": []}, {"cc": ["b@x.org"]}, {"bcc": ["b@x.org"]}]
)
def test_a_message_for_any_but_one_is_refused_before_the_wire(more, cast, now, mail, send, monkeypatch):
    made = delivery.Mail
    monkeypatch.setattr(delivery, "Mail", lambda **told: made(**(told | more)))
    operations.post(STEM, to=cast.sam.person, key="x", at=now, group=cast.group)
    assert send() == {"failed": 1}
    assert mail.begun == 0 and Letter.objects.get().trouble == "MoreThanOneReceiver"


def test_a_header_that_was_let_through_would_be_seen(mail, cast):
    """The negative control: the same server, and whoever writes to it without looking."""
    raw = f"To: {cast.sam.person.email}\r\nSubject: Hello\r\nBcc: thief@example.org\r\n\r\nHello"
    with smtplib.SMTP("127.0.0.1", mail.port) as way:
        way.sendmail("a@example.org", [cast.sam.person.email, "thief@example.org"], raw)
    with pytest.raises(AssertionError):
        one_good_letter(mail, cast.sam.person)
