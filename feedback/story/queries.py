"""Each step as this reader may see it, how it was agreed, the proof of telling back, and what has not happened yet."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count

from coproduction.kit import when
from coproduction.kit.words import count_of, rounded
from feedback.deeds import queries as deeds
from feedback.drafts import queries as drafts
from feedback.impact import queries as impact
from feedback.log.models import STILL_WAITING, Stage, Step
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


@dataclass(frozen=True)
class Line:
    """One line of the timeline, as the chain component draws it."""

    heading: str
    words: str = ""
    when: str = ""
    details: tuple = ()
    waiting: bool = False
    explain: bool = False  # words of people from the system, in which known words are marked


@dataclass(frozen=True)
class Story:
    """What happened to one thing said. `steps` are the rows behind `lines`; both leave out what is folded away."""

    steps: list
    before: list[Line]  # what the group did before it sent this, folded away once it is sent
    lines: list[Line]
    agreed_by: list  # the last word of each who answered, once it is sent: for the group alone


def story(said, membership) -> Story:
    inside = membership.inside
    steps = list(Step.objects.visible_to(membership).filter(said=said).exclude(kind__in=QUIET).with_people().in_order())
    first = (
        next((place for place, step in enumerate(steps) if not step.inside_only), len(steps)) if said.was_sent else 0
    )
    steps, before = [step for step in steps[first:] if not _quiet_yes(step)], steps[:first]
    agreed_by = drafts.words_given(said) if inside and said.agreed is not None else []
    lines = [_line(said, step, membership, agreed_by) for step in steps]
    lines = _with_noticing(lines, steps, impact.results(said, steps, inside))
    lines = _with_telling(lines, steps, told(said, steps), inside)
    tally = tally_line(deeds.tally(said), inside) if said.stage in deeds.VERDICT_STAGES else ""
    return Story(steps, [_line(said, step, membership) for step in before], lines + ahead(said, tally), agreed_by)


def people(number: int, inside: bool, one="person", many="people") -> str:
    """So many people: exact inside the group, rounded outside it."""
    if inside:
        return count_of(number, one, many)
    return f"{rounded(number)} {many}" if number else f"no {many}"


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
    return Line(
        step.headline, words, " · ".join(part for part in parts if part), tuple(details), explain=step.by_system
    )


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
