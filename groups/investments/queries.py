"""Promised, given and felt, side by side, for one reader."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum

from coproduction.kit.words import count_of
from groups.charter.models import Group
from groups.investments.models import FacilitationTime, Given, Investment
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.papers.models import Paper
from groups.survey_results import queries as results
from groups.survey_sets import queries as sets
from groups.surveys.models import Half, Kind, SideOf, Survey

A_YEAR = timedelta(days=365)
LINES, MEETINGS = 5, 12  # of what was given, for each investment; to choose from


@dataclass(frozen=True)
class Promise:
    """What one leader promised for one of them, and where it stands."""

    words: str
    who: str
    state: str
    url: str


@dataclass(frozen=True)
class Promises:
    """All of them, by investment; and where the reader may promise something."""

    of: dict[str, list[Promise]] = field(default_factory=dict)
    url: str = ""


_told_by: list[Callable] = []


def tells_promises(room: Callable) -> Callable:
    """Hangs the room that keeps what leaders promise on this page: `room(membership, now)` gives `Promises`."""
    _told_by.append(room)
    return room


@dataclass(frozen=True)
class Felt:
    """What the last survey says of one of them: by side, the middle answer."""

    day: date
    sides: list[tuple[str, str]]
    survey: Survey


@dataclass(frozen=True)
class Card:
    """One investment. `worked_out`: what we know without anybody noting it."""

    key: str
    title: str
    promised: list[Promise]
    given: list[Given]
    worked_out: str
    felt: Felt | None


@dataclass(frozen=True)
class Retold:
    """How often people had to tell their story again: the middle answer of members, newest first."""

    words: str
    times: list[tuple[date, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    cards: list[Card]
    retold: Retold
    promise_url: str


def page(membership: Membership, now: datetime) -> Page:
    """Seven statements, whatever there is."""
    group = membership.group
    given, promises = defaultdict(list), Promises()
    for room in _told_by:
        promises = room(membership, now)
    recent = Given.objects.visible_to(membership).filter(given_on__gt=(now - A_YEAR).date())
    for one in recent.order_by("-given_on", "-id"):
        given[one.investment].append(one)
    known = {Investment.FACILITATION: _hours(group, now), Investment.INFORMATION: _papers(group, now)}
    surveys = _closed(membership)
    felt = _felt(surveys, membership)
    cards = [
        Card(
            key, title, promises.of.get(key, []), given[key][:LINES], known.get(key, ""), felt.get(key),
        )
        for key, title in Investment.choices
    ]  # fmt: skip
    return Page(cards, _retold(surveys, membership), promises.url)


def _hours(group: Group, now) -> str:
    """All meetings of the last twelve months together. One statement."""
    rows = FacilitationTime.objects.filter(group=group, meeting__starts_at__gt=now - A_YEAR)
    total = rows.aggregate(before=Sum("before"), during=Sum("during"), after=Sum("after"), of=Count("id"))
    if not total["of"]:
        return ""
    parts = ", ".join(f"{in_hours(total[part] or 0)} {part}" for part in ("before", "during", "after"))
    return f"{count_of(total['of'], 'meeting')} in 12 months: {parts}."


def in_hours(minutes: int) -> str:
    """To the quarter of an hour: `1 hour`, `2.5 hours`."""
    hours = round(minutes / 15) / 4
    return count_of(int(hours), "hour") if hours == int(hours) else f"{hours:g} hours"


def _papers(group: Group, now) -> str:
    """Papers for meetings of the last twelve months that were here by the group's own day. One statement."""
    rows = Paper.objects.there().filter(
        group=group, meeting__starts_at__range=(now - A_YEAR, now), meeting__cancelled_at=None
    )
    found = list(rows.with_all())
    if not found:
        return ""
    in_time = sum(one.came_at is not None and one.here_on <= one.needed_on for one in found)
    return f"{in_time} of {count_of(len(found), 'paper')} came in time in 12 months."


def _closed(membership) -> dict:
    """The newest closed surveys of both kinds with their halves. Two statements."""
    kinds = (Kind.INVESTMENTS, Kind.VALUES)
    rows = (
        Survey.objects.visible_to(membership)
        .closed()
        .filter(kind__in=kinds)
        .order_by("-closed_at")[: 2 * results.EARLIER]
    )
    surveys = list(rows)
    halves = {(one.survey_id, one.side): one for one in Half.objects.filter(survey__in=surveys)}
    found = defaultdict(list)
    for one in surveys:
        found[one.kind].append((one, {side: halves.get((one.pk, side)) for side in SideOf.values}))
    return found


def _felt(surveys, membership) -> dict[str, Felt]:
    """A question belongs to an investment if it has the words of the ready-made set; a group's own words stay in the survey."""
    if not surveys[Kind.INVESTMENTS]:
        return {}
    survey, halves = surveys[Kind.INVESTMENTS][0]
    asks = sets.ready(sets.INVESTMENTS, membership.group.spelt).asks
    which = {ask.words: key for ask, key in zip(asks, Investment.values, strict=True)}
    found = {}
    for place, asked in enumerate(survey.questions):
        sides = _stands(halves, place, asked, membership.inside)
        if sides and asked["words"] in which:
            day = membership.group.local(survey.closed_at).date()
            found[which[asked["words"]]] = Felt(day, sides, survey)
    return found


def _stands(halves, place, asked, inside):
    sides = [side for side in SideOf if asked["who"] in ("BOTH", side)]
    stands = [(side.label, results.stand(halves[side], str(place), asked, inside)) for side in sides]
    return [(label, one.said) for label, one in stands if one.middle is not None]


def _retold(surveys, membership) -> Retold:
    times = []
    for survey, halves in surveys[Kind.VALUES]:
        for place, asked in enumerate(survey.questions):
            if asked["words"] == sets.RETELL.words:
                said = _stands(halves, place, asked, membership.inside)
                day = membership.group.local(survey.closed_at).date()
                times += [(day, words) for _, words in said]
    return Retold(sets.RETELL.words, times)


def meetings_held(membership: Membership, now: datetime):
    """The last meetings, to note hours for. One statement."""
    held = Meeting.objects.visible_to(membership).going_ahead().filter(starts_at__lte=now)
    return held.order_by("-starts_at")[:MEETINGS]
