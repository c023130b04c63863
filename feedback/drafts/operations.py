"""From the first words to sending. Everything here is the group's own business: the steps are for the group alone."""

from datetime import date, datetime, timedelta

from django.db import transaction

from coproduction.kit import when
from coproduction.kit.refusals import Refusal
from feedback.drafts import emails, queries
from feedback.drafts.models import Agreement
from feedback.log import operations as log
from feedback.log.models import Said, Stage, Step
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership

ShownAs = Said.ShownAs


class NotADraft(Refusal):
    """This is not a draft any more, so its words stay as they are."""


class NotBeingAgreed(Refusal):
    """The group is not agreeing this now."""


class NotYourWords(Refusal):
    """These are someone else's words. Only they can do this."""


class ForTheGroupToSay(Refusal):
    """You help the group. Only its members can take back what the group said."""


class ChooseHowItIsShown(Refusal):
    """Choose how your words are shown."""


class NobodyToAgree(Refusal):
    """There are no members yet who could agree. Invite them first."""


class ClosingDateTooSoon(Refusal):
    """Give people at least until tomorrow to say if they agree."""


class SayWhatOrWhy(Refusal):
    """Say what you would change, or why not yet."""


class SayWhyBack(Refusal):
    """Say why, so that the group knows."""


class StillOpen(Refusal):
    """The group still has time to say if it agrees."""


class NotAgreed(Refusal):
    """The group has not agreed to send this. Take it back to a draft and change it together."""


class NobodyToHear(Refusal):
    """Your group has no point of contact or sponsor yet, so nobody would hear this."""


class CorrectWhatWasSent(Refusal):
    """Only what was sent can be corrected. You can still change a draft."""


def _hand(said, by):
    """Who a step keeps. From the group keeps nobody, unless a facilitator did what facilitators do."""
    return by if said.shown_as == ShownAs.NAME or by.facilitates else None


def _ask(by, deed, said, refusal):
    """Whose deed this is, asked of the locked row: the state first, then the person."""
    if deed in queries.what_they_may(said, by):
        return
    log.may(by, FeedbackAbility.DRAFT, said.group_id)
    stages = {"revise": (Stage.DRAFT,), "put_to_group": (Stage.DRAFT,), "take_back": (Stage.AGREEING,)}
    if said.stage not in stages.get(deed, (Stage.DRAFT, Stage.AGREEING)):
        raise refusal()
    raise ForTheGroupToSay() if deed == "withdraw" and said.said_by_id is None else NotYourWords()


def _locked(by, said):
    if by.group_id != said.group_id:
        raise log.NotYourPart()
    return log.lock(said)


@transaction.atomic
def draft(
    *, by, now: datetime, words: str, shown_as: str = ShownAs.GROUP, why_it_matters="", topic=None,
    came_from: str = Said.CameFrom.POST, meeting=None, for_member=None, hand=None,
) -> Said:  # fmt: skip
    """Writes down what somebody wants to say. With their name it is theirs until they put it to the group.

    `for_member`: whose words they are, where `by` writes for somebody else. `hand`: who wrote them down, where they were
    confirmed by the member themself.
    """
    log.may(by, FeedbackAbility.DRAFT, by.group_id)
    if for_member not in (None, by) and not queries.whose_words_one_writes(by).filter(pk=for_member.pk).exists():
        raise NotYourWords()
    if shown_as not in ShownAs.values:
        raise ChooseHowItIsShown(field="shown_as")
    if meeting is not None and meeting.group_id != by.group_id:
        raise log.NotYourPart()
    author = (for_member or by) if shown_as == ShownAs.NAME else None  # from the group: nobody is kept, whoever it was
    said = log.begin(
        group=by.group, now=now, words=log.text_of(words, "words", missing=log.SayWhat),
        why_it_matters=log.text_of(why_it_matters, "why_it_matters"), topic=log.topic_of(by.group_id, topic),
        shown_as=shown_as, said_by=author, came_from=came_from, meeting=meeting,
    )  # fmt: skip
    log.take_step(
        said, Step.Kind.DRAFTED, _drafted(shown_as, hand), by=author, now=now, to=Stage.DRAFT, inside_only=True
    )
    return said


def _drafted(shown_as, hand) -> str:
    """From the group, not even the role of who held the pen: a group may have one supporter only."""
    if hand is None:
        return "A draft was written"
    return f"Written down for them by {hand.as_role}" if shown_as == ShownAs.NAME else "Written down for someone"


@transaction.atomic
def revise(*, by, now: datetime, said: Said, words: str, why_it_matters="", topic=None) -> Said:
    said = _locked(by, said)
    _ask(by, "revise", said, NotADraft)
    said.words = log.text_of(words, "words", missing=log.SayWhat)
    said.why_it_matters = log.text_of(why_it_matters, "why_it_matters")
    if topic is None or topic.pk != said.topic_id:  # a topic closed since may stay where it is
        said.topic = log.topic_of(said.group_id, topic)
    log.take_step(said, Step.Kind.REVISED, "The draft was changed", by=_hand(said, by), now=now, inside_only=True)
    return said


@transaction.atomic
def withdraw(*, by, now: datetime, said: Said, reason: str) -> Said:
    """Taken back before it was sent. The row stays, with the reason; what was sent can never be taken back."""
    said = _locked(by, said)
    _ask(by, "withdraw", said, NotADraft)
    reason = log.text_of(reason, "reason", missing=SayWhyBack, model=Agreement)
    said.agree_by = None
    log.take_step(
        said, Step.Kind.WITHDRAWN, "Taken back before it was sent", by=_hand(said, by), now=now, to=Stage.WITHDRAWN,
        text=reason, inside_only=True,
    )  # fmt: skip
    return said


def default_closing_date(group, now: datetime) -> date:
    """The days the group gives itself to agree, from today."""
    return group.local(now).date() + timedelta(days=group.agree_days)


@transaction.atomic
def put_to_group(*, by, now: datetime, said: Said, agree_by: date | None = None) -> Said:
    """Asks every member, until a closing date. From here on the whole group reads it."""
    said = _locked(by, said)
    _ask(by, "put_to_group", said, NotADraft)
    members = list(queries.asked_to_agree(said.group_id).select_related("person"))
    if not members:
        raise NobodyToAgree()
    said.agree_by = agree_by or default_closing_date(said.group, now)
    if said.agree_by <= said.group.local(now).date():
        raise ClosingDateTooSoon(field="agree_by")
    said.asking += 1
    step = log.take_step(
        said, Step.Kind.PUT, "Put to the group", by=_hand(said, by), now=now, to=Stage.AGREEING,
        text=f"Members can say if they agree until the end of {when.day(said.agree_by)}.", inside_only=True,
    )  # fmt: skip
    emails.to_agree(said, step, [m for m in members if m.pk != said.said_by_id], now=now)
    return said


@transaction.atomic
def agree(*, by, now: datetime, said: Said, answer: str, reason="") -> Agreement:
    """One member's word. It may be changed until the draft is sent; the last word counts and the earlier ones stay."""
    log.may(by, FeedbackAbility.AGREE_DRAFT, said.group_id)
    said = log.lock(said)
    if said.stage != Stage.AGREEING:
        raise NotBeingAgreed()
    if answer not in Agreement.Answer.values:
        raise ChooseHowItIsShown("Choose one answer.", field="answer")
    reason = log.text_of(reason, "reason", model=Agreement)
    if answer != Agreement.Answer.AGREE and not reason:
        raise SayWhatOrWhy(field="reason")
    given = Agreement.objects.create(said=said, asking=said.asking, membership=by, answer=answer, reason=reason, at=now)
    log.take_step(
        said, Step.Kind.AGREED, f"A member said: {given.get_answer_display()}", by=by, now=now, text=reason,
        inside_only=True,
    )  # fmt: skip
    return given


@transaction.atomic
def take_back_to_draft(*, by, now: datetime, said: Said, reason: str) -> Said:
    """Back to the desk, to change the words. When it is put to the group again, everyone is asked anew."""
    said = _locked(by, said)
    _ask(by, "take_back", said, NotBeingAgreed)
    reason = log.text_of(reason, "reason", missing=SayWhyBack, model=Agreement)
    said.agree_by = None
    log.take_step(
        said, Step.Kind.BACK_TO_DRAFT, "Taken back to a draft, to change it", by=_hand(said, by), now=now,
        to=Stage.DRAFT, text=reason, inside_only=True,
    )  # fmt: skip
    return said


@transaction.atomic
def send(*, by, now: datetime, said: Said) -> Said:
    """Sends what the group agreed. From now on its words never change, and the promises run.

    Only after the closing date or once every member has answered, and only if more agree than say not yet.
    """
    log.may(by, FeedbackAbility.SEND, said.group_id)
    said = log.lock(said)
    if said.stage != Stage.AGREEING:
        raise NotBeingAgreed()
    agreed = queries.agreement(said, now)
    if agreed.open_still:
        raise StillOpen(f"The group still has time to say if it agrees, until the end of {when.day(said.agree_by)}.")
    if not agreed.agreed_enough:
        raise NotAgreed()
    hearers = list(Membership.objects.current().of_group(said.group_id).holding(FeedbackAbility.ANSWER).with_people())
    if not hearers:
        raise NobodyToHear()
    log.promise(said, now)
    said.sent_at = now
    said.agreed, said.not_yet = agreed.agreeing, agreed.not_yet
    also = log.what_goes_with(said, now)
    step = log.take_step(
        said, Step.Kind.SENT, f"We said it, and sent it to {said.group.organisation.name}", by=by, now=now,
        to=Stage.SENT, details=[("Promise to hear", f"by {when.day(said.hear_by)}"),
                                ("Promise to answer", f"by {when.day(said.answer_by)}"), *also],
    )  # fmt: skip
    emails.sent(said, step, hearers, also=also, now=now)
    return said


@transaction.atomic
def correct(*, by, now: datetime, said: Said, words: str, why_it_matters="") -> Said:
    """A correction is a new draft that names the old entry; the old one stays as it is. It goes the way of every draft."""
    log.may(by, FeedbackAbility.CORRECT, said.group_id)
    if not by.inside:
        raise NotYourWords()
    if not said.was_sent:
        raise CorrectWhatWasSent()
    new = log.begin(
        group=by.group, now=now, words=log.text_of(words, "words", missing=log.SayWhat),
        why_it_matters=log.text_of(why_it_matters, "why_it_matters"), topic_id=said.topic_id,
        shown_as=ShownAs.GROUP, corrects=said,
    )  # fmt: skip
    log.take_step(
        new, Step.Kind.DRAFTED, f"A correction of number {said.number} was written", by=None, now=now,
        to=Stage.DRAFT, inside_only=True,
    )  # fmt: skip
    return new
