"""What we answer to somebody who wrote to us: we got it, we could not take it, was this you? Only ever to the person of the
letter that was answered, never to whoever a message says it is from. None of these takes a reply itself.
"""

import hashlib
from datetime import datetime

from django.urls import reverse

from coproduction.kit import inmail
from feedback.replies.models import Inbound, Why
from groups.notices import operations as notices
from groups.notices.models import Kind

HOW_ELSE = {
    Why.LATE: "Sign in to say it. What you wrote is kept on your page of replies.",
    Why.LEFT: "If you want to say something, ask the facilitator of the group.",
    Why.GONE: "Sign in to say it in another place.",
    Why.CLOSED: "You can still read everything there. To say it elsewhere, ask the facilitator of the group.",
    Why.EMPTY: "Write your words above the letter that you answer, or sign in to say it.",
    Why.UNREADABLE: "Write it again as plain words, or sign in to say it. You can also ring your facilitator.",
    Why.TOO_BIG: "Write it again without pictures and files, or sign in to say it.",
    Why.TOO_LONG: "Sign in to say it in several pieces. What you wrote is kept on your page of replies.",
    Why.TOO_MANY: "Nothing is lost: it is kept on your page of replies, and you can have it taken from there tomorrow.",
}


def _post(stem, inbound: Inbound, *, now: datetime, context, key="", **more):
    notices.post(
        f"feedback/replies/emails/{stem}", to=inbound.person, key=key or f"{stem}:reply-{inbound.pk}", at=now,
        kind=Kind.ACCOUNT, urgent=True, context=context, about=f"reply:{inbound.pk}",
        why=f"You get this because an answer to one of our letters to you came {inbound.get_came_by_display()}.", **more,
    )  # fmt: skip


def _files(inbound: Inbound) -> bool:
    """Whether something came with it that we do not take."""
    return inbound.came_by == Inbound.CameBy.EMAIL and inmail.carries_files(bytes(inbound.raw))


def we_got_it(inbound: Inbound, *, path: str, decision: bool, now: datetime):
    """Every time, with their words as we understood them."""
    _post(
        "we_got_it", inbound, now=now, group=inbound.group, path=path,
        button="Say it there" if decision else "See where it stands",
        context={"words": inbound.words, "decision": decision, "group": inbound.group.name, "by": inbound.get_came_by_display(),
                 "files": _files(inbound)},
    )  # fmt: skip


def not_taken(inbound: Inbound, *, now: datetime):
    """Why not, and how else. Of too many in a day, one letter a day is enough."""
    key = f"reply_too_many:person-{inbound.person_id}:{now.date()}" if inbound.why == Why.TOO_MANY else ""
    here = {"path": reverse("my_replies"), "button": "See what you sent"} if inbound.why != Why.LEFT else {}
    context = {"why": inbound.get_why_display(), "how_else": HOW_ELSE[inbound.why], "words": inbound.words[:1000]}
    context |= {"by": inbound.get_came_by_display(), "files": _files(inbound)}
    if inbound.why == Why.LEFT:
        context["words"] = ""
    _post("not_taken", inbound, now=now, key=key, context=context, **here)


def was_this_you(inbound: Inbound, *, sender: str, now: datetime):
    _post(
        "was_this_you", inbound, now=now, context={"sender": sender},
        path=reverse("my_reply", kwargs={"reply_id": inbound.pk}), button="Say if it was you",
    )  # fmt: skip


def say_it_another_way(number: str, *, now: datetime):
    """To a number whose text we could not place: one text a day, which names nobody and no group."""
    day, whose = now.date(), hashlib.sha256(number.encode()).hexdigest()[:32]
    notices.post(
        "feedback/replies/emails/say_it_another_way", to=number, key=f"say_it_another_way:{whose}:{day}", at=now,
        kind=Kind.ACCOUNT, path=reverse("home"),
    )  # fmt: skip
