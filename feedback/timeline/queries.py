"""What was promised for one entry, in the order of its dates, and which actions of a group are late. None writes."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value

from coproduction.kit import walltime, when, workdays
from coproduction.kit.words import count_of
from feedback.closing import queries as closing
from feedback.deeds.models import Deed
from feedback.log import queries as log
from feedback.log.models import Said, Stage
from feedback.timeline.models import LateNudge
from groups.away import queries as away
from groups.membership.models import Membership

DEPUTY_DAYS = 2  # working days after the date has passed
Rung = LateNudge.Rung


@dataclass(frozen=True)
class Point:
    """One action or milestone as the page shows it. `moves` are its old dates, each with the reason, oldest first."""

    deed: Deed
    on: date
    tag: str
    state: str  # the colour that repeats the tag
    line: str
    moves: tuple[str, ...]


def timeline(said: Said, now: datetime) -> list[Point]:
    """In date order: what was done when it was done, what is open when it is due. One statement, and none before a decision."""
    if not said.decided_at and said.round == 1:
        return []
    today = said.group.local(now).date()
    move = {name: F(f"moved_dates__{name}") for name in ("from_on", "to_on", "reason")}
    rows = said.deeds.annotate(**move).order_by("id", "moved_dates__id")  # a row for each date a deed had
    found = [list(same) for _, same in groupby(rows, key=lambda deed: deed.pk)]
    points = [_point(said, same[0], [_moved(one) for one in same if one.to_on], today) for same in found]
    return sorted(points, key=lambda point: (point.on, point.deed.pk))


def _moved(deed):
    return f"The date was {when.day(deed.from_on)} and moved to {when.day(deed.to_on)}: {deed.reason}"


def _point(said, deed, moves, today):
    moves = tuple(moves)
    if deed.done_at:
        done = said.group.local(deed.done_at).date()
        return Point(deed, done, "Done", "did", f"{deed.owner} did it on {when.day(done)}.", moves)
    line, open_still = f"{deed.owner} does it, by {when.day(deed.due_on)}.", said.stage == Stage.DOING
    if open_still and deed.due_on < today:
        late = workdays.between(deed.due_on, today, said.group.nation)
        by = f"{count_of(late, 'working day')} late" if late else "late"
        return Point(deed, deed.due_on, "Late", "late", f"{line} It is {by}.", moves)
    if open_still or said.stage == Stage.CLAIMED:
        return Point(deed, deed.due_on, "Moved" if moves else "Due", "doing", line, moves)
    line = f"It was promised by {when.day(deed.due_on)}, and was not marked as done."
    return Point(deed, deed.due_on, "Not marked", "draft", line, moves)


def late(group, now: datetime):
    """Actions of a group whose date has passed: kind, number of the entry, words, who, day. Made to stand in a union."""
    rows = Deed.objects.open().filter(said__group=group, said__stage=Stage.DOING, due_on__lt=group.local(now).date())
    return rows.values_list(Value("late"), "said__number", "what", "owner", "due_on")


# --- whom to tell ---


@dataclass(frozen=True)
class Late:
    """One late action and the rung of the ladder that is due."""

    deed: Deed
    rung: str
    days: int


def not_all_told():
    """Actions of which not everyone was told: their day has passed, or will."""
    climbed = LateNudge.objects.filter(deed=OuterRef("pk"), due_on=OuterRef("due_on"))
    rows = Deed.objects.open().filter(closing.goes_on("said", "said__group"), said__stage=Stage.DOING)
    rows = rows.filter(~Exists(climbed.filter(rung=Rung.DEPUTY)))
    return rows.annotate(last=Subquery(climbed.values("rung")[:1]))


def may_be_late(now: datetime):
    """Of these, those whose day has passed somewhere, and whose next rung may have come."""
    today = walltime.furthest_day(now)
    late = workdays.passed_by(DEPUTY_DAYS, today, day="due_on", nation="said__group__nation")
    return not_all_told().filter(Q(last=None) | late, due_on__lt=today)


def to_nudge(now: datetime, limit=200) -> list[Late]:
    """Late actions whose next rung is due, from 8am. Looks *before today and not told*, so that an outage skips nobody."""
    rows = may_be_late(now).select_related("said__group").order_by("due_on", "id").iterator()
    awake = (deed for deed in rows if not walltime.is_night(now, deed.said.group.zone))
    found = (late_on(deed, deed.said.group.local(now).date()) for deed in awake)
    return list(islice(filter(None, found), limit))


def late_on(deed: Deed, today: date) -> Late | None:
    """The rung that is due on this day."""
    if deed.due_on >= today:
        return None
    days = workdays.between(deed.due_on, today, deed.said.group.nation)
    rung = Rung.DEPUTY if days >= DEPUTY_DAYS else Rung.PASSED
    return None if rung == deed.last else Late(deed, rung, days)


def asked(one: Late, now: datetime) -> list[Membership]:
    """Those of the system who promised it, or whoever stands in; on the last rung whoever stands in for them too."""
    if one.rung == Rung.DEPUTY:
        return log.owners(one.deed.said)
    here = Membership.objects.current().of_group(one.deed.said.group_id).for_the_system()
    return away.instead(list(here.select_related("person")), now)


def still_late(letters) -> set[int]:
    """Letters whose action is still open with the same date. `about` is `late:<deed>:<date>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Deed.objects.open().filter(pk__in={pk for pk, _ in wanted.values()}, said__stage=Stage.DOING)
    here = {(str(pk), due_on.isoformat()) for pk, due_on in rows.values_list("pk", "due_on")}
    return {letter for letter, about in wanted.items() if tuple(about) in here}
