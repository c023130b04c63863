"""Power made visible in the demo: one topic discussed with its card and its map, one judged at its end, the rest waiting."""

from datetime import timedelta

from coproduction.management.worlds.voting import settle
from feedback.checklists import operations as checklists
from feedback.influence import operations as influence
from feedback.openings import operations as openings
from feedback.power import operations as power
from feedback.topics import operations as topics

COMPONENTS = {"planning": "PLANNING", "budgets": "BUDGETS", "social": "PRESCRIBING"}  # parts of personalised care
CARD = {
    "decides": "The outpatients board of the hospital, led by the chief nurse",
    "decides_when": "On the first Monday of each month",
    "binds": "The money for this year, the number of clinic rooms, and the law on equal access.",
    "challenge": "Write to the chief nurse through your point of contact. You get an answer within ten working days. If it"
    " is still no, you can ask the sponsor.",
}  # fmt: skip
MAP = [
    ("How we hear about an appointment", "OPEN", ""),
    ("How long an appointment is", "PARTLY", "Some clinics have a fixed length because of the machines they use."),
    ("Evening appointments", "OPEN", ""),
    ("Which hospital has which clinic", "FIXED", "This was settled for the whole county two years ago."),
]
FIXED_SINCE = (
    "Evening appointments",
    "There are not enough nurses for the evening this year. The board looks at it again next spring.",
)
THERE = [
    ("BRIEFING", "Two pages in plain words, and an Easy Read version.", "Priya’s team", 58),
    ("NUMBERS", "How many people wait, how long, and how many miss an appointment.", "Outpatients office", 57),
    ("EXPERIENCE", "Each meeting on this starts with two people’s own stories.", "Facilitators", 56),
]
REALLY_THERE = ("sam", "jo", "derek", "wanda", "mei", "grace")
WITHOUT = "We have met this board three times. We know them, and we would rather use the hour to talk."
ENDED = {
    "decides": "The hospital’s estates team", "decides_when": "It was decided in one meeting",
    "binds": "The shape of the building", "challenge": "Write to the head of estates.",
}  # fmt: skip
JUDGED = {"sam": "CONSULTED", "jo": "INFORMED", "derek": "CONSULTED", "wanda": "CONSULTED", "mei": "INFORMED", "grace": "CONSULTED"}  # fmt: skip


def tell(story, planted):
    def at(ago, hour=13):
        return story.days.at(ago, hour)

    story.tell(at(64), show, planted)
    story.tell(at(59), note, planted)
    story.tell(at(55), go_without, planted)
    story.tell(at(54), open_it, planted)
    story.tell(at(50), say_if_there, planted)
    story.tell(at(18), fix, planted)
    story.tell(at(140), begin_and_end, planted)
    story.tell(at(139), judge, planted)
    story.tell(at(120), close_judging)


def show(planted, *, now):
    given = {"by": planted.who("priya"), "now": now, "topic": planted.topics["appointments"]}
    power.fill_card(**CARD, **given)
    power.declare_influence(influence="DESIGNING", **given)
    for what, state, why in MAP:
        power.put_on_map(what=what, state=state, why=why, **given)


def note(planted, *, now):
    for part, words, owner, ago in THERE:
        checklists.note_there(
            by=planted.who("marian"), now=now, topic=planted.topics["appointments"], part=part, note=words, owner=owner,
            done_on=now.date() - timedelta(days=ago - 55),
        )  # fmt: skip


def go_without(planted, *, now):
    waiver = checklists.ask_to_go_without(
        by=planted.who("marian"), now=now, topic=planted.topics["appointments"], part="REHEARSAL", reason=WITHOUT
    )
    settle(waiver, now=now)


def open_it(planted, *, now):
    openings.open_discussion(by=planted.who("marian"), now=now, topic=planted.topics["appointments"])


def say_if_there(planted, *, now):
    for number, key in enumerate(REALLY_THERE):
        given = {"by": planted.who(key), "now": now, "topic": planted.topics["appointments"]}
        checklists.say_if_really_there(part="BRIEFING", really=True, **given)
        checklists.say_if_really_there(part="NUMBERS", really=number < 2, **given)


def fix(planted, *, now):
    what, why = FIXED_SINCE
    item = planted.topics["appointments"].map_items.get(what=what)
    power.change_item(by=planted.who("helen"), now=now, item=item, what=what, state="FIXED", why=why)


def begin_and_end(planted, *, now):
    """A topic from beginning to end, so that declared and judged stand side by side."""
    by = planted.who("marian")
    topic = topics.open_topic(by=by, now=now, name="The new entrance", about="How people find their way in.")
    given = {"by": by, "now": now, "topic": topic}
    power.fill_card(**ENDED, **given)
    power.declare_influence(influence="DESIGNING", **given)
    power.put_on_map(what="Where the signs hang", state="OPEN", **given)
    power.put_on_map(what="Where the door is", state="FIXED", why="It was built already.", **given)
    openings.open_discussion(**given)
    planted.topics["entrance"] = openings.close_topic(**given)


def judge(planted, *, now):
    for key, level in JUDGED.items():
        influence.judge(by=planted.who(key), now=now, topic=planted.topics["entrance"], level=level)


def close_judging(*, now):
    influence.close_due(now=now)
