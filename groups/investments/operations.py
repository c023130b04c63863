"""What the group got. Each is a line of history; nothing is taken back."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import words
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.investments.models import FacilitationTime, Given, Investment
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.permissions import GroupAbility


class NotForYouToNote(Refusal):
    """Only a facilitator of this group can note this."""


class SayWhat(Refusal):
    """Write it in words."""


class NotYet(Refusal):
    """Enter a day that is not later than today."""


class NotHeldYet(Refusal):
    """This meeting has not begun yet."""


class TooLong(Refusal):
    """Enter hours between 0 and 200."""


@transaction.atomic
def note_given(*, by: Membership, now: datetime, investment: str, said: str, given_on: date) -> Given:
    if not by.may(GroupAbility.NOTE_INVESTMENT):
        raise NotForYouToNote
    said = words.one_line(said)
    if not said:
        raise SayWhat(field="said")
    if given_on > by.group.local(now).date():
        raise NotYet(field="given_on")
    made = Given.objects.create(
        group=by.group, investment=investment, words=said, given_on=given_on, noted_by=by, noted_at=now
    )  # fmt: skip
    what = Investment(investment).label.lower()
    record("investment_given", f"{by.person.name} noted what the group got, about {what}: “{said}”.",
           by=by, about=by.group, group=by.group, at=now)  # fmt: skip
    return made


@transaction.atomic
def note_hours(
    *, by: Membership, now: datetime, meeting: Meeting, before: int, during: int, after: int
) -> FacilitationTime:
    """Minutes of each part. Noted again, the last counts."""
    if not by.may(GroupAbility.NOTE_INVESTMENT) or meeting.group_id != by.group_id:
        raise NotForYouToNote
    if not meeting.begun(now):
        raise NotHeldYet(field="meeting")
    given = {"before": before, "during": during, "after": after}
    for part, minutes in given.items():
        if not 0 <= minutes <= FacilitationTime.MOST:
            raise TooLong(field=part)
    changed = {**given, "group": by.group, "noted_by": by, "noted_at": now}
    row, _ = FacilitationTime.objects.update_or_create(meeting=meeting, defaults=changed)
    sentence = f"{by.person.name} noted the hours of facilitation for “{meeting.title}”."
    record("facilitation_hours", sentence, by=by, about=meeting, group=by.group, at=now)
    return row
