import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Value

from coproduction.kit import personal, walltime
from feedback.asides.models import Aside, AsideNote
from feedback.log.models import Said
from groups.membership.models import FACILITATING, Membership, Role

_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DAYS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b|\b{_MONTH} \d{{1,4}}\b|\b(?:19|20)\d\d\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_REACH = re.compile(r"[^\s@]+@[^\s@]+|\b0[\d ]{8,}\d\b")
_NAME = r"[A-Z][a-z’'-]+(?: [A-Z][a-z’'-]+)*"
_NAMES = re.compile(rf"\b(?:Dr|Mr|Mrs|Ms|Nurse|Professor)\.? {_NAME}|(?<=[a-z,;] )(?!I\b){_NAME}")


@personal.narrowed("feedback.AsideNote")
def own_notes(person, rows):
    """Of a private conversation, one's own words."""
    return rows.filter(written_by__person=person)


@dataclass(frozen=True)
class Hint:
    """Something in the words by which somebody could be recognised."""

    what: str
    found: str


def owed(now: datetime):
    """Answers that are owed longer than promised, to people who are still here, and not told twice."""
    return Aside.objects.waiting().filter(
        answer_by__lt=walltime.furthest_day(now), nudges__lt=2, written_by__left_at=None
    )


def gives_away(words: str) -> list[Hint]:
    """*Could someone recognise you?* What we notice; there may be more, which only the writer can see."""
    days, names = _found(_DAYS, words), _found(_NAMES, words)
    kinds = {
        "a day or a date": days,
        "a way to reach someone": _found(_REACH, words),
        "a name or a place": [one for one in names if not _DAYS.search(one)],
    }
    return [Hint(what, ", ".join(f"“{one}”" for one in found[:5])) for what, found in kinds.items() if found]


def _found(pattern, words):
    return list(dict.fromkeys(pattern.findall(words)))


def listed(membership):
    """Conversations this person may read: those that wait first, then the newest."""
    rows = Aside.objects.visible_to(membership).with_people().with_last_words()
    return rows.order_by(F("answer_by").asc(nulls_last=True), "-id")


def own_words(aside) -> str:
    """What the writer said, for them to edit before sharing. Never the words of a facilitator: nobody quotes those."""
    mine = AsideNote.objects.filter(aside=aside, written_by=aside.written_by_id).order_by("id")
    return "\n\n".join(mine.values_list("words", flat=True))[:4000]


def draft_to_open(aside, membership):
    """The draft it became, where this reader may open it: one with a name is its writer's until the group is asked."""
    return Said.objects.visible_to(membership).filter(pk=aside.said_id).first() if aside.said_id else None


def helping(group_id):
    """Those who read and answer."""
    return Membership.objects.current().of_group(group_id).facilitating().select_related("person").order_by("id")


def to_nudge(group_id, times: int):
    """Whom to remind: the facilitators first, their co-facilitators after that, and whoever is there if one is missing."""
    first, second = (Role.FACILITATOR, Role.CO_FACILITATOR) if times == 0 else FACILITATING[::-1]
    here = list(helping(group_id))
    return [one for one in here if one.role == first] or [one for one in here if one.role == second]


def waits_for(membership):
    """What waits for this person, as (kind, number, day) for their home page: an answer to give, or one to go on from."""
    mine = Aside.objects.visible_to(membership)
    mine = mine.waiting().filter(written_by__left_at=None) if membership.facilitates else mine.answered()
    kind = "aside" if membership.facilitates else "aside_answered"
    return mine.values_list(Value(kind, output_field=CharField()), "pk", "answer_by").order_by()


def still_right(letters) -> list[int]:
    """Letters to facilitators while an answer is owed and they still help; letters to the writer until they went on."""
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    owed = dict(Aside.objects.filter(pk__in=about.values()).values_list("pk", "answer_by"))
    people, groups = {one.person_id for one in letters}, {one.group_id for one in letters}
    here = Membership.objects.current().facilitating().filter(person__in=people, group__in=groups)
    here = set(here.values_list("person_id", "group_id"))

    def right(letter):
        if letter.stem.endswith("answered"):
            return about[letter.pk] in owed and owed[about[letter.pk]] is None
        return owed.get(about[letter.pk]) is not None and (letter.person_id, letter.group_id) in here

    return [letter.pk for letter in letters if right(letter)]
