"""A day that the invented group looks for: a morning with the ambulance crews. Some have said, some need it to be a certain way."""

from datetime import datetime, time, timedelta

from coproduction.management.worlds.planting import ZONE, Planted, Story
from groups.polls import operations as polls
from groups.polls.models import Proposed

# Each date in working days ahead, the hour, and how people would meet.
DATES = ((12, 10, "HYBRID"), (14, 14, "HYBRID"), (19, 10, "ONLINE"), (20, 10, "IN_PERSON"))
PLACE = "Tarnwick ambulance station, Mill Lane"
# Who said what, a letter a date: y(es), i(f need be), n(o). And what makes a date hard.
SAID = (
    ("sam", "ynyi", "Afternoons are bad for me. After two my legs are done."),
    ("grace", "iyny", ""),
    ("derek", "nyyn", ""),
    ("mei", "nnyn", "I need Dilys to interpret. She is free on few days."),
    ("aisha", "nnyn", ""),
    ("tobias", "yyyy", ""),
    ("priya", "yyni", ""),
)
WORDS = {"y": "YES", "i": "IF_NEED_BE", "n": "NO"}


def tell(story: Story, planted: Planted) -> None:
    made = {}
    story.tell(story.days.at(4, 11), ask, planted, made)
    for number, one in enumerate(SAID):
        story.tell(story.days.at(3, 9 + number), say, planted, made, *one)


def ask(planted, made, *, now):
    dates = []
    for number, (ahead, hour, how) in enumerate(DATES, 1):
        starts_at = datetime.combine(planted.days.on(-ahead), time(hour), ZONE)
        place = "" if how == "ONLINE" else PLACE
        dates.append(Proposed(number, starts_at, starts_at + timedelta(minutes=90), how, place))
    made["poll"] = polls.ask(
        by=planted.who("marian"), now=now, title="With the ambulance crews", dates=dates,
        about="Two crews want to hear how it is to be carried. They show us the van. Nobody has to get in.",
        closes_on=planted.days.on(-6), guests=[planted.who("priya")],
    )  # fmt: skip


def say(planted, made, who, said, needs, *, now):
    options = made["poll"].options.soonest_first()
    answers = {one.pk: WORDS[letter] for one, letter in zip(options, said, strict=True)}
    if needs:
        planted.says_yes(who, now)
    polls.say(poll=made["poll"], by=planted.who(who), now=now, answers=answers, needs=needs)
