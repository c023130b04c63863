"""When the invented group met, and when it will meet: agenda, replies, guests, notes."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Gathering:
    key: str
    ago: int  # working days before today; negative is ahead
    hour: int
    minutes: int
    title: str
    how: str
    about: str = ""
    planned: int = 20  # working days before it
    place: str = ""
    place_access: str = ""
    joining_link: str = ""
    joining_note: str = ""
    capacity: int | None = None
    arrangements: str = ""
    guests: tuple[str, ...] = ()
    items: tuple = ()  # who, title, purpose, minutes, more words
    waiting_items: tuple = ()  # suggested, not placed yet
    replies: dict = field(default_factory=dict)  # who: answer, way, what they need this time
    summary: str = ""
    notes: str = ""  # what was said under no item
    said: dict = field(default_factory=dict)  # what was said, by the title of the item
    decisions: str = ""
    we_said: tuple[str, ...] = ()
    asked: bool = False  # people were asked to read the notes, and nobody has confirmed them
    confirmed_by: str = ""
    cancelled: tuple = ()  # working days ago, why

    @property
    def fields(self):
        names = (
            "title",
            "how",
            "about",
            "place",
            "place_access",
            "joining_link",
            "joining_note",
            "capacity",
            "arrangements",
        )
        return {name: getattr(self, name) for name in names}


LIBRARY = {
    "place": "Sallowbridge Library, the reading room, Mill Lane, Sallowbridge",
    "place_access": "No steps. The door opens by itself. An accessible toilet with a hoist is next to the room. "
    "The 14 and 27 buses stop outside. Tobias waits at the bus stop from half an hour before.",
}
HALL = {
    "place": "Wethercote Village Hall, Green Road, Wethercote",
    "place_access": "A ramp on the left side. Chairs with arms. We ask for the heating to be on from noon.",
}
ONLINE = {
    "joining_link": "https://meet.example.org/rivers-and-moors",
    "joining_note": "By phone: 01632 960130, then 4471. Ring Tobias on 01632 960102 if it does not work.",
}
SHARED = "A sign language interpreter, Easy Read papers, a quiet room, travel paid on the day, tea and soft cake."

GATHERINGS = [
    Gathering(
        "first", 236, 13, 120, "What is it like to get a letter?", "IN_PERSON", "We read our own letters aloud.",
        **LIBRARY, arrangements=SHARED,
        items=(("marian", "Who is here, and what we need", "HEAR", 15, ""), ("sam", "Letters nobody can read", "EXPLORE", 50, ""),
               ("marian", "Break", "BREAK", 15, ""), ("jo", "What it costs to come here", "EXPLORE", 30, "")),
        replies={"sam": ("YES", "IN_PERSON", ""), "jo": ("YES", "IN_PERSON", ""), "aisha": ("NO", "", ""),
                 "derek": ("YES", "IN_PERSON", "A socket for the oxygen."), "mei": ("YES", "IN_PERSON", "Interpreter, please.")},
        summary="We read nine letters. We understood two.",
        notes="Each of us brought a letter. We read them out and put a red dot on every word we did not know. The worst one "
        "had 31 dots.\n\nThen Jo asked who had paid to be here. Everybody had. Two people had walked.",
        decisions="- Say it about letters.\n- Say it about travel.", confirmed_by="jo",
    ),
    Gathering(
        "spring", 153, 13, 120, "Money for care that you decide about", "HYBRID", "What is a personal health budget, really?",
        **LIBRARY, **ONLINE, capacity=14, arrangements=SHARED, guests=("helen",),
        items=(("marian", "What happened since last time", "HEAR", 15, ""), ("aisha", "Who has heard of budgets?", "EXPLORE", 40, ""),
               ("marian", "Break", "BREAK", 15, ""), ("wanda", "Cards: what should we say?", "DECIDE", 30, "")),
        replies={"aisha": ("YES", "ONLINE", "Captions, please."), "wanda": ("YES", "IN_PERSON", "A chair with arms."),
                 "sam": ("YES", "IN_PERSON", ""), "hamish": ("YES", "IN_PERSON", "Water for Biscuit."), "jo": ("MAYBE", "", ""),
                 "helen": ("YES", "IN_PERSON", "")},
        summary="Three of eleven people had been told about budgets. All three had asked first.",
        notes="Helen listened for an hour before she spoke. She said that staff are unsure who may have one.\n\nHamish asked "
        "for papers his screen reader can read. They will come as Word files from now on.",
        decisions="- Say it about budgets.\n- Papers as Word files, always.", confirmed_by="wanda",
    ),
    Gathering(
        "summer", 99, 13, 120, "Telling our story again and again", "IN_PERSON", "How often did you tell it this year?", **HALL,
        arrangements=SHARED,
        items=(("marian", "What happened since last time", "HEAR", 20, ""), ("wanda", "Eleven times this year", "EXPLORE", 45, ""),
               ("marian", "Break", "BREAK", 15, ""), ("grace", "An “About me” page", "SHAPE", 30, "")),
        replies={"wanda": ("YES", "IN_PERSON", ""), "grace": ("YES", "IN_PERSON", "A warm room."), "sam": ("YES", "IN_PERSON", ""),
                 "mei": ("YES", "IN_PERSON", "Interpreter, please."), "rhys": ("YES", "IN_PERSON", "Bev comes with me."),
                 "bev": ("YES", "IN_PERSON", ""), "hamish": ("NO", "", "")},
        summary="We counted. Together we told our story 93 times this year.",
        notes="Everybody drew a page about themselves. Nobody began with their illness.\n\nRhys said: “I start with my cat.”",
        decisions="- Say it: one story, told once.", confirmed_by="mei",
    ),
    Gathering(
        "harvest", 71, 17, 90, "Ten minutes", "ONLINE", "What would you do with twenty?", **ONLINE, arrangements="Captions, a "
        "sign language interpreter, a phone line.",
        items=(("tobias", "What happened since last time", "HEAR", 15, ""), ("tilly", "The second thing you wanted to say", "EXPLORE", 40, "")),
        replies={"tilly": ("YES", "ONLINE", ""), "aisha": ("YES", "ONLINE", "Camera off."), "sam": ("YES", "ONLINE", ""),
                 "derek": ("YES", "ONLINE", "By phone.")},
        summary="Ten minutes is enough for one thing. Nobody here has one thing.",
        notes="Each wrote down the thing they did not say last time. We read them without names.",
        decisions="- Say it about longer appointments.", confirmed_by="tilly",
    ),
    Gathering(
        "storm", 55, 13, 120, "Reading the new letters", "IN_PERSON", **HALL,
        cancelled=(56, "The river is over the road and the buses have stopped. Please stay at home and dry."),
        replies={"sam": ("YES", "IN_PERSON", ""), "jo": ("YES", "IN_PERSON", "")},
    ),
    Gathering(
        "autumn", 36, 13, 120, "Growing up with a condition", "HYBRID", "The move from children's to adult care.", **LIBRARY, **ONLINE,
        capacity=14, arrangements=SHARED,
        items=(("marian", "What happened since last time", "HEAR", 20, ""), ("tilly", "One text from someone who was there", "EXPLORE", 40, ""),
               ("marian", "Break", "BREAK", 15, ""), ("mei", "The text number", "HEAR", 15, "")),
        replies={"tilly": ("YES", "IN_PERSON", ""), "mei": ("YES", "IN_PERSON", "Interpreter, please."), "grace": ("MAYBE", "", ""),
                 "sam": ("YES", "ONLINE", "I am tired this week."), "wanda": ("YES", "IN_PERSON", "")},
        summary="Tilly told us how it was. Then three of us said: it was like that for me, too, thirty years ago.",
        notes="Priya told us that two teams already want to find one person for everyone who moves.",
        decisions="- Say it about the move to adult care.", confirmed_by="sam",
    ),
    Gathering(
        "recent", 13, 13, 120, "Waiting rooms and waiting lines", "IN_PERSON", "Cold rooms, recorded voices.", **LIBRARY,
        capacity=16, arrangements=SHARED, guests=("priya",),
        items=(("marian", "What happened since last time", "HEAR", 20, ""), ("grace", "The room at Tarnwick", "EXPLORE", 30, ""),
               ("marian", "Break", "BREAK", 15, ""), ("derek", "The recorded voice", "EXPLORE", 25, "")),
        replies={"grace": ("YES", "IN_PERSON", "A warm room!"), "derek": ("YES", "IN_PERSON", ""), "sam": ("YES", "IN_PERSON", ""),
                 "jo": ("YES", "IN_PERSON", ""), "rhys": ("YES", "IN_PERSON", "Bev comes with me."), "wanda": ("YES", "IN_PERSON", "")},
        summary="We put on our coats to know what Grace means.",
        said={"The room at Tarnwick": "Grace had brought a thermometer: 14 degrees at 9 in the morning.",
              "The recorded voice": "We rang the line together, on loudspeaker. It told us four times how busy it was."},
        decisions="- Say it about the cold.\n- Tobias writes down what we said about the voice.",
        we_said=("A voice that says “you are important to us” four times is not a person.",),
    ),
    Gathering(
        "next", -6, 13, 120, "What became of what we said this year", "HYBRID",
        "We go through the year, one piece at a time, and say whether it was answered. Dr Adair comes to listen.",
        planned=26, **LIBRARY, **ONLINE, capacity=14, arrangements=SHARED, guests=("helen", "priya"),
        items=(("marian", "Who is here, and what we need", "HEAR", 10, ""),
               ("sam", "Long appointments: four practices said no", "EXPLORE", 30, "I would like us to meet one of the four."),
               ("aisha", "Budgets: two teams out of four", "DECIDE", 30, "Is “partly” enough for us?"),
               ("marian", "Break", "BREAK", 15, ""), ("marian", "What shall we look at next year?", "SHAPE", 25, "")),
        waiting_items=(("hamish", "Biscuit's vest: staff keep stroking him", "HEAR", 5, "Two minutes will do."),),
        replies={"sam": ("YES", "IN_PERSON", "A table near the door."), "wanda": ("YES", "IN_PERSON", ""),
                 "derek": ("YES", "IN_PERSON", "A socket for the oxygen."), "aisha": ("YES", "ONLINE", "Camera off."),
                 "rhys": ("MAYBE", "", ""), "mei": ("YES", "IN_PERSON", "Interpreter, please."), "helen": ("YES", "IN_PERSON", "")},
    ),
    Gathering(
        "panel", -14, 10, 60, "Reading panel: the new clinic letter", "IN_PERSON",
        "Five of us read three letters with a red pen.", planned=18, capacity=6, **HALL,
        replies={"wanda": ("YES", "IN_PERSON", "Large print."), "jo": ("YES", "IN_PERSON", ""), "derek": ("YES", "IN_PERSON", ""),
                 "mei": ("YES", "IN_PERSON", "Interpreter, please."), "grace": ("YES", "IN_PERSON", "A warm room."),
                 "aisha": ("YES", "IN_PERSON", "")},
    ),
    Gathering(
        "winter", -30, 17, 90, "Winter evening: planning the year", "ONLINE", "What do we want to change next year?",
        planned=32, **ONLINE, arrangements="Captions, a sign language interpreter, a phone line.",
    ),
]  # fmt: skip

SECOND = [
    Gathering(
        "pizza", 62, 18, 90, "Pizza and plain speaking", "IN_PERSON", place="The Loft, Station Yard, Moor Edge",
        place_access="Lift at the back. Ring Faye if it is locked.", arrangements="Pizza, with and without everything.",
        items=(("faye", "How it was", "EXPLORE", 60, ""),),
        replies={"hal": ("YES", "IN_PERSON", ""), "ivy": ("YES", "IN_PERSON", "Step-free, please.")},
        summary="We ate, then we said it.", notes="Hal told us about his last appointment.", decisions="- Say it.", confirmed_by="hal",
    ),
    Gathering(
        "pizza-again", -9, 18, 90, "Pizza again", "IN_PERSON", place="The Loft, Station Yard, Moor Edge",
        arrangements="Pizza, with and without everything.", replies={"ivy": ("YES", "IN_PERSON", "")},
    ),
]  # fmt: skip
