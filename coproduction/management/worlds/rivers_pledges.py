"""What leaders of the demo promised and what became of it, how early their programmes came, who is away, and who was asked."""

from datetime import timedelta

from feedback.commitments import operations as commitments
from feedback.disputes import operations as disputes
from feedback.handovers import operations as handovers
from feedback.programmes import operations as programmes
from feedback.programmes.models import Programme
from groups.away import operations as away

# Key, working days ago, who, what, what they give, how much, due (working days ago; ahead: less than 0),
# and which of the five investments it is for.
PROMISES = [
    ("money", 268, "martin", "Everyone’s travel, interpreters and thanks are paid, whatever else is cut.", "MONEY",
     "£6,000 a year", 40, "FACILITATION"),
    ("time", 190, "helen", "I come to every meeting I am invited to, for the whole of it, and I listen before I speak.", "TIME",
     "Three hours a month", 30, "RELATIONSHIPS"),
    ("letters", 120, "helen", "Somebody helps every clinic to write letters people can read, and asks the reading group first.",
     "PEOPLE", "One person, half the week", 35, "INFORMATION"),
    ("evening", 80, "martin", "The text number is answered in the evening too, for people who work.", "PEOPLE",
     "Two people, from 6 to 8", 6, ""),
    ("learning", 40, "helen", "Two days of learning a year, chosen by members. Travel and care at home are paid.", "MONEY",
     "£3,000 a year", -60, "LEARNING"),
]  # fmt: skip
PROGRAMMES = [  # working days ago, who wrote it down, name, about, owner, how far, first (ago), budget, next, topic, entries
    (75, "priya", "One shared record, second year",
     "What people tell us once is there for everyone who cares for them, and they can see and change it.",
     "helen", "OPTIONS", 82, 2500, 3, "planning", ["one-story"]),
    (60, "helen", "From children’s to adult care",
     "What happens in the year when somebody turns 18, and who stays beside them.",
     "helen", "IDEA", 62, 8000, -12, "social", []),
    (55, "martin", "Booking and phones in all practices",
     "How people get an appointment, how long it is, and how they change it.",
     "martin", "SHAPING", 58, 1200, -25, "appointments", ["long-appointment", "text-number"]),
    (50, "marian", "Car parks of the health centres",
     "Where the bays are, who may use them, and what they cost.",
     "martin", "FINAL", 52, None, None, "appointments", ["parking"]),
]  # fmt: skip
SECOND = (
    "quiet",
    20,
    "helen",
    "There is one adult clinic in the evening for people who study or work.",
    "MONEY",
    "£9,000",
    -4,
    "",
)


def tell(story, planted) -> None:
    at, made = story.days.at, {}
    for one in PROMISES:
        story.tell(at(one[1], 15), promise, planted, made, *one)
    tell_what_became(story, planted, made)
    for one in PROGRAMMES:
        story.tell(at(one[0], 16), programme, planted, *one)
    story.tell(at(70, 19), say_later, planted, 0, "wanda", "DRAFT",
               "The form was printed when we first saw it, with boxes we could not change.")  # fmt: skip
    story.tell(at(68, 10), agree_that_it_was_later, planted)
    story.tell(at(10, 16), keep_up, planted)
    story.tell(at(4, 19), say_later, planted, 2, "derek", "DRAFT",
               "The new phone menu was recorded already. We were asked which music we like while we wait.")  # fmt: skip
    story.tell(at(3, 12), go_away, planted)
    story.tell(at(3, 13), ask, planted)


def tell_second(story, planted) -> None:
    story.tell(story.days.at(SECOND[1], 15), promise, planted, {}, *SECOND)


def tell_what_became(story, planted, made) -> None:
    at = story.days.at
    story.tell(at(45, 9), show, planted, made, "money", "martin",
               "All travel and interpreters were paid. The thank-you money for the summer came six weeks late.")  # fmt: skip
    story.tell(at(42, 19), judge, planted, made, "money", "wanda", "PARTLY",
               "The fares were there on the day, every time. The thanks came late, and some of us had counted on it.")  # fmt: skip
    story.tell(
        at(34, 9), show, planted, made, "time", "helen", "I was at all five meetings, to the end. The notes say so."
    )
    story.tell(at(33, 19), judge, planted, made, "time", "derek", "KEPT",
               "She was there before the kettle was on, and she did not look at her phone.")  # fmt: skip
    story.tell(at(60, 9), move, planted, made)
    story.tell(at(5, 9), show, planted, made, "letters", "helen",
               "Ruth Penhale began on 2 November. She has been to four clinics and to the reading group twice.", "letters")  # fmt: skip


def promise(planted, made, key, ago, who, what, gives, how_much, due, investment, *, now):
    made[key] = commitments.promise(
        by=planted.who(who), now=now, what=what, gives=gives, how_much=how_much, due_on=planted.days.on(due),
        is_public=True, investment=investment,
    )  # fmt: skip


def show(planted, made, key, who, words, entry="", *, now):
    number = planted.said[entry].number if entry else None
    commitments.show(by=planted.who(who), now=now, commitment=made[key], words=words, number=number)


def judge(planted, made, key, who, verdict, words, *, now):
    commitments.say_if_kept(by=planted.who(who), now=now, commitment=made[key], verdict=verdict, words=words)


def move(planted, made, *, now):
    why = "The first person we chose took another post. We asked again, with two of the group beside us."
    commitments.move(
        by=planted.who("helen"), now=now, commitment=made["letters"], due_on=planted.days.on(-15), words=why
    )  # fmt: skip


def programme(planted, ago, who, name, about, owner, stage, first, budget, next_, topic, entries, *, now):
    programmes.add(
        by=planted.who(who), now=now, name=name, about=about, owner=planted.who(owner), stage_at_first=stage,
        first_on=planted.days.on(first), budget=budget, next_on=None if next_ is None else planted.days.on(next_),
        topics=[planted.topics[topic]], numbers=[planted.said[key].number for key in entries],
    )  # fmt: skip


def say_later(planted, which, who, stage, words, *, now):
    row = Programme.objects.get(group=planted.group, name=PROGRAMMES[which][2])
    disputes.dispute(by=planted.who(who), now=now, programme=row, stage=stage, words=words)


def agree_that_it_was_later(planted, *, now):
    disputes.answer(
        by=planted.who("helen"), now=now, programme=Programme.objects.get(group=planted.group, name=PROGRAMMES[0][2]),
        agrees=True, words="That is so. We called it options because two boxes were open. The rest was printed. I am sorry.",
    )  # fmt: skip


def keep_up(planted, *, now):
    row = Programme.objects.get(group=planted.group, name=PROGRAMMES[1][2])
    entries = [planted.said["peer"].number]
    programmes.bring_up_to_date(
        by=planted.who("helen"), now=now, programme=row, owner=row.owner, budget=row.budget, next_on=row.next_on,
        topics=list(row.topics.all()), numbers=entries,
        words="Tilly and Rhys came to our first morning. We threw away our list and began with theirs.",
    )  # fmt: skip


def go_away(planted, *, now):
    """Martin is away this week and next; Helen stands in."""
    martin, helen = planted.who("martin"), planted.who("helen")
    starts = planted.days.on(2)
    away.say_away(
        by=[martin], now=now, starts_on=starts, ends_on=planted.days.today + timedelta(days=9), stand_ins={martin.pk: helen}
    )  # fmt: skip


def ask(planted, *, now):
    said = planted.said["medicines"]
    said.refresh_from_db()
    handovers.hand_over(
        by=planted.who("martin"), now=now, said=said, owed=said.stage, to=planted.who("helen"),
        note="The medicines team says yes to a named person. Please answer before I am back.",
    )  # fmt: skip
