"""Which actions stand on a page, whose they are to do, and of which somebody is to be reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.urls import reverse

from coproduction.kit import walltime
from groups.actions.models import NEEDS_SOMEONE, NOBODYS, Action, ActionReminder
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.plans.models import Plan
from groups.plans.queries import NEXT, Coming, not_overtaken

MOST_ON_A_MEETING = 40
MOST_ON_A_HOME = 5
SOON = timedelta(days=2)
PLAN = "ACTION"
Rung = ActionReminder.Rung
TO = {Rung.SOON: "Whoever took it on", Rung.PASSED: "Whoever took it on, and the facilitators"}
NOBODYS_TO = "The facilitators, because it needs someone"
SAYS = (
    "Whoever took on an action gets a reminder 2 days before its day, from 8am. When the day has passed and it is not done, "
    "they and the facilitators get one, once. What needs someone goes to the facilitators."
)


def owners(group_id):
    """Everyone who may take on an action: members, facilitators, and the people from the system."""
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.DO_ACTION)
    return here.select_related("person").order_by("person__name", "id")


def may_end(action: Action, membership: Membership) -> bool:
    """Its owner; and a facilitator, who writes down what the owner told them (the owner hears of it)."""
    if not membership.may(GroupAbility.DO_ACTION) or action.group_id != membership.group_id:
        return False
    return membership.facilitates or action.owner_id == membership.pk


@dataclass(frozen=True)
class OfMeeting:
    """`before`: open when this meeting comes, from earlier ones. `here`: what came out of this one. `more`: not all fit."""

    before: list[Action]
    here: list[Action]
    more: bool
    today: date


def of_meeting(meeting: Meeting, reader: Membership, now: datetime) -> OfMeeting:
    """One statement. What is open opens the next meeting: the earliest that goes ahead and is not over."""
    seen = Action.objects.visible_to(reader)
    here = Q(meeting=meeting)
    if not meeting.cancelled and not meeting.over(now):
        ahead = Meeting.objects.filter(group_id=meeting.group_id).going_ahead().ahead(now)
        sooner = ahead.filter(Q(starts_at__lt=meeting.starts_at) | Q(starts_at=meeting.starts_at, pk__lt=meeting.pk))
        here |= Q(ended_at=None) & ~Exists(sooner)
    rows = list(seen.filter(here).with_people().soonest_first()[: MOST_ON_A_MEETING + 1])
    shown = rows[:MOST_ON_A_MEETING]
    mine = [one for one in shown if one.meeting_id == meeting.pk]
    before = [one for one in shown if one.meeting_id != meeting.pk]
    return OfMeeting(before, mine, len(rows) > len(shown), now.astimezone(meeting.zone).date())


def waits_for(membership: Membership, now: datetime) -> list:
    """One's own open actions; for facilitators also what is late or needs someone: the soonest few of them, as rows of
    (kind, number, day, what, whose) for one's home page. None for those who do none."""
    if not membership.may(GroupAbility.DO_ACTION):
        return []
    mine = Q(owner=membership)
    if membership.facilitates:
        nobody = Action.objects.needing_someone().filter(pk=OuterRef("pk"))
        mine |= Q(due_on__lt=membership.group.local(now).date()) | Exists(nobody)
    few = Action.objects.visible_to(membership).open().filter(mine).soonest_first().values("pk")[:MOST_ON_A_HOME]
    own, nobodys = When(owner=membership, then=Value("Your action")), When(NOBODYS, then=Value(NEEDS_SOMEONE))
    whose = Case(own, nobodys, default="owner__person__name", output_field=CharField())
    kind = Value("action", output_field=CharField())
    return [Action.objects.filter(pk__in=few).values_list(kind, "pk", "due_on", "what", whose).order_by()]


# --- reminding ---


@dataclass(frozen=True)
class Due:
    action: Action
    rung: str


def _open(rows=None):
    """Open actions whose last reminder was not sent, of groups that have not turned this off."""
    told = ActionReminder.objects.filter(action=OuterRef("pk"), due_on=OuterRef("due_on"))
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("group"))
    return (
        (Action.objects if rows is None else rows)
        .open()
        .filter(~Exists(off), ~Exists(told.filter(rung=Rung.PASSED)), group__closed_at=None)
        .annotate(soon_told=Exists(told.filter(rung=Rung.SOON)))
        .select_related("group", "owner__person")
        .soonest_first()
    )


def near(now: datetime):
    """Those whose day comes within two days, or has passed."""
    today = walltime.furthest_day(now)
    return _open().filter(Q(soon_told=False) | Q(due_on__lt=today), due_on__lte=today + SOON)


def reminders_due(now: datetime, limit=200) -> list[Due]:
    """Open actions whose day comes within two days or has passed, *on or before now* and not told: an outage skips nobody."""
    found = (_due(action, now) for action in near(now).iterator())
    return list(islice(filter(None, found), limit))


def _due(action, now):
    """The last of those whose time has come, by day."""
    come = [rung for at, rung in rungs(action) if at <= now]
    return Due(action, come[-1]) if come and not walltime.is_night(now, action.group.zone) else None


def rungs(action) -> list[tuple[datetime, str]]:
    """When this action is reminded of: two days before its day, unless they have just heard of it, and when it has passed."""
    zone = action.group.zone
    passed = [(walltime.morning(action.due_on + timedelta(days=1), zone), Rung.PASSED)]
    has_just_heard = action.group.local(action.told_at).date() >= action.due_on - SOON
    if action.soon_told or has_just_heard:
        return passed
    return [(walltime.morning(action.due_on - SOON, zone), Rung.SOON), *passed]


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. One statement."""
    found = [
        Coming(
            max(at, now), action.what, NOBODYS_TO if action.needs_someone else TO[rung],
            path=reverse("action", kwargs={"slug": membership.group.slug, "action_id": action.pk}),
        )
        for action in _open(Action.objects.visible_to(membership))[:NEXT]
        for at, rung in not_overtaken(rungs(action), now)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at)[:NEXT]


def to_remind(due: Due) -> list[Membership]:
    """Before the day whoever has it; after it them and the facilitators. What is nobody's is the facilitators' to know."""
    facilitators = Membership.objects.current().of_group(due.action.group_id).facilitating().select_related("person")
    if due.action.needs_someone:
        return list(facilitators.order_by("id"))
    if due.rung == Rung.SOON:
        return [due.action.owner]
    others = facilitators.exclude(pk=due.action.owner_id).order_by("id")
    return [due.action.owner, *others]


def facilitators_of(action: Action) -> list[Membership]:
    here = Membership.objects.current().of_group(action.group_id).facilitating()
    return list(here.select_related("person").order_by("id"))


def still_so(letters) -> set[int]:
    """Letters whose action is open with the same date and owner. `about` is `action:<id>:<date>:<owner or 0>`."""
    wanted = {letter.pk: tuple(letter.about.split(":")[1:]) for letter in letters}
    rows = Action.objects.open().filter(pk__in={pk for pk, _, _ in wanted.values()})
    here = {
        (str(pk), day.isoformat(), str(owner or 0)) for pk, day, owner in rows.values_list("pk", "due_on", "owner_id")
    }
    return {letter for letter, about in wanted.items() if about in here}
