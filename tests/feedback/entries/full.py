"""Entries on whose page everything stands that can, at each of its turns, so many of each."""

from datetime import timedelta

from feedback.answers import operations as answers
from feedback.attachments import operations as attachments
from feedback.challenges import operations as challenges
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.gathering import operations as gathering
from feedback.impact import operations as impact
from feedback.impact.models import Asking
from feedback.log.models import Said
from feedback.outcomes import operations as outcomes
from feedback.topics import operations as topics
from tests import builders
from tests.feedback import chain
from tests.feedback.attachments import files
from tests.feedback.gathering import pieces
from tests.feedback.impact.asking import on

DAY = timedelta(days=1)


def named(cast, now, rows):
    """Sam said it with a name, at a meeting, with photos."""
    by = cast.farah.membership
    topic = topics.open_topic(by=by, now=now, name=f"Letters {Said.objects.count()}", about="")
    said = chain.drafted(cast, now, shown_as="NAME", topic=topic)
    Said.objects.filter(pk=said.pk).update(meeting=builders.meeting(cast.group, by, "Winter"), came_from="MEETING")
    said.refresh_from_db()
    for n in range(rows):
        attachments.attach(by=cast.sam.membership, now=now, said=said, content=files.photo(), description=f"A door {n}")
    return said


def joined(cast, now, rows):
    """From the group: made of what several people said."""
    posts = [pieces.named(cast, now, words=f"Wait {n}") for n in range(rows)]
    return pieces.joined(cast, now, posts=posts)


def agreeing(cast, now, rows, begin):
    """Gives the entry, as each below, and the moment it is then."""
    return _agreeing(cast, now, rows, begin), now


def _agreeing(cast, now, rows, begin):
    said = begin(cast, now, rows)
    if begin is joined:
        gathering.say_strength(by=cast.farah.membership, now=now, said=said, words="Very")
        for n in range(rows):
            gathering.see_differently(by=cast.jo.membership, now=now, said=said, words=f"I do not {n}")
    said = drafts.put_to_group(by=said.said_by or cast.farah.membership, now=now, said=said)
    for player in (cast.sam, cast.jo)[:rows]:
        drafts.agree(by=player.membership, now=now, said=said, answer="WITH_CHANGE", reason="Say when")
    return said


def _heard(cast, now, rows, begin):
    said = _agreeing(cast, now, rows, begin)
    for player in (cast.sam, cast.jo):
        drafts.agree(by=player.membership, now=now, said=said, answer="AGREE", reason="Yes")
    said = drafts.send(by=cast.farah.membership, now=now, said=said)
    for n in range(rows):
        drafts.correct(by=cast.farah.membership, now=now, said=said, words=f"A week after {n}.")
    day = (now + 14 * DAY).date()
    return answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=day, **chain.HEARING)


def _decided(cast, now, rows, begin, kind="WE_WILL"):
    """With actions whose dates were moved."""
    said = _heard(cast, now, rows, begin)
    reason = {} if kind == "WE_WILL" else chain.REASON
    said = answers.decide(by=cast.okoro.membership, now=now, said=said, kind=kind, **chain.ANSWER, **reason)
    if kind in ("WE_WILL", "PARTLY"):
        for n in range(rows):
            promise(cast, now, said, n)
    return said


def promise(cast, now, said, n):
    by, day = cast.priya.membership, (now + 9 * DAY).date()
    deed = deeds.take_on(by=by, now=now, said=said, what=f"Write {n}", owner="Clinic", due_on=day)
    for k in range(n + 1):
        deeds.move_date(by=by, now=now, deed=deed, to_on=day + (k + 1) * DAY, reason="Away")


def partly(cast, now, rows, begin):
    said = _decided(cast, now, rows, begin, "PARTLY")
    _challenged(cast, said, now)
    return said, now


def _challenged(cast, said, now):
    asked = challenges.challenge(by=cast.jo.membership, now=now, said=said, words="Look again, please.")
    return challenges.give_reason(by=cast.okoro.membership, now=now, challenge=asked, answer="We read it again.")


def _did(cast, now, rows, begin, kind="PARTLY"):
    """Done, although a part of it was refused and challenged; and some say that it answers a part."""
    said = _decided(cast, now, rows, begin, kind)
    if kind == "PARTLY":
        _challenged(cast, said, now)
    claim = deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    said = deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True).said
    for player in (cast.sam, cast.jo)[:rows]:
        deeds.say_if_answered(by=player.membership, now=now, said=said, answer="PARTLY", words="Only one clinic")
    said.refresh_from_db()
    return said


def noticed(cast, now, rows, begin, kind="PARTLY"):
    """A year after it was done: people were asked whether they noticed, are asked again, and somebody looked again."""
    said = _did(cast, now, rows, begin, kind)
    at = on(said, said.ask_on)
    assert impact.open_asking(now=at, said=said)
    asking = Asking.objects.select_related("said__group").get(said=said)
    impact.notice(by=cast.sam.membership, now=at, asking=asking, answer="YES")
    impact.close_due(now=on(said, asking.closes_on + DAY))
    said.refresh_from_db()
    at = on(said, said.ask_on)
    assert impact.open_asking(now=at, said=said)
    outcomes.propose(by=cast.jo.membership, now=at, said=said, outcome="STILL_TRUE")
    return said, at


def refused(cast, now, rows, begin, kind="WE_WILL"):
    """Promised, done, noticed, opened again and then refused; and challenged."""
    said, at = noticed(cast, now, rows, begin, kind)
    deeds.say_if_answered(by=cast.sam.membership, now=at, said=said, answer="NO", words="The door is locked")
    said.refresh_from_db()
    day = (at + 14 * DAY).date()
    answers.hear(by=cast.priya.membership, now=at, said=said, answer_by=day, **chain.HEARING)
    said = answers.decide(by=cast.okoro.membership, now=at, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON)
    _challenged(cast, said, at)
    return said, at
