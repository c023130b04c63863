"""The other doors of a seeded world: an answer by e-mail, words written down for someone, what was thought of later."""

from datetime import timedelta

from django.urls import reverse

from feedback.later import operations as later
from feedback.replies import operations as replies
from feedback.replies.models import Inbound
from feedback.scribing import operations as scribing
from feedback.scribing.models import WrittenDown
from groups.notices.models import Letter

ASKED, WRONG = "written_down", "written_down_wrong"


def tell(story, cast, planted) -> None:
    at = story.days.at
    planted.written = {}
    story.tell(at(10, 11), thought_of_later, cast, planted)
    story.tell(at(3, 9), written_down, cast, planted, ASKED, "member")
    story.tell(at(3, 10), written_down, cast, planted, WRONG, "second_member")
    story.tell(at(2, 11), not_right, cast, planted)
    story.tell(at(1, 15), replied, cast, planted)


def thought_of_later(cast, planted, *, now):
    later.add(
        by=planted.who("member"), now=now, meeting=planted.meetings["draft_notes"], shown_as="GROUP",
        words=f"On the bus home {cast.word('thought of later', cast.inside)}",
    )  # fmt: skip


def written_down(cast, planted, key, whose, *, now):
    between = cast.personas("facilitator", whose)
    planted.written[key] = scribing.write_down(
        by=planted.who("facilitator"), member=planted.who(whose), now=now, reached_us="PHONE", shown_as="NAME",
        words=f"They told me {cast.word(f'{key} words', between)}",
        why_it_matters=f"Because {cast.word(f'{key} why', between)}",
    )  # fmt: skip


def not_right(cast, planted, *, now):
    wrong = cast.word("what is not right", cast.personas("facilitator", "second_member"))
    scribing.answer(
        by=planted.who("second_member"), now=now, written=planted.written[WRONG], state="WRONG", what_is_wrong=wrong
    )


def replied(cast, planted, *, now):
    """The member answers from an address we do not know: they are asked if it was them."""
    own = cast.personas("member")
    letters = Letter.objects.filter(person=planted.who("member").person, group=planted.group).exclude(answers="")
    letter = letters.latest("id")
    # The world is made without a mail server, so no letter of it offers a reply: this one does.
    letter.reply_token, letter.reply_until = (cast.place or "first").replace("_", "x"), now + timedelta(days=30)
    letter.save()
    raw = (
        f"From: elsewhere@example.net\r\nMessage-ID: <{letter.reply_token}@example.net>\r\n\r\n"
        f"I answer {cast.word('reply by email', own)}\r\n\r\n> They wrote {cast.word('below a reply', own)}\r\n"
    )
    one = replies.receive(raw=raw.encode(), token=letter.reply_token, envelope_from="elsewhere@example.net", now=now)
    replies.settle(one.pk, now=now)


def objects(one, planted):
    for key in (ASKED, WRONG):
        written = WrittenDown.objects.get(pk=planted.written[key].pk)
        yield one(key, written.pk, "check_written", written_id=written.pk)
    person = planted.members["member"].person
    reply = Inbound.objects.filter(person=person, group=planted.group).latest("id")
    yield one("reply", reply.pk, None, person=person.email) | {"url": reverse("my_reply", args=[reply.pk])}
