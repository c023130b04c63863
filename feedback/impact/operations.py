"""Asking if people noticed, answering in one tap, and what happens when nobody did. Nothing here lets a *did* die quietly.

The clock opens an asking, closes it three weeks later and writes down what came of it. If nobody noticed, the members
settle what happens now; without a majority they are asked again, and the facilitators hear of it.
"""

from collections import Counter
from datetime import datetime
from secrets import SystemRandom

from django.db import transaction

from coproduction.kit import locks, walltime, when
from coproduction.kit.refusals import Refusal
from feedback.deeds import operations as deeds
from feedback.impact import emails, queries
from feedback.impact.models import Asking, Choice, Doubt, Noticing
from feedback.log import operations as log
from feedback.log import queries as log_queries
from feedback.log.models import Said, Step
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership
from groups.plans import queries as plans

Result, Settled = Asking.Result, Doubt.Settled
MOST_TURNS = 3
AGAIN_MONTHS = 3


class AskingHasClosed(Refusal):
    """This question has closed. Thank you for wanting to answer."""


class NotAsked(Refusal):
    """Only those whose words began it are asked this."""


class ChooseAnAnswer(Refusal):
    """Choose yes, a little, no, or I can’t say."""


class NothingToSettle(Refusal):
    """This is settled already."""


class ChooseWhatHappens(Refusal):
    """Choose what happens now."""


class SayWhyItIsFine(Refusal):
    """Say why it is fine though nobody noticed."""


def _today(said, now):
    return said.group.local(now).date()


def _held(row):
    """The entry held first, then its row as it is now: always in this order, so that two never wait for each other."""
    said = log.lock(row.said)
    row = locks.held(type(row).objects).get(pk=row.pk)
    row.said = said
    return said, row


def _moved_on(said, row):
    """It was opened again meanwhile, or the group said that it has ended; for a doubt: or somebody noticed after all."""
    ended = not said.is_done or said.ended_at is not None
    return said.round != row.round or ended or (isinstance(row, Doubt) and said.unnoticed_at is None)


# --- asking ---


def open_due(*, now: datetime) -> int:
    """Opens every asking whose day has come. Called by the clock; safe to call twice at once."""
    return sum(open_asking(now=now, said=said) for said in queries.to_open(now))


@transaction.atomic
def open_asking(*, now: datetime, said: Said) -> bool:
    said = log.lock(said)
    today = _today(said, now)
    if not said.is_done or said.ended_at or said.ask_on is None or said.ask_on > today or queries.asking_open(said):
        return False
    months = queries.months_due(said, today)
    again = Asking.objects.filter(said=said, round=said.round, months=months).count()
    asking = Asking.objects.create(
        said=said, round=said.round, months=months, again=again, opened_on=today, closes_on=today + queries.OPEN_FOR
    )
    said.ask_on = queries.next_ask(said, today)
    headline = f"Asked if people notice it, {months} months on" if not again else "Asked again if people notice it"
    step = log.take_step(
        said, Step.Kind.ASKED_IF_NOTICED, headline, by=None, now=now,
        details=[("They can answer until", when.day(asking.closes_on))],
    )  # fmt: skip
    emails.did_you_notice(asking, step, log_queries.whose_words(said), now=now)
    return True


@transaction.atomic
def notice(*, by, now: datetime, asking: Asking, answer: str, words: str = "", may_show: bool = False) -> Noticing:
    """One answer each, which may be changed until the asking closes."""
    log.may(by, FeedbackAbility.SAY_IF_NOTICED, asking.said.group_id)
    said, asking = _held(asking)
    if asking.closed_at or _moved_on(said, asking) or _today(said, now) > asking.closes_on:
        raise AskingHasClosed()
    if not queries.is_asked(said, by):
        raise NotAsked()
    if answer not in Noticing.Answer.values:
        raise ChooseAnAnswer(field="answer")
    words = log.text_of(words, "words", model=Noticing)
    given = {"answer": answer, "words": words, "may_show": may_show and bool(words), "at": now}
    return Noticing.objects.update_or_create(asking=asking, membership=by, defaults=given)[0]


def close_due(*, now: datetime) -> int:
    return sum(close_asking(now=now, asking=asking) for asking in queries.to_close(now))


@transaction.atomic
def close_asking(*, now: datetime, asking: Asking) -> bool:
    """What came of it joins the log. Numbers are frozen; words stand there only if their writer said they may."""
    said, asking = _held(asking)
    if asking.closed_at:
        return False
    asking.closed_at, counts = now, queries.tally(asking)
    asking.counts = counts
    asking.result = Result.OVERTAKEN if _moved_on(said, asking) else queries.result_of(asking, counts)
    asking.save(update_fields=["closed_at", "counts", "result"])
    if asking.result != Result.OVERTAKEN:
        _tell_result(said, asking, now)
    return True


def _tell_result(said, asking, now):
    if asking.result == Result.UNNOTICED:
        said.unnoticed_at = said.unnoticed_at or now
    elif asking.result == Result.NOTICED:
        said.unnoticed_at = None
    step = log.take_step(
        said, Step.Kind.NOTICED, queries.headline(asking), by=None, now=now, text=_words_shown(asking),
    )  # fmt: skip
    open_doubt = Doubt.objects.open().filter(said=said)
    if asking.result == Result.NOTICED:
        open_doubt.update(settled_at=now, settled_as=Settled.OVERTAKEN)
    emails.what_came_of_it(asking, step, log_queries.owners(said), now=now)
    if asking.result != Result.UNNOTICED or open_doubt.exists():
        emails.what_came_of_it(asking, step, log_queries.whose_words(said), now=now)
        return
    today = _today(said, now)
    doubt = Doubt.objects.create(
        asking=asking, said=said, round=said.round, opened_on=today, closes_on=today + queries.SETTLE_IN
    )
    emails.nobody_noticed(doubt, step, _members(said), now=now)


def _members(said):
    return log_queries.members(said.group_id).select_related("person")


def _words_shown(asking):
    """In no order that says who wrote what."""
    words = list(asking.noticings.filter(may_show=True).values_list("words", flat=True))
    SystemRandom().shuffle(words)
    return "\n".join(f"“{one}”" for one in words)


# --- nobody noticed ---


@transaction.atomic
def choose(*, by, now: datetime, doubt: Doubt, choice: str, why: str = "") -> Choice:
    """One member's word on what happens now. It may be changed until the turn ends."""
    log.may(by, FeedbackAbility.SETTLE_UNNOTICED, doubt.said.group_id)
    said, doubt = _held(doubt)
    if doubt.settled_at or _moved_on(said, doubt):
        raise NothingToSettle()
    if choice not in Choice.What.values:
        raise ChooseWhatHappens(field="choice")
    why = log.text_of(why, "why", missing=SayWhyItIsFine if choice == Choice.What.FINE else None, model=Choice)
    given = {"choice": choice, "why": why, "at": now}
    return Choice.objects.update_or_create(doubt=doubt, turn=doubt.turn, membership=by, defaults=given)[0]


def settle_due(*, now: datetime) -> int:
    return sum(settle(now=now, doubt=doubt) for doubt in queries.to_settle(now))


@transaction.atomic
def settle(*, now: datetime, doubt: Doubt) -> bool:
    """What more than half of those who chose say is done. Otherwise everyone is asked again, three times in all.

    Then it rests until people are asked again whether they noticed: it never dies quietly, and nobody is worn out by it.
    """
    said, doubt = _held(doubt)
    if doubt.settled_at or _today(said, now) <= doubt.closes_on:
        return False
    if _moved_on(said, doubt):
        _settle_as(doubt, Settled.OVERTAKEN, now)
        return True
    rows = list(doubt.choices.filter(turn=doubt.turn))
    most = Counter(row.choice for row in rows).most_common(1)
    if most and most[0][1] * 2 > len(rows):
        _settle_as(doubt, most[0][0], now)
        _DONE[most[0][0]](said, _whys(rows, most[0][0]), now)
    elif doubt.turn < MOST_TURNS:
        _ask_members_again(said, doubt, now)
    else:
        _settle_as(doubt, Settled.AGAIN, now)
        _ask_again(said, "", now)
    return True


def _settle_as(doubt, how, now):
    doubt.settled_at, doubt.settled_as = now, how
    doubt.save(update_fields=["settled_at", "settled_as"])


def _whys(rows, choice):
    words = [f"“{row.why}”" for row in rows if row.choice == choice and row.why]
    SystemRandom().shuffle(words)
    return "\n".join(words)


def _open_again(said, whys, now):
    deeds.reopen(said, "Opened again: nobody noticed", by=None, now=now, words=whys)


def _is_fine(said, whys, now):
    said.unnoticed_at = None
    headline = "Nobody noticed. The group says it is fine"
    step = log.take_step(said, Step.Kind.NOTICED, headline, by=None, now=now, text=whys)
    emails.settled(said, step, [*_members(said), *log_queries.owners(said)], now=now)


def _ask_again(said, whys, now):
    """It still counts as unnoticed until somebody notices, or the group says it is fine."""
    again_on = walltime.months_after(_today(said, now), AGAIN_MONTHS)
    said.ask_on = min(said.ask_on or again_on, again_on)
    headline, details = "Nobody noticed. The group asks again", [("Asked again", when.day(said.ask_on))]
    step = log.take_step(said, Step.Kind.NOTICED, headline, by=None, now=now, text=whys, details=details)
    emails.settled(said, step, [*_members(said), *log_queries.owners(said)], now=now)


_DONE = {Settled.OPEN: _open_again, Settled.FINE: _is_fine, Settled.AGAIN: _ask_again}


def _ask_members_again(said, doubt, now):
    doubt.turn += 1
    doubt.closes_on = _today(said, now) + queries.SETTLE_IN
    doubt.save(update_fields=["turn", "closes_on"])
    step = log.take_step(
        said, Step.Kind.NOTICED, "Nobody noticed. The members are asked again what happens now", by=None, now=now,
        details=[("They can say until", when.day(doubt.closes_on))], inside_only=True,
    )  # fmt: skip
    emails.nobody_noticed(doubt, step, _members(said), now=now)
    emails.not_settled(doubt, step, queries.facilitators(said.group_id), now=now)


def ask_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put the question off, while it is open."""
    _, number, step = letter.about.split(":")
    asking = Asking.objects.open().select_related("said__group").filter(said=int(number)).first()
    reader = (
        Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    )
    if asking:
        emails.did_you_notice(asking, Step.objects.get(pk=int(step)), reader, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "NOTICED", 100, "Did people notice?", lambda group, plan: queries.SAYS, queries.coming, (emails.ASKED,), ask_again,
        fixed="This is part of the promise: nothing counts as done until people were asked. So it cannot be turned off.",
        leads="This reminder ends when you have answered.", passes=True,
    )
)  # fmt: skip
