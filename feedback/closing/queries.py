"""What stands in the way of closing, what is still owed and to whom it went, and whom to tell."""

from dataclasses import dataclass

from django.db.models import DateField, Exists, OuterRef, Q, Value

from coproduction.kit import words
from feedback.closing.models import OWED, Closing, HandedOn
from feedback.log.models import Said, Stage
from feedback.permissions import FeedbackAbility
from groups.meetings.models import Meeting
from groups.membership.models import Membership, Role
from groups.seconding import queries as seconding

DRAFTS = Q(stage=Stage.AGREEING) | Q(stage=Stage.DRAFT, shown_as=Said.ShownAs.GROUP)


@dataclass(frozen=True)
class InTheWay:
    """What the group has to finish first, and what goes to a network coordinator if it is not answered by then."""

    drafts: int
    meetings: int
    owed: list[Said]

    @property
    def first(self) -> list[str]:
        found = []
        if self.drafts:
            found.append(f"{words.count_of(self.drafts, 'draft', 'drafts')} of the group: send or take back")
        if self.meetings:
            found.append(f"{words.count_of(self.meetings, 'meeting', 'meetings')} to come: hold or cancel")
        return found


def in_the_way(group, now) -> InTheWay:
    """Three statements, however much there is."""
    meetings = Meeting.objects.going_ahead().filter(group=group, starts_at__gt=now)
    return InTheWay(Said.objects.filter(DRAFTS, group=group).count(), meetings.count(), list(owed(group)))


def owed(group):
    """Sent, and the people of the group have not said that it is answered."""
    return Said.objects.filter(group=group, stage__in=OWED).select_related("group").oldest_promise_first()


def goes_on(said="pk", group="group"):
    """Of an entry: its promises are still looked after, because its group is open or somebody has it since it closed."""
    return Q(**{f"{group}__closed_at": None}) | Exists(HandedOn.objects.standing().filter(said=OuterRef(said)))


def last_of(membership):
    return Closing.objects.visible_to(membership).with_people().order_by("-id").first()


def why_closed(group) -> Closing | None:
    """The closing that stands, for the public page. Asked only of a group that is closed."""
    done = Closing.objects.filter(group=group, kind=Closing.Kind.CLOSE, seconded_at__isnull=False)
    return done.order_by("-id").first() if group.closed_at else None


def who_may_second(closing):
    """Everyone who may agree to it: not who asked, and not who is new."""
    here = Membership.objects.current().of_group(closing.group_id).holding(FeedbackAbility.CLOSE_GROUP)
    return seconding.of_the_group(closing, here)


def everyone(group):
    """The people of the group, and those beside it who answer, listen and look after it."""
    return Membership.objects.current().of_group(group.pk).select_related("person").order_by("id")


def takes_on(closing, by):
    """The network coordinator who asked or agrees: nobody is given what is owed without their own yes."""
    two = (closing.asked_by, by)
    return next((one for one in two if one.role == Role.NETWORK_COORDINATOR and one.left_at is None), None)


def waits_for(membership, now):
    """For the first page, as (kind, number, day): somebody asked to close the group, and what was handed on to oneself."""
    day = Value(membership.group.local(now).date(), output_field=DateField())
    asked = Closing.objects.visible_to(membership).open().filter(asked_at__gt=now - Closing.WAITS)
    kinds = [(asked.filter(kind=Closing.Kind.CLOSE), "closing"), (asked.filter(kind=Closing.Kind.OPEN), "opening")]
    parts = [
        rows.annotate(kind_=Value(kind), day=day).values_list("kind_", "id", "day").order_by() for rows, kind in kinds
    ]
    if membership.role == Role.NETWORK_COORDINATOR:
        mine = HandedOn.objects.visible_to(membership).standing().filter(said__stage__in=OWED)
        mine = mine.filter(Q(to=membership) | Q(to__left_at__isnull=False))  # or was with one who is here no more
        rows = mine.annotate(kind=Value("handed_on"), day=day)
        parts.append(rows.values_list("kind", "said__number", "day").order_by())
    return parts
