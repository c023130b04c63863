"""The sets. `BOTH`, `MEMBERS` and `STAFF` say whom a question is for; answers go from the first place on the line to the last."""

from dataclasses import dataclass, replace

BOTH, MEMBERS, STAFF = "BOTH", "MEMBERS", "STAFF"
VALUES, SHIFTS, INVESTMENTS, OWN = "VALUES", "SHIFTS", "INVESTMENTS", "OWN"
OFTEN = ("Never", "Rarely", "Sometimes", "Mostly", "Always")
FULLY = ("Not at all", "A little", "Partly", "Mostly", "Fully")
PLACES = ("Still at the start", "A first step away", "Half way", "Nearly there", "There")


@dataclass(frozen=True)
class Ask:
    """One question. `start` and `end` are the two ends of its line, where they are more than the first and last answer."""

    words: str
    easy: str
    answers: tuple[str, ...]
    who: str = BOTH
    start: str = ""
    end: str = ""

    def as_kept(self) -> dict:
        return {
            "words": self.words, "easy": self.easy, "answers": list(self.answers), "who": self.who, "start": self.start,
            "end": self.end,
        }  # fmt: skip


@dataclass(frozen=True)
class Ready:
    title: str
    about: str
    easy: str
    asks: tuple[Ask, ...] = ()
    months: int = 0  # how often it is meant to be asked


def _shift(start, end, easy) -> Ask:
    return Ask(f"From “{start}” to “{end}”: where are we now?", easy, PLACES, BOTH, start, end)


RETELL = Ask(
    "In the last six months, how often did you have to tell your story again, to people who could have known it?",
    "How often did you have to say it all again?",
    ("Not once", "Once or twice", "3 to 5 times", "More often"), MEMBERS,
)  # fmt: skip

SETS = {
    VALUES: Ready(
        "Do we live our five values?",
        "Five things we want people in this work to do. Say how often you see each. Members and staff are asked alike, and we "
        "look at where the two see it differently.",
        "We ask how we work together. You say what you see.",
        (
            Ask("Everyone here knows what co-production is, backs it, and says so to others.",
                "People stand up for working together.", OFTEN),
            Ask("People say openly what is going on, also when it is not good news.", "People are open and honest.", OFTEN),
            Ask("What matters is decided together with members, not before they hear of it.",
                "We decide together.", OFTEN),
            Ask("What people say and write here is in plain words.", "The words are easy.", OFTEN),
            Ask("People listen to each other, and treat what each one brings as worth having.",
                "People are kind and listen.", OFTEN),
            RETELL,
        ),
        6,
    ),
    SHIFTS: Ready(
        "How far have things shifted?",
        "Eight changes in how people and health and care meet. Each is a line with five places, from how it was to how it "
        "should be. Say where we are now.",
        "Things should change from one way to a better way. You say how far we are.",
        (
            _shift("What is the matter with you?", "What matters to you?", "Do staff ask what matters to you?"),
            _shift("You do not get what you need to know to choose", "You know enough, and get help, to choose well",
                   "Do people know enough to choose?"),
            _shift("You are told what is wrong and what will be done", "You are a partner when it is talked about and decided",
                   "Do people have a say in their care?"),
            _shift("You are seen as a patient with symptoms", "You are seen as a whole person, with strengths and skills",
                   "Do staff see the whole person?"),
            _shift("Professionals think that only they know and only they answer for it",
                   "You and professionals share what you know, and answer for it together", "Do we share what we know?"),
            _shift("One size fits all", "You choose and decide, so that it fits your life", "Does care fit each person?"),
            _shift("You tell your story again and again", "You tell your story once", "Do people tell their story only once?"),
            _shift("You feel powerless in a system that is hard to understand", "You work as partners and share power",
                   "Do we share power?"),
        ),
        12,
    ),
    INVESTMENTS: Ready(
        "Do we get what this work needs?",
        "Five things a group needs so that people can take part as equals. Say how much of each there is.",
        "A group needs five things. You say if we have them.",
        (
            Ask("Somebody runs our meetings so well that everyone can speak and feels safe.", "Our meetings are run well.",
                FULLY, MEMBERS),
            Ask("We can learn what we need, so that we can speak with staff as equals.", "We can learn new things.",
                FULLY, MEMBERS),
            Ask("We get the facts and papers we need, in time and in a form we can use.", "We get papers in time.", FULLY, MEMBERS),
            Ask("Members and staff trust each other and keep their word.", "We trust each other.", FULLY),
            Ask("There is enough time to get to know each other and to do this well.", "We have enough time.", FULLY),
        ),
        12,
    ),
    OWN: Ready("", "", ""),
}  # fmt: skip


def ready(kind: str, spelt=str) -> Ready:
    """One set, with co-production spelt as the group spells it."""
    found = SETS[kind]
    asks = tuple(replace(one, words=spelt(one.words), easy=spelt(one.easy)) for one in found.asks)
    return replace(found, asks=asks)
