"""A letter that may be answered, and messages that answer it."""

from datetime import timedelta

from feedback.replies import operations
from groups.notices.models import Letter
from tests.feedback import chain

DOMAIN = "replies.example.org"


def asked(cast, now):
    """Jo is asked to agree to what Sam said. The letter, and the entry."""
    said = chain.agreeing(cast, now)
    return Letter.objects.get(stem="feedback/drafts/emails/to_agree", person=cast.jo.person), said


def message(words, *more, sender="Jo <{jo}>", to="", ident="<a@example.org>", kind="text/plain; charset=utf-8", jo=""):
    head = [
        f"From: {sender.format(jo=jo)}",
        f"To: {to}",
        "Subject: Re: News",
        *([f"Message-ID: {ident}"] if ident else []),
    ]
    body = words.replace("\n", "\r\n").encode()
    return "\r\n".join([*head, *more, f"Content-Type: {kind}", "", ""]).encode() + body


def comes(cast, letter, words, *more, at, token=None, envelope_from="jo@example.org", settled=True, **given):
    raw = message(words, *more, jo=cast.jo.person.email, **given)
    one = operations.receive(raw=raw, token=token or letter.reply_token, envelope_from=envelope_from, now=at)
    return operations.settle(one.pk, now=at) if settled else one


def letters(stem, person=None):
    found = Letter.objects.filter(stem=f"feedback/replies/emails/{stem}").order_by("id")
    return list(found.filter(person=person) if person else found)


SOON = timedelta(hours=1)
