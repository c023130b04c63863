"""Posting reminders, and declaring the two kinds there are of meetings."""

from django.db import transaction

from groups.meetings.models import Meeting
from groups.plans import queries as plans
from groups.plans.models import Plan
from groups.reminders import emails, queries
from groups.reminders.models import Reminder
from groups.reminders.queries import MEETING, REPLY


@transaction.atomic
def remind(due: queries.Due, *, now) -> int:
    """Posts the latest reminder that is due, once for each version of the meeting; earlier ones count as done with it.

    Gives how many letters were posted: none if another worker was first.
    """
    mine = False
    for plan in due.plans:
        _, new = Reminder.objects.get_or_create(
            meeting=due.meeting, version=due.meeting.version, kind=due.kind, plan=plan.key, defaults={"posted_at": now}
        )
        mine = mine or (new and plan is due.latest)
    if not mine:
        return 0
    people = list(queries.to_remind(due.meeting, due.kind))
    emails.remind(due.kind, due.meeting, due.latest, people, now=now)
    return len(people)


def again(kind: str):
    """For somebody who put it off: the same reminder, in the words of that day."""

    def post(letter, suffix, *, now):
        meeting = Meeting.objects.select_related("group").filter(pk=int(letter.about.split(":")[1])).first()
        member = queries.to_remind(meeting, kind).filter(person=letter.person_id) if meeting else []
        found = plans.find(f"{kind}-{queries.plan_of(letter)}", plans.stored(letter.group_id))
        if found and member:
            emails.remind(kind, meeting, found[1], member, now=now, suffix=suffix)

    return post


SHARED = {"plan_of": queries.plan_of, "thing_of": queries.thing_of, "passes": True}
plans.declare(
    plans.Kind(
        MEETING, 10, "Before and after a meeting", queries.says(MEETING), queries.coming(MEETING), (emails.STEM,),
        again(MEETING), usual=queries.USUAL[MEETING], sides=(Plan.Side.BEFORE, Plan.Side.AFTER), papers=True,
        leads="You can say if you are coming, and what you need.", **SHARED,
    )
)  # fmt: skip
plans.declare(
    plans.Kind(
        REPLY, 20, "No reply yet", queries.says(REPLY), queries.coming(REPLY), (emails.NO_REPLY,), again(REPLY),
        usual=queries.USUAL[REPLY], sides=(Plan.Side.BEFORE,),
        leads="This reminder ends when you say if you are coming.", **SHARED,
    )
)  # fmt: skip
