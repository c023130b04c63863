"""How full a room is, who waits for it, and which meetings have a place to give."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from groups.meetings.models import Meeting, Reply
from groups.membership.models import Membership
from groups.places.models import Waiting


@dataclass(frozen=True)
class Room:
    """What one person may know of a room's places: whether it is full, and where in the line they stand."""

    full: bool
    seated: bool
    ahead: int | None  # how many stand before them, if they wait
    line: list[Waiting]  # for facilitators

    @property
    def in_words(self) -> str:
        if self.ahead is None:
            return ""
        return "You are next in line." if not self.ahead else f"You are number {self.ahead + 1} in line."


def is_full(meeting: Meeting, whose: Membership) -> bool:
    """Whether there is no place for this person now: every one is taken, or somebody who came before them waits for it."""
    if not (meeting.capacity and meeting.in_a_room):
        return False
    taken = meeting.replies.of_current().seated().exclude(membership=whose).count()
    return taken + meeting.waiting.ahead_of(whose).count() >= meeting.capacity


def room_of(meeting: Meeting, reader: Membership) -> Room:
    mine = meeting.waiting.filter(membership=reader).exists()
    seated = meeting.replies.seated().filter(membership=reader).exists()
    line = []
    if reader.facilitates:
        line = list(
            Waiting.objects.visible_to(reader).filter(meeting=meeting).in_line().select_related("membership__person")
        )
    ahead = meeting.waiting.ahead_of(reader).count() if mine else None
    return Room(is_full(meeting, reader), seated, ahead, line)


def with_people_waiting(now):
    """Meetings that have not begun, with somebody in line and perhaps a place: fewer have one than the room holds."""
    waits = Waiting.objects.filter(meeting=OuterRef("pk"))
    in_line = waits.filter(meeting=OuterRef("meeting"), membership=OuterRef("membership"))
    seated = Reply.objects.filter(~Exists(in_line), meeting=OuterRef("pk")).seated().of_current()
    taken = seated.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    ahead = Meeting.objects.going_ahead().filter(Exists(waits), starts_at__gt=now).exclude(how=Meeting.How.ONLINE)
    return ahead.filter(Q(capacity=None) | Q(capacity__gt=Coalesce(Subquery(taken), 0)))


def who_has_a_place(meeting_ids) -> set[tuple[int, int]]:
    """Pairs of meeting and person: those who come in person."""
    seated = Reply.objects.filter(meeting__in=meeting_ids).seated().of_current()
    return set(seated.values_list("meeting_id", "membership__person_id"))
