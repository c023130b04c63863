"""Opening, answering, reminding and closing the questions.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, unnamed, walltime, when, words
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.speaking_up import emails, queries
from feedback.speaking_up.models import Answer, MayAnswer, PulseRound, Question
from groups.history.operations import record


class NotOpenAnyMore(Refusal):
    """These questions have closed. We will ask again."""


class NotAsked(Refusal):
    """You joined after these questions opened. We will ask you next time."""


class AnswerBoth(Refusal):
    """Choose an answer. “I would rather not say” is one."""


class LineTooLong(Refusal):
    """Use fewer words. There is room for 400 characters."""


@transaction.atomic
def open_asking(*, group, due_on, now: datetime) -> PulseRound | None:
    """Asks everyone who is a member now. With too few members nobody is asked. Gives nothing if it was opened before."""
    members = list(queries.could_answer(group.pk).select_related("person"))
    if len(members) < queries.FEWEST_ASKED:
        return None
    asking, new = PulseRound.objects.get_or_create(
        group=group, due_on=due_on,
        defaults={"opened_at": now, "closes_at": now + queries.OPEN_FOR, "could_answer": len(members)},
    )  # fmt: skip
    if not new:
        return None
    MayAnswer.objects.bulk_create(MayAnswer(asking=asking, membership=one) for one in members)
    until = when.day(group.local(asking.closes_at))
    record("speaking_up_asked", f"Members were asked about speaking up, until {until}.", at=now, group=group)
    emails.asked(asking, members, now=now)
    return asking


@transaction.atomic
def answer(*, by, asking: PulseRound, think: str, cost: str, line: str = "", now: datetime) -> None:
    """Counts one member's answers, once. What they answered and that they answered are never in the same place."""
    log.may(by, FeedbackAbility.ANSWER_PULSE, asking.group_id)
    given = {Question.THINK: think, Question.COST: cost}
    for question, said in given.items():
        if said not in Answer.values:
            raise AnswerBoth(field=question.lower())
    line = words.one_line(line)
    if len(line) > PulseRound.LINE:
        raise LineTooLong(field="line")
    asking = locks.held(PulseRound.objects).get(pk=asking.pk)
    if asking.closed_at or asking.closes_at <= now:
        raise NotOpenAnyMore()
    everyone = MayAnswer.objects.filter(asking=asking)
    mine = everyone.filter(membership=by).first()
    if mine is None:
        raise NotAsked()
    if mine.has_answered:
        raise unnamed.AnsweredAlready()
    unnamed.count(asking, given, line, everyone, mine)


@transaction.atomic
def remind(*, asking: PulseRound, now: datetime) -> bool:
    """One reminder, the same for everyone who was asked, so that it tells nobody who has answered."""
    if walltime.is_night(now, asking.group.zone):
        return False
    if not PulseRound.objects.filter(pk=asking.pk, reminded_at=None).update(reminded_at=now):
        return False
    emails.reminded(asking, list(queries.to_tell(asking)), now=now)
    return True


@transaction.atomic
def close(*, asking: PulseRound, now: datetime) -> bool:
    """Ends it for good. Who answered is forgotten; what too few answered to be shown is wiped; the lines are shuffled."""
    asking = locks.held(PulseRound.objects).select_related("group").get(pk=asking.pk)
    if asking.closed_at:
        return False
    unnamed.close(asking, MayAnswer.objects.filter(asking=asking))
    asking.closed_at = now
    asking.save(update_fields=["counts", "lines", "answered", "closed_at"])
    record("speaking_up_closed", "The questions about speaking up have closed.", at=now, group=asking.group)
    emails.results(asking, now=now)
    return True
