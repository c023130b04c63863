"""Somebody writes down what a member said; the member says whether it is right; then it is a draft like every other."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from feedback.drafts import operations as drafts
from feedback.drafts import queries as drafts_queries
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.scribing import emails, queries
from feedback.scribing.models import WrittenDown
from groups.history.operations import record
from groups.notices import operations as notices

State, ShownAs = WrittenDown.State, Said.ShownAs


class NotForThem(Refusal):
    """You can write down the words of members of your group. A supporter does it for the person they support."""


class SayWhatTheySaid(Refusal):
    """Enter what they said."""


class SayHowItReachedUs(Refusal):
    """Say if it came by phone or on paper."""


class SayWhatIsWrong(Refusal):
    """Say what is not right."""


class AnsweredAlready(Refusal):
    """This was answered already."""


class NotToWriteAgain(Refusal):
    """Only words that were not right are written again, and only once."""


class ChooseAnAnswer(Refusal):
    """Choose one answer."""


@transaction.atomic
def write_down(
    *, by, now: datetime, member, words: str, reached_us: str, shown_as: str, why_it_matters="", topic=None,
    aloud: bool = False, put: bool = False, instead_of: WrittenDown | None = None,
) -> WrittenDown:  # fmt: skip
    """Keeps someone's words. `aloud`: they were read back, and the person said yes. Otherwise the person is asked."""
    log.may(by, FeedbackAbility.WRITE_DOWN, by.group_id)
    if not drafts_queries.whose_words_one_writes(by).filter(pk=member.pk).exists():
        raise NotForThem(field="member")
    if reached_us not in WrittenDown.ReachedUs.values:
        raise SayHowItReachedUs(field="reached_us")
    if shown_as not in ShownAs.values:
        raise drafts.ChooseHowItIsShown(field="shown_as")
    one = WrittenDown.objects.create(
        group=by.group, member=member, words=log.text_of(words, "words", missing=SayWhatTheySaid, model=WrittenDown),
        why_it_matters=log.text_of(why_it_matters, "why_it_matters"), topic=log.topic_of(by.group_id, topic),
        reached_us=reached_us, shown_as=shown_as, written_by=by, written_at=now,
        instead_of=_the_last_version(by, member, instead_of),
    )  # fmt: skip
    if aloud:
        return _confirmed(one, by, put, now)
    emails.to_confirm(one, now=now)
    sentence = "Something was written down for someone. They are asked if it is right."
    record("written_down", sentence, by=_hand(one, by), group=one.group, at=now)
    return one


def _the_last_version(by, member, old):
    if old is None:
        return None
    old = locks.held(WrittenDown.objects).visible_to(by).get(pk=old.pk)
    if old.member_id != member.pk or not old.to_write_again:
        raise NotToWriteAgain()
    return old


def _hand(one, by):
    """Whom history keeps: a facilitator who wrote words with a name. Of words from the group, nobody."""
    return by if by.facilitates and one.shown_as == ShownAs.NAME else None


@transaction.atomic
def answer(*, by, now: datetime, written: WrittenDown, state: str, what_is_wrong="", put: bool = False) -> WrittenDown:
    """The member's word, given on the page, or aloud to whoever wrote it down and reads it back."""
    log.may(by, FeedbackAbility.CHECK_WRITTEN, written.group_id)
    one = locks.held(WrittenDown.objects).with_all().visible_to(by).filter(pk=written.pk).first()
    if one is None:
        raise log.NotYourPart()
    if not one.waits:
        raise AnsweredAlready()
    if state == State.CONFIRMED:
        return _confirmed(one, by, put, now)
    if state not in (State.WRONG, State.DROPPED):
        raise ChooseAnAnswer(field="answer")
    missing = SayWhatIsWrong if state == State.WRONG else None
    one.what_is_wrong = log.text_of(what_is_wrong, "what_is_wrong", missing=missing, model=WrittenDown)
    _answered(one, by, state, now)
    one.save()
    sentence = "What was written down for someone was not right." if state == State.WRONG else (
        "What was written down for someone is not to be said."
    )  # fmt: skip
    record("written_down_answered", sentence, by=_hand(one, by), group=one.group, at=now)
    if by.pk == one.member_id:
        emails.what_they_said(one, now=now)
    return one


def _answered(one, by, state, now):
    one.state, one.answered_by, one.answered_at, one.answered_aloud = state, by, now, by.pk != one.member_id


def _confirmed(one, by, put, now) -> WrittenDown:
    """Makes the draft. With a name it is the member's own; from the group, everybody who had a part is forgotten."""
    member, scribe = one.member, one.written_by
    _answered(one, by, State.CONFIRMED, now)
    one.said = drafts.draft(
        by=by, for_member=member, hand=scribe, now=now, words=one.words, shown_as=one.shown_as,
        why_it_matters=one.why_it_matters, topic=_open(one.topic), came_from=one.reached_us,
    )  # fmt: skip
    if one.shown_as == ShownAs.GROUP:
        _forget_people(one)
    one.save()
    if put:
        one.said = drafts.put_to_group(by=member, now=now, said=one.said)  # as they asked for when it was read back
    if one.shown_as == ShownAs.NAME:
        _tell(one, now)
    return one


def _open(topic):
    """A topic that was closed while the member was asked does not keep their words back."""
    return topic if topic is None or topic.closed_at is None else None


def _tell(one, now):
    if one.answered_aloud:
        emails.written_for_you(one, said=one.said, now=now)
    else:
        emails.what_they_said(one, now=now)


def _forget_people(one):
    """From the group keeps nobody: not on this row, not on the versions before it, not in a letter about any of them."""
    one.member = one.written_by = one.answered_by = None
    notices.forget(about=emails.about(one))
    old = one.instead_of
    while old is not None:
        WrittenDown.objects.filter(pk=old.pk).update(member=None, written_by=None, answered_by=None)
        notices.forget(about=emails.about(old))
        old = old.instead_of


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Reminds whoever wrote it down, once, that the person has not answered: they may ring them."""
    late = queries.waiting_too_long(now)
    for one in late:
        if WrittenDown.objects.asked().filter(pk=one.pk, nudged_at=None).update(nudged_at=now):
            emails.still_waiting(one, now=now)
    return len(late)
