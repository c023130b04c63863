"""The demo's seven steps: how two sponsors saw the organisation three times in ten months, and what members saw of it."""

from datetime import timedelta

from feedback.seven_steps import operations
from feedback.seven_steps.models import StepStanding
from feedback.steps_seen import operations as steps_seen
from feedback.steps_seen import queries
from feedback.steps_seen.models import SevenSteps, StepsAsking

# Working days ago, who says it, who looks after it, step, how far, how it is, what shows it.
SAID = [
    (210, "helen", "helen", 1, "BEGUN", "The board has said yes to this group. Nobody has said it out loud outside the room.",
     "The minutes of the board in January"),
    (210, "helen", "helen", 2, "NOT_BEGUN", "We asked people we knew already.", ""),
    (209, "martin", "martin", 3, "BEGUN", "Travel is paid. Thank-you money comes late.", "The form for travel"),
    (209, "martin", "helen", 4, "NOT_BEGUN", "Groups hear of a plan when it is written.", ""),
    (208, "martin", "martin", 5, "BEGUN", "Two programmes of work have a group they talk to.", "The list of programmes"),
    (208, "helen", "helen", 6, "BEGUN", "Six members took the speaking course. Staff have not had any.", "The list of that day"),
    (207, "helen", "helen", 7, "BEGUN", "We answer. Often late, and not always in plain words.", "We said, We did"),
    (112, "helen", "helen", 1, "OUR_WAY", "Each director answers to a group by name, and it stands in the plan for the year.",
     "The plan for the year, page 4"),
    (112, "helen", "helen", 2, "OUR_WAY", "Every place is told of in libraries and at the college, and two members help to choose.",
     "The poster, where it hangs, and what those who choose ask"),
    (111, "martin", "martin", 3, "OUR_WAY", "Fares are paid on the day, and thank-you money in the same month.",
     "The new form, and how long each payment took"),
    (110, "helen", "helen", 4, "BEGUN", "Children’s to adult care came as an idea, before anything was written.",
     "Programmes of work, in the group’s pages"),
    (110, "helen", "helen", 7, "BEGUN", "Answers come in time now, most months. We still write too long.",
     "The figures of the last quarter"),
    (18, "martin", "martin", 3, "BEGUN", "Thank-you money was late again: the person who paid it left.",
     "The payments of September and October"),
    (17, "helen", "helen", 4, "OUR_WAY", "Nothing goes to our board without saying when people were asked.",
     "The front page of each board paper"),
    (16, "helen", "helen", 7, "OUR_WAY", "Each quarter is counted, published and talked about with the groups.",
     "The report of the last quarter"),
]  # fmt: skip
# Of each member, in the order of the seven: Y yes, P partly, N no, C cannot tell.
SEEN = {
    "sam": "YYPNPCP", "jo": "YYYPPCP", "aisha": "PYPNPNN", "derek": "PYNNNCP", "mei": "YPPPPCP", "grace": "YYYPPPY",
    "rhys": "PYPCPYP", "wanda": "YYYPPPY", "hamish": "YPPPNCP",
}  # fmt: skip
SEEN_IN_SECOND = {"hal": "PNYCPCN", "ivy": "PPYNPCP"}
LETTERS = {"Y": "YES", "P": "PARTLY", "N": "NO", "C": "CANNOT_TELL"}
ASKED, REMINDED, AGAIN = 75, 77, 4  # working days ago


def tell(story, first, second) -> None:
    at = story.days.at
    for number, (ago, who, owner, *said) in enumerate(SAID):
        story.tell(at(ago, 15, number), look, first, who, owner, *said)
    story.tell(at(ASKED, 10), ask)
    for planted, seen in ((first, SEEN), (second, SEEN_IN_SECOND)):
        for number, who in enumerate(seen):
            story.tell(at(ASKED - 2, 18, number), answer, planted, who, seen[who])
    story.tell(at(ASKED, 10) + queries.OPEN_FOR, close)
    story.tell(at(REMINDED, 9), remind)
    story.tell(at(AGAIN, 10), ask)


def look(planted, who, owner, step, state, sentence, shows, *, now):
    by = planted.who(who)
    standing = StepStanding.objects.visible_to(by).filter(step=step).first()
    operations.look(
        by=by, now=now, step=step, state=state, sentence=sentence, shows=shows, owner=planted.who(owner),
        seen_look=standing.look_id if standing else 0,
    )  # fmt: skip


def remind(*, now):
    operations.remind(now=now)


def ask(*, now):
    steps_seen.ask_due(now=now)


def answer(planted, who, letters, *, now):
    seen = {str(step.value): LETTERS[letter] for step, letter in zip(SevenSteps, letters, strict=True)}
    steps_seen.answer(by=planted.who(who), now=now, asking=StepsAsking.objects.open(now).get(), seen=seen)


def close(*, now):
    steps_seen.close(asking=StepsAsking.objects.get(closed_at=None), now=now + timedelta(minutes=1))
