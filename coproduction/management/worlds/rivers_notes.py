"""What became of notes in the invented group: a correction that waits, one that was answered, and notes shown outside,
and a decision in the chain."""

from feedback.sources import operations as sources
from groups.corrections import operations as corrections
from groups.corrections.models import Correction
from groups.minutes.models import Notes, NotesLine
from groups.minutes.queries import line_key
from groups.sharing import operations as sharing


def tell(story, planted) -> None:
    at = story.days.at
    story.tell(
        at(34, 10),
        remember,
        planted,
        "autumn",
        "wanda",
        "I wrote it down.",
        "It was one team that wants to, and one that may.",
    )
    story.tell(at(33, 10), answer, planted, "autumn", "marian", "Priya read it again: both teams said yes.")
    story.tell(at(25, 10), show, planted, "autumn", "marian")
    story.tell(at(18, 10), belongs, planted, "autumn", "tilly", "peer")
    story.tell(at(3, 10), ask, planted, "recent", "marian")
    story.tell(at(2, 10), right, planted, "recent", "grace")
    story.tell(at(1, 9), remember_a_decision, planted, "recent", "derek")
    story.tell(at(2, 11), show, planted, "harvest", "marian")


def ask(planted, key, who, *, now):
    corrections.ask_to_read(meeting=planted.meetings[key], by=planted.who(who), now=now)


def right(planted, key, who, *, now):
    meeting = planted.meetings[key]
    version = Notes.objects.get(meeting=meeting).version
    corrections.say_right(meeting=meeting, by=planted.who(who), now=now, version=version)


def remember(planted, key, who, why, words, *, now):
    corrections.propose(
        meeting=planted.meetings[key], by=planted.who(who), now=now, part="said-0", words=words, why=why
    )


def remember_a_decision(planted, key, who, *, now):
    """What somebody is to do was written down too short."""
    line = NotesLine.objects.filter(notes__meeting=planted.meetings[key], words__startswith="Tobias").get()
    corrections.propose(
        meeting=planted.meetings[key], by=planted.who(who), now=now, part=line_key(line.pk),
        words="Tobias writes down what we said about the voice, and reads it to Derek before anyone sends it.",
        why="I asked for that, and everyone nodded.",
    )  # fmt: skip


def answer(planted, key, who, why_not, *, now):
    one = Correction.objects.waiting().get(notes__meeting=planted.meetings[key])
    corrections.refuse(meeting=planted.meetings[key], correction=one, by=planted.who(who), now=now, why_not=why_not)


def belongs(planted, key, who, piece, *, now):
    """What the meeting decided stands in the chain of what was said there."""
    line = NotesLine.objects.decisions().in_order().filter(notes__meeting=planted.meetings[key]).first()
    sources.put_with(by=planted.who(who), now=now, line=line, said=planted.said[piece])


def show(planted, key, who, *, now):
    sharing.propose(meeting=planted.meetings[key], by=planted.who(who), now=now)
