"""A meeting that has just ended, with enough people who may say how it was, and answers given."""

from datetime import UTC, datetime, timedelta

from groups.checkouts import operations, tasks
from groups.checkouts.models import CheckOut
from tests import builders
from tests.cast import Player

ENDS = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)  # a Tuesday
STARTS = ENDS - timedelta(minutes=90)
CLOSES = ENDS + timedelta(days=3)  # a Friday
FOR_ALL = datetime(2026, 12, 14, 15, 30, tzinfo=UTC)  # the Monday: one working day later


def more(cast, number=8):
    """So many members more than Sam and Jo."""
    found = []
    for n in range(number):
        made = builders.membership(cast.group, name=f"Member {n}")
        found.append(Player(made, made.person))
    return found


def held(cast, title="Winter meeting", starts_at=STARTS):
    return builders.meeting(cast.group, cast.farah.membership, title, starts_at=starts_at)


def opened(cast, number=8, **fields):
    """The open questions, and everyone who was asked."""
    everyone = [cast.sam, cast.jo, cast.sol, *more(cast, number)]
    meeting = held(cast, **fields)
    tasks.check_out(meeting.ends_at)
    return CheckOut.objects.get(meeting=meeting), everyone


def given(check_out, player, heard="YES", safe="YES", worth="YES", line="", at=ENDS):
    operations.answer(by=player.membership, check_out=check_out, heard=heard, safe=safe, worth=worth, line=line, now=at)


def closed(cast, answers, number=8, **fields):
    """Questions that were answered like this and have closed. `answers` are (heard, safe, worth, line) of one person each."""
    check_out, everyone = opened(cast, number, **fields)
    at = check_out.opened_at
    for player, said in zip(everyone, answers, strict=False):
        given(check_out, player, *said, at=at)
    tasks.check_out(check_out.closes_at)
    check_out.refresh_from_db()
    return check_out


def again(cast, check_out, weeks=1, **fields):
    """Another meeting, later, with the same answers."""
    later = timedelta(weeks=weeks)
    meeting = held(cast, f"Meeting {weeks}", starts_at=STARTS + later)
    fields = {"answered": check_out.answered, "counts": check_out.counts} | fields
    return CheckOut.objects.create(
        meeting=meeting, opened_at=ENDS + later, closes_at=CLOSES + later, closed_at=CLOSES + later, group_from=FOR_ALL,
        could_answer=check_out.could_answer, **fields,
    )  # fmt: skip
