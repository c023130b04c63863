"""Care around the meetings of the demo: what is arranged for the next one, and what was not there at the last."""

from datetime import timedelta

from groups.arrangements import operations as arrangements
from groups.arrangements import queries
from groups.attendance import operations as attendance
from groups.attendance import queries as attendance_queries
from groups.checkouts import operations as checkouts
from groups.checkouts.models import CheckOut

ARRANGED = (  # working days ago, which meeting, whose, kind of need, who sees to it, how
    (15, "recent", "rhys", "SUPPORTER", "tobias", "A chair and lunch for Bev."),
    (14, "recent", "grace", "OTHER", "tobias", "I rang the library. They heat the room from noon."),
    (3, "next", "mei", "INTERPRETER", "tobias", "Dilys interprets. She comes at half past twelve."),
    (2, "next", "derek", "OTHER", "tobias", "A table by the socket, left of the door."),
)
STARTED = (1, "next", "sam", "OTHER", "tobias")  # somebody sees to it, and it is not arranged yet
AFTER = (("rhys", "YES", ""), ("grace", "NO", "It was cold until three o’clock."))  # the last meeting
# How the last meetings were for people: working days ago, the hour after which it was over, and for each person
# heard, safe, worth it (Y, P or N) and one line.
CHECKED_OUT = {
    "summer": (99, 16, "YYY YYP PYY YPY NYP YYY", ("I had time to finish.", "The chairs hurt after an hour.")),
    "autumn": (36, 16, "YYY YYY PYY YYP YYY PYY YYY", ("First time I heard the whole of Tilly’s story.",)),
    "recent": (
        13,
        16,
        "YYY YPY PYY YYY YYY YYP",
        ("It was cold, and that was the point.", "Too many at the table end."),
    ),
}
SAID = {"Y": "YES", "P": "PARTLY", "N": "NO"}
ANSWERING = ("sam", "jo", "grace", "derek", "wanda", "mei", "tilly")
# Who was not there, at the last two meetings, and what one of them offered.
AWAY = {"autumn": ("jo", "hamish", "aisha"), "recent": ("tilly", "hamish", "aisha")}
BECAUSE = ("recent", "aisha", "A new shift at work, until the spring.")
RESTING = "hamish"  # so nobody is asked to write to him


def tell(story, planted) -> None:
    at = story.days.at
    for key, ago in (("autumn", 36), ("recent", 13)):
        story.tell(at(ago, 17), who_was_there, planted, key)
    story.tell(at(12, 15), reason, planted)
    story.tell(at(20, 9), rest, planted)
    for key, (ago, hour, answers, lines) in CHECKED_OUT.items():
        story.tell(at(ago, hour), open_questions, planted, key)
        for number, (who, said) in enumerate(zip(ANSWERING, answers.split(), strict=False)):
            line = lines[number] if number < len(lines) else ""
            story.tell(at(ago, 18, number), say_how_it_was, planted, key, who, said, line)
        story.tell(at(ago, hour) + timedelta(days=3), close, planted, key)
    for ago, *one in ARRANGED:
        story.tell(at(ago, 15), see_to, planted, *one)
    ago, *one = STARTED
    story.tell(at(ago, 15), see_to, planted, *one)
    story.tell(at(12, 9), ask, planted)
    for number, one in enumerate(AFTER):
        story.tell(at(11, 18, number), answer, planted, *one)


def see_to(planted, key, whose, need, by, how="", *, now):
    meeting = planted.meetings[key]
    line = queries.line(meeting, planted.who(whose).pk, need)
    arrangements.see_to(
        meeting=meeting, whose=line.membership, need=need, by=planted.who(by), now=now, arranged=bool(how),
        as_seen=line.seal, sees_to_it=planted.who(by), how=how,
    )  # fmt: skip


def ask(planted, *, now):
    arrangements.ask(meeting=planted.meetings["recent"], now=now)


def answer(planted, who, said, words, *, now):
    arrangements.answer(meeting=planted.meetings["recent"], by=planted.who(who), now=now, answer=said, words=words)


def open_questions(planted, key, *, now):
    checkouts.open_questions(meeting=planted.meetings[key], now=now)


def say_how_it_was(planted, key, who, said, line, *, now):
    heard, safe, worth = (SAID[letter] for letter in said)
    found = CheckOut.objects.get(meeting=planted.meetings[key])
    checkouts.answer(by=planted.who(who), check_out=found, heard=heard, safe=safe, worth=worth, line=line, now=now)


def close(planted, key, *, now):
    checkouts.close(check_out=CheckOut.objects.get(meeting=planted.meetings[key]), now=now)


def who_was_there(planted, key, *, now):
    meeting = planted.meetings[key]
    away = {planted.who(who).pk for who in AWAY[key]}
    came = [one for one in attendance_queries.who_was_asked(meeting) if one.pk not in away]
    attendance.note(meeting=meeting, by=planted.who("tobias"), now=now, came=came)


def reason(planted, *, now):
    key, who, because = BECAUSE
    attendance.note_reason(
        meeting=planted.meetings[key], whose=planted.who(who), by=planted.who("tobias"), now=now, because=because
    )


def rest(planted, *, now):
    attendance.rest(by=planted.who(RESTING), now=now)
