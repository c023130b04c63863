"""When the questions are due, who is asked, and what may be shown of the answers to whom."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q

from coproduction.kit import unnamed, walltime
from coproduction.kit.words import count_of, rounded
from feedback.permissions import FeedbackAbility
from feedback.speaking_up.models import Answer, MayAnswer, PulseRound, Question
from groups.charter.models import Group
from groups.membership.models import Membership

DAYS = ((4, 1), (10, 1))  # each year; the same for every group, so that the day tells nothing
FIRST_AFTER = timedelta(days=182)  # a group is first asked half a year after it began
APART = timedelta(days=90)  # two askings are never closer than this
WINDOW = timedelta(days=30)  # how late an asking may still open: wider than the longest outage
A_ZONE = timedelta(days=1)  # no wall clock is further from ours
OPEN_FOR, REMIND_AFTER = timedelta(days=21), timedelta(days=14)
FEWEST_ASKED = 8
ROUNDS_SHOWN = 8


# --- when, and who ---


def due_on(began_on: date, today: date) -> date | None:
    """The latest day on or before today on which a group that began then is asked."""
    first = began_on + FIRST_AFTER
    days = [date(year, month, day) for year in (today.year - 1, today.year) for month, day in DAYS]
    return max((day for day in (*days, first) if first <= day <= today), default=None)


def next_on(began_on: date, today: date, last: date | None) -> date:
    """The next day on which it is asked."""
    first = began_on + FIRST_AFTER
    earliest = max(first, last + APART) if last else first
    years = (today.year, today.year + 1, today.year + 2)
    days = [first, *(date(year, month, day) for year in years for month, day in DAYS)]
    return min(day for day in days if day > today and day >= earliest)


def groups_due(now: datetime) -> list[tuple[Group, date]]:
    """Groups whose day has come, from 8am, and who were not asked for it. One statement."""
    found, groups = [], Group.objects.open().annotate(last_on=Max("askings__due_on")).order_by("id")
    for group in (one for one in groups if not walltime.is_night(now, one.zone)):
        today = group.local(now).date()
        day = due_on(group.local(group.created_at).date(), today)
        if day and today - day < WINDOW and not (group.last_on and day - group.last_on < APART):
            found.append((group, day))
    return found


def to_remind(now: datetime):
    return PulseRound.objects.open(now).filter(reminded_at=None, opened_at__lte=now - REMIND_AFTER)


def clock_due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [_may_be_due(now), to_remind(now), PulseRound.objects.to_close(now)]


def _may_be_due(now):
    """Groups that may have a day to be asked on and were not asked for long enough: near one of the days of the year, or
    half a year after they began. Where there are too few members it stays so for a month."""
    asked = PulseRound.objects.filter(group=OuterRef("pk"), due_on__gt=now.date() - APART + A_ZONE)
    first = Q(created_at__range=(now - FIRST_AFTER - WINDOW - A_ZONE, now - FIRST_AFTER + A_ZONE))
    today = now.date()
    days = [date(year, month, day) for year in (today.year - 1, today.year, today.year + 1) for month, day in DAYS]
    if any(-A_ZONE <= today - day <= WINDOW + A_ZONE for day in days):
        first |= Q(created_at__lte=now - FIRST_AFTER + A_ZONE)
    return Group.objects.open().filter(first, ~Exists(asked))


def could_answer(group_id):
    """Members and nobody else: not those who run the group, help someone in it, or answer to it."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.ANSWER_PULSE)


def to_tell(asking):
    """Everyone who was asked and is still a member, whether or not they answered."""
    asked = MayAnswer.objects.filter(asking=asking).values("membership")
    return could_answer(asking.group_id).filter(pk__in=asked).select_related("person").order_by("id")


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose asking is open and whose reader is one of those asked. `about` is `asking:<id>`.

    Whether they have answered is not looked at: everyone gets the same letters.
    """
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    rows = MayAnswer.objects.filter(
        asking__in=PulseRound.objects.open(now).filter(pk__in={asking for asking, _ in wanted.values()}),
        membership__in=Membership.objects.current().holding(FeedbackAbility.ANSWER_PULSE),
    )
    right = set(rows.values_list("asking_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}


def open_for(membership, now: datetime) -> PulseRound | None:
    """The open asking this member is one of, for their home: the same for everyone asked, also those who have answered."""
    if not membership.may(FeedbackAbility.ANSWER_PULSE):
        return None
    return PulseRound.objects.visible_to(membership).open(now).filter(asked__membership=membership).first()


# --- the page of one member ---


@dataclass(frozen=True)
class Mine:
    """What a member can do now. `asking` is empty when none is open; `why_not` says why they cannot answer."""

    asking: PulseRound | None
    why_not: str = ""
    has_answered: bool = False


def for_member(membership, now: datetime) -> Mine:
    """At most three statements."""
    asking = PulseRound.objects.visible_to(membership).open(now).newest_first().first()
    if asking is None:
        return Mine(None, _why_none(membership, now))
    mine = MayAnswer.objects.visible_to(membership).filter(asking=asking).first()
    if mine is None:
        return Mine(asking, "You joined after these questions opened. We will ask you next time.")
    return Mine(asking, "", mine.has_answered)


def _why_none(membership, now):
    group = membership.group
    members = could_answer(group.pk).count()
    if members < FEWEST_ASKED:
        here = "is 1 member" if members == 1 else f"are {members} members"
        return (
            f"We only ask when at least {FEWEST_ASKED} members could answer, so that no answer points to one person. "
            f"There {here} in your group now."
        )
    last = PulseRound.objects.visible_to(membership).aggregate(on=Max("due_on"))["on"]
    day = next_on(group.local(group.created_at).date(), group.local(now).date(), last)
    return f"Nothing is open now. We ask again on {day.day} {day:%B %Y}."


# --- results ---


@dataclass(frozen=True)
class Split:
    """How one question was answered: pairs of answer and number in words. Empty where a part would be too small to show."""

    question: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """One closed asking, as one reader may see it. `too_few`: not enough people answered to show anything."""

    opened_on: date
    answered: str
    too_few: bool
    splits: list[Split] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def results(reader) -> list[Result]:
    """Closed askings, newest first. Inside the group exact numbers and lines, outside it rounded ones and none. One statement."""
    rows = PulseRound.objects.visible_to(reader).closed().newest_first()[:ROUNDS_SHOWN]
    return [_result(row, reader.inside, reader.group) for row in rows]


def _result(row, inside, group):
    opened_on = group.local(row.opened_at).date()
    if not unnamed.enough(row.answered, inside):
        return Result(opened_on, "", True)
    splits = [Split(label, _parts(row.counts[question], inside)) for question, label in Question.choices]
    if inside:
        answered = f"{row.answered} of {count_of(row.could_answer, 'member')} answered"
    else:
        answered = f"{rounded(row.answered).capitalize()} people answered"
    return Result(opened_on, answered, False, splits, row.lines if inside else [])


def _parts(counts, inside):
    numbers = unnamed.in_words([counts[answer] for answer in Answer.values], inside)
    return list(zip(Answer.labels, numbers, strict=False))  # none, where they may not be shown


def trend(found: list[Result], question: str) -> list[list[str]]:
    """Rows for a table: when, then each answer; oldest last, as they are listed."""
    rows = []
    for one in found:
        split = next((split for split in one.splits if split.question == question and split.parts), None)
        numbers = [number for _, number in split.parts] if split else ["not shown"] * len(Answer.choices)
        rows.append([f"{one.opened_on:%B %Y}", *numbers])
    return rows
