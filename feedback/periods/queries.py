"""Which periods are to be counted, what a report will tell of, what came to light since, and the rows of the files."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery

from coproduction.kit import spans, walltime, when
from coproduction.kit.spans import Span
from coproduction.kit.words import count_of
from feedback.answers.models import Decision
from feedback.counting import queries as counting
from feedback.counting.queries import Figures
from feedback.deeds.models import Claim
from feedback.downloads import queries as downloads
from feedback.log.models import Said, Step
from feedback.periods.models import Period
from groups.charter.models import Group
from groups.membership.models import FACILITATING, Membership, Role

AFTER = timedelta(days=3)  # counted so many days after the last day
NEWS_FOR = timedelta(days=31)  # a report that comes later than this is no news
MOST_TOLD, MOST_NOTES = 20, 20


# --- what is due ---


def last_over(day: date) -> Span:
    """The last month that may be counted on this day."""
    return spans.month_of(day - AFTER).before


def uncounted(now: datetime):
    """Groups whose last month was not counted: perhaps half a day early."""
    last = last_over(walltime.furthest_day(now))
    counted = Period.objects.filter(group=OuterRef("pk"), kind=spans.MONTH, starts_on__gte=last.starts_on)
    begun = Q(created_at__lt=datetime.combine(last.next_on, datetime.min.time(), now.tzinfo) + walltime.AHEAD)
    return Group.objects.open().filter(begun, ~Exists(counted))


def months_to_count(now: datetime, at_most: int = 50) -> list[tuple[Group, Span]]:
    """Months that are over and were not counted, each group's oldest first. One statement."""
    found = []
    newest = (
        Period.objects.filter(group=OuterRef("pk"), kind=spans.MONTH).order_by("-starts_on").values("starts_on")[:1]
    )
    for group in uncounted(now).annotate(counted_on=Subquery(newest)).order_by("id").iterator():
        month = spans.month_of(group.counted_on or group.local(group.created_at).date())
        month = spans.month_of(month.next_on) if group.counted_on else month
        last = last_over(group.local(now).date())
        while month.starts_on <= last.starts_on and len(found) < at_most:
            found.append((group, month))
            month = spans.month_of(month.next_on)
    return found


def next_count(group, now: datetime) -> tuple[Span, date]:
    """The month that is counted next, and on which day."""
    month = spans.month_of(last_over(group.local(now).date()).next_on)
    return month, month.next_on + AFTER


# --- what a report tells of ---


def told_of(group, span: Span) -> dict[str, list[int]]:
    """The rows of each part, at most some of each. Five statements."""
    begins, ends = span.moments(group.zone)
    in_time = {"at__gte": begins, "at__lt": ends}
    steps = Step.objects.filter(group=group, inside_only=False, **in_time)
    claims = Claim.objects.filter(said__group=group, holds=True, checked_at__gte=begins, checked_at__lt=ends)
    given = counting.answers(group, begins, ends)[::-1]
    refused = [one.pk for one in given if one.kind in counting.NOT_WE_WILL]  # by themselves: never behind many yeses
    opened, undecided, doing = counting.standing(group, ends)
    rows = {
        "said": steps.filter(kind=Step.Kind.SENT).newest_first().values_list("said", flat=True),
        "done": claims.order_by("-checked_at", "-id").values_list("pk", flat=True),
        "noticed": steps.filter(kind=Step.Kind.NOTICED).newest_first().values_list("pk", flat=True),
        "waits": opened.filter(undecided | doing).order_by("opened_at", "id").values_list("pk", flat=True),
    }
    rows |= {"answered": [one.pk for one in given], "refused": refused}
    return {part: list(found[:MOST_TOLD]) for part, found in rows.items()}


# --- what came to light about periods counted before ---


def notes_for(group, span: Span) -> list[list]:
    """Pairs of an entry's number (or none) and words. What was counted stays as it is."""
    begins, ends = span.moments(group.zone)
    notes = [*_counted_again(group, span.before), *_changed_answers(group, begins, ends)]
    steps = Step.objects.filter(group=group, at__gte=begins, at__lt=ends, inside_only=False).order_by("id")
    last_round = steps.filter(said=OuterRef("said"), round=OuterRef("round") - 1, kind__in=("DECIDED", "CHECKED"))
    late = steps.filter(
        Q(kind=Step.Kind.REOPENED) & ~Exists(last_round)
        | Q(kind=Step.Kind.CORRECTED, said__sent_at__lt=begins)
        | Q(kind=Step.Kind.SENT, said__corrects__sent_at__lt=begins)
    )
    for step in late.select_related("said__corrects")[:MOST_NOTES]:
        notes.append([step.said.number, f"{_words(step)} on {when.day(group.local(step.at))}."])
    return notes[:MOST_NOTES]


def _words(step):
    number = f"Number {step.said.number}"
    if step.kind == Step.Kind.REOPENED:
        return f"{number} was opened again, after it had been answered,"
    if step.kind == Step.Kind.SENT:
        return f"{number} corrects number {step.said.corrects.number}. It was sent"
    return f"An answer to number {step.said.number} was corrected"


def _changed_answers(group, begins, ends):
    rows = Decision.objects.filter(said__group=group, at__gte=begins, at__lt=ends, replaces__at__lt=begins)
    for one in rows.select_related("said", "replaces").order_by("id")[:MOST_NOTES]:
        old, new, day = one.replaces.get_kind_display(), one.get_kind_display(), when.day(group.local(one.at))
        changed = f"from “{old}” to “{new}”" if old != new else f"and is still “{new}”"
        yield [one.said.number, f"The answer to number {one.said.number} was changed on {day}, {changed}."]


def _counted_again(group, before: Span):
    """What would come out differently by now. It is said here, and stays as it was there."""
    frozen = Period.objects.filter(group=group).of(before).first()
    if frozen is None:
        return
    then, now = counting.unpacked(frozen.figures).counts, counting.flows(group, before)
    for name, (label, _) in counting.FLOWS.items():
        if then[name] != now[name]:
            yield [None, f"{before.words}: “{label}” was counted as {then[name]}. Counted today it is {now[name]}."]


# --- pages and files ---


@dataclass(frozen=True)
class Line:
    """One period of a list: what it is called, its address, and in a few words what was counted."""

    span: Span
    words: str

    @property
    def heading(self) -> str:
        return f"{Period.Kind(self.span.kind).label}s"


def lines(periods) -> list[Line]:
    return [Line(one.span, in_short(counting.unpacked(one.figures))) for one in periods]


def in_short(found: Figures) -> str:
    said = count_of(found["SAID"], "thing")
    if not any(found[name] for name in ("SAID", "ANSWERED", "DID")):
        return "Nothing was said, answered or done"
    return f"{said} said, {found['ANSWERED']} answered, {found['DID']} done"


def told_readers(group) -> list[Membership]:
    """Who gets a letter when the report of a quarter is there."""
    here = Membership.objects.current().of_group(group.pk).filter(role__in=(*FACILITATING, Role.SPONSOR))
    return list(here.select_related("person"))


FIGURE_HEADINGS = ("Period", "What", "Number")


def figure_rows(periods):
    """One line for each number, as it was frozen. `Members` are rounded; times are in working days."""
    for one in periods.iterator(chunk_size=200):
        yield from figures_of(one)


def figures_of(period):
    found, words = counting.unpacked(period.figures), period.span.words
    for name, (label, _) in counting.NAMES.items():
        yield [words, label, found[name]]
    for label, took in (("hear", found.hear), ("answer", found.answer)):
        yield [words, f"Middle time to {label}", took.middle]
        yield [words, f"Promise to {label} kept, times in 10", took.kept_in_ten]
    for topic, number in found.by_topic:
        yield [words, f"Said about: {topic}", number]
    yield [words, "Members on the last day", found.members]


ENTRY_HEADINGS = (
    "Number", "What we said", "Topic", "Where it stands", "Sent on", "Heard on", "Answered on", "Done on",
    "Working days to hear", "Promised", "Working days to answer", "Promised", "Answer", "Why not",
)  # fmt: skip


def entry_rows(groups, *, named: bool = False):
    """One line for each thing that was sent: states, dates and how long it took in its last round; `named` begins with the
    group. What was sent is for everyone beside a group (row 52)."""
    for zone in sorted({group.time_zone for group in groups}):
        among = {group.pk: group.name for group in groups if group.time_zone == zone}
        sent = Said.objects.sent().filter(group__in=among, sent_at__isnull=False).order_by("group_id", "number")
        for lot in downloads.in_lots(sent, ZoneInfo(zone), "group_id", "round", "number", "words", "topic__name"):
            took, causes = _took(lot), _causes(lot)
            for pk, group, round_, number, words, topic, sent_on, heard_on, decided_on, did_on, *stands in lot:
                yield (
                    *((among[group],) if named else ()), number, words, topic, downloads.tag_of(*stands),
                    sent_on, heard_on, decided_on, did_on, *took.get((pk, round_, "HEARD"), NOTHING),
                    *took.get((pk, round_, "DECIDED"), NOTHING), counting.OUTCOMES.get(stands[1], ""),
                    counting.CAUSES.get(causes.get((pk, round_)), ""),
                )  # fmt: skip


NOTHING = (None, None)


def _took(lot) -> dict[tuple, tuple]:
    """By entry, round and kind of step, the working days it took and those promised: the last. One statement."""
    steps = Step.objects.filter(
        said__in=downloads.ids(lot), kind__in=("HEARD", "DECIDED"), working_days__isnull=False
    )  # fmt: skip
    rows = steps.order_by("id").values_list("said_id", "round", "kind", "working_days", "promised_days")
    return {tuple(which): (days, promised) for *which, days, promised in rows}


def _causes(lot) -> dict[int, str]:
    """By entry and round, what stands in the way: of the last answer. One statement."""
    given = Decision.objects.filter(said__in=downloads.ids(lot)).order_by("id")
    return {(said, round_): cause for said, round_, cause in given.values_list("said_id", "round", "cause")}


def still_there(letters) -> set[int]:
    """Letters about a period that is there, of a group that goes on. `about` is `period:<group>:<code>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    here = set(Group.objects.open().filter(pk__in=wanted.values()).values_list("pk", flat=True))
    return {letter for letter, group in wanted.items() if group in here}
