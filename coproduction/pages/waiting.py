"""What waits for one person, in one list for their home page. What many rooms say of it is asked in one statement."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db.models import Value
from django.urls import resolve, reverse
from django.utils.text import Truncator

from coproduction.kit import when
from feedback.asides import queries as asides
from feedback.closing import queries as closing
from feedback.commitments import queries as commitments
from feedback.concerns import queries as concerns
from feedback.disputes import queries as disputes
from feedback.emergencies import queries as emergencies
from feedback.gathering import queries as gathering
from feedback.impact import queries as impact
from feedback.ingredients import queries as ingredients
from feedback.journey import queries as journey
from feedback.log import queries as log
from feedback.outcomes import queries as outcomes
from feedback.reports import queries as reports
from feedback.scribing import queries as scribing
from feedback.seven_steps import queries as seven_steps
from feedback.speaking_up import queries as speaking_up
from feedback.steps_seen import queries as steps_seen
from groups.actions import queries as actions
from groups.arrangements import queries as arrangements
from groups.checkouts import queries as checkouts
from groups.corrections import queries as corrections
from groups.meetings import queries as meetings
from groups.membership.models import Role
from groups.papers import queries as papers
from groups.permissions import GroupAbility
from groups.plans import queries as plans
from groups.polls import queries as polls
from groups.putting_off import queries as putting_off
from groups.removals import queries as removals
from groups.sharing import queries as sharing
from groups.surveys import queries as surveys
from groups.ways import queries as ways


@dataclass(frozen=True)
class Need:
    """One thing that waits for the reader."""

    words: str
    line: str
    url: str


class Row(NamedTuple):
    """What one room says of one thing. `named` is what it is called, `whose` who has it, `done` and `all` how far it is."""

    kind: str
    number: int
    day: date | None
    named: str
    whose: str
    done: int
    all: int


# What waits, by kind: the words, the line below, the page. Those that cannot wait first. What waits in confidence has no
# words of its own here.
TOLD = {
    "emergency": ("Someone from outside is reading our talk now", "See who, why, and until when", "emergency"),
    "closing": ("Someone asked to close this group", "Read why. You can say what you think", "closing"),
    "opening": ("Someone asked to open this group again", "Read why", "closing"),
    "asked_to_leave": ("Someone asked that you leave this group", "Read why, and say your side", "asked_to_leave"),
    "handed_on": (
        "See that this is answered: number {number}",
        "The group closed, and it was handed on to you",
        "said",
    ),
    "concern": ("Someone is worried. Please read it now", "", "concern"),
    "appeal": ("Look again at a hidden post", "Promised by {day}", "decide_appeal"),
    "report": ("Look at a post that was reported", "Promised by {day}", "report"),
    "aside": ("Someone told only the facilitators something", "An answer is promised by {day}", "aside"),
    "written": ("Someone wrote down what you said. Is it right?", "", "check_written"),
    "paper": ("Put the paper here that you promised: {named}", "It is wanted by {day}", "paper"),
    "aside_answered": ("The facilitators answered you", "Go on, or choose what becomes of it", "aside"),
    "poll": ("Which dates can you make?", "Say so until {day}", "poll"),
    "poll_to_choose": ("Choose a date", "People have answered. It closed on {day}", "poll"),
    "check_out": ("How was the meeting for you?", "Three questions without your name, until {day}", "check_out"),
    "read_notes": ("Read the notes: is this right?", "Until {day}", "notes"),
    "corrections": ("Someone says that the notes are not right", "The meeting on {day}", "notes"),
    "share_notes": ("May we show these notes outside?", "You can say “please don’t” until {day}", "answer_sharing"),
    "ways": ("Do our ways of working work for you?", "Without your name, until {day}", "review_ways"),
    "survey": ("Answer a few questions about how we work together", "Without your name, until {day}", "answer_survey"),
    "step": ("Is this where we are? {named}", "Confirm it in one tap, if you think so, until {day}", "confirm_step"),
    "step_part": ("The group waits for you: {named}", "Since {day}", "our_part"),
    "step_answered": ("Someone did their part: {named}. Where are we now?", "They said so on {day}", "propose_step"),
    "ingredients": ("How do you see the nine ingredients?", "Without your name, until {day}", "say_ingredients"),
    "talked": ("Is this how we see the nine ingredients?", "Written down on {day}", "confirm_talked_view"),
    "steps_seen": ("Do you see it too? The seven steps of {named}", "Without your name, until {day}", "say_if_seen"),
    "step_old": ("Is this still right? The seven steps of {named}", "Last looked at on {day}", "seven_steps"),
    "steps_begin": ("Say how far {named} is with its seven steps", "Nobody has said so yet", "seven_steps"),
    "was_it_there": ("Was what you needed there?", "The meeting on {day}", "was_it_there"),
}
# And what comes after the things we said.
LATER = {
    "reply": ("Are you coming on {day}?", "{named}", "meeting"),
    "confirm": ("Confirm the notes of {day}", "{named}", "meeting"),
    "promise_due": ("Show what you did: “{named}”", "You promised it by {day}{passed}", "commitment"),
    "promise_again": (
        "Promise it again, or end it: “{named}”",
        "It was promised for a year, until {day}",
        "commitment",
    ),
    "is_it_kept": ("Did a leader keep this promise? “{named}”", "Promised by {day}", "commitment"),
    "came_later": (
        "Members say that a programme of work came later: {named}",
        "They said so on {day}",
        "answer_dispute",
    ),
    "does_it_settle": ("Does that settle how early it came? {named}", "Answered on {day}", "settle_dispute"),
    "action": ("{named}", "{whose}, by {day} ({far}){passed}", "action"),
    "put_off": ("You put off a reminder: {named}", "It comes back on {day}. You can undo this", "put_off"),
}
ORDER = [*TOLD, *LATER]
NO_KEY = ("seven_steps", "say_if_seen", "closing", "asked_to_leave")  # pages of which a group, or its reader, has one
KEYS = {
    "concern": "concern_id",
    "handed_on": "number",
    "emergency": "emergency_id",
    "appeal": "appeal_id",
    "report": "report_id",
    "was_it_there": "meeting_id",
    "check_out": "meeting_id",
    "read_notes": "meeting_id",
    "corrections": "meeting_id",
    "share_notes": "meeting_id",
    "reply": "meeting_id",
    "confirm": "meeting_id",
    "promise_due": "commitment_id",
    "promise_again": "commitment_id",
    "is_it_kept": "commitment_id",
    "came_later": "programme_id",
    "does_it_settle": "programme_id",
    "action": "action_id",
    "poll": "poll_id",
    "poll_to_choose": "poll_id",
    "written": "written_id",
    "paper": "paper_id",
    "ways": "review_id",
    "survey": "survey_id",
    "step": "move_id",
    "step_part": "move_id",
    "step_answered": "step",
    "ingredients": "asking_id",
    "talked": "view_id",
}
NOTHING_TO_SAY = ("", "", 0, 0)  # of `named`, `whose`, `done` and `all`


@dataclass(frozen=True)
class Waiting:
    """What waits for one person; and for facilitators how far open polls are, and what is in no entry yet."""

    first: list[Need]  # what was asked of them, or told in confidence
    later: list[Need]  # meetings to answer, notes to confirm, actions
    polls: list[polls.Far]
    unjoined: str


def waits_for(membership, now) -> Waiting:
    """One statement, whatever there is."""
    first, *rest = _parts(membership, now)
    found = [Row(*row) for row in first.union(*rest, all=True)]
    today = membership.group.local(now).date()

    def needs(kinds):
        rows = [row for row in found if row.kind in kinds]
        return _still(membership, [_need(membership, row, today) for row in sorted(rows, key=_place)])

    open_polls = sorted((row for row in found if row.kind == "poll_far"), key=lambda row: (row.day, row.number))
    return Waiting(
        needs(TOLD),
        needs(LATER),
        [polls.Far(row.number, row.named, row.done, row.all) for row in open_polls],
        gathering.waiting_line(sum(row.done for row in found if row.kind == "unjoined")),
    )


def _place(row):
    """By kind; what was asked in the order it was; of the rest what comes next first, and of notes the newest."""
    day = row.day.toordinal() if row.kind in LATER else 0
    kind = ORDER.index(row.kind)
    return (kind, -day, -row.number) if row.kind == "confirm" else (kind, day, row.number)


def _parts(membership, now) -> list:
    """What each room says, as rows that stand in one union. A sponsor is told nothing in confidence."""
    parts = [_wide(papers.waits_for(membership, now), 4)]
    parts += [_wide(rows, 3) for rows in _asked(membership, now)]
    for room in (journey, commitments, seven_steps, steps_seen, disputes):
        parts += [_wide(rows, 4) for rows in room.waits_for(membership, now)]
    parts += [_wide(rows, 5) for rows in actions.waits_for(membership, now)]
    parts.append(_wide(putting_off.waits_for(membership, now), 4))
    if membership.inside:
        parts += [_wide(rows, 4) for rows in meetings.waits_for(membership, now)]
    if membership.facilitates:
        parts += [polls.far(membership.group_id, now), _wide(gathering.waiting(membership, now), 6)]
    return parts


def _wide(rows, so_far):
    """These rows with as many columns as every other part has: those that its room left out say nothing."""
    names = Row._fields[so_far:]
    return rows.annotate(**{f"no_{name}": Value(NOTHING_TO_SAY[Row._fields.index(name) - 3]) for name in names})


def _asked(membership, now) -> list:
    """What one was asked and what was told in confidence: (kind, number, day)."""
    waiting = [arrangements.waits_for(membership), *emergencies.waits_for(membership, now)]
    waiting += closing.waits_for(membership, now)
    if membership.may(GroupAbility.SAY_SIDE):
        waiting.append(removals.waits_for(membership))
    if membership.may(GroupAbility.CHECK_OUT):
        waiting.append(checkouts.waits_for(membership, now))
    if membership.may(GroupAbility.REVIEW_WAYS):
        waiting.append(ways.waits_for(membership, now))
    if membership.may(GroupAbility.ANSWER_SURVEY):
        waiting.append(surveys.waits_for(membership, now))
    waiting += ingredients.waits_for(membership, now)
    if membership.may(GroupAbility.CORRECT_NOTES):
        waiting.append(corrections.waits_for(membership, now))
    if membership.may(GroupAbility.ANSWER_SHARING):
        waiting.append(sharing.waits_for(membership, now))
    if membership.facilitates:
        waiting.append(corrections.to_answer(membership))
    if membership.may(GroupAbility.ANSWER_POLL):
        waiting += polls.waits_for(membership, now)
    if membership.role != Role.SPONSOR:
        waiting += [asides.waits_for(membership), scribing.waits_for(membership)]
    if membership.role == Role.FACILITATOR:
        waiting.append(reports.waits_for(membership))
    elif membership.role == Role.NETWORK_COORDINATOR:
        waiting += [*reports.to_coordinate(membership), concerns.waits_for(membership)]
    return waiting


def _need(membership, row, today) -> Need:
    words, line, page = (TOLD | LATER)[row.kind]
    day = row.day
    if row.kind == "paper":  # what stands there is the meeting's day; the group's rule says how long before it
        day -= timedelta(days=membership.group.paper_days)
    told = {"named": row.named, "whose": row.whose, "number": row.number}
    if day:
        passed = ". The day has passed" if day < today else ""
        told |= {"day": when.day(day), "far": when.from_today(day, today), "passed": passed}
    if row.kind == "put_off":
        told["named"] = plans.named(row.named).title
    return Need(words.format(**told), line.format(**told) if day else line, _page(membership, page, row))


def _page(membership, page, row) -> str:
    if row.kind == "put_off":  # the page the letter leads to, where it can be undone
        return reverse(page, kwargs={"token": putting_off.token(row.number)})
    key = {} if page in NO_KEY else {KEYS.get(row.kind, "aside_id"): row.number}
    return reverse(page, kwargs={"slug": membership.group.slug} | key)


def needs(membership, now) -> tuple[list[Need], Waiting]:
    """What waits for one of the group, in one list: what was asked, things said, then meetings, notes and actions."""
    said = [Need(_quoted(one.said), one.words, one.url) for one in log.needs_you(membership, now)]
    for one in (*impact.needs_you(membership), *outcomes.needs_you(membership, now)):
        said.append(Need(_quoted(one.said), one.words, one.url))
    waiting = waits_for(membership, now)
    said, pulse = _still(membership, said), _still(membership, _pulse(membership, now))
    return [*waiting.first, *said, *waiting.later, *pulse], waiting


def _still(membership, needs) -> list[Need]:
    """In a group that is closed, what can still be done: the door of its page says so. A page to read stays."""
    if not membership.group.closed_at:
        return needs
    doors = [(one, resolve(urlsplit(one.url).path).func.door) for one in needs]
    return [one for one, door in doors if "POST" not in door.methods or door.ability.stays]


def _quoted(said) -> str:
    return f"“{Truncator(said.words).chars(120)}”"


def _pulse(membership, now) -> list[Need]:
    asking = speaking_up.open_for(membership, now)
    if not asking:
        return []
    url = reverse("pulse", kwargs={"slug": membership.group.slug})
    until = when.day(membership.group.local(asking.closes_at))
    return [Need("Two questions about speaking up", f"Without your name. Open until {until}.", url)]
