"""Dates that are asked about, as tests need them, made through operations."""

from datetime import UTC, date, datetime, timedelta

from groups.polls import operations
from groups.polls.models import Proposed
from tests.builders import NOW

CLOSES = date(2026, 12, 4)  # a Friday
TUESDAY = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
DATES = [TUESDAY, TUESDAY + timedelta(days=1), datetime(2026, 12, 28, 14, 0, tzinfo=UTC)]  # the last is a bank holiday
SOON_AFTER = NOW + timedelta(hours=1)
CLOSED = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)


def proposed(starts=DATES, how="HYBRID", place="The Weir Centre", minutes=90):
    return [Proposed(n, at, at + timedelta(minutes=minutes), how, place) for n, at in enumerate(starts, 1)]


def ask(cast, *, now=NOW, by=None, **fields):
    fields = {"title": "Winter gathering", "closes_on": CLOSES, "dates": proposed()} | fields
    return operations.ask(by=by or cast.farah.membership, now=now, **fields)


def options(poll):
    return list(poll.options.soonest_first())


def answers(poll, said):
    """`said` is one letter a date: y(es), i(f need be), n(o)."""
    words = {"y": "YES", "i": "IF_NEED_BE", "n": "NO"}
    return {one.pk: words[letter] for one, letter in zip(options(poll), said, strict=True)}


def says(player, poll, said="yyy", *, needs="", now=SOON_AFTER):
    return operations.say(poll=poll, by=player.membership, now=now, answers=answers(poll, said), needs=needs)


def choose(cast, poll, place=0, *, by=None, now=SOON_AFTER, **fields):
    fields = {"title": poll.title, "place": "The Weir Centre", "joining_link": "https://meet.example.org/w"} | fields
    return operations.choose(option=options(poll)[place], by=by or cast.farah.membership, now=now, **fields)


def stop(cast, poll, now=SOON_AFTER):
    return operations.stop(poll=poll, by=cast.farah.membership, now=now, because="We meet in spring.")


def address(cast, poll=None, rest=""):
    number = f"{poll.pk}/" if poll else ""
    return f"/groups/{cast.group.slug}/meetings/dates/{number}{rest}"


def typed(poll, said="yyy", needs=""):
    return {f"date_{pk}": says for pk, says in answers(poll, said).items()} | {"needs": needs}
