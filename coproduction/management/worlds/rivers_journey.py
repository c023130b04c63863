"""The demo's journey: six steps over a year and a half, two looks at its impact, and the nine ingredients from both sides."""

from datetime import timedelta

from feedback.ingredients import operations as ingredients
from feedback.ingredients import queries as ingredients_queries
from feedback.ingredients.models import IngredientsAsking, Which
from feedback.journey import operations as journey
from feedback.journey.models import Move
from feedback.reviews import operations as reviews
from feedback.reviews.models import Finding
from groups.charter import operations as charter
from groups.membership.models import Membership, Role

# Working days ago, step, where we are, how we can tell, what shows it.
MOVES = [
    (280, 1, "NOW", "Dr Adair came to our first meeting and said in front of all of us that she wants this group.", {}),
    (268, 2, "NOW", "We are twelve. We still look for somebody who is under 20 and for somebody who signs.", {}),
    (262, 3, "NOW", "Version 1 of our purpose is agreed. It says why we are here, but not what happens when the answer is no.", {}),
    (240, 1, "DONE", "Two leaders answer to us by name, and our travel is paid for a year.", {}),
    (215, 2, "DONE", "Mei and Tilly have joined. We know Priya and Leon, and they know how to reach each of us.", {}),
    (200, 4, "NOW", "We use the cards, we take breaks, and quiet people speak. Our papers are still late too often.",
     {"meeting": "first"}),
    (150, 5, "NOW", "The new clinic letter was written with us, from the first line on.", {"said": "letters"}),
    (56, 3, "DONE", "Both sides agreed to version 2 of our purpose. Now it says what happens when the answer is no.", {}),
    (19, 6, "NOW", "We looked at our impact for the second time.", {}),
    (12, 1, "AGAIN", "The money for travel ends in March, and nobody has said what comes after it.",
     {"waits_on": "SPONSOR", "waits_for": "A yes or no to travel money for the next two years"}),
]  # fmt: skip
OPEN = (
    2,
    4,
    "DONE",
    "Papers have been on time for three meetings, and everyone spoke at the last one.",
    {"meeting": "recent"},
)
OPEN_YES = ("wanda", "hamish")
FIRST_LOOK = {
    "what_changed": "Travel is paid on the day. One clinic letter is in plain words. Two things we asked for are still waiting.",
    "what_grew": "Half of us had never spoken to a director. Now most of us have. Reading long papers is still hard.",
    "purpose": "It does not say what happens when the answer is no.", "learn": "How a budget is decided, and when",
}  # fmt: skip
SECOND_LOOK = {
    "what_changed": "All seven clinics use the new letter. We hear within a week now, most of the time.",
    "what_grew": "Three of us have led a part of a meeting. People ask what words mean and do not feel silly.",
    "say": "Tell us before a budget is decided, not after it. We can only help to choose while there is something to choose.",
    "learn": "How to read a budget paper\nHow to run a meeting without Marian",
}  # fmt: skip
# For each ingredient: who looks after it, what is noted, a sentence.
NOTED = [
    ("tobias", "PARTLY", "Six of us took the speaking course. Nobody has paid for the next one yet."),
    ("marian", "YES", "Version 2, agreed on both sides."),
    ("wanda", "YES", "I count them: paid travel, the clinic letter, the phone line."),
    ("priya", "YES", "Everything has been heard within five working days since the summer."),
    ("helen", "YES", "I answer to the group myself, four times a year."),
    ("leon", "YES", "The list of services was checked in October."),
    ("priya", "YES", "It is me, and Leon when I am away."),
    ("sam", "YES", "Nobody hurries us."),
    ("marian", "YES", "I meet Priya every second week."),
]
# Of each member, in the order of the nine: Y yes, P partly, N no.
VIEWS = {
    "sam": "PYYPYYYYY", "jo": "PYYNPYYYY", "aisha": "NYYPYPYYY", "derek": "PYPNNYYYY", "mei": "NYYPPPYPY",
    "grace": "PYYPYYYYY", "rhys": "PYYYYNYYY", "wanda": "PYYPPYYYY", "hamish": "NYYPYPYYY",
}  # fmt: skip
LINES = {"derek": "Helen promises, and then her diary decides.", "rhys": "The papers are still too long."}
SAID = {"Y": "YES", "P": "PARTLY", "N": "NO"}
ASKED, NOTED_AGO, SECOND_FORMS = 57, 30, -15  # working days ago; the second group forms for three weeks more


def tell(story, planted) -> None:
    at = story.days.at
    for ago, *rest in MOVES:
        story.tell(at(ago, 11), propose, planted, *rest)
        story.tell(at(ago - 1, 19), confirm, planted, rest[0])
    ago, *rest = OPEN
    story.tell(at(ago, 11), propose, planted, *rest)
    story.tell(at(ago, 19), confirm, planted, rest[0], OPEN_YES)
    story.tell(at(150, 16), look, planted, FIRST_LOOK)
    story.tell(at(62, 16), tick_off, planted, "PURPOSE")
    story.tell(at(20, 16), look, planted, SECOND_LOOK)
    story.tell(at(19, 16), tick_off, planted, "LEARN")
    story.tell(at(ASKED, 10), ask, planted)
    for number, who in enumerate(VIEWS):
        story.tell(at(ASKED - 1, 18, number), answer, planted, who)
    story.tell(at(ASKED, 10) + ingredients_queries.OPEN_FOR, close, planted)
    for which, noted in zip(Which, NOTED, strict=True):
        story.tell(at(NOTED_AGO, 9, which.value), note, planted, which, *noted)


def tell_second(story, planted) -> None:
    """A young group that takes its time before anybody asks it for something."""
    story.tell(story.days.at(80, 10), form, planted)
    story.tell(
        story.days.at(70, 10), propose, planted, 1, "NOW", "Dr Adair pays for the food and came to eat with us.", {}
    )
    story.tell(story.days.at(69, 10), confirm, planted, 1)
    story.tell(story.days.at(60, 10), propose, planted, 2, "NOW", "Everyone brought one friend. Two stayed.", {})
    story.tell(story.days.at(59, 10), confirm, planted, 2)


def form(planted, *, now):
    until = planted.days.on(SECOND_FORMS)
    by = planted.who(planted.facilitator)
    charter.change_settings(group=by.group, by=by, now=now, forming_until_on=until)


def propose(planted, step, state, words, given, *, now):
    shows = {"meeting": planted.meetings, "said": planted.said}
    given = {name: shows[name][value] if name in shows else value for name, value in given.items()}
    for one in given.values():
        if hasattr(one, "refresh_from_db"):
            one.refresh_from_db()
    by = planted.who(planted.facilitator)
    journey.propose(by=by, now=now, step=step, state=state, words=words, **given)


def confirm(planted, step, who=(), *, now):
    """Those named, or as many members as it takes."""
    move = Move.objects.get(group=planted.group, step=step, settled_at=None)
    here = Membership.objects.current().of_group(planted.group.pk).filter(role=Role.MEMBER).with_people().order_by("pk")
    for number, one in enumerate([planted.who(key) for key in who] or here):
        if journey.confirm(by=one, now=now + timedelta(minutes=number), move=move).settled_at:
            return


def look(planted, found, *, now):
    reviews.review(by=planted.who("marian"), now=now, **found)


def tick_off(planted, kind, *, now):
    """The oldest of its kind."""
    finding = Finding.objects.open().filter(review__group=planted.group, kind=kind).order_by("pk").first()
    reviews.tick_off(by=planted.who("marian"), now=now, finding=finding)


def asking(planted) -> IngredientsAsking:
    return IngredientsAsking.objects.filter(group=planted.group).newest_first().first()


def ask(planted, *, now):
    ingredients.ask(by=planted.who("marian"), now=now)


def answer(planted, who, *, now):
    views = {str(which.value): SAID[letter] for which, letter in zip(Which, VIEWS[who], strict=True)}
    ingredients.answer(by=planted.who(who), now=now, asking=asking(planted), views=views, line=LINES.get(who, ""))


def close(planted, *, now):
    ingredients.close(asking=asking(planted), now=now)


def note(planted, which, owner, view, sentence, *, now):
    by = planted.who("marian")
    ingredients.note(by=by, now=now, which=which, view=view, sentence=sentence, owner=planted.who(owner))
