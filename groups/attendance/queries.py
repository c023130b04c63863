"""Who was at a meeting, and who has been away twice in a row."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from groups.attendance.models import Attendance, KindWord, Rest
from groups.meetings.models import Meeting, Reply
from groups.meetings.queries import askable
from groups.membership.models import Membership, Role
from groups.pacing.models import Seat

IN_A_ROW = 2
QUIET = (Role.MEMBER, Role.SUPPORTER)  # those whom a facilitator might write to
LOOKED_AT = 6  # the last meetings whose attendance was taken


@dataclass(frozen=True)
class Asked:
    """One person who may have been there, what they had said, and what is noted.

    `noticed`: nothing is noted yet, and they had a seat while the meeting was run here. Whoever spoke had one.
    """

    membership: Membership
    said: str
    noted: Attendance | None
    noticed: bool

    @property
    def hint(self) -> str:
        said = [f"Said: {self.said}."] * bool(self.said) + ["We noticed: they had a seat."] * self.noticed
        return " ".join(said)

    @property
    def ticked(self) -> bool:
        return self.noted.came if self.noted else self.noticed


def who_was_asked(meeting: Meeting):
    """Everyone who was asked to come: the group as it was then, and guests from the system."""
    return (
        askable(meeting).filter(joined_at__lte=meeting.ends_at).select_related("person").order_by("person__name", "id")
    )


def seats(meeting: Meeting, reader: Membership) -> list[Asked]:
    """Each with what they had said, what is noted and whether we noticed them. Three statements."""
    said = {one.membership_id: one.in_words for one in Reply.objects.visible_to(reader).filter(meeting=meeting)}
    noted = {one.membership_id: one for one in Attendance.objects.visible_to(reader).filter(meeting=meeting)}
    sat = Seat.objects.visible_to(reader).filter(running__meeting=meeting, membership=OuterRef("pk"))
    return [
        Asked(one, said.get(one.pk, ""), noted.get(one.pk), one.sat and one.pk not in noted)
        for one in who_was_asked(meeting).annotate(sat=Exists(sat))
    ]


@dataclass(frozen=True)
class Quiet:
    """Somebody who was away from the last meetings. `reasons` are those they offered."""

    membership: Membership
    meetings: list[Meeting]
    reasons: list[str]


def quiet(reader: Membership) -> list[Quiet]:
    """Who was away from the last two meetings at which they were noted, was not written to since, and is not resting.

    By name, never by how often somebody was away. Two statements, whatever the size of the group.
    """
    rows = (
        Attendance.objects.visible_to(reader).select_related("meeting").order_by("-meeting__starts_at", "-meeting_id")
    )
    taken = Meeting.objects.filter(group_id=reader.group_id, pk__in=rows.order_by().values("meeting"))
    last = taken.order_by("-starts_at", "-id").values("pk")[:LOOKED_AT]
    of_each = defaultdict(list)
    for one in rows.filter(meeting__in=list(last.values_list("pk", flat=True))):
        of_each[one.membership_id].append(one)
    away = {pk: mine[:IN_A_ROW] for pk, mine in of_each.items() if _away(mine)}
    if not away:
        return []
    here = Membership.objects.current().of_group(reader.group_id).filter(pk__in=away, role__in=QUIET)
    rests = Rest.objects.running().filter(membership=OuterRef("pk"))
    words = KindWord.objects.filter(membership=OuterRef("pk")).order_by("-written_at")
    here = here.filter(~Exists(rests)).annotate(written_at=words.values("written_at")[:1]).select_related("person")
    found = []
    for one in here.order_by("person__name", "id"):
        mine = away[one.pk]
        if one.written_at is None or one.written_at < mine[0].meeting.starts_at:
            reasons = [said.because for said in mine if said.because]
            found.append(Quiet(one, [said.meeting for said in mine], reasons))
    return found


def _away(mine) -> bool:
    return len(mine) >= IN_A_ROW and not any(one.came for one in mine[:IN_A_ROW])


def resting(membership: Membership) -> Rest | None:
    return Rest.objects.visible_to(membership).running().first()
