"""Care around a seeded meeting: a need that is arranged, and what somebody said afterwards."""

from groups.arrangements import operations as arrangements
from groups.arrangements import queries

NEED = "OTHER"  # a token is no kind of need that the list knows


def tell(story, cast, planted) -> None:
    at = story.days.at
    story.tell(at(1, 16), arranged, cast, planted)
    story.tell(at(11, 9), asked, planted)
    story.tell(at(10, 9), was_not_there, cast, planted)


def arranged(cast, planted, *, now):
    """As the need itself: for the person, their supporter and the facilitators."""
    meeting, whose = planted.meetings["ahead"], planted.who("member")
    close = cast.personas("member", "supporter", "facilitator", "co_facilitator")
    arrangements.see_to(
        meeting=meeting, whose=whose, need=NEED, by=planted.who("facilitator"), now=now, arranged=True,
        as_seen=queries.line(meeting, whose.pk, NEED).seal, sees_to_it=planted.who("co_facilitator"),
        how=f"It is booked {cast.word('how a need is arranged', close)}",
    )  # fmt: skip


def asked(planted, *, now):
    arrangements.ask(meeting=planted.meetings["draft_notes"], now=now)


def was_not_there(cast, planted, *, now):
    own = cast.personas("member", "facilitator", "co_facilitator")
    arrangements.answer(
        meeting=planted.meetings["draft_notes"], by=planted.who("member"), now=now, answer="NO",
        words=f"It did not come {cast.word('what was not there', own)}",
    )  # fmt: skip
