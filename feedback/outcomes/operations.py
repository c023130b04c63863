"""Looking again at what was done. One of the group says what they found, a second reader confirms it, and it joins the log."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import locks, walltime, when
from coproduction.kit.refusals import Refusal
from feedback.deeds import operations as deeds
from feedback.deeds.models import MovedDate
from feedback.impact import queries as impact
from feedback.log import operations as log
from feedback.log import queries as log_queries
from feedback.log.models import Said, Step
from feedback.outcomes import emails, queries
from feedback.outcomes.models import Review, ReviewNudge
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership
from groups.plans import queries as plans

Found = Review.Outcome
HEADLINES = {
    Found.STILL_TRUE: "Looked at again: still true",
    Found.CHANGED: "Looked at again: it has changed",
    Found.ENDED: "Looked at again: it has ended",
}


class NothingToReview(Refusal):
    """There is nothing here to look at again."""


class NotDueYet(Refusal):
    """It is not time to look at this again."""


class ReviewWaits(Refusal):
    """Someone has looked at this again already. A second reader must confirm what they found."""


class ChooseWhatYouFound(Refusal):
    """Choose what you found."""


class SayWhatChanged(Refusal):
    """Say what has changed. People need to know."""


class NothingToConfirm(Refusal):
    """Someone in the group has confirmed this already."""


class AskAnother(Refusal):
    """Someone else in the group must confirm what you found."""


class SayWhatIsWrong(Refusal):
    """Say what you see differently."""


class DayHasPassed(Refusal):
    """Choose today or a day to come."""


class SameDay(Refusal):
    """Choose another day than the one it has."""


class SayWhyItMoves(Refusal):
    """Say why the date moves. People need to know the reason."""


def _today(said, now):
    return said.group.local(now).date()


def _to_review(by, ability, said):
    log.may(by, ability, said.group_id)
    said = log.lock(said)
    if not said.is_done or said.review_on is None:
        raise NothingToReview()
    return said


@transaction.atomic
def propose(*, by, now: datetime, said: Said, outcome: str, words: str = "") -> Review:
    """What somebody of the group found. It counts once another member has confirmed it."""
    said = _to_review(by, FeedbackAbility.REVIEW_OUTCOME, said)
    if said.review_on > _today(said, now):
        raise NotDueYet()
    if queries.review_open(said):
        raise ReviewWaits()
    if outcome not in Found.values:
        raise ChooseWhatYouFound(field="outcome")
    words = log.text_of(words, "words", missing=None if outcome == Found.STILL_TRUE else SayWhatChanged, model=Review)
    review = Review.objects.create(
        said=said,
        round=said.round,
        due_on=said.review_on,
        outcome=outcome,
        words=words,
        proposed_by=by,
        proposed_at=now,
    )
    headline = f"Someone looked at it again: {review.get_outcome_display().lower()}"
    step = log.take_step(said, Step.Kind.REVIEWED, headline, by=by, now=now, text=words, inside_only=True)
    readers = [one for one in _members(said) if one.pk != by.pk]
    emails.to_confirm(said, step, readers, now=now)
    return review


def _members(said):
    return list(log_queries.members(said.group_id).select_related("person"))


@transaction.atomic
def confirm(*, by, now: datetime, review: Review, holds: bool, note: str = "") -> Review:
    """A second reader of the group: it is so, and stands in the log; or it is not, and somebody looks again."""
    said = _to_review(by, FeedbackAbility.CONFIRM_REVIEW, review.said)
    review = locks.held(Review.objects).get(pk=review.pk)
    if review.confirmed_at or review.round != said.round:
        raise NothingToConfirm()
    if review.proposed_by_id == by.pk:
        raise AskAnother()
    review.note = log.text_of(note, "note", missing=None if holds else SayWhatIsWrong, model=Review)
    review.confirmed_by, review.confirmed_at, review.holds = by, now, holds
    review.save(update_fields=["note", "confirmed_by", "confirmed_at", "holds"])
    if not holds:
        headline = "A second reader sees it differently. Someone looks again"
        log.take_step(said, Step.Kind.REVIEWED, headline, by=by, now=now, text=review.note, inside_only=True)
    elif review.outcome == Found.REOPENED:
        deeds.reopen(said, "Opened again: it is not so any more", by=by, now=now, words=review.words)
    else:
        _stands(said, review, by, now)
    return review


def _stands(said, review, by, now):
    details = [("Confirmed", review.note)]
    if review.outcome == Found.ENDED:
        said.ended_at, said.review_on, said.ask_on = now, None, None
    else:
        said.review_on = walltime.months_after(_today(said, now), deeds.REVIEWED_AFTER)
        details.append(("Looked at again", when.day(said.review_on)))
    step = log.take_step(
        said, Step.Kind.REVIEWED, HEADLINES[review.outcome], by=by, now=now, text=review.words, details=details
    )
    emails.reviewed(said, step, [*_members(said), *log_queries.owners(said)], now=now)


@transaction.atomic
def move_review(*, by, now: datetime, said: Said, to_on: date, reason: str) -> Said:
    """Earlier or later. The old date stays in the record, with the reason."""
    said = _to_review(by, FeedbackAbility.MOVE_REVIEW, said)
    if to_on < _today(said, now):
        raise DayHasPassed(field="to_on")
    if to_on == said.review_on:
        raise SameDay(field="to_on")
    reason = log.text_of(reason, "reason", missing=SayWhyItMoves, model=MovedDate)
    details = [("The date was", when.day(said.review_on)), ("The date is now", when.day(to_on)), ("Why", reason)]
    said.review_on = to_on
    log.take_step(said, Step.Kind.MOVED, "The day we look at it again was moved", by=by, now=now, details=details)
    return said


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Tells the members when a review date has come, and the facilitators when four weeks later nobody has looked."""
    late = queries.to_nudge(now)
    for said in late:
        rung = {"said": said, "due_on": said.review_on, "rung": said.told}
        _, new = ReviewNudge.objects.get_or_create(**rung, defaults={"at": now})
        readers = impact.facilitators(said.group_id) if said.told else _members(said)
        emails.due(said, said.told, readers if new else [], now=now)
    return len(late)


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off. Whether it is still right is looked at when it goes."""
    said = Said.objects.done().select_related("group").filter(pk=int(letter.about.split(":")[1])).first()
    reader = (
        Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    )
    if said and said.review_on:
        emails.due(said, 0, reader, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 90, "Looking again at what was done", lambda group, plan: queries.SAYS, queries.coming,
        (emails.DUE,), nudge_again, leads="This reminder ends when someone has said if it is still true.",
    )
)  # fmt: skip
