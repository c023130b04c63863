"""Dates that a seeded group asks about: one question that is open, one that was stopped."""

from datetime import timedelta

from groups.polls import operations as polls
from groups.polls.models import Proposed


def tell(story, cast, planted) -> None:
    story.tell(story.days.at(1, 10), ask, cast, planted)


def ask(cast, planted, *, now):
    own, by = cast.inside, {"by": planted.who("facilitator"), "now": now}
    asked = polls.ask(
        title=f"Looking for a day {cast.word('title of dates asked about', own)}",
        about=cast.word("what dates are asked for", own), closes_on=(now + timedelta(days=20)).date(),
        dates=_dates(now, f"Room {cast.word('place of a date', own)}"), **by,
    )  # fmt: skip
    close = cast.personas("member", "supporter", "facilitator", "co_facilitator")
    first = asked.options.soonest_first()[0]
    answers = dict.fromkeys(asked.options.values_list("pk", flat=True), "IF_NEED_BE") | {first.pk: "YES"}
    polls.say(
        poll=asked, by=planted.who("member"), now=now, answers=answers,
        needs=f"Not in the afternoon {cast.word('what makes a date hard', close)}",
    )  # fmt: skip
    stopped = polls.ask(
        title=f"No day {cast.word('title of dates nobody is asked any more', own)}",
        closes_on=(now + timedelta(days=10)).date(), dates=_dates(now, "Room 9"), **by,
    )  # fmt: skip
    polls.stop(poll=stopped, because=f"Not now {cast.word('why dates are not asked any more', own)}", **by)
    planted.more += [
        ("poll", asked.pk, "poll", {"poll_id": asked.pk}),
        ("option", first.pk, "poll", {"poll_id": asked.pk}),
        ("poll_stopped", stopped.pk, "poll", {"poll_id": stopped.pk}),
    ]


def _dates(now, place):
    days = [now + timedelta(days=n) for n in (30, 31, 37)]
    return [Proposed(n, day, day + timedelta(hours=2), "HYBRID", place) for n, day in enumerate(days, 1)]
