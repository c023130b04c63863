"""Proposing to show notes outside, saying that one minds, and taking it back.

What somebody answers leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, unnamed
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.minutes import operations as minutes
from groups.permissions import GroupAbility
from groups.sharing import emails, queries
from groups.sharing.models import MayObject, Share

FINE, MIND = "FINE", "MIND"


class NotConfirmedYet(Refusal):
    """Only notes that the group confirmed can be shown outside."""


class NoPublicPage(Refusal):
    """This group has no public page."""


class NothingToShow(Refusal):
    """These notes have no summary and no decision, so there is nothing to show."""


class ProposedAlready(Refusal):
    """This was proposed already."""


class SomebodyMinded(Refusal):
    """Somebody asked not to show these notes, so they stay in the group."""


class NotOpenAnyMore(Refusal):
    """This is not asked any more."""


class ChooseOne(Refusal):
    """Choose one of the two."""


class NotShared(Refusal):
    """These notes are not shown outside."""


def _locked(meeting):
    notes = minutes.locked(meeting)
    if notes is None or not notes.confirmed:
        raise NotConfirmedYet
    notes.meeting = meeting
    return notes


def _live(notes):
    share = locks.held(Share.objects).filter(notes=notes, version=notes.version, ended_at=None).first()
    if share:
        share.notes = notes
    return share


@transaction.atomic
def propose(*, meeting: Meeting, by: Membership, now: datetime) -> Share:
    """Asks the group: may the plain summary and the decisions stand on our public page?"""
    notes = _locked(meeting)
    if not meeting.group.is_public:
        raise NoPublicPage
    if not notes.summary and not notes.lines.live().decisions().exists():
        raise NothingToShow
    before = _live(notes)
    if before and before.somebody_minds and not before.open(now):
        raise SomebodyMinded
    if before and before.holds:
        raise ProposedAlready
    if before:
        _end(before, by, now)  # the notes were opened since
    made = Share.objects.create(
        notes=notes, version=notes.version, proposed_by=by, proposed_at=now, closes_at=queries.closes_at(meeting, now),
        somebody_minds=bool(before and before.somebody_minds),  # they said it of the same words
    )  # fmt: skip
    people = list(queries.may_answer(meeting.group_id))
    MayObject.objects.bulk_create(MayObject(share=made, membership=one) for one in people)
    sentence = (
        f"{by.person.name} proposed to show the summary and decisions of “{meeting.title}” outside, after {made.until}."
    )
    record("sharing_proposed", sentence, at=now, by=by, about=meeting)
    emails.asked(made, people, now=now)
    return made


@transaction.atomic
def answer(*, meeting: Meeting, by: Membership, now: datetime, said: str) -> None:
    """Fine, or please don't: once. That somebody minds and who has answered are never in the same place."""
    if said not in (FINE, MIND):
        raise ChooseOne(field="said")
    share = _live(_locked(meeting))
    if share is None or not share.holds or not share.open(now) or not by.may(GroupAbility.ANSWER_SHARING):
        raise NotOpenAnyMore
    everyone = MayObject.objects.filter(share=share)
    mine, _ = everyone.get_or_create(share=share, membership=by)  # who joined after it was proposed may answer too
    if mine.has_answered:
        raise unnamed.AnsweredAlready
    share.somebody_minds = share.somebody_minds or said == MIND
    share.save(update_fields=["somebody_minds"])
    unnamed.mark(everyone, mine)


@transaction.atomic
def take_back(*, meeting: Meeting, by: Membership, now: datetime) -> Share:
    """Not shown any more, or never: any member or facilitator can say so, at any time."""
    share = _live(_locked(meeting))
    if share is None or (share.somebody_minds and not share.open(now)):
        raise NotShared
    _end(share, by, now)
    sentence = f"{by.person.name} took back what is shown outside of “{meeting.title}”."
    record("sharing_taken_back", sentence, at=now, by=by, about=meeting)
    return share


def _end(share, by, now):
    share.ended_at, share.ended_by = now, by
    share.save(update_fields=["ended_at", "ended_by"])
    share.asked.all().delete()


@transaction.atomic
def close(*, share: Share, now: datetime) -> bool:
    """When the days are over: who answered is forgotten. What is shown follows from the row, also before this has run."""
    row = locks.held(Share.objects).select_related("notes__meeting__group").get(pk=share.pk)
    if row.closed_at:
        return False
    row.asked.all().delete()
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    meeting = row.notes.meeting
    if row.holds and not meeting.cancelled:
        became = "stays in the group" if row.somebody_minds else "is shown outside"
        sentence = f"What was proposed to be shown of “{meeting.title}” {became}."
        record("sharing_closed", sentence, at=now, group=meeting.group, about=meeting)
    return True
