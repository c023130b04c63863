"""Which reminders of promises come next, and where a promise stands today."""

from datetime import datetime, time, timedelta

from coproduction.kit import walltime, words, workdays
from feedback.challenges import queries as challenges
from feedback.challenges.models import Challenge
from feedback.deeds.models import Deed
from feedback.log.models import Said, Stage
from feedback.nudges import queries as nudges
from feedback.nudges.models import Nudge
from feedback.timeline import queries as timeline
from groups.membership.models import Membership
from groups.plans.queries import NEXT, Coming

SAYS = (
    "Whoever promised to hear us, or to answer, gets a reminder one working day before the promised day, from 8am, and one "
    "when it has passed. Two working days later they get one more, and who stands in for them gets it too. Then the "
    "overview shows it as late."
)
CHALLENGE_SAYS = (
    "Whoever must answer a challenge gets a reminder one working day before the promised day, from 8am, and one when it has "
    "passed. Two working days later they get one more, and who stands in for them gets it too. If it is the independent "
    "person who is late, the facilitators hear of it."
)
LATE_SAYS = (
    "When the day of an action has passed, those from the system get a reminder, from 8am, until it is done or its date is "
    "moved. Two working days later there is one more, and who stands in for them gets it too."
)
FIXED = "This is part of the promise your group agreed. It can be changed only together, with the promise."


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans: each day is asked as the clock will ask it. One statement."""
    found = []
    for said in nudges.not_at_the_top(Said.objects.visible_to(membership))[:NEXT]:
        for day in _days(said.due_on, membership, now):
            if promise := nudges.promise_on(said, day):
                found.append(_coming(said, said.words, day, _asks(promise), now))
                said.last = promise.rung
    return sorted(found, key=lambda one: one.at)[:NEXT]


def _days(promised, membership, now):
    """Those on which a rung can be due, from today: the last comes two working days after the promise."""
    today = membership.group.local(now).date()
    day, last = max(today, promised - nudges.LOOK_AHEAD), max(promised + nudges.LOOK_AHEAD * 2, today)
    return [day + timedelta(days=n) for n in range((last - day).days + 1)]


def _coming(said, quoted, day, to, now) -> Coming:
    at = walltime.from_morning(day, said.group.zone, now)
    return Coming(at, f"“{words.shortened(quoted, 80)}”", to, path=nudges.said_path(said))


def _asks(promise) -> str:
    hear = promise.said.stage == Stage.SENT
    owner = "Points of contact, who promised to hear it" if hear else "Sponsors, who promised an answer"
    return f"{owner}, and who stands in for them" if promise.rung == Nudge.Rung.DEPUTY else owner


def challenges_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The same for what the group challenged. One statement."""
    rows, found = challenges.not_all_reminded().filter(said__in=Said.objects.visible_to(membership)), []
    for row in rows.with_entry().oldest_promise_first()[:NEXT]:
        last = row.nudged
        for day in _days(row.answer_by, membership, now):
            due = row.nudge_due(walltime.at(day, time(12), row.said.group.zone))
            to = _challenged(row.rung, due)
            if due and due != last and to:
                found.append(_coming(row.said, row.said.words, day, to, now))
            last = due or last
    return sorted(found, key=lambda one: one.at)[:NEXT]


def _challenged(rung, due) -> str:
    if rung == Challenge.Rung.INDEPENDENT:
        return "The independent person" + (", and the facilitators" if due == Challenge.Nudged.DEPUTY else "")
    owner = "Points of contact" if rung == Challenge.Rung.REASON else "Sponsors"
    return f"{owner}, and who stands in for them" if due == Challenge.Nudged.DEPUTY else owner


def late_coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The same for actions, once their day has passed. One statement."""
    rows, found = timeline.not_all_told().filter(said__in=Said.objects.visible_to(membership)), []
    for deed in rows.select_related("said__group").order_by("due_on", "id")[:NEXT]:
        for day in _days(deed.due_on, membership, now):
            if one := timeline.late_on(deed, day):
                more = ", and who stands in for them" if one.rung == timeline.Rung.DEPUTY else ""
                found.append(_coming(deed.said, deed.what, day, f"Those from the system{more}", now))
                deed.last = one.rung
    return sorted(found, key=lambda one: one.at)[:NEXT]


def late_now(deed: Deed, now: datetime) -> timeline.Late:
    """Where it stands today, whichever rungs were climbed."""
    today = deed.said.group.local(now).date()
    return timeline.Late(
        deed, timeline.Rung.PASSED, max(workdays.between(deed.due_on, today, deed.said.group.nation), 0)
    )


def promise_now(said, now: datetime) -> nudges.Promise:
    """Where it stands today, whichever rungs were climbed."""
    today = said.group.local(now).date()
    late = max(workdays.between(said.due_on, today, said.group.nation), 0)
    return nudges.Promise(said, said.due_on, Nudge.Rung.PASSED if today > said.due_on else Nudge.Rung.SOON, late)
