"""What the demo's meetings talked about, and will: items beside the topics and entries they are about."""

from feedback.subjects import operations as subjects

ABOUT = [  # working days ago, meeting, who, item, the topic or the entry
    (237, "first", "sam", "Letters nobody can read", "topic", "letters"),
    (100, "summer", "marian", "An “About me” page", "topic", "planning"),
    (38, "autumn", "marian", "The text number", "said", "text-number"),
    (14, "recent", "derek", "The recorded voice", "topic", "appointments"),
    (9, "next", "sam", "Long appointments: four practices said no", "said", "long-appointment"),
    (8, "next", "aisha", "Budgets: two teams out of four", "said", "budgets"),
]


def tell(story, planted) -> None:
    for ago, *told in ABOUT:
        story.tell(story.days.at(ago, 15), say, planted, *told)
    story.tell(story.days.at(1, 15), put, planted)


def say(planted, key, who, title, kind, what, *, now):
    item = planted.meetings[key].items.get(title=title)
    rows = planted.topics if kind == "topic" else planted.said
    subjects.say(by=planted.who(who), now=now, item=item, **{kind: rows[what]})


def put(planted, *, now):
    """A member would like to talk about what still waits: it waits for a place, too."""
    subjects.put_on_agenda(
        by=planted.who("aisha"), now=now, meeting=planted.meetings["winter"], title="Test results that say nothing in words",
        purpose="EXPLORE", minutes=20, said=planted.said["portal"],
    )  # fmt: skip
