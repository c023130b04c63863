"""Declaring these two kinds of reminder, and reminding again who put one off."""

from datetime import datetime

from groups.arrangements import emails as needed
from groups.arrangements import queries as arrangements
from groups.beforehand import queries
from groups.meetings.models import Meeting
from groups.plans import queries as plans
from groups.polls import emails as asked
from groups.polls import queries as polls
from groups.polls.models import PLAN, Poll


def ask_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off and still has not said, while it is open."""
    poll = Poll.objects.open(now).select_related("group").filter(pk=_number(letter)).first()
    if poll:
        asked.nearly(poll, polls.silent(poll).filter(person=letter.person_id), now=now, suffix=suffix)


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For a facilitator who put it off, with how far it is by then. Whether something is open is looked at when it goes."""
    meeting = (
        Meeting.objects.going_ahead().select_related("group").filter(pk=_number(letter), starts_at__gt=now).first()
    )
    if meeting:
        reader = arrangements.could_see_to_it(meeting.group_id).filter(person=letter.person_id)
        needed.nudge(meeting, reader, queries.progress_of([meeting])[meeting.pk], now=now, suffix=suffix)


def _number(letter) -> int:
    return int(letter.about.split(":")[1])


plans.declare(
    plans.Kind(
        PLAN, 15, "Finding a date", lambda group, plan: queries.DATES_SAYS, queries.dates_coming, (asked.NEARLY,), ask_again,
        leads="This reminder ends when you have said which dates you can make.", passes=True,
    )
)  # fmt: skip
plans.declare(
    plans.Kind(
        queries.NEEDS, 25, "What people need at a meeting", lambda group, plan: queries.NEEDS_SAYS, queries.needs_coming,
        (needed.NUDGE,), nudge_again, fixed=queries.NEEDS_FIXED, may_end=False,
        leads="This reminder ends when everything on the list is arranged.", passes=True,
    )
)  # fmt: skip
