"""What the page of an agenda shows."""

from dataclasses import dataclass

from groups.agendas.models import Item, Timetable
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.membership.queries import supported_members


@dataclass(frozen=True)
class Agenda:
    timetable: Timetable
    waiting: list[Item]
    not_taken: list[Item]
    left: list[Item]  # from earlier meetings, for this one to go on with


def agenda_of(meeting: Meeting, reader: Membership, now) -> Agenda:
    """Everything suggested for a meeting, as far as this reader may see it. Three statements.

    What is left from earlier meetings is the group's own business: guests were not there.
    """
    rows = meeting.items.visible_to(reader).with_voices()
    offers = reader.inside and not meeting.cancelled and not meeting.over(now)
    left = Item.objects.visible_to(reader).left_for(meeting, now).select_related("raised_by__person", "meeting")
    rest = list(rows.without_a_place().order_by("proposed_at", "id"))
    return Agenda(
        rows.timetable(meeting),
        [item for item in rest if item.removed_at is None],
        [item for item in rest if item.removed_at is not None],
        list(left) if offers else [],
    )


def may_suggest_for(by: Membership) -> list[Membership]:
    """The members a supporter may suggest for."""
    return supported_members(by)
