"""What one reader may see of one entry: the timeline in words, the proof of telling back, whose turn, what they may do.

Inside the group people are named and counted; outside it, members are *someone in the group* and numbers are rounded.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from coproduction.kit import when
from coproduction.kit.words import count_of, rounded
from feedback.answers import queries as answers
from feedback.answers.models import Decision
from feedback.attachments import queries as attachments
from feedback.challenges import queries as challenges
from feedback.deeds import queries as deeds
from feedback.drafts import queries as drafts
from feedback.gathering import queries as gathering
from feedback.impact import queries as impact
from feedback.log import queries as log
from feedback.log.models import STILL_WAITING, Said, Stage, Step
from feedback.outcomes import queries as outcomes
from feedback.permissions import FeedbackAbility
from feedback.timeline import queries as timeline
from groups.meetings.models import Meeting
from groups.notices.models import Letter

Kind = Step.Kind
QUIET = (Kind.AGREED, Kind.REVISED)  # shown as a whole, not one by one
ASKING = (
    Kind.SENT,
    Kind.CLAIMED,
    Kind.NOT_YET_DONE,
    Kind.VERDICT,
    Kind.REOPENED,
    Kind.CHALLENGED,
    Kind.ASKED_IF_NOTICED,
)
IN_THEIR_WORDS = (Kind.HEARD, Kind.VERDICT, Kind.REOPENED, Kind.CHALLENGED, Kind.REASON_GIVEN, Kind.FOUND)
DEEDS = {  # what a reader may do, the one clear action first, with the words of its button or link
    "give_reason": "Give the reason again",
    "look_again": "Look at it again",
    "verdict": "Say if that answers it",
    "agree": "Say if you agree",
    "check": "Check if it is done",
    "hear": "Say that you have heard it",
    "decide": "Answer it",
    "take_on": "Take on an action",
    "claim": "Say it is done",
    "send": "Send it",
    "put_to_group": "Put it to the group",
    "revise": "Change the words",
    "add_pieces": "Join what more people said",
    "attach_to_said": "Add a photo or a recording",
    "say_strength": "Say how strongly people feel",
    "see_differently": "Say what you see differently",
    "take_back": "Take it back to a draft",
    "withdraw": "Take it back for good",
    "decide_again": "Change the answer",
    "correct_answer": "Correct your answer",
    "correct": "Correct what we said",
    "challenge": "Challenge this answer",
    "check_review": "Say if it is still true: someone looked again",
    "review_outcome": "Look at it again: is it still true?",
    "move_review": "Move the day we look at it again",
}
NEVER_MAIN = ("revise", "take_back", "withdraw", "decide_again", "correct_answer", "correct", "challenge", "add_pieces",
              "say_strength", "see_differently", "attach_to_said", "move_review")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the timeline, as the chain component draws it."""

    heading: str
    words: str = ""
    when: str = ""
    details: tuple = ()
    waiting: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Entry:
    """Everything on the page of one entry."""

    said: Said
    standing: log.Standing
    whose_turn: str
    before: list  # what the group did before it sent this, folded away once it is sent
    lines: list
    may: frozenset
    main: Link | None
    others: list
    verdict_url: str
    agree_url: str
    agreement: drafts.Standing | None
    agreed_by: list  # the last word of each who answered, once it is sent: for the group alone
    timeline: list
    looking_again: str
    corrected_by: list
    author: str
    said_at: str  # the meeting, for those who may see it
    route: challenges.Route | None
    decided: bool
    made_of: gathering.MadeOf | None  # what several people said, when it was joined from that
    files: list  # photos and recordings, for the group


def people(number: int, inside: bool, one="person", many="people") -> str:
    """So many people: exact inside the group, rounded outside it."""
    if inside:
        return count_of(number, one, many)
    return f"{rounded(number)} {many}" if number else f"no {many}"


def entry(said, membership, now: datetime) -> Entry:
    inside, standing = membership.inside, log.standing(said, now)
    steps = list(Step.objects.visible_to(membership).filter(said=said).exclude(kind__in=QUIET).with_people().in_order())
    tally = deeds.tally(said) if said.stage in deeds.VERDICT_STAGES else None
    tally_words = tally_line(tally, inside) if tally else ""
    first = next((place for place, step in enumerate(steps) if not step.inside_only), len(steps))
    if not said.was_sent:
        first = 0
    steps, before = [step for step in steps[first:] if not _quiet_yes(step)], steps[:first]
    agreed_by = drafts.words_given(said) if inside and said.agreed is not None else []
    lines = [_line(said, step, membership, agreed_by) for step in steps]
    lines = _with_noticing(lines, steps, impact.results(said, steps, inside))
    lines = _with_telling(lines, steps, told(said, steps), inside)
    agreement = drafts.agreement(said, now) if inside and said.stage == Stage.AGREEING else None
    route = challenges.route(said, membership, now)
    made_of = gathering.made_of(said, membership)
    may = what_they_may(said, membership, steps, now)
    may |= (route.deeds if route else frozenset()) | (made_of.may if made_of else frozenset())
    main, others = turn(said, may, agreement, steps)
    return Entry(
        said=said,
        standing=standing,
        whose_turn=standing.turn_for(membership),
        before=[_line(said, step, membership) for step in before],
        lines=lines + ahead(said, tally_words),
        may=may,
        main=main,
        others=others,
        verdict_url=page("verdict", said),
        agree_url=page("agree", said),
        agreement=agreement,
        agreed_by=agreed_by,
        timeline=timeline.timeline(said, now),
        looking_again=f"We look at this again on {when.day(said.review_on)}." if said.review_on else "",
        corrected_by=list(Said.objects.visible_to(membership).filter(corrects=said).order_by("number")),
        author=_author(said, membership),
        said_at=_said_at(said, membership),
        route=route,
        decided=any(step.kind == Kind.DECIDED for step in steps),
        made_of=made_of,
        files=attachments.of_entry(membership, said) if inside else [],
    )


def decisions(said) -> list[Decision]:
    """The whole record of what was decided about it, the one in force first. One statement."""
    return list(Decision.objects.filter(said=said).select_related("by__person").order_by("-id"))


def what_they_may(said, membership, steps, now) -> frozenset:
    """The names of all deeds this reader may do now, with publishing. Nobody corrects an answer they did not write."""
    may = drafts.what_they_may(said, membership) | answers.what_they_may(said, membership)
    if said.was_sent and membership.may(FeedbackAbility.PUBLISH):
        may.add("unpublish" if said.published_at else "publish")
    if not any(step.by_id == membership.pk for step in steps):
        may.discard("correct_answer")
    if attachments.may_attach(membership, said):
        may.add("attach_to_said")
    may |= impact.what_they_may(said, membership) | outcomes.what_they_may(said, membership, now)
    return frozenset(may | deeds.what_they_may(said, membership))


def page(name, said):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


def turn(said, may, agreement, steps) -> tuple[Link | None, list[Link]]:
    """The one clear action, and the quieter ones. Sending waits until the group has agreed; done follows an action."""
    links = {deed: Link(label, page(deed, said)) for deed, label in DEEDS.items() if deed in may}
    if agreement and not agreement.may_be_sent:
        links.pop("send", None)
    if any(step.kind == Kind.TAKEN_ON and step.round == said.round for step in steps) and "take_on" in links:
        links["take_on"] = links.pop("take_on")  # to the end: saying that it is done comes first now
    main = next((deed for deed in links if deed not in NEVER_MAIN), None)
    return links.pop(main, None), list(links.values())


def _author(said, membership):
    if said.shown_as == Said.ShownAs.GROUP or not membership.inside:
        return "From the group"
    return said.said_by.person.name


def _said_at(said, membership) -> str:
    """What the meeting is called is the group's own, as on every other page: the system knows the meetings it is invited to."""
    if said.meeting is None:
        return ""
    seen = membership.inside or Meeting.objects.visible_to(membership).filter(pk=said.meeting_id).exists()
    return said.meeting.title if seen else ""


def _quiet_yes(step):
    return step.kind == Kind.VERDICT and step.inside_only and not step.text


def _line(said, step, membership, agreed_by=()) -> Line:
    group, inside = said.group, membership.inside
    who = step.who(membership)
    took = ""
    if step.working_days is not None:
        after = count_of(step.working_days, "working day") if step.working_days else "the same day"
        took = f"{after} (promise: {step.promised_days})"
    details = [tuple(pair) for pair in step.details]
    if step.kind == Kind.SENT and said.agreed is not None:
        details.insert(0, ("How it was agreed", agreed_line(said, inside, agreed_by)))
    words = f"“{step.text}”" if step.text and step.kind in IN_THEIR_WORDS else step.text
    parts = [when.day(group.local(step.at).date()), took, who]
    return Line(step.headline, words, " · ".join(part for part in parts if part), tuple(details))


def agreed_line(said, inside: bool, agreed_by=()) -> str:
    """`6 members agreed, 2 of them with a change. 1 member said not yet.` Outside the group: about how many agreed."""
    agreed = people(said.agreed, inside, "member", "members")
    with_change = sum(word.answer == word.Answer.WITH_CHANGE for word in agreed_by)
    changed = f", {with_change} of them with a change" if with_change else ""
    line = f"{agreed[0].upper()}{agreed[1:]} agreed{changed}."
    if said.not_yet and inside:
        line += f" {count_of(said.not_yet, 'member')} said not yet."
    return line


def tally_line(tally, inside: bool) -> str:
    """`6 people said yes, 1 said partly. Waiting for 7.` Outside the group the numbers are rounded."""
    parts = [
        f"{people(number, inside)} said {word}"
        for number, word in ((tally.yes, "yes"), (tally.partly, "partly"))
        if number
    ]
    line = f"{', '.join(parts)}." if parts else "Nobody has said yet."
    waiting = max(tally.asked - tally.said, 0)
    if inside and waiting:
        line += f" Waiting for {waiting}."
    return f"{line[0].upper()}{line[1:]}"


def told(said, steps) -> dict[int, Counter]:
    """By step: how many letters about it went, by which way, and how many are on their way. One statement."""
    about = {f"said:{said.pk}:{step.pk}": step.pk for step in steps if not step.inside_only}
    rows = (
        Letter.objects.filter(about__in=about).values_list("about", "state", "way").annotate(n=Count("id")).order_by()
    )
    found = defaultdict(Counter)
    for reference, state, way, number in rows:
        found[about[reference]][way or state] += number
    return found


WAYS = [
    (Letter.Way.EMAIL, "by email"), (Letter.Way.BATCH, "by email, with other news"), (Letter.Way.KEPT, "to read here"),
]  # fmt: skip


def _with_noticing(lines, steps, counted):
    """Puts how many noticed under the step that says what came of asking."""
    return [
        replace(line, details=(("What people said", counted[step.pk]), *line.details)) if step.pk in counted else line
        for line, step in zip(lines, steps, strict=True)
    ]


def _with_telling(lines, steps, letters, inside):
    """Puts the proof of telling back under each step it belongs to."""
    return [
        replace(line, details=(*line.details, (_telling_label(step), telling(letters[step.pk], inside))))
        if step.pk in letters
        else line
        for line, step in zip(lines, steps, strict=True)
    ]


def _telling_label(step):
    """Those whose words began it are told back; the other letters ask somebody to do something."""
    return "Told" if step.kind in ASKING else "Told back"


def telling(letters: Counter, inside: bool) -> str:
    went = sum(letters[way] for way, _ in WAYS)
    coming = letters[Letter.State.PENDING] + letters[Letter.State.SENDING]
    parts = []
    if went:
        ways = ", ".join(f"{letters[way]} {words}" for way, words in WAYS if letters[way])
        parts.append(f"{people(went, inside)} told" + (f": {ways}" if inside else ""))
    if coming:
        parts.append(f"{people(coming, inside)} will be told in a moment")
    if letters[Letter.State.DEAD]:
        parts.append(f"{people(letters[Letter.State.DEAD], inside)} could not be reached")
    if letters[Letter.State.EXPIRED]:
        parts.append(f"{people(letters[Letter.State.EXPIRED], inside)} did not want a letter, or it came too late")
    line = ". ".join(part[0].upper() + part[1:] for part in parts)
    return f"{line}."


def ahead(said, tally_words: str) -> list[Line]:
    """What has not happened yet, in words, so that nothing seems forgotten."""
    lines = []
    if said.stage == Stage.SENT:
        lines.append(Line("Heard", f"Promised by {when.day(said.hear_by)}.", waiting=True))
    if said.stage in (Stage.SENT, Stage.HEARD):
        lines.append(Line("Decision", f"Promised by {when.day(said.answer_by)}.", waiting=True))
    if said.stage == Stage.DOING:
        lines.append(Line("We did", "Someone in the group checks it before it counts.", waiting=True))
    if said.stage == Stage.CLAIMED:
        lines.append(Line("Checked by the group", "Waiting for someone in the group to check it.", waiting=True))
    if said.stage in STILL_WAITING:
        lines.append(Line("Does that answer it?", "The group will say.", waiting=True))
    if said.is_done and said.ask_on:
        lines.append(Line("Did people notice?", f"We ask on {when.day(said.ask_on)}.", waiting=True))
    if tally_words:
        waiting = said.stage != Stage.ANSWERED
        lines.append(Line("Does that answer it?", tally_words, waiting=waiting))
    return lines
