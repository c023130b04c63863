"""Questions about messages that came: whom each answers, whether there are too many, and what an operator may see of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from coproduction.kit import personal
from feedback.log.models import Said
from feedback.replies.models import Inbound, Why
from feedback.voice.models import Post
from groups.membership.models import Membership

A_DAY = 20  # messages we take from one person in 24 hours
DECISION = re.compile(
    r"^\W*(yes|yep|no|nope|ok(ay)?|agreed?|approved?|not yet|fine by me|happy with (this|that|it)"
    r"|i\s+((do\s+)?not\s+|don.t\s+)?(agree|approve)|(it|that|this)\s+(does|is)\s+(not\s+)?answer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Kept:
    """Of one message we keep: its number, why and when. Not whose it is, and not what it says."""

    number: int
    why: str
    received_at: datetime


def clock_due(now: datetime) -> list:
    """What the clock has to do. No statement."""
    return [Inbound.objects.new()]


def as_they_came(now: datetime):
    return Inbound.objects.to_wipe(now)


def of_nobody(now: datetime):
    return Inbound.objects.to_delete(now)


@personal.narrowed("feedback.Inbound")
def replies_of(person, rows):
    """As on the page of their replies: none about a group they are no longer in."""
    return Inbound.objects.visible_to_person(person)


def looks_like_a_decision(words: str) -> bool:
    """Whether somebody may think that they decided something with these words. Nothing is ever decided by email."""
    return bool(DECISION.match(words))


def writer(inbound: Inbound) -> Membership | None:
    """The person of the letter, as long as they are one of its group."""
    here = Membership.objects.current().filter(person=inbound.person_id, group=inbound.group_id).with_people()
    found = here.first()
    return found if found and found.inside else None


def answered(answers: str, membership) -> tuple[Said | None, Post | None]:
    """The entry or the post that a letter spoke of, if its reader may still see it."""
    kind, _, key = answers.partition(":")
    if kind == "said":
        return Said.objects.visible_to(membership).select_related("group").filter(pk=key).first(), None
    return None, Post.objects.standing().visible_to(membership).select_related("said__group").filter(pk=key).first()


def too_many(inbound: Inbound) -> bool:
    """Whether this person sent more than a day's share before it."""
    since = inbound.received_at - timedelta(days=1)
    before = Inbound.objects.filter(person=inbound.person_id, received_at__gt=since, pk__lt=inbound.pk)
    return before.exclude(state__in=(Inbound.State.NEW, Inbound.State.DROPPED)).count() >= A_DAY


def said_before(inbound: Inbound) -> bool:
    """Whether the same words came about the same letter in the last day: a phone that answers by itself."""
    since = inbound.received_at - timedelta(days=1)
    same = Inbound.objects.filter(letter=inbound.letter, words=inbound.words, received_at__gt=since)
    return same.exclude(pk=inbound.pk).exclude(state=Inbound.State.NEW).exists()


def counts_kept() -> list[tuple[str, int]]:
    """How many we keep, by reason."""
    rows = Inbound.objects.kept().values_list("why").annotate(n=Count("id")).order_by("why")
    return [(Why(why).label, number) for why, number in rows]


def latest_kept(most: int = 20) -> list[Kept]:
    rows = Inbound.objects.kept().defer("raw", "words", "below").order_by("-id")[:most]
    return [Kept(one.pk, one.get_why_display(), one.received_at) for one in rows]
