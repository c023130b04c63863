"""The figures of a span of time: counted from the steps of the chain, which are never changed. None writes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, When

from coproduction.kit.spans import Span
from coproduction.kit.words import in_ten, rounded
from feedback.answers.models import Decision
from feedback.impact.models import FEWEST, Asking
from feedback.log.models import Said, Stage, Step
from groups.meetings.models import Meeting
from groups.membership.models import Membership, Role

NO_TOPIC = "No topic"
OUTCOMES, CAUSES = dict(Decision.Kind.choices), dict(Decision.Cause.choices)
NOT_WE_WILL = ("PARTLY", "NOT_NOW", "CANNOT")
# Each number by its name: what it is called, and what is counted. In the order of the pages and of the file.
FLOWS = {  # things that happened: counted again, they come out the same
    "SAID": ("Said", "Things the group agreed on and sent, in its own words."),
    "HEARD": ("Heard", "Times a named person said that they have it, and when they will answer."),
    "ANSWERED": ("Answered", "Things that got an answer. An answer that was changed later is not counted again."),
    **{kind: (words, f"Answers that were “{words}”.") for kind, words in OUTCOMES.items()},
    **{
        f"WHY_{cause}": (f"Why not: {words.lower()}", f"Answers other than “we will” because of this: {words.lower()}.")
        for cause, words in CAUSES.items()
    },
    "DID": ("Done", "Things done, and checked by someone in the group."),
    "HALF": ("Half done", "Things of which a part was done and checked."),
    "ANSWERED_IT": ("That answers it", "Things of which the group said: yes, that answers it."),
    "REOPENED": ("Opened again", "Things opened again, because the group said no or nobody noticed."),
    "CHALLENGED": ("Asked again", "Times the group asked to look at an answer again."),
    "NOTICED": ("People noticed", "Done things of which people said, months later, that they noticed."),
    "UNNOTICED": ("Nobody noticed", "Done things of which people said, months later, that they noticed nothing."),
    "ASKED": ("Asked, and not clear", "Done things about which too few people answered to say."),
    "MEETINGS": ("Meetings", "Meetings of the group that took place."),
}  # fmt: skip
STANDING = {  # how things stood when the last day ended
    "WAITING": ("Waiting at the end", "Things that had no answer yet when the last day ended."),
    "DOING": ("Being done at the end", "Things that were promised and not done yet when the last day ended."),
    "LATE": ("Late at the end", "Of those that waited: the promise had passed when the last day ended."),
}
NAMES = FLOWS | STANDING
KINDS = {
    "SAID": "SENT", "HEARD": "HEARD", "DID": "CHECKED", "HALF": "HALF_DONE", "ANSWERED_IT": "ANSWERED",
    "REOPENED": "REOPENED", "CHALLENGED": "CHALLENGED",
}  # fmt: skip


@dataclass(frozen=True)
class Took:
    """Working days: how many took how long, how many kept the promise, and how many promises had passed unkept at the end.

    What was late on the last day counts as not kept: nobody keeps a promise by staying silent.
    """

    by_days: Counter = field(default_factory=Counter)
    kept: int = 0
    late: int = 0

    @property
    def middle(self) -> int | None:
        counted, passed = self.by_days.total(), 0
        for days in sorted(self.by_days):
            passed += self.by_days[days]
            if passed * 2 >= counted:
                return days
        return None

    @property
    def promised(self) -> int:
        return self.by_days.total() + self.late

    @property
    def kept_in_ten(self) -> int | None:
        return in_ten(self.kept, self.promised)

    def __add__(self, other):
        return Took(self.by_days + other.by_days, self.kept + other.kept, self.late + other.late)


@dataclass(frozen=True)
class Figures:
    """What was counted. `members` is in the words in which it may be shown, and empty for several groups together."""

    counts: Counter = field(default_factory=Counter)
    topics: Counter = field(default_factory=Counter)
    hear: Took = field(default_factory=Took)
    answer: Took = field(default_factory=Took)
    members: str = ""

    def __getitem__(self, name):
        return self.counts[name]

    def __add__(self, other):
        return Figures(
            self.counts + other.counts, self.topics + other.topics, self.hear + other.hear, self.answer + other.answer
        )

    @property
    def outcomes(self) -> list[tuple[str, str, int]]:
        return [(kind, words, self.counts[kind]) for kind, words in OUTCOMES.items()]

    @property
    def causes(self) -> list[tuple[str, int]]:
        """Why it was not *we will*, the most frequent first; only what there was."""
        found = [(words, self.counts[f"WHY_{cause}"]) for cause, words in CAUSES.items()]
        return sorted((one for one in found if one[1]), key=lambda one: -one[1])

    @property
    def by_topic(self) -> list[tuple[str, int]]:
        return sorted(self.topics.items(), key=lambda one: (-one[1], one[0]))


def figures(group, span: Span) -> Figures:
    """Eight statements, whatever happened."""
    begins, ends = span.moments(group.zone)
    in_time = {"at__gte": begins, "at__lt": ends}
    counts = flows(group, span)
    said = Step.objects.filter(group=group, kind=Step.Kind.SENT, **in_time).order_by()
    topics = said.values_list("said__topic__name").annotate(n=Count("id"))
    stood = _stood(group, ends, span.next_on)
    took = times(Step.objects.filter(group=group, **in_time), {"HEARD": stood["hear"], "DECIDED": stood["answer"]})
    counts |= Counter(WAITING=stood["waiting"], DOING=stood["doing"], LATE=stood["late"])
    members = Membership.objects.of_group(group.pk).filter(role=Role.MEMBER, joined_at__lt=ends)
    return Figures(
        counts, Counter({name or NO_TOPIC: number for name, number in topics}), took["HEARD"], took["DECIDED"],
        rounded(members.exclude(left_at__lt=ends).count()),
    )  # fmt: skip


def flows(group, span: Span) -> Counter:
    """What happened, by name: the same however often and however late it is counted. Four statements."""
    begins, ends = span.moments(group.zone)
    steps = Step.objects.filter(group=group, kind__in=KINDS.values(), at__gte=begins, at__lt=ends)
    kinds = dict(steps.values_list("kind").annotate(n=Count("id")).order_by())
    counts = Counter({name: kinds.get(kind, 0) for name, kind in KINDS.items()})
    counts.update(_answers(group, begins, ends))
    askings = Asking.objects.filter(said__group=group, closed_at__gte=begins, closed_at__lt=ends)
    counts.update(what_people_noticed(one) for one in askings.exclude(result=Asking.Result.OVERTAKEN))
    met = Meeting.objects.filter(group=group, starts_at__gte=begins, starts_at__lt=ends)
    counts["MEETINGS"] = met.going_ahead().count()
    return counts


def what_people_noticed(asking) -> str:
    """Few answers are not told apart, unless nobody noticed: that must be plain."""
    if asking.result == Asking.Result.UNNOTICED:
        return "UNNOTICED"
    return "NOTICED" if asking.result == Asking.Result.NOTICED and asking.answered >= FEWEST else "ASKED"


def answers(group, begins: datetime, ends: datetime) -> list[Decision]:
    """The answers of that time as they stood at its end: one for each that was first given in it. One statement."""
    rows = Decision.objects.filter(said__group=group, at__gte=begins, at__lt=ends).order_by("id")
    given = {}
    for one in rows:
        if one.replaces_id is None or one.replaces_id in given:
            given.pop(one.replaces_id, None)
            given[one.pk] = one
    return list(given.values())


def _answers(group, begins, ends):
    given = answers(group, begins, ends)
    why = (f"WHY_{one.cause}" for one in given if one.kind in NOT_WE_WILL)
    return Counter([*(one.kind for one in given), *why]) + Counter(ANSWERED=len(given))


def standing(group, ends: datetime):
    """What was sent and not done with when that moment came, as conditions on entries that are still in this round."""
    opened = Said.objects.sent().filter(group=group, opened_at__lt=ends)
    undecided = Q(decided_at=None) | Q(decided_at__gte=ends)
    undone = Q(did_at=None) | Q(did_at__gte=ends)
    doing = Q(decided_at__lt=ends, decision__in=("WE_WILL", "PARTLY")) & undone
    return opened, undecided, doing


def _stood(group, ends: datetime, next_on: date) -> dict[str, int]:
    opened, undecided, doing = standing(group, ends)
    unheard = Q(heard_at=None) | Q(heard_at__gte=ends)
    hear, answer = undecided & unheard & Q(hear_by__lt=next_on), undecided & Q(answer_by__lt=next_on)
    numbers = {"waiting": undecided, "doing": doing, "hear": hear, "answer": answer, "late": hear | answer}
    return opened.aggregate(**{name: Count("id", filter=which) for name, which in numbers.items()})


def late_to(kind: str, today: date) -> Q:
    """Past its promise to be heard (HEARD) or answered (DECIDED). What nobody heard is late to be answered as well: nobody
    keeps that promise by staying silent."""
    late = Q(stage=Stage.SENT) if kind == "HEARD" else Q(stage=Stage.HEARD) | Q(stage=Stage.SENT, answer_by__lt=today)
    return late & Q(stage__in=(Stage.SENT, Stage.HEARD), due_on__lt=today)  # as their index has it


def late_now(groups, kind: str, today: date):
    return Said.objects.filter(late_to(kind, today), group__in=groups).annotate(promised_on=promised_on(kind))


def promised_on(kind: str):
    return F("due_on") if kind == "HEARD" else Case(When(stage=Stage.HEARD, then="due_on"), default="answer_by")


def times(steps, late: dict[str, int]) -> dict[str, Took]:
    """How long these steps took, from the working days written down when they were taken. By kind of step: HEARD, DECIDED.

    `late`: of each kind, how many were not taken and should have been. One statement, a row for each number of days.
    """
    rows = steps.filter(kind__in=late, working_days__isnull=False).order_by()
    by_days, kept = {kind: Counter() for kind in late}, Counter()
    for kind, days, promised, number in rows.values_list("kind", "working_days", "promised_days").annotate(Count("id")):
        by_days[kind][days] += number
        kept[kind] += number if days <= promised else 0
    return {kind: Took(by_days[kind], kept[kind], late[kind]) for kind in late}


# --- as it is kept ---


def packed(found: Figures) -> dict:
    def took(one):
        return {"days": sorted(one.by_days.items()), "kept": one.kept, "late": one.late}

    counts = {name: found[name] for name in NAMES if found[name]}
    return {
        "counts": counts, "topics": found.by_topic, "hear": took(found.hear), "answer": took(found.answer),
        "members": found.members,
    }  # fmt: skip


def unpacked(kept: dict) -> Figures:
    def took(one):
        return Took(Counter(dict(one["days"])), one["kept"], one["late"])

    return Figures(
        Counter(kept["counts"]),
        Counter(dict(kept["topics"])),
        took(kept["hear"]),
        took(kept["answer"]),
        kept["members"],
    )
