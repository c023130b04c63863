"""A group with enough people in it, and here often enough, that somebody may speak without a name."""

from coproduction.kit.refusals import Refusal
from feedback.receipts import operations as receipts
from feedback.receipts import queries
from feedback.voice import operations as voice
from groups.membership.models import Membership
from tests import builders
from tests.cast import Player

WORDS = "Nobody asks what we want."


def gathered(cast, now, size=8):
    """The cast's members and as many more as are missing, all of whom looked in just now."""
    made = [cast.sam, cast.jo]
    for number in range(size - 2):
        one = builders.membership(cast.group, name=f"Member {number + 3}")
        made.append(Player(one, one.person))
    Membership.objects.filter(pk__in=[one.membership.pk for one in made]).update(looked_at=now)
    return made


def unnamed(by, now, words=WORDS, form_key="one", **more):
    """Says something without a name, as the pages do it. Returns the code."""
    taken = receipts.take(
        by=by, now=now, form_key=form_key, typed=queries.as_typed({"words": words, **more}), shown_as="UNNAMED",
        named=None, words=words, **more,
    )  # fmt: skip
    return taken.code


def said(by, now, words="I think so too.", shown_as="NAME", **more):
    return voice.post(by=by, now=now, words=words, shown_as=shown_as, **more)


def refused(deed, **given):
    """The sentence of the refusal, or nothing."""
    try:
        deed(**given)
    except Refusal as refusal:
        return refusal.sentence
    return ""
