"""Notes that people were asked to read, made through operations. The cast was there, but for whoever is left out."""

from datetime import UTC, datetime

from groups.attendance import operations as attendance
from groups.corrections import operations
from groups.notices.models import Letter
from tests.groups.minutes.noted import AFTER, DAY, decision, held, write

CLOSES = datetime(2026, 12, 9, 0, tzinfo=UTC)  # the end of the seventh day after Tuesday 1 December
LAST = datetime(2026, 12, 8, 23, 59, tzinfo=UTC)
STEM = "groups/corrections/emails/"


def were_there(cast, meeting, *players):
    attendance.note(
        meeting=meeting, by=cast.farah.membership, now=AFTER, came=[player.membership for player in players]
    )


def to_read(cast, by=None, **texts):
    """Asked by Farah; Sam, Jo, Col and Sol were there."""
    meeting = held(cast)
    write(cast.farah, meeting, **(texts or {"said": {0: "Letters come late."}, "new": [decision("We ask")]}))
    operations.ask_to_read(meeting=meeting, by=(by or cast.farah).membership, now=AFTER)
    return meeting


def right(player, meeting, version=1, now=AFTER):
    return operations.say_right(meeting=meeting, by=player.membership, now=now, version=version)


def propose(player, meeting, words="Letters never come.", part="said-0", now=AFTER + DAY, **rest):
    return operations.propose(meeting=meeting, by=player.membership, now=now, part=part, words=words, **rest)


def take_in(player, meeting, correction, words="Letters never come.", version=1, now=AFTER + DAY):
    return operations.take_in(
        meeting=meeting, correction=correction, by=player.membership, now=now, words=words, version=version
    )


def refuse(player, meeting, correction, why_not="Three came.", now=AFTER + DAY):
    return operations.refuse(meeting=meeting, correction=correction, by=player.membership, now=now, why_not=why_not)


def confirm(player, meeting, version=1, now=CLOSES):
    return operations.confirm(meeting=meeting, by=player.membership, now=now, version=version)


def confirmed(cast, **texts):
    meeting = to_read(cast, **texts)
    confirm(cast.sam, meeting)
    return meeting


def letters(name):
    return list(Letter.objects.filter(stem=f"{STEM}{name}").order_by("id"))
