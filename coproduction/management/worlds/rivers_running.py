"""How the demo's last meeting went: who had the floor, what came in writing, a card, somebody who did not get to speak."""

from datetime import timedelta

from groups.facilitation import operations as facilitation
from groups.pacing import operations as pacing

# minute it began, who, how many minutes
TURNS = [
    (2, "marian", 6), (9, "sam", 2), (11, "jo", 3), (16, "priya", 2), (22, "grace", 6), (29, "derek", 3), (33, "sam", 2),
    (36, "wanda", 4), (41, "priya", 3), (45, "jo", 3), (67, "derek", 5), (73, "rhys", 3), (77, "grace", 3), (81, "marian", 4),
    (87, "priya", 4), (92, "jo", 2),
]  # fmt: skip
ITEMS = [(20, "The room at Tarnwick"), (50, "Break"), (66, "The recorded voice")]


def tell(story, planted) -> None:
    story.tell(story.days.at(13, 13), hold, planted)


def hold(planted, *, now):
    meeting, by = planted.meetings["recent"], planted.who("marian")

    def at(minute):
        return {"meeting": meeting, "now": now + timedelta(minutes=minute)}

    running = pacing.start(by=by, **at(0))
    here = {planted.who(key).pk for key in ("marian", "grace", "derek", "sam", "jo", "rhys", "bev", "wanda", "priya")}
    pacing.note_who_is_here(by=by, here=here, **at(1))
    steps = [(minute, "turn", (who, length)) for minute, who, length in TURNS]
    steps += [(minute, "item", (title,)) for minute, title in ITEMS]
    for minute, deed, given in sorted(steps):
        if deed == "item":
            pacing.go_to(by=by, item_id=meeting.items.get(title=given[0]).pk, **at(minute))
            continue
        who, length = given
        seat = running.seats.get(membership=planted.members[who])
        turn = facilitation.give_floor(by=by, seat_id=seat.pk, **at(minute))
        facilitation.end_turn(by=by, turn_id=turn.pk, **at(minute + length))
    facilitation.raise_card(by=planted.who("wanda"), kind="EXPLAIN", **at(93))
    facilitation.say_in_writing(
        by=planted.who("wanda"), words="What is a call handler? I thought it was a part of the phone.", **at(94)
    )
    hand = facilitation.raise_hand(by=planted.who("bev"), **at(95))
    facilitation.lower_hand(by=planted.who("bev"), hand_id=hand.pk, **at(104))
    facilitation.note_said(
        by=by, whose=planted.who("rhys"), way="CARD", words="My mum says the voice is rude.", **at(106)
    )
    pacing.end(by=by, **at(112))
