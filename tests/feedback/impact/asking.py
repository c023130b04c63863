"""One thing that was done, taken to where people are asked if they noticed."""

from datetime import date, datetime, time, timedelta

from coproduction.kit import walltime
from feedback.impact import operations
from feedback.impact.models import Asking, Doubt
from tests import builders
from tests.cast import Player
from tests.feedback import chain


def on(said, day: date, clock=time(9)) -> datetime:
    return walltime.at(day, clock, said.group.zone)


def asked(cast, now, **fields):
    """Done, and the 3-month question open. Answers the asking and the moment."""
    said = chain.did(cast, now, **fields)
    at = on(said, said.ask_on)
    assert operations.open_asking(now=at, said=said)
    asking = Asking.objects.select_related("said__group").get(said=said)
    return asking, at


def newcomer(cast):
    made = builders.membership(cast.group, name="Somebody new")
    return Player(made, made.person)


def closed(cast, now, answers=(), others=(), **fields):
    """The same with answers, and those of others who joined since, when it has closed. Answers the asking as it is then."""
    asking, at = asked(cast, now, **fields)
    for player, answer in (*answers, *((newcomer(cast), answer) for answer in others)):
        operations.notice(by=player.membership, now=at, asking=asking, answer=answer)
    at = close(asking)
    asking.refresh_from_db()
    asking.said.refresh_from_db()
    return asking, at


def close(asking) -> datetime:
    at = on(asking.said, asking.closes_on + timedelta(days=1))
    assert operations.close_due(now=at) == 1
    return at


def doubted(cast, now, **fields):
    """Nobody noticed: the members are asked what happens now."""
    asking, at = closed(cast, now, [(cast.sam, "NO")], **fields)
    return Doubt.objects.select_related("said__group").get(asking=asking), at


def settle(doubt) -> datetime:
    at = on(doubt.said, doubt.closes_on + timedelta(days=1))
    assert operations.settle_due(now=at) == 1
    doubt.refresh_from_db()
    doubt.said.refresh_from_db()
    return at
