"""Of which papers somebody is to be reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef
from django.urls import reverse

from coproduction.kit import walltime
from coproduction.kit.words import count_of
from groups.membership.models import Membership
from groups.papers.models import CHECK_MONTHS, Paper
from groups.papers_due.models import PaperNudge
from groups.plans.models import Plan
from groups.plans.queries import NEXT, Coming

LONGEST_DAYS = 60  # no group wants papers earlier before a meeting
Kind = PaperNudge.Kind
PROMISED, CHECK = "PAPER", "PAPER_CHECK"  # the kinds of reminder


@dataclass(frozen=True)
class Due:
    paper: Paper
    kind: str
    on: date

    @property
    def at(self) -> datetime:
        """8am of that day on the group's wall. A promise made on it, or later, waits for the next morning: they have just heard."""
        group, day = self.paper.group, self.on
        if self.kind == Kind.PROMISED:
            day = max(day, group.local(self.paper.asked_at).date() + timedelta(days=1))
        return walltime.morning(day, group.zone)


def _live(plan):
    off = Plan.objects.turned_off(plan).filter(group=OuterRef("group"))
    return Paper.objects.there().filter(~Exists(off), group__closed_at=None).with_all()


def _promised(now):
    """Promised for a meeting to come, not here, and nobody was reminded since people were told of the meeting."""
    told = PaperNudge.objects.filter(paper=OuterRef("pk"), kind=Kind.PROMISED, at__gte=OuterRef("meeting__told_at"))
    rows = _live(PROMISED).filter(~Exists(told), came_at=None, meeting__cancelled_at=None, meeting__starts_at__gt=now)
    return rows.order_by("meeting__starts_at", "id")


def _checked():
    told = PaperNudge.objects.filter(paper=OuterRef("pk"), kind=Kind.CHECK, due_on__gt=OuterRef("checked_on"))
    return _live(CHECK).filter(~Exists(told), checked_on__isnull=False).order_by("checked_on", "id")


def promised_ahead(now: datetime):
    """For a meeting that nears: no group wants papers earlier."""
    return _promised(now).filter(meeting__starts_at__lte=now + timedelta(days=LONGEST_DAYS + 2))


def unchecked(now: datetime):
    """Not checked for a year."""
    return _checked().filter(checked_on__lte=walltime.months_after(walltime.furthest_day(now), -CHECK_MONTHS))


def due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [promised_ahead(now), unchecked(now)]


def nudges_due(now: datetime, limit=200) -> list[Due]:
    """Promised and not here on the rule's day; not checked for a year. *On or before now* and not told. Two statements."""
    promised = (Due(one, Kind.PROMISED, one.needed_on) for one in promised_ahead(now).iterator())
    check = (Due(one, Kind.CHECK, one.check_on) for one in unchecked(now).iterator())
    return [one for some in (promised, check) for one in islice((due for due in some if _is_now(due, now)), limit)]


def _is_now(due, now):
    return due.at <= now and not walltime.is_night(now, due.paper.group.zone)


# --- what comes next ---


def promised_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """One statement."""
    rows = _promised(now).filter(pk__in=Paper.objects.visible_to(membership).values("pk"))[:NEXT]
    return [_coming(Due(one, Kind.PROMISED, one.needed_on), "Whoever promised it", now) for one in rows]


def checks_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """One statement."""
    rows = _checked().filter(pk__in=Paper.objects.visible_to(membership).values("pk"))[:NEXT]
    return [_coming(Due(one, Kind.CHECK, one.check_on), "Whoever answers for it", now) for one in rows]


def _coming(due, to, now):
    page = reverse("paper", kwargs={"slug": due.paper.group.slug, "paper_id": due.paper.pk})
    return Coming(max(due.at, now), due.paper.title, to, path=page)


def promised_says(group, plan) -> str:
    days = count_of(group.paper_days, "day")
    return (
        f"Whoever promised a paper gets a reminder if it is not here {days} before the meeting, from 8am. Your group chose "
        "that day in its settings."
    )


CHECK_SAYS = "Whoever answers for a paper is asked after a year if it is still right."


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
