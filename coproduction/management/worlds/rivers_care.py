"""Care around the meetings of the demo: what is arranged for the next one, and what was not there at the last."""

from groups.arrangements import operations as arrangements
from groups.arrangements import queries

ARRANGED = (  # working days ago, whose, kind of need, who sees to it, how
    (3, "mei", "INTERPRETER", "tobias", "Dilys interprets. She comes at half past twelve."),
    (2, "derek", "OTHER", "tobias", "A table by the socket, left of the door."),
)
STARTED = (1, "sam", "OTHER", "tobias")  # somebody sees to it, and it is not arranged yet
AFTER = (("rhys", "YES", ""), ("grace", "NO", "It was cold until three o’clock."))  # the last meeting


def tell(story, planted) -> None:
    at = story.days.at
    for ago, *one in ARRANGED:
        story.tell(at(ago, 15), see_to, planted, *one)
    ago, *one = STARTED
    story.tell(at(ago, 15), see_to, planted, *one)
    story.tell(at(12, 9), ask, planted)
    for number, one in enumerate(AFTER):
        story.tell(at(11, 18, number), answer, planted, *one)


def see_to(planted, whose, need, by, how="", *, now):
    meeting = planted.meetings["next"]
    line = queries.line(meeting, planted.who(whose).pk, need)
    arrangements.see_to(
        meeting=meeting, whose=line.membership, need=need, by=planted.who(by), now=now, arranged=bool(how),
        as_seen=line.seal, sees_to_it=planted.who(by), how=how,
    )  # fmt: skip


def ask(planted, *, now):
    arrangements.ask(meeting=planted.meetings["recent"], now=now)


def answer(planted, who, said, words, *, now):
    arrangements.answer(meeting=planted.meetings["recent"], by=planted.who(who), now=now, answer=said, words=words)
