"""Which reminders of meetings are due or come next, and for whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from coproduction.kit import walltime
from coproduction.kit.counts import number_of
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import THE_GROUP, Membership
from groups.papers.models import Paper
from groups.plans import queries as plans
from groups.plans.models import MOST_DAYS, Plan
from groups.plans.queries import Coming
from groups.reminders.models import Reminder

MEETING, REPLY = "MEETING", "REPLY"
WINDOW = timedelta(hours=72)  # wider than the longest outage we expect
LONGEST = timedelta(days=MOST_DAYS + 1)  # nobody is reminded earlier than this, nor later after a meeting
USUAL = {
    MEETING: ({"amount": 7}, {"amount": 1}),
    REPLY: ({"amount": 3, "on": False},),  # the others ask too: who turns it on wants one letter more
}
MOST_PAPERS = 20


@dataclass(frozen=True)
class Due:
    """Reminders of one kind of one meeting that are due: the latest is posted, earlier ones are overtaken by it."""

    meeting: Meeting
    kind: str
    plans: list[Plan]

    @property
    def latest(self) -> Plan:
        return self.plans[-1]


def times(meeting: Meeting, kind: str, stored) -> list[tuple[datetime, Plan]]:
    """When this meeting is reminded of, soonest first: what is turned on. Both what sends and what is foretold ask here."""
    on = [plan for plan in plans.named(kind).plans(stored) if plan.on]
    found = [(plan.moment(meeting.starts_at, meeting.ends_at, meeting.zone), plan) for plan in on]
    return sorted(found, key=lambda one: one[0])


def earliest(meeting: Meeting, plan: Plan, now: datetime) -> datetime:
    """Nothing whose time was already past when people were told of the meeting, or when the plan was made: they have just heard."""
    return max(moment for moment in (meeting.told_at, plan.since_at, now - WINDOW) if moment)


def _still_of_use(meeting, plan, now):
    return plan.side == Plan.Side.AFTER or not meeting.begun(now)


def goes_at(meeting: Meeting, at: datetime, plan: Plan, now: datetime) -> datetime:
    """When one goes whose time this is. One that was missed by day (an outage) waits for the morning, if that is not too late."""
    morning = walltime.awake(now, meeting.zone)
    missed = at < now and not walltime.is_night(at, meeting.zone)
    return morning if missed and _still_of_use(meeting, plan, morning) else max(at, now)


def _rows(now: datetime, until: datetime):
    """Meetings that may be reminded of between now and then: ahead, or over where a group has a time after meetings."""
    after = Plan.objects.filter(group=OuterRef("group"), side=Plan.Side.AFTER, on=True)
    over = Q(starts_at__lte=now, ends_at__gt=now - LONGEST - WINDOW) & Exists(after)
    rows = Meeting.objects.going_ahead().filter(group__closed_at=None)
    rows = rows.filter(Q(starts_at__gt=now, starts_at__lte=until + LONGEST) | over)
    changed = Plan.objects.filter(kind__in=(MEETING, REPLY))
    return rows.prefetch_related("reminders", Prefetch("group__reminder_plans", changed)).soonest_first()


def _not_posted(meeting, kind) -> list[tuple[datetime, Plan]]:
    posted = {one.plan for one in meeting.reminders.all() if (one.version, one.kind) == (meeting.version, kind)}
    found = times(meeting, kind, meeting.group.reminder_plans.all())
    return [(at, plan) for at, plan in found if plan.key not in posted]


def may_be_due(now: datetime):
    """Meetings with a reminder whose time may have come: of groups with times of their own any that may be reminded of; else
    those near one of the usual times that was not posted. Wall clocks move by two hours at most, so none is found too late."""
    own = Plan.objects.filter(group=OuterRef("group"), kind__in=(MEETING, REPLY))
    told = Reminder.objects.filter(meeting=OuterRef("pk"), version=OuterRef("version"), kind=MEETING)
    some, slack = Exists(own), timedelta(hours=2)
    for plan in (Plan(kind=MEETING, **one) for one in USUAL[MEETING]):
        near = Q(starts_at__range=(now - WINDOW + plan.far - slack, now + plan.far + slack))
        near &= Q(told_at__lte=F("starts_at") - plan.far + slack)
        some |= near & ~Exists(told.filter(plan=plan.key))
    return _rows(now, now).filter(some)


def reminders_due(now: datetime) -> list[Due]:
    """Meetings with a reminder whose time has come, on or before now, and that was not posted for this version.

    Three statements.
    """
    found = []
    for meeting in _rows(now, now).select_related("group"):
        for kind in (MEETING, REPLY):
            due = [
                (at, plan)
                for at, plan in _not_posted(meeting, kind)
                if earliest(meeting, plan, now) <= at <= now and _still_of_use(meeting, plan, now)
            ]
            if due and goes_at(meeting, *due[-1], now) <= now:
                found.append(Due(meeting, kind, [plan for _, plan in due]))
    return found


def plan_of(letter) -> str:
    """The key of the time a letter was for: the last part of its `about`; of letters written before there were plans, its key."""
    parts = letter.about.split(":")
    return parts[3] if len(parts) > 3 else letter.key.rpartition(":")[2]


def thing_of(letter) -> str:
    """What it is about, whatever the time: this version of this meeting."""
    return ":".join(letter.about.split(":")[:3])


# --- for whom ---


def _readers(kind, group_id, meeting_id, said_of):
    """Everyone who may come, but those who said no; or those who have not answered. May refer to rows outside."""
    guest = Guest.objects.filter(meeting=said_of, membership=OuterRef("pk"))
    here = Membership.objects.current().filter(Q(role__in=THE_GROUP) | Exists(guest), group=group_id)
    said = Reply.objects.filter(meeting=said_of, membership=OuterRef("pk")).since_the_move()
    return here.filter(~Exists(said if kind == REPLY else said.filter(answer=Reply.Answer.NO)))


def to_remind(meeting: Meeting, kind: str = MEETING):
    """With the person to write to."""
    return _readers(kind, meeting.group_id, meeting.pk, meeting.pk).select_related("person").order_by("id")


def still_for(kind: str, meeting_ids) -> set[tuple[int, int]]:
    """Pairs of meeting and person who do not want this kind: they said no, or they have answered meanwhile. One statement."""
    said = Reply.objects.filter(meeting__in=meeting_ids).since_the_move()
    if kind == MEETING:
        said = said.filter(answer=Reply.Answer.NO)
    return set(said.values_list("meeting_id", "membership__person_id"))


def papers_of(meeting: Meeting) -> list[tuple[int, str]]:
    """What is here to be read. Whoever is reminded of a meeting may read its papers. One statement."""
    here = Paper.objects.there().filter(meeting=meeting).exclude(versions=None).order_by("id")
    return list(here.values_list("pk", "title")[:MOST_PAPERS])


# --- what comes next ---


def coming(kind: str):
    """The next letters of this kind for the page of plans. Three statements."""

    def found(membership, on, now):
        outer = OuterRef("group_id"), OuterRef("pk"), OuterRef(OuterRef("pk"))
        rows = _rows(now, now).filter(group=membership.group_id).select_related("group")
        rows = rows.annotate(number=number_of(_readers(kind, *outer)))
        listed = []
        for meeting in rows:
            to_go = [
                (at, plan)
                for at, plan in _not_posted(meeting, kind)
                if at >= earliest(meeting, plan, now) and _still_of_use(meeting, plan, max(at, now))
            ]
            listed += [
                Coming(goes_at(meeting, *one, now), meeting.title, TO[kind], meeting.number, _path(meeting))
                for one in plans.not_overtaken(to_go, now)
            ]
        return sorted(listed, key=lambda one: one.at)[: plans.NEXT]

    return found


def _path(meeting):
    return reverse("meeting", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


TO = {MEETING: "Everyone who may come, but not those who said no", REPLY: "People who have not said if they are coming"}


def says(kind: str):
    """Who gets what and when, in words."""

    def words(group, plan):
        if kind == REPLY:
            return f"People who have not said if they are coming get a letter {in_words(plan)}."
        papers = " It lists the papers that are here." if plan.with_papers else ""
        return f"Everyone who may come gets a reminder {in_words(plan)}. People who said no get none.{papers}"

    return words


def in_words(plan: Plan) -> str:
    """`7 days before the meeting, at the time it begins`; `1 hour before the meeting begins`."""
    ends = "ends" if plan.side == Plan.Side.AFTER else "begins"
    if plan.unit == Plan.Unit.HOURS:
        return f"{plan.length} {plan.get_side_display()} the meeting {ends}"
    return f"{plan.length} {plan.get_side_display()} the meeting, at the time it {ends}"
