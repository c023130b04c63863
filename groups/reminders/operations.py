"""Posting reminders."""

from django.db import transaction

from groups.reminders import emails, queries
from groups.reminders.models import Reminder


@transaction.atomic
def remind(due: queries.Due, *, now) -> int:
    """Posts the nearest reminder that is due, once for each version of the meeting; earlier ones count as done with it.

    Gives how many letters were posted: none if another worker was first.
    """
    mine = False
    for days in due.days:
        _, new = Reminder.objects.get_or_create(
            meeting=due.meeting, version=due.meeting.version, days=days, defaults={"posted_at": now}
        )
        mine = mine or (new and days == due.nearest)
    if not mine:
        return 0
    people = list(queries.to_remind(due.meeting))
    emails.reminder(due.meeting, people, due.nearest, now=now)
    return len(people)
