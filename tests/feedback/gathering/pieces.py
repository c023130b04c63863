"""A few things people said, and a draft made of them."""

from datetime import timedelta

from feedback.drafts import operations as drafts
from feedback.gathering import operations as gathering
from feedback.voice import operations as voice
from feedback.voice.models import Post
from tests.feedback import chain

OWN = "I waited four hours without a drink."
OURS = "Nobody tells us how long it will be."
JOINT = "We wait for hours, and nobody tells us how long."


def named(cast, now, who=None, words=OWN, **more):
    return voice.post(by=(who or cast.sam).membership, now=now, words=words, **more)


def from_the_group(cast, now, words=OURS, **more):
    return voice.post(by=cast.jo.membership, now=now, words=words, shown_as="GROUP", **more)


def of_the_contact(cast, now, words="We read this."):
    """Words of the point of contact: an answer to what the group shared."""
    thread = from_the_group(cast, now)
    voice.share(by=cast.farah.membership, now=now, post=thread, looked=True)
    return named(cast, now, who=cast.priya, words=words, parent=thread)


def unnamed(cast, now, words="I was too afraid to ask.", **more):
    """As it stands in the talk once it is shown: a day, and no more."""
    return Post.objects.create(group=cast.group, words=words, shown_as="UNNAMED", said_on=now.date(), **more)


def joined(cast, now, by=None, **more):
    """Made of one piece with a name, one from the group, one without a name and one draft from the group."""
    given = {"posts": [named(cast, now), from_the_group(cast, now), unnamed(cast, now)], "words": JOINT} | more
    given.setdefault("drafts", [chain.drafted(cast, now, by=cast.jo)])
    return gathering.gather(by=(by or cast.farah).membership, now=now, **given)


def put(cast, now, said):
    said = drafts.put_to_group(by=cast.farah.membership, now=now, said=said)
    for one in (cast.sam, cast.jo):
        drafts.agree(by=one.membership, now=now, said=said, answer="AGREE")
    return said


def sent(cast, now, said=None):
    said = put(cast, now, said or joined(cast, now))
    return drafts.send(by=cast.farah.membership, now=now, said=said)


def take_back(post, now):
    voice.wipe(Post.objects.get(pk=post.pk), now.date(), now)


LONG_AGO = timedelta(days=30)
