"""A frozen period as people read it: sentences, tables, and the entries it tells of. Everyone reads the same. None writes."""

from dataclasses import dataclass

from django.db.models import Q

from coproduction.kit import charts
from coproduction.kit.spans import Span
from coproduction.kit.words import count_of
from feedback.answers.models import Decision
from feedback.counting import queries as counting
from feedback.counting.queries import Figures
from feedback.deeds.models import Claim
from feedback.log.models import BEFORE_SENDING, Said, Step
from feedback.periods.models import Period

COLOURS = {"WE_WILL": "did", "PARTLY": "doing", "NOT_NOW": "waiting", "CANNOT": "cannot"}
TABLE = (
    "SAID",
    "HEARD",
    "ANSWERED",
    "DID",
    "HALF",
    "NOTICED",
    "UNNOTICED",
    "REOPENED",
    "MEETINGS",
    "WAITING",
    "DOING",
    "LATE",
)


@dataclass(frozen=True)
class Report:
    """One span of time of one group, or of several together (then `members` and notes stay with each group)."""

    span: Span
    now: Figures
    before: Figures | None  # of the span before, if that was counted
    notes: list
    told: dict

    @property
    def sentences(self) -> list[str]:
        return sentences(self.now)

    @property
    def head(self) -> list[str]:
        """Above a table of this span beside the one before."""
        return ["What", self.span.words, *([self.span.before.words] if self.before else [])]

    @property
    def promises_head(self) -> list[str]:
        return ["Promise", "Middle time", "Kept", *([f"Kept, {self.span.before.words}"] if self.before else [])]

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """Of the words that stand in it. What an answer is called needs no explaining."""
        told = [counting.NAMES[name] for name in TABLE if self.now[name] or self.before and self.before[name]]
        return [*told, *MEANINGS]


def report(membership, span: Span) -> tuple[Report, Period] | None:
    """Nothing for what was not counted (yet). One statement."""
    found = {one.span: one for one in Period.objects.visible_to(membership).of(span, span.before)}
    if span not in found:
        return None
    one, before = found[span], found.get(span.before)
    then = counting.unpacked(before.figures) if before else None
    return Report(span, counting.unpacked(one.figures), then, one.notes, one.told), one


MEANINGS = [
    ("Middle time", "Half took longer than this and half took less, in working days."),
    ("Kept", "How often the promise was kept, of 10 times. What was late on the last day counts as not kept."),
    ("Working days", "Monday to Friday, without the bank holidays of the group’s nation."),
    ("Numbers of people", "None, “fewer than 8”, or to the nearest 5. So no number points to one person."),
]


# --- in sentences ---


def sentences(found: Figures) -> list[str]:
    """The figures, said plainly. What is none is said where silence would mislead, and left out elsewhere."""
    said = f"{things(found['SAID'])} said and sent." if found["SAID"] else "Nothing was sent."
    lines = [said, _heard(found), _answered(found), _done(found), _noticed(found), _again(found), _stood(found)]
    if found["MEETINGS"]:
        lines.append(f"There {'was' if found['MEETINGS'] == 1 else 'were'} {count_of(found['MEETINGS'], 'meeting')}.")
    if found.members:
        lines.append(f"The group had {'no' if found.members == 'none' else found.members} members on the last day.")
    return [line for line in lines if line]


def things(number: int) -> str:
    return f"{count_of(number, 'thing')} {'was' if number == 1 else 'were'}"


def _in_time(took, what):
    """How long it took, and how often the promise was kept: what was late at the end counts as not kept."""
    if took.kept_in_ten is None:
        return ""
    middle = "" if took.middle is None else f" The middle time to {what} was {count_of(took.middle, 'working day')}."
    kept = f"kept {in_ten(took.kept_in_ten)}" if took.kept_in_ten else "never kept"
    return f"{middle} The promise to {what} was {kept}."


def times(number: int) -> str:
    return count_of(number, "time")


def in_ten(number: int) -> str:
    return {0: "never", 10: "every time"}.get(number, f"{times(number)} in 10")


def often(number: int) -> str:
    return "once" if number == 1 else times(number)


def _heard(found):
    heard = f"{things(found['HEARD'])} heard." if found["HEARD"] else "Nothing was heard."
    return heard + _in_time(found.hear, "hear")


def _answered(found):
    if not found["ANSWERED"]:
        return "Nothing was answered." + _in_time(found.answer, "answer")
    kinds = [f"“{words.lower()}” {often(number)}" for _, words, number in found.outcomes if number]
    return f"{things(found['ANSWERED'])} answered: {', '.join(kinds)}." + _in_time(found.answer, "answer")


def _done(found):
    done = (
        f"{things(found['DID'])} done, and someone in the group checked." if found["DID"] else "Nothing was finished."
    )
    return done + (f" {things(found['HALF'])} half done." if found["HALF"] else "")


def _noticed(found):
    yes, no = found["NOTICED"], found["UNNOTICED"]
    parts = [f"People noticed {count_of(yes, 'thing')} that {'was' if yes == 1 else 'were'} done." if yes else ""]
    parts.append(
        f"Nobody noticed {count_of(no, 'thing')} that {'was' if no == 1 else 'were'} said to be done." if no else ""
    )
    return " ".join(part for part in parts if part)


def _again(found):
    parts = [f"{things(found['REOPENED'])} opened again." if found["REOPENED"] else ""]
    asked = found["CHALLENGED"]
    parts.append(f"Answers were challenged {often(asked)}." if asked else "")
    return " ".join(part for part in parts if part)


def _stood(found):
    waits, doing, late = found["WAITING"], found["DOING"], found["LATE"]
    if not waits and not doing:
        return "At the end nothing waited."
    done = f"{things(doing)} being done" if doing else "nothing was being done"
    words = f"At the end, {count_of(waits, 'thing') if waits else 'nothing'} waited for an answer, and {done}."
    return f"{words} {late} of those that waited {'was' if late == 1 else 'were'} late." if late else words


# --- in numbers ---


def table(one: Report, names=TABLE) -> list[list[str]]:
    """Rows of label, this span, the span before. What is none in both is left out."""
    spans = [one.now, *([one.before] if one.before else [])]
    rows = [(counting.NAMES[name][0], [found[name] for found in spans]) for name in names]
    return [[label, *map(str, numbers)] for label, numbers in rows if any(numbers)]


def promises(one: Report) -> list[list[str]]:
    """Rows of what was promised, the middle time, and how often it was kept: now, and in the span before."""
    rows = []
    for label, name in (("To hear", "hear"), ("To answer", "answer")):
        now, then = getattr(one.now, name), [_kept(getattr(one.before, name))] if one.before else []
        rows.append([label, _middle(now), _kept(now), *then])
    return rows


def answered_in(one: Report) -> tuple[str, str]:
    """The middle time to answer, and how often that promise was kept."""
    return _middle(one.now.answer), _kept(one.now.answer)


def _middle(took):
    return "none yet" if took.middle is None else count_of(took.middle, "working day")


def _kept(took):
    return "no promise fell due" if took.kept_in_ten is None else in_ten(took.kept_in_ten)


def answers_chart(one: Report):
    spans = [(one.span, one.now)] + ([(one.span.before, one.before)] if one.before else [])
    rows = [(span.words, [found[kind] for kind in COLOURS]) for span, found in spans]
    series = [(counting.OUTCOMES[kind], colour) for kind, colour in COLOURS.items()]
    return charts.bars("What the answers were", series, rows, first_heading="When", nothing="No answers")


def topics_chart(one: Report, most=8):
    rows = [(topic, [number]) for topic, number in one.now.by_topic]
    rest = sum(number for _, (number,) in rows[most:])
    rows = rows[:most] + ([("Other topics", [rest])] if rest else [])
    return charts.bars("What was said, by topic", [("Said", "did")], rows, first_heading="Topic")


def causes_chart(one: Report):
    rows = [(words, [number]) for words, number in one.now.causes]
    title = "Why an answer was not “we will”"
    return charts.bars(title, [("Answers", "waiting")], rows, first_heading="What stands in the way")


# --- what it tells of ---


@dataclass(frozen=True)
class Told:
    """The entries of each part, newest first (what waits: oldest first). `more`: how many there were beside these.

    `refused` are answers that were not *we will*: the reason stands beside each.
    """

    said: list[Said]
    answered: list[Decision]
    done: list[Claim]
    noticed: list[Step]
    waits: list[Said]
    refused: list[Decision]
    more: dict


ORDER = {
    "said": lambda one: (-one.sent_at.timestamp(), -one.pk), "answered": lambda one: -one.pk,
    "done": lambda one: (-one.checked_at.timestamp(), -one.pk), "noticed": lambda one: -one.pk,
    "waits": lambda one: (one.sent_at, one.pk), "refused": lambda one: -one.pk,
}  # fmt: skip
COUNTED = {
    "said": ("SAID",), "answered": ("ANSWERED",), "done": ("DID", "HALF"), "waits": ("WAITING", "DOING"),
    "refused": counting.NOT_WE_WILL,
}  # fmt: skip


def told(groups, reports: list[Report], most=20) -> Told:
    """Four statements, whatever there is. Of several groups the rows of each are put together."""
    ids = {part: [pk for one in reports for pk in _rows_of(one, part)] for part in ORDER}
    whole, seen = ("said__group", "said__topic"), Q(said__group__in=groups) & ~Q(said__stage__in=BEFORE_SENDING)
    entries = Said.objects.filter(group__in=groups).sent().with_all().in_bulk({*ids["said"], *ids["waits"]})
    answered = Decision.objects.filter(seen).select_related(*whole).in_bulk({*ids["answered"], *ids["refused"]})
    rows = {
        "said": entries, "waits": entries, "answered": answered,
        "refused": {pk: one for pk, one in answered.items() if one.kind in counting.NOT_WE_WILL},
        "done": Claim.objects.filter(seen).select_related(*whole).in_bulk(ids["done"]),
        "noticed": Step.objects.filter(seen, inside_only=False).select_related(*whole).in_bulk(ids["noticed"]),
    }  # fmt: skip
    found = {
        part: sorted((rows[part][pk] for pk in ids[part] if pk in rows[part]), key=order)[:most]
        for part, order in ORDER.items()
    }
    counted = {part: sum(one.now[name] for one in reports for name in names) for part, names in COUNTED.items()}
    return Told(**found, more={part: max(number - len(found[part]), 0) for part, number in counted.items()})


def _rows_of(one: Report, part) -> list[int]:
    """What was counted before refusals were kept by themselves has them among its answers."""
    return one.told.get(part, one.told.get("answered", []) if part == "refused" else [])
