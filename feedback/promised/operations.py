"""Declaring the reminders of promises, and reminding again who put one off."""

from datetime import datetime

from feedback.challenges import emails as challenges
from feedback.challenges.models import Challenge
from feedback.deeds.models import Deed
from feedback.log.models import Said
from feedback.nudges import operations as nudges
from feedback.promised import queries
from feedback.timeline import emails as timeline
from groups.membership.models import Membership
from groups.plans import queries as plans


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off, with how late it is by then. The ladder went on meanwhile, and asked the others."""
    said = Said.objects.select_related("group").filter(pk=int(letter.about.split(":")[1]), due_on__isnull=False).first()
    for member in _reader(letter) if said else ():
        nudges.nudge_one(queries.promise_now(said, now), member, now=now, suffix=suffix)


def _reader(letter):
    return Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")


def _number(letter) -> int:
    return int(letter.about.split(":")[1])


def challenge_again(letter, suffix, *, now: datetime) -> None:
    """To this one alone, while it waits. The independent person has no account, and puts nothing off."""
    row = Challenge.objects.open().with_entry().filter(pk=_number(letter)).first()
    if row:
        challenges.nudge(row, row.nudged, _reader(letter), now=now, suffix=suffix)


def late_again(letter, suffix, *, now: datetime) -> None:
    deed = Deed.objects.open().select_related("said__group").filter(pk=_number(letter)).first()
    if deed:
        timeline.late(queries.late_now(deed, now), _reader(letter), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "PROMISE", 60, "What was promised to us", lambda group, plan: queries.SAYS, queries.coming, (nudges.NUDGE,), nudge_again,
        fixed=queries.FIXED, may_end=False, leads="This reminder ends when you have answered.",
    )
)  # fmt: skip
plans.declare(
    plans.Kind(
        "CHALLENGE", 62, "Answers we challenged", lambda group, plan: queries.CHALLENGE_SAYS, queries.challenges_coming,
        (challenges.NUDGE,), challenge_again, fixed=queries.FIXED, may_end=False,
        leads="This reminder ends when the group has its answer.",
    )
)  # fmt: skip
plans.declare(
    plans.Kind(
        "LATE", 64, "Actions that were promised to us", lambda group, plan: queries.LATE_SAYS, queries.late_coming,
        (timeline.LATE,), late_again, fixed=queries.FIXED, may_end=False,
        leads="This reminder ends when you have marked it as done, or moved its date and said why.",
    )
)  # fmt: skip
