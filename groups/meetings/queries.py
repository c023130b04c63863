"""What a page or a digest needs to know about meetings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from coproduction.kit import words
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import FACILITATING, THE_GROUP, Membership, Role, Support
from groups.permissions import GroupAbility

SOON = timedelta(days=60)
NOTES_WAIT = timedelta(days=90)


def next_meeting(membership: Membership, now: datetime) -> Meeting | None:
    """The next meeting that goes ahead and that this person may see; it is still next while it lasts. One statement."""
    ahead = Meeting.objects.visible_to(membership).going_ahead().ahead(now).soonest_first()
    return ahead.with_my_reply(membership).first()


def askable(meeting: Meeting):
    """Everyone who may say whether they come: the group, and the guests from the system."""
    return (
        Membership.objects.current()
        .of_group(meeting.group_id)
        .filter(Q(role__in=THE_GROUP) | Q(guest_at__meeting=meeting))
    )


@dataclass(frozen=True)
class StillNeeds:
    """What a meeting still needs before it begins. Counts, never names."""

    empty_agenda: bool
    proposals: int  # items that wait for a place
    not_heard_from: int  # people who have not said whether they come
    needs: int  # people who come and wrote what they need
    nothing_arranged: bool  # somebody needs something, and no arrangement is written down

    @property
    def anything(self) -> bool:
        return bool(self.empty_agenda or self.proposals or self.not_heard_from or self.nothing_arranged)

    @property
    def in_words(self) -> list[str]:
        """One plain line a thing."""
        said = []
        if self.empty_agenda:
            said.append("The agenda is empty.")
        if self.proposals:
            waits = "waits" if self.proposals == 1 else "wait"
            said.append(f"{words.count_of(self.proposals, 'suggestion')} {waits} for a place on the agenda.")
        if self.not_heard_from:
            have = "has" if self.not_heard_from == 1 else "have"
            said.append(f"{words.count_of(self.not_heard_from, 'person', 'people')} {have} not said if they are coming.")
        if self.needs:
            said.append(f"{words.count_of(self.needs, 'person', 'people')} said what they need this time.")
        if self.nothing_arranged:
            said.append("No arrangements are written down yet.")
        return said


def still_needs(meeting: Meeting, now: datetime) -> StillNeeds:
    """Three statements, whatever the size of the group. `now` is taken so that a meeting held needs nothing."""
    if meeting.cancelled or meeting.over(now):
        return StillNeeds(False, 0, 0, 0, False)
    items = meeting.items.aggregate(
        placed=Count("pk", filter=Q(accepted_at__isnull=False, removed_at=None)),
        waiting=Count("pk", filter=Q(accepted_at=None, removed_at=None)),
    )
    replied = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"))
    silent = askable(meeting).filter(~Exists(replied)).count()
    needs = meeting.replies.of_current().exclude(answer=Reply.Answer.NO).exclude(needs="").count()
    return StillNeeds(not items["placed"], items["waiting"], silent, needs, bool(needs and not meeting.arrangements))


@dataclass(frozen=True)
class NeedsYou:
    """What waits for one person: meetings to answer, and notes to check."""

    to_answer: list[Meeting] = field(default_factory=list)
    to_confirm: list[Meeting] = field(default_factory=list)

    def __bool__(self):
        return bool(self.to_answer or self.to_confirm)


def needs_you(membership: Membership, now: datetime) -> NeedsYou:
    """At most two statements. Meetings of the next two months, notes of the last three."""
    to_answer, to_confirm = [], []
    seen = Meeting.objects.visible_to(membership).going_ahead()
    if GroupAbility.REPLY.opens_for(membership.role):
        asked = seen.ahead(now).filter(starts_at__lte=now + SOON).waiting_for(membership)
        to_answer = list(asked.soonest_first()[:5])
    if GroupAbility.CONFIRM_NOTES.opens_for(membership.role):
        held = seen.filter(starts_at__range=(now - NOTES_WAIT, now), notes__confirmed_at=None, notes__isnull=False)
        to_confirm = list(held.select_related("notes").order_by("-starts_at", "-id")[:5])
    return NeedsYou(to_answer, to_confirm)
