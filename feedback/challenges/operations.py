"""Asking again, and answering that: the reason in own words, the sponsor's second look, the independent person's finding.

Every rung is a step of the chain, told at once to those who must answer and to those whose words began it. A finding
that it should be looked at again opens the entry, with fresh promises.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from coproduction.kit import when, workdays
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.challenges import emails, queries
from feedback.challenges.models import Challenge
from feedback.deeds import operations as deeds
from feedback.log import operations as log
from feedback.log import queries as log_queries
from feedback.log.models import Said, Step
from feedback.permissions import FeedbackAbility
from groups.history.operations import record

Rung, Outcome = Challenge.Rung, Challenge.Outcome
LINK_RUNS_FOR = timedelta(days=60)
ASKED = {
    Rung.REASON: "The group asks for the reason again",
    Rung.SPONSOR: "The group asks the sponsor to look again",
    Rung.INDEPENDENT: "The group asks the independent person",
}


class NothingToChallenge(Refusal):
    """This cannot be challenged now. You can challenge an answer that says no, not now or only partly."""


class WaitForTheAnswer(Refusal):
    """Your group has asked already. Wait for the answer, or until its promise has passed."""


class AnswerCameSince(Refusal):
    """Something has happened since you opened this page. Read what was answered first."""


class EndOfTheRoute(Refusal):
    """Your group has been all the way. If it is not answered, a member can say no: then it opens again."""


class NobodyIndependent(Refusal):
    """Your group has no independent person yet. A facilitator can name one in the group’s settings."""


class NotTheirWords(Refusal):
    """You can do this only about the words of the person you support."""


class SayWhyYouAsk(Refusal):
    """Say why you ask again."""


class ChooseHowItIsShown(Refusal):
    """Choose how it should be shown."""


class AnsweredAlready(Refusal):
    """This has been answered already, or the group went on without waiting."""


class AnswerInYourWords(Refusal):
    """Enter your answer, in your own words."""


class ChooseWhatYouFound(Refusal):
    """Choose what you found."""


@transaction.atomic
def challenge(*, by, now: datetime, said: Said, words: str, shown_as=Challenge.ShownAs.GROUP, rung="") -> Challenge:
    """The group asks again, on the next rung (of `rung`, if given, and no other). What was not answered in time is closed."""
    log.may(by, FeedbackAbility.CHALLENGE, said.group_id)
    said = log.lock(said)
    if not queries.may_start(by, said):
        raise NotTheirWords()
    rows = queries.of_this_round(said)
    rung = _next(said, rows, now, rung)
    words = log.text_of(words, "words", missing=SayWhyYouAsk, model=Challenge)
    if shown_as not in Challenge.ShownAs.values:
        raise ChooseHowItIsShown(field="shown_as")
    if rows and rows[-1].is_open:
        _close(rows[-1], Outcome.NO_ANSWER, now=now)
    asked_by = by if shown_as == Challenge.ShownAs.NAME else None
    today = said.group.local(now).date()
    asked = Challenge(
        said=said, round=said.round, rung=rung, words=words, shown_as=shown_as, asked_by=asked_by, asked_at=now,
        answer_by=workdays.add(today, queries.PROMISED_DAYS[rung], said.group.nation),
    )  # fmt: skip
    if rung == Rung.INDEPENDENT:
        asked.independent_name = said.group.independent_name
        _new_link(asked, now)
    asked.save()
    _ask(said, asked, by, now)
    return asked


def _next(said, rows, now, wanted):
    if not queries.can_be_challenged(said):
        raise NothingToChallenge()
    rung = queries.next_rung(said, rows, now)
    if rung is None:
        waiting = rows[-1].is_open and not rows[-1].is_late(now)
        raise WaitForTheAnswer() if waiting else EndOfTheRoute()
    if wanted and rung != wanted:
        raise AnswerCameSince()
    if rung == Rung.INDEPENDENT and not said.group.independent_email:
        raise NobodyIndependent()
    return rung


def _ask(said, asked, by, now):
    details = [("Who is asked", asked.independent_name), ("Promise to answer", f"by {when.day(asked.answer_by)}")]
    step = log.take_step(
        said, Step.Kind.CHALLENGED, ASKED[asked.rung], by=asked.asked_by, now=now, text=asked.words, details=details
    )
    if asked.rung == Rung.INDEPENDENT:
        emails.to_independent(asked, now=now)
    else:
        emails.please_answer(asked, step, queries.answerers(said.group_id, asked.rung), now=now)
    answers.tell_back(by=by, now=now, said=said, step=step)


def _new_link(asked, now):
    asked.link_key, asked.link_until = secrets.token_urlsafe(24), now + LINK_RUNS_FOR


def _close(row, outcome, *, now, answer="", by=None):
    row.outcome, row.answer, row.closed_by, row.closed_at, row.link_key = outcome, answer, by, now, ""
    row.save(update_fields=["outcome", "answer", "closed_by", "closed_at", "link_key"])


def _waiting(by, ability, given, rung):
    log.may(by, ability, given.said.group_id)
    return _held(given, rung)


def _held(given, rung):
    """The challenge as it is now, with its entry held: two people cannot answer it."""
    said = log.lock(given.said)
    row = Challenge.objects.open().filter(pk=given.pk, rung=rung, round=said.round).first()
    if row is None:
        raise AnsweredAlready()
    row.said = said
    return row


@transaction.atomic
def give_reason(*, by, now: datetime, challenge: Challenge, answer: str) -> Challenge:
    """Whoever answers for the system says why again, in their own words."""
    row = _waiting(by, FeedbackAbility.ANSWER, challenge, Rung.REASON)
    answer = log.text_of(answer, "answer", missing=AnswerInYourWords, model=Challenge)
    _close(row, Outcome.REASON_GIVEN, now=now, answer=answer, by=by)
    _answered(row, "The reason again", answer, by, now)
    return row


@transaction.atomic
def keep_answer(*, by, now: datetime, challenge: Challenge, answer: str) -> Challenge:
    """The sponsor looked again, and the answer stays."""
    row = _waiting(by, FeedbackAbility.LOOK_AGAIN, challenge, Rung.SPONSOR)
    answer = log.text_of(answer, "answer", missing=AnswerInYourWords, model=Challenge)
    _close(row, Outcome.KEPT, now=now, answer=answer, by=by)
    _answered(row, Outcome.KEPT.label, answer, by, now)
    return row


def _answered(row, headline, answer, by, now):
    step = log.take_step(row.said, Step.Kind.REASON_GIVEN, headline, by=by, now=now, text=answer)
    answers.tell_back(by=by, now=now, said=row.said, step=step)


@transaction.atomic
def change_answer(*, by, now: datetime, challenge: Challenge, **decision) -> Said:
    """The sponsor looked again, and decides anew. The route goes along: if the new answer says no, the next rung is open."""
    row = _waiting(by, FeedbackAbility.LOOK_AGAIN, challenge, Rung.SPONSOR)
    said, before = row.said, row.said.round
    _close(row, Outcome.CHANGED, now=now, by=by)
    _take_off_the_unchecked(said)
    said = answers.decide_after_challenge(by=by, now=now, said=said, **decision)
    said.challenges.filter(round=before).update(round=said.round)
    return said


def _take_off_the_unchecked(said):
    """What was claimed to be done under the old answer need not be checked any more. Its words stay in the chain."""
    said.claims.unchecked().delete()


@transaction.atomic
def find(*, now: datetime, challenge: Challenge, outcome: str, answer: str) -> Challenge:
    """The independent person says what they found. *Look again* opens the entry, with fresh promises."""
    row = _held(challenge, Rung.INDEPENDENT)
    if outcome not in (Outcome.FAIR, Outcome.LOOK_AGAIN):
        raise ChooseWhatYouFound(field="outcome")
    answer = log.text_of(answer, "answer", missing=AnswerInYourWords, model=Challenge)
    _close(row, outcome, now=now, answer=answer)
    said = row.said
    label = Outcome(outcome).label
    headline = f"The independent person found: {label[0].lower()}{label[1:]}"
    step = log.take_step(
        said, Step.Kind.FOUND, headline, by=None, now=now, text=answer, details=[("Who looked", row.independent_name)]
    )
    emails.found(said, step, [*log_queries.whose_words(said), *log_queries.owners(said)], now=now)
    if outcome == Outcome.LOOK_AGAIN:
        _take_off_the_unchecked(said)
        deeds.reopen(said, "Opened again: the independent person says, look again", by=None, now=now, words=answer)
    return row


@transaction.atomic
def send_link_again(*, by, now: datetime, challenge: Challenge) -> Challenge:
    """A new link for the independent person, to the address the group has for them now. The old link stops working."""
    row = _waiting(by, FeedbackAbility.CHALLENGE, challenge, Rung.INDEPENDENT)
    if not row.said.group.independent_email:
        raise NobodyIndependent()
    row.independent_name = row.said.group.independent_name
    _new_link(row, now)
    row.save(update_fields=["independent_name", "link_key", "link_until"])
    sentence = f"Number {row.said.number}: the independent person was sent a new link."
    record("challenge_link_sent_again", sentence, by=by, group=row.said.group, about=row.said, at=now)
    emails.to_independent(row, now=now)
    return row


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Reminds of challenges whose promise is near or has passed: first the owner, then their deputy."""
    return sum(nudge_once(row, nudged, now=now) for row, nudged in queries.to_nudge(now))


def nudge_once(row: Challenge, nudged: str, *, now: datetime) -> bool:
    """False if somebody else reminded of it meanwhile, or it was answered."""
    if not Challenge.objects.open().filter(pk=row.pk, nudged=row.nudged).update(nudged=nudged):
        return False
    emails.nudge(row, nudged, queries.asked_for(row, nudged, now), now=now)
    return True
