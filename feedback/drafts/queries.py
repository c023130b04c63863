"""How agreeing a draft stands: the last word of each member, and whether it may be sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from feedback.drafts.models import Agreement
from feedback.log.models import Stage, Step
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership, Role

Answer = Agreement.Answer


@dataclass(frozen=True)
class Standing:
    """Of this asking: who agreed, who not yet, who has not said; whether the closing date has passed."""

    words: tuple  # Agreement rows, the last of each, oldest first
    asked: int
    agreed: int
    with_change: int
    not_yet: int
    closed: bool

    @property
    def all_answered(self):
        return len(self.words) >= self.asked > 0

    @property
    def open_still(self):
        return not (self.closed or self.all_answered)

    @property
    def agreeing(self):
        """Everyone who agrees, with a change or without."""
        return self.agreed + self.with_change

    @property
    def agreed_enough(self):
        return self.agreeing > self.not_yet

    @property
    def may_be_sent(self):
        return not self.open_still and self.agreed_enough


def asked_to_agree(group_id):
    """The members of the group now: those whose word counts."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.AGREE_DRAFT)


def whose_words_one_writes(by):
    """The members whose words this person may write down for them: a facilitator all, a supporter whom they support."""
    members = Membership.objects.current().of_group(by.group_id).filter(role=Role.MEMBER)
    if by.facilitates:
        return members
    return members.helped_by(by)


def agreement(said, now: datetime) -> Standing:
    """Two statements, however many members."""
    here = asked_to_agree(said.group_id)
    rows = said.agreements.filter(asking=said.asking, membership__in=here).select_related("membership__person")
    last = {row.membership_id: row for row in rows.order_by("id")}
    counts = Counter(row.answer for row in last.values())
    closed = said.agree_by is not None and said.group.local(now).date() > said.agree_by
    return Standing(
        tuple(last.values()), here.count(), counts[Answer.AGREE], counts[Answer.WITH_CHANGE], counts[Answer.NOT_YET],
        closed,
    )  # fmt: skip


def words_given(said) -> list[Agreement]:
    """The last word of everyone who answered when it was put to the group last, oldest first: how it was agreed. One statement."""
    rows = said.agreements.filter(asking=said.asking).select_related("membership__person").order_by("id")
    return list({row.membership_id: row for row in rows}.values())


def still_asked(letters) -> set[int]:
    """Letters whose reader is asked now: this time of asking goes on, and they are one of the members.

    Words somebody took back are theirs again, so a letter that had to wait must not carry them to everybody.
    """
    about = {letter.pk: int(letter.about.split(":")[2]) for letter in letters}  # said:<entry>:<step>
    put_again = Step.objects.filter(said=OuterRef("said"), kind=Step.Kind.PUT, pk__gt=OuterRef("pk"))
    rows = Step.objects.filter(~Exists(put_again), pk__in=about.values(), said__stage=Stage.AGREEING)
    group_of = dict(rows.values_list("pk", "group_id"))
    asked = Membership.objects.current().holding(FeedbackAbility.AGREE_DRAFT)
    asked = asked.filter(group__in=group_of.values(), person__in={letter.person_id for letter in letters})
    asked = set(asked.values_list("person_id", "group_id"))
    return {letter.pk for letter in letters if (letter.person_id, group_of.get(about[letter.pk])) in asked}


def what_they_may(said, membership) -> set[str]:
    """Which deeds of this room are this person's now, by name. Drafts shown with a name are for their author alone."""
    own = said.said_by_id == membership.pk if said.said_by_id else None
    mine = own or (own is None and membership.role != "SUPPORTER")
    drafts = membership.may(FeedbackAbility.DRAFT)
    may = set()
    if said.stage == Stage.DRAFT and drafts and mine:
        may |= {"revise", "put_to_group"}
    if said.stage == Stage.AGREEING:
        if membership.may(FeedbackAbility.AGREE_DRAFT):
            may.add("agree")
        if drafts and (mine or membership.facilitates):
            may.add("take_back")
        if membership.may(FeedbackAbility.SEND):
            may.add("send")
    if said.stage in (Stage.DRAFT, Stage.AGREEING) and drafts and (own or (own is None and not _helps(membership))):
        may.add("withdraw")
    if said.was_sent and membership.inside and membership.may(FeedbackAbility.CORRECT):
        may.add("correct")
    return may


def _helps(membership):
    """Facilitators and supporters help; they do not close what somebody else may have said."""
    return membership.facilitates or membership.role == "SUPPORTER"
