"""A meeting of a seeded world that was held with turns: what somebody wrote there is for them and the facilitators."""

from datetime import timedelta

from groups.facilitation import operations as facilitation
from groups.pacing import operations as pacing


def tell(story, cast, planted) -> None:
    story.tell(story.days.at(40, 13), hold, cast, planted)


def hold(cast, planted, *, now):
    """Two members speak, one writes, the facilitator notes what another said in the chat."""
    meeting, by = planted.meetings["behind"], planted.who("facilitator")
    close = ("facilitator", "co_facilitator")
    pacing.start(meeting=meeting, by=by, now=now)

    def at(minute):
        return {"meeting": meeting, "now": now + timedelta(minutes=minute)}

    hand = facilitation.raise_hand(by=planted.who("member"), **at(1))
    turn = facilitation.give_floor(by=by, hand_id=hand.pk, **at(2))
    facilitation.end_turn(by=by, turn_id=turn.pk, **at(4))
    facilitation.say_in_writing(
        by=planted.who("member"), **at(5),
        words=f"I would rather write {cast.word('said in writing at a meeting', cast.personas('member', *close))}",
    )  # fmt: skip
    facilitation.note_said(
        by=by, whose=planted.who("second_member"), way="CHAT", **at(6),
        words=f"In the chat {cast.word('said in the chat', cast.personas('second_member', *close))}",
    )  # fmt: skip
    facilitation.raise_card(by=planted.who("second_member"), kind="AGREE", **at(7))
    pacing.end(meeting=meeting, by=by, now=now + timedelta(minutes=9))
