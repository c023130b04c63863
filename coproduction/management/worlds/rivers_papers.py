"""What people of the invented group took away from meetings to do, and what they read before they meet."""

from datetime import timedelta

from groups.actions import operations as actions
from groups.glossary import operations as glossary
from groups.papers import operations as papers

# key, working days ago, meeting, who writes, what, whose, working days until its day
ACTIONS = [
    ("dots", 36, "autumn", "marian", "Send the letters with the red dots to the letters team", "sam", 20),
    ("buses", 13, "recent", "marian", "Ask the bus company when the 14 stops at the library", "jo", 9),
    ("heater", 13, "recent", "tobias", "Find out who may switch on the heater at Tarnwick", "helen", 16),
    ("cake", 13, "recent", "sam", "Find someone who bakes without milk", "mei", 18),
]
MOVED = ("buses", 6, "jo", 8, "They answer letters, not calls. I wrote to them.")
BACK = ("cake", 4, "mei", "Two people in the village bake. Their cards hang in the library.")
DONE = ("dots", 22, "sam", "I read three of them aloud to the team. They kept the one with 31 dots and hung it up.")

# key, working days ago, meeting, who, title, in short, the words, days staff had it before
PAPERS = [
    ("welcome", 220, None, "marian", "How our meetings work",
     "We start with what happened since last time. Members speak first. You can pause us at any time: put up a card.",
     "**Before.** You get the agenda and the papers a week before. Tell us what you need, once. We remember.\n\n"
     "**During.** There are three cards: *pause*, *explain* and *I agree*. Nobody has to say why they raise one.\n\n"
     "**After.** Read the notes. Put right what is wrong within seven days.", 0),
    ("letters", 10, "next", "priya", "The first text from someone who was there",
     "Two clinics want to send one text to every young person who moves to adult care. It says who they will meet.",
     "- The text comes two weeks before the first visit.\n- It has a name and a photo.\n- You can answer it.", 12),
    ("warm", 15, "recent", "priya", "What we know about waiting rooms",
     "Four of our nine waiting rooms are colder than 16 degrees in winter. Warming them costs less than we thought.",
     "We measured every room for two weeks in November. Tarnwick is the coldest.", 20),
]  # fmt: skip
AGAIN = (
    "welcome",
    90,
    "marian",
    "We use three cards now, not two. You can pause us at any time.",
    "The card “explain” is new.",
)
WORDS = [
    (200, "adult care", "Care for people who are 18 or older. Other people, other buildings, other rules."),
    (88, "personal health budget", "Money for your care that you help to decide about."),
    (14, "ICB", "The people who decide which care is paid for in our area. It is short for integrated care board."),
]
UNCLEAR = (3, "care pathway")
PROMISED = (9, "helen", "What the new phone line costs")


def tell(story, planted) -> None:
    tell_actions(story, planted)
    tell_papers(story, planted)


def tell_papers(story, planted) -> None:
    at, made = story.days.at, {}

    def add(key, meeting, who, title, summary, text, before, *, now):
        had = now.date() - timedelta(days=before) if before else None
        about = planted.meetings.get(meeting)
        made[key] = papers.add(
            by=planted.who(who), now=now, title=title, summary=summary, text=text, meeting=about, staff_had_on=had
        )

    def put(key, who, summary, changed, *, now):
        text = made[key].versions.get(number=1).text
        by = planted.who(who)
        papers.put(by=by, now=now, paper=made[key], seen=1, summary=summary, text=text, changed=changed)

    def ask(who, title, *, now):
        ahead = planted.meetings["next"]
        papers.ask_for(by=planted.who("marian"), now=now, owner=planted.who(who), title=title, meeting=ahead)

    def explain(word, meaning, *, now):
        asked = glossary.ask(by=planted.who("jo"), now=now, word=word)
        if meaning:
            glossary.explain(by=planted.who("marian"), now=now, word=asked, meaning=meaning)

    for ago, *rest in (*WORDS, (*UNCLEAR, "")):
        story.tell(at(ago, 14), explain, *rest)
    for key, ago, meeting, *rest in PAPERS:
        story.tell(at(ago, 15), add, key, meeting, *rest)
    key, ago, *rest = AGAIN
    story.tell(at(ago, 15), put, key, *rest)
    ago, *rest = PROMISED
    story.tell(at(ago, 15), ask, *rest)


def tell_actions(story, planted) -> None:
    at, made = story.days.at, {}

    def write(key, meeting, who, what, whose, days, *, now):
        made[key] = actions.write(
            by=planted.who(who), now=now, what=what, owner=planted.who(whose), meeting=planted.meetings[meeting],
            due_on=now.date() + timedelta(days=days),
        )  # fmt: skip

    def move(key, who, days, because, *, now):
        day = now.date() + timedelta(days=days)
        actions.move(by=planted.who(who), now=now, action=made[key], to_on=day, because=because)

    def hand_back(key, who, note, *, now):
        actions.hand_back(by=planted.who(who), now=now, action=made[key], note=note)

    def end(key, who, happened, *, now):
        actions.end(by=planted.who(who), now=now, action=made[key], ending="DONE", happened=happened)

    for number, (key, ago, *rest) in enumerate(ACTIONS):
        story.tell(at(ago, 16, 10 + number), write, key, *rest)
    for deed, (key, ago, *rest) in ((move, MOVED), (hand_back, BACK), (end, DONE)):
        story.tell(at(ago, 15), deed, key, *rest)
