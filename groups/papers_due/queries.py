"""Of which papers somebody is to be reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from coproduction.kit import walltime
from groups.membership.models import Membership
from groups.papers.models import CHECK_MONTHS, Paper
from groups.papers_due.models import PaperNudge

AHEAD = timedelta(hours=14)  # the furthest any wall clock is ahead of ours
FROM_HOUR = 8  # nobody is reminded in the night
Kind = PaperNudge.Kind


@dataclass(frozen=True)
class Due:
    paper: Paper
    kind: str
    on: date


def nudges_due(now: datetime, limit=200) -> list[Due]:
    """Promised and not here on the rule's day; not checked for a year. *On or before now* and not told. Two statements."""
    told = PaperNudge.objects.filter(paper=OuterRef("pk"))
    live = Paper.objects.there().filter(group__closed_at=None).with_all()
    promised = live.filter(~Exists(told.filter(kind=Kind.PROMISED, at__gte=OuterRef("meeting__told_at"))))
    promised = promised.filter(came_at=None, meeting__cancelled_at=None, meeting__starts_at__gt=now)
    old = walltime.months_after((now + AHEAD).date(), -CHECK_MONTHS)
    stale = live.filter(~Exists(told.filter(kind=Kind.CHECK, due_on__gt=OuterRef("checked_on"))), checked_on__lte=old)
    found = [_promised(one, now) for one in promised.order_by("meeting__starts_at", "id")[:limit]]
    found += [_stale(one, now) for one in stale.order_by("checked_on", "id")[:limit]]
    return [one for one in found if one]


def _promised(paper, now):
    """Not on the day it was asked for: they have just heard."""
    wall, asked_on = paper.group.local(now), paper.group.local(paper.asked_at).date()
    due = wall.hour >= FROM_HOUR and paper.needed_on <= wall.date() and asked_on < wall.date()
    return Due(paper, Kind.PROMISED, paper.needed_on) if due else None


def _stale(paper, now):
    wall = paper.group.local(now)
    return Due(paper, Kind.CHECK, paper.check_on) if wall.hour >= FROM_HOUR and paper.stale(wall.date()) else None


def to_remind(paper: Paper) -> list[Membership]:
    """Its owner; the facilitators, if the owner is not here any more."""
    here = Membership.objects.current().of_group(paper.group_id).select_related("person")
    return list(here.filter(pk=paper.owner_id)) or list(here.facilitating().order_by("id"))


def still_so(letters) -> set[int]:
    """Letters whose paper still wants what they say. `about` is `paper:<id>:<PROMISED or CHECK>:<day>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Paper.objects.there().filter(pk__in={pk for pk, _, _ in wanted.values()}).with_all()
    papers = {str(one.pk): one for one in rows}
    return {letter for letter, about in wanted.items() if about[0] in papers and _wants(papers[about[0]], *about[1:])}


def _wants(paper, kind, day):
    if kind == Kind.CHECK:
        return paper.check_on is not None and paper.check_on.isoformat() == day
    return paper.came_at is None and not (paper.meeting and paper.meeting.cancelled)
