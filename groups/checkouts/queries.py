"""When the questions open, who is asked, and what may be shown of the answers to whom."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import TruncDate

from coproduction.kit import charts, unnamed, walltime, workdays
from coproduction.kit.words import count_of, rounded
from groups.checkouts.models import Answer, CheckOut, MayCheckOut, Question
from groups.meetings.models import Meeting, Reply
from groups.membership.models import FACILITATING, Membership
from groups.permissions import GroupAbility

OPEN_FOR = timedelta(days=3)
OPENS_WITHIN = timedelta(days=7)  # how late it may still open: after a longer outage nobody remembers
MEETINGS_SHOWN = 12
STYLES = {Answer.YES: "did", Answer.PARTLY: "doing", Answer.NO: "cannot"}


# --- when, and who ---


def could_answer(meeting: Meeting):
    """Members and supporters who did not say that they would not come: not those who run it, nor those it speaks to."""
    said_no = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"), answer=Reply.Answer.NO)
    here = Membership.objects.current().of_group(meeting.group_id).holding(GroupAbility.CHECK_OUT)
    return here.filter(~Exists(said_no)).select_related("person").order_by("id")


def unasked(now: datetime):
    """Meetings whose planned end has passed, and that nobody was asked about."""
    held = Meeting.objects.going_ahead().behind(now).filter(ends_at__gt=now - OPENS_WITHIN, group__closed_at=None)
    return held.filter(check_out=None)


def to_open(now: datetime) -> list[Meeting]:
    """With too few people nobody is asked."""
    return [one for one in unasked(now).select_related("group").order_by("ends_at", "id") if enough(one)]


def due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [unasked(now), CheckOut.objects.to_close(now)]


def enough(meeting: Meeting) -> bool:
    return could_answer(meeting).count() >= unnamed.FEWEST_INSIDE


def closes_at(meeting: Meeting, now: datetime) -> datetime:
    """Three days after it opened; opened during the meeting, three days after its end."""
    return max(now, meeting.ends_at) + OPEN_FOR


def group_from(group, now: datetime) -> datetime:
    """One working day later, at the same time of day."""
    local = group.local(now)
    return walltime.at(workdays.add(local.date() + timedelta(days=1), 0, group.nation), local.time(), group.zone)


def readers(check_out: CheckOut, *, facilitating: bool):
    here = Membership.objects.current().of_group(check_out.meeting.group_id).holding(GroupAbility.SEE_CHECK_OUT)
    mine = here.filter(role__in=FACILITATING) if facilitating else here.exclude(role__in=FACILITATING)
    return mine.select_related("person").order_by("id")


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose questions are open and whose reader is one of those asked. `about` is `check_out:<id>`.

    Whether they have answered is not looked at: everyone gets the same letter.
    """
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    rows = MayCheckOut.objects.filter(
        check_out__in=CheckOut.objects.open(now).filter(pk__in={one for one, _ in wanted.values()}),
        check_out__meeting__cancelled_at=None,
        membership__in=Membership.objects.current().holding(GroupAbility.CHECK_OUT),
    )
    right = set(rows.values_list("check_out_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}


# --- one person's part ---


def waits_for(membership: Membership, now: datetime):
    """What is open for this person, answered or not, as (kind, number, day) for their home page."""
    mine = MayCheckOut.objects.visible_to(membership).filter(check_out__in=CheckOut.objects.open(now))
    mine = mine.filter(check_out__meeting__cancelled_at=None)
    day = TruncDate("check_out__closes_at", tzinfo=membership.group.zone)
    kind = Value("check_out", output_field=CharField())
    return mine.values_list(kind, "check_out__meeting_id", day).order_by()


@dataclass(frozen=True)
class Mine:
    """What one person can do about the questions of one meeting."""

    check_out: CheckOut | None
    why_not: str = ""
    has_answered: bool = False


def for_person(meeting: Meeting, membership: Membership, now: datetime) -> Mine:
    """At most two statements."""
    found = CheckOut.objects.visible_to(membership).filter(meeting=meeting).first()
    if meeting.cancelled:
        return Mine(None, "This meeting was cancelled, so there is nothing to ask.")
    if found is None:
        return Mine(
            None, "These questions open when the meeting ends. We only ask when at least 5 people could answer."
        )
    if found.closed_at or found.closes_at <= now:
        return Mine(None, "These questions have closed.")
    mine = MayCheckOut.objects.visible_to(membership).filter(check_out=found).first()
    if mine is None:
        return Mine(found, "You are not asked this time: you said that you would not come, or you joined later.")
    return Mine(found, "", mine.has_answered)


@dataclass(frozen=True)
class AtTheEnd:
    """What the page of a meeting offers: to open the questions, to answer them, or to read what came of them."""

    opens: bool
    answers: bool
    results: bool


def at_the_end(meeting: Meeting, membership: Membership, now: datetime) -> AtTheEnd | None:
    """No statement: the meeting came with it. Whether somebody has answered is not looked at."""
    if meeting.cancelled or not meeting.begun(now) or not membership.inside:
        return None
    found = getattr(meeting, "check_out", None)
    if found is None:
        opens = membership.may(GroupAbility.OPEN_CHECK_OUT) and not meeting.over(now)
        return AtTheEnd(opens, False, False)
    open_ = found.closed_at is None and found.closes_at > now
    return AtTheEnd(False, open_ and membership.may(GroupAbility.CHECK_OUT), True)


# --- what came of it ---


@dataclass(frozen=True)
class Split:
    """How one question was answered. `parts` are pairs of answer and number in words; empty where it may not be shown."""

    question: str
    numbers: list[int]  # what a bar may be drawn from: exact inside the group, rounded outside
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """The closed questions of one meeting, as one reader may see them. `too_few`: not enough people answered to show anything."""

    label: str
    answered: str
    too_few: bool
    splits: list[Split] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def result(check_out: CheckOut, reader: Membership) -> Result:
    """Inside the group exact numbers and lines, outside it rounded ones and none, and the month in place of the meeting."""
    inside, meeting = reader.inside, check_out.meeting
    label = f"{meeting.title}, {meeting.day}" if inside else f"{meeting.starts:%B %Y}"
    if not unnamed.enough(check_out.answered, inside):
        return Result(label, "", True)
    splits = [_split(check_out.counts[question], said, inside) for question, said in Question.choices]
    if inside:
        answered = f"{check_out.answered} of {count_of(check_out.could_answer, 'person', 'people')} answered"
    else:
        answered = f"{rounded(check_out.answered).capitalize()} people answered"
    return Result(label, answered, False, splits, check_out.lines if inside else [])


def _split(counts, question, inside) -> Split:
    numbers = [counts[answer] for answer in Answer.values]
    shown = unnamed.in_words(numbers, inside)
    if not shown:
        return Split(question, [], [])
    drawn = numbers if inside else [5 * round(number / 5) for number in numbers]
    return Split(question, drawn, list(zip(Answer.labels, shown, strict=True)))


def results(reader: Membership, now: datetime) -> list[Result]:
    """Closed questions of the last meetings, newest first. One statement."""
    rows = CheckOut.objects.visible_to(reader).ready_for(reader, now).newest_first().select_related("meeting")
    return [result(row, reader) for row in rows[:MEETINGS_SHOWN]]


def trend(found: list[Result]) -> list[charts.Chart]:
    """A chart for each question with a bar for each meeting, oldest first; the same figures as words and as a table."""
    series = [(answer.label, STYLES[answer]) for answer in Answer]
    drawn = []
    for place, question in enumerate(Question.labels):
        splits = [(one.label, None if one.too_few else one.splits[place]) for one in reversed(found)]
        rows = [(label, split.numbers if split and split.parts else [0] * len(series)) for label, split in splits]
        chart = charts.bars(question, series, rows, first_heading="Meeting", nothing="Not shown: too few people")
        said = [[number for _, number in split.parts] if split and split.parts else [] for _, split in splits]
        drawn.append(replace(chart, rows=_rows_in_words(chart, said), table=_table(chart, said, len(series))))
    return drawn


def _rows_in_words(chart, said):
    """As many as are shown, in the words in which they may be: *about 10* outside the group."""
    names = chart.head[1:]
    return [
        replace(row, words=" · ".join(f"{name} {n}" for name, n in zip(names, numbers, strict=True)))
        if numbers
        else row
        for row, numbers in zip(chart.rows, said, strict=True)
    ]


def _table(chart, said, width):
    return [[row[0], *(numbers or ["not shown"] * width)] for row, numbers in zip(chart.table, said, strict=True)]
