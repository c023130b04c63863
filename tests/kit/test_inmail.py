"""Messages as real mail programs write them, and as hostile ones do."""

import base64

import pytest

from coproduction.kit import inmail

HEAD = "From: Sam <Sam@Example.org>\r\nTo: reply+abc@replies.example.org\r\nSubject: Re: News\r\nMessage-ID: <1@example.org>\r\n"


def mail(body, *more, head=HEAD, kind="text/plain; charset=utf-8"):
    lines = "".join(f"{line}\r\n" for line in more)
    body = body.replace("\n", "\r\n").encode()
    return f"{head}{lines}Content-Type: {kind}\r\n\r\n".encode() + body


def test_plain_words_are_read_and_the_sender_is_in_small_letters():
    read = inmail.read(mail("I would like bigger print.\n\nAnd a map."))
    assert (read.words, read.below) == ("I would like bigger print.\n\nAnd a map.", "")
    assert (read.sender, read.automatic, read.trouble) == ("sam@example.org", False, "")


OLD = {
    "quoted lines": "> We said it.\n> Number 3",
    "on … wrote": "On Tue, 17 Nov 2026 at 10:02, Rivers <letters@example.org> wrote:\n> We said it.",
    "on … wrote over two lines": "On Tue, 17 Nov 2026 at 10:02, Rivers and Moors <letters@example.org>\nwrote:\n> We said it.",
    "three lines": "On Tue, 17 Nov 2026 at 10:02,\nRivers and Moors <letters@example.org>\nwrote:\n\n> We said it.",
    "original message": "-----Original Message-----\nFrom: Rivers\nSent: Tuesday\n\nWe said it.",
    "outlook": "From: Rivers <letters@example.org>\nSent: 17 November 2026 10:02\nTo: Sam\nSubject: News\n\nWe said it.",
    "outlook with a rule": "________________________________\nFrom: Rivers\nSent: Tuesday\n\nWe said it.",
    "in Welsh": "Ar Maw 17 Tach 2026 ysgrifennodd Rivers:\n> We said it.",
    "in German": "Am 17.11.2026 um 10:02 schrieb Rivers:\n> We said it.",
    "a signature": "-- \nSam Harrow\nTarnwick",
    "a telephone": "Sent from my iPhone",
    "Outlook on a telephone": "Get Outlook for Android",
}


@pytest.mark.parametrize("old", OLD.values(), ids=OLD)
def test_what_stands_below_is_parted_from_the_reply_and_kept(old):
    read = inmail.read(mail(f"Bigger print, please.\n\n{old}\n"))
    assert read.words == "Bigger print, please."
    assert read.below == old.strip()


def test_words_that_only_look_like_a_quote_stay():
    said = "On Tuesday I was there.\nFrom: the bus stop it is far.\n1 < 2\nAt the door she wrote: no."
    assert inmail.read(mail(said)).words == said


def test_an_answer_written_below_or_between_the_quotes_is_found():
    text = (
        "On Tue, 17 Nov 2026, Rivers <letters@example.org>\nwrote:\n> Bigger print?\nYes, please.\n> And a map?\nNo.\n"
        "-- \nSam"
    )
    read = inmail.read(mail(text))
    assert read.words == "Yes, please.\nNo."
    assert "> And a map?" in read.below


def test_a_copy_of_the_old_letter_alone_is_no_answer():
    read = inmail.read(mail("-----Original Message-----\nFrom: Rivers\n\nWe said it."))
    assert read.words == ""
    assert "We said it." in read.below


def test_mail_that_has_only_html_keeps_its_line_breaks_and_loses_scripts():
    html = (
        "<html><head><style>p{color:red}</style></head><body><script>alert(1)</script><p>Bigger&nbsp;print,<br>please.</p>"
        "<div>And a <b>map</b> &amp; chairs.</div></blockquote><div class=gmail_quote><div>On Tue, 17 Nov 2026, Rivers wrote:"
        "</div><blockquote>We said it.<blockquote>Long ago.</blockquote></blockquote></div></body></html>"
    )
    read = inmail.read(mail(html, kind="text/html; charset=utf-8"))
    assert read.words == "Bigger print,\nplease.\n\nAnd a map & chairs."
    assert "> We said it." in read.below
    assert "alert" not in read.words + read.below
    assert "color" not in read.words + read.below


def two_parts(plain, html):
    parts = "".join(
        f"--x\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}\r\n"
        for kind, body in (("text/plain", plain), ("text/html", html))
    )
    return f'{HEAD}Content-Type: multipart/alternative; boundary="x"\r\n\r\n{parts}--x--\r\n'.encode()


def test_plain_text_comes_before_html_unless_it_is_empty():
    assert inmail.read(two_parts("Plain.", "<p>Html.</p>")).words == "Plain."
    assert inmail.read(two_parts("  ", "<p>Html.</p>")).words == "Html."


def test_empty_mail_is_empty_and_a_picture_alone_has_no_text():
    assert inmail.read(mail("  \n ")).words == ""
    assert inmail.read(mail("  \n ")).trouble == ""
    assert "no text" in inmail.read(mail("R0lGOD", kind="image/gif")).trouble


AUTOMATIC = {
    "auto-submitted": mail("Away.", "Auto-Submitted: auto-replied"),
    "precedence": mail("Away.", "Precedence: Bulk"),
    "autoreply": mail("Away.", "X-Autoreply: yes"),
    "return path": mail("Away.", "Return-Path: <>"),
    "list": mail("Away.", "List-Id: <a.example.org>"),
    "report": mail("--x--", kind="multipart/report; boundary=x"),
    "mailer": mail("Gone.", head="From: MAILER-DAEMON@example.org\r\n"),
}


@pytest.mark.parametrize("raw", AUTOMATIC.values(), ids=AUTOMATIC)
def test_what_a_machine_wrote_is_seen(raw):
    assert inmail.read(raw).automatic


def test_an_empty_envelope_is_a_machine_and_a_person_is_none():
    assert inmail.read(mail("Hello."), envelope_from="").automatic
    assert not inmail.read(mail("Hello.", "Auto-Submitted: no"), envelope_from="sam@example.org").automatic


SENDERS = {
    "two addresses": "From: a@example.org, sam@example.org\r\n",
    "two lines": "From: a@example.org\r\nFrom: sam@example.org\r\n",
    "none": "",
    "no address": "From: Sam\r\n",
}


@pytest.mark.parametrize("head", SENDERS.values(), ids=SENDERS)
def test_a_sender_that_is_not_one_address_is_nobody(head):
    assert inmail.read(mail("Hello.", head=head)).sender == ""


def test_a_name_that_looks_like_an_address_is_not_the_address():
    assert inmail.read(mail("Hello.", head='From: "sam@example.org" <eve@example.net>\r\n')).sender == "eve@example.net"


BROKEN = {
    "an unknown alphabet": mail("Hello.", kind="text/plain; charset=klingon"),
    "bytes": bytes(range(256)) * 40,
    "no end": f'{HEAD}Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain'.encode(),
    "parts in parts": f'{HEAD}Content-Type: multipart/mixed; boundary="x"\r\n\r\n'.encode() + b"--x\r\n" * 500,
    "odd base64": mail("!!!!", "Content-Transfer-Encoding: base64"),
    "a bad subject": mail("Hello.", "Subject: =?utf-8?b?gIGC?="),
    "a bad date and a bad id": mail("Hello.", "Date: never", "References: <<<>>>", "In-Reply-To: ;"),
    "nothing": b"",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_nothing_that_comes_breaks_it(raw):
    read = inmail.read(raw)
    assert isinstance(read.words, str)
    assert inmail.identity(raw)


def test_an_alphabet_nobody_knows_is_said_to_be_unreadable():
    assert inmail.read(BROKEN["an unknown alphabet"]).trouble


def test_characters_nobody_can_see_are_gone():
    assert inmail.read(mail("Big\u202eger\u0000 pr\u200bint")).words == "Bigger print"


def test_encoded_words_come_out_as_they_were_meant():
    coded = base64.b64encode("Größere Schrift, bitte.".encode()).decode()
    assert inmail.read(mail(coded, "Content-Transfer-Encoding: base64")).words == "Größere Schrift, bitte."


def test_the_same_message_has_the_same_identity_with_or_without_an_id():
    assert inmail.identity(mail("One.")) == inmail.identity(mail("Two.")) == "<1@example.org>"
    bare = mail("One.", head="")
    assert inmail.identity(bare) == inmail.identity(bare) != inmail.identity(mail("Two.", head=""))


def test_a_header_the_library_stumbles_over_still_has_an_identity(monkeypatch):
    """Whatever it raises, the message is told from others by what it holds."""

    def stumble(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(inmail.email, "message_from_bytes", stumble)
    assert len(inmail.identity(b"anything")) == 64
    assert inmail.read(b"anything").trouble


def test_a_megabyte_is_read_in_a_moment():
    assert inmail.read(mail("word " * 200_000)).words.startswith("word word")
    assert inmail.read(mail("On a day\n" * 100_000)).words
    assert inmail.read(mail("<blockquote>" * 80_000, kind="text/html")).words == ""


def parts(*hanging):
    """A letter with words, and with these parts: how each begins, and what is in it."""
    told = "".join(f"--b\n{head}\n\n{body}\n" for head, body in (("Content-Type: text/plain", "Here it is."), *hanging))
    return mail(f"{told}--b--\n", kind='multipart/mixed; boundary="b"')


PHOTO = "Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\nContent-Disposition: {}"


@pytest.mark.parametrize(
    ("head", "body", "is_file"),
    [
        (PHOTO.format('attachment; filename="a.jpg"'), "AAAA", True),
        (PHOTO.format('inline; filename="a.jpg"'), "AAAA", True),
        (PHOTO.format('inline; filename="a.jpg"') + "\nContent-ID: <1>", "AAAA" * 10_000, True),
        (PHOTO.format('inline; filename="logo.jpg"') + "\nContent-ID: <1>", "AAAA", False),
        ("Content-Type: application/pgp-signature; name=s.asc\nContent-Disposition: attachment", "AAAA", False),
        ("Content-Type: text/plain", "More words.", False),
    ],
    ids=["a photo", "one within the words", "a large one within the words", "a logo", "a seal", "words"],
)
def test_what_hangs_on_a_letter_is_told_from_what_stands_in_it(head, body, is_file):
    raw = parts((head, body))
    assert inmail.carries_files(raw) is is_file and inmail.read(raw).words == "Here it is."


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", mail("Words.")])
def test_a_letter_that_is_none_or_has_only_words_carries_no_file(raw):
    assert inmail.carries_files(raw) is False


def test_a_letter_that_breaks_the_reader_carries_no_file(monkeypatch):
    def breaks(*args, **more):
        raise KeyError("as the library does for letters made to break it")

    monkeypatch.setattr(inmail.email, "message_from_bytes", breaks)
    assert inmail.carries_files(b"From: a") is False
