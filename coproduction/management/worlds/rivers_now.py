"""What goes on in the demo while somebody looks at it: the second group meets right now, and a room of the first is full."""

from datetime import timedelta

from groups.agendas import operations as agendas
from groups.facilitation import operations as facilitation
from groups.meetings import operations as meetings
from groups.pacing import operations as pacing
from groups.places import operations as places

BEGAN = timedelta(minutes=20)  # ago
HERE = ("faye", "hal", "ivy", "ben", "zara", "kit")
ITEMS = (  # title, for what, minutes, detail
    ("How was your week?", "HEAR", 10, "One sentence each. You can pass."),
    ("The text that says your appointment has moved", "EXPLORE", 40, "Bring one on your phone, if you have one."),
    ("Break", "BREAK", 10, ""),
    ("What do we send to the clinics?", "DECIDE", 25, ""),
)
TURNS = ((1, "hal", 2), (4, "ivy", 2), (7, "zara", 1), (11, "ben", 2), (14, "hal", 1))  # minute it began, who, minutes
WAITING = ("tilly", "rhys")  # for a place at the reading panel of the first group, in this order


def tell_second(story, planted) -> None:
    """Twenty minutes ago, whatever the time is when somebody looks."""
    began = story.now.replace(second=0, microsecond=0) - BEGAN
    story.tell(story.days.at(5, 9), plan, planted, began)
    for number, who in enumerate(HERE):
        story.tell(story.days.at(4, 9, number), come, planted, who)
    story.tell(began, start, planted)


def plan(planted, began, *, now):
    by = planted.who("faye")
    made = meetings.plan(
        by=by, now=now, title="Right now: texts about appointments", how="IN_PERSON", starts_at=began,
        ends_at=began + timedelta(minutes=90), about="We are in the middle of it. Come in.",
        place="The Loft, Station Yard, Moor Edge", place_access="Lift at the back. Ring Faye if it is locked.",
    )  # fmt: skip
    planted.meetings["now"] = made
    for title, purpose, length, detail in ITEMS:
        agendas.propose(meeting=made, by=by, now=now, title=title, purpose=purpose, minutes=length, detail=detail)


def come(planted, who, *, now):
    meetings.reply(
        meeting=planted.meetings["now"], by=planted.who(who), now=now, answer="YES", way="IN_PERSON", needs=""
    )


def start(planted, *, now):
    meeting, by = planted.meetings["now"], planted.who("faye")

    def at(minute):
        return {"meeting": meeting, "now": now + timedelta(minutes=minute)}

    running = pacing.start(by=by, **at(0))
    for minute, who, length in TURNS:
        if minute == 11:
            pacing.go_to(by=by, item_id=meeting.items.get(title=ITEMS[1][0]).pk, **at(10))
        seat = running.seats.get(membership=planted.members[who])
        turn = facilitation.give_floor(by=by, seat_id=seat.pk, **at(minute))
        facilitation.end_turn(by=by, turn_id=turn.pk, **at(minute + length))
    facilitation.raise_card(by=planted.who("kit"), kind="EXPLAIN", **at(16))
    facilitation.raise_hand(by=planted.who("ivy"), **at(17))
    seat = running.seats.get(membership=planted.members["zara"])
    facilitation.give_floor(by=by, seat_id=seat.pk, **at(18))


def tell_first(story, planted) -> None:
    """The reading panel is full, and two people wait."""
    for number, who in enumerate(WAITING):
        story.tell(story.days.at(2, 9, number), wait, planted, who)


def wait(planted, who, *, now):
    places.wait(meeting=planted.meetings["panel"], by=planted.who(who), now=now)
