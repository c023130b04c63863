"""A group that is old enough and large enough to be asked, and answers given in it."""

from datetime import UTC, datetime

from feedback.speaking_up import operations, tasks
from feedback.speaking_up.models import PulseRound
from tests import builders
from tests.cast import Player

APRIL = datetime(2028, 4, 1, 9, 0, tzinfo=UTC)
CLOSED = datetime(2028, 4, 22, 9, 0, tzinfo=UTC)


def more(cast, number=8):
    """So many members more than Sam and Jo."""
    found = []
    for n in range(number):
        made = builders.membership(cast.group, name=f"Member {n}")
        found.append(Player(made, made.person))
    return found


def opened(cast, number=8, at=APRIL):
    """The open asking, and everyone who was asked."""
    everyone = [cast.sam, cast.jo, *more(cast, number)]
    tasks.ask(at)
    return PulseRound.objects.get(group=cast.group), everyone


def given(asking, player, think="YES", cost="NO", line="", at=APRIL):
    operations.answer(by=player.membership, asking=asking, think=think, cost=cost, line=line, now=at)


def closed(cast, answers, number=8, at=APRIL, end=CLOSED):
    """An asking that was answered like this and has closed. `answers` are (think, cost, line) of one member each."""
    asking, everyone = opened(cast, number, at)
    for player, said in zip(everyone, answers, strict=False):
        given(asking, player, *said, at=at)
    tasks.ask(end)
    asking.refresh_from_db()
    return asking
