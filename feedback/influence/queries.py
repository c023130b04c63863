"""What was declared beside what members say it really was, as far as its reader may know."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from coproduction.kit import walltime, when, words
from feedback.influence.models import Judging
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Influence
from groups.membership.models import Membership

ENOUGH, ENOUGH_OUTSIDE = 5, 8
TOO_FEW = "Too few members answered to show it."


@dataclass(frozen=True)
class Judged:
    """One time of asking: what was declared, and the answers in words, or why there are none to show."""

    judging: Judging
    when: str
    lines: list[str]
    note: str


def members(group_id):
    """Those who judge: the members of the group now."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.JUDGE_INFLUENCE)


def last_judging(topic, membership) -> Judging | None:
    return Judging.objects.visible_to(membership).filter(topic=topic).order_by("-id").first()


def judged(topic, membership) -> Judged | None:
    """The last time of asking. Two statements."""
    judging = last_judging(topic, membership)
    if judging is None:
        return None
    until = when.day(judging.until_on)
    if judging.closed_at is None:
        return Judged(judging, until, [], f"Members say until the end of {until} what it really was.")
    answers = Counter(judging.judgements.values_list("level", flat=True))
    lines = _inside(answers) if membership.inside else _outside(answers)
    return Judged(judging, until, lines, "" if lines else TOO_FEW)


def _inside(answers) -> list[str]:
    """Exact numbers inside the group, once five have answered."""
    if answers.total() < ENOUGH:
        return []
    return [f"{level.label}: {answers[level]} of {answers.total()} members" for level in Influence]


def _outside(answers) -> list[str]:
    """The rule for numbers about people: no split where one answer has 1 to 7."""
    if answers.total() < ENOUGH_OUTSIDE or any(0 < number < ENOUGH_OUTSIDE for number in answers.values()):
        return []
    rounded = {level: words.rounded(answers[level]) if answers[level] else "no" for level in Influence}
    return [f"{level.label}: {rounded[level]} members" for level in Influence]


def my_judgement(judging, membership) -> str:
    return judging.judgements.filter(membership=membership).values_list("level", flat=True).first() or ""


def may_be_over(now: datetime):
    """Judgings whose last day has ended somewhere."""
    return Judging.objects.open().filter(until_on__lt=walltime.furthest_day(now))


def to_close(now: datetime, limit=200):
    """Judgings whose last day has ended where the group is; a few at a time."""
    rows = may_be_over(now).select_related("topic__group").order_by("until_on", "id")
    return list(islice((one for one in rows.iterator() if is_over(one, now)), limit))


def is_over(judging, now: datetime) -> bool:
    return judging.topic.group.local(now).date() > judging.until_on


def still_asked(letters) -> set[int]:
    """Letters about a judging that is still open, to people who are members now."""
    about = {letter.pk: int(letter.about.split(":")[2]) for letter in letters}  # topic:<topic>:<judging>
    group_of = dict(Judging.objects.open().filter(pk__in=about.values()).values_list("pk", "topic__group_id"))
    here = Membership.objects.current().holding(FeedbackAbility.JUDGE_INFLUENCE)
    here = here.filter(group__in=group_of.values(), person__in={letter.person_id for letter in letters})
    here = set(here.values_list("person_id", "group_id"))
    return {letter.pk for letter in letters if (letter.person_id, group_of.get(about[letter.pk])) in here}
