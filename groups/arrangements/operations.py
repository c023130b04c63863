"""Seeing to what people need at a meeting; asking afterwards; forgetting."""

from collections import Counter

from django.db import transaction
from django.db.models import Q

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from groups.arrangements import emails, queries
from groups.arrangements.models import Arrangement, Preparation, WasItThere
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingAlreadyHeld, MeetingCancelled
from groups.membership import queries as membership
from groups.membership.models import Membership
from groups.people import operations as people

SHORT = {"how": 300, "words": 400}


class NotOnTheList(Refusal):
    """This is not on the list any more: they changed what they need, or their reply. Look at the list again."""


class SaidSomethingElse(Refusal):
    """They changed what they need while you were on this page. Read it again, then tick it off."""


class CannotSeeToIt(Refusal):
    """Choose a facilitator: only they may read what people need."""


class TooLong(Refusal):
    """Use fewer words."""


class NotTheirs(Refusal):
    """You can answer for yourself and for the people you support."""


class TheyAnswered(Refusal):
    """They have answered themselves, so you cannot change it."""


class NotAsked(Refusal):
    """We did not ask you about this meeting."""


class SayIfItWasThere(Refusal):
    """Choose an answer."""


class TooLate(Refusal):
    """This meeting was more than 30 days ago, so we have forgotten what was needed. Tell a facilitator."""


def _short(field, said):
    said = words.one_line(said)
    if len(said) > SHORT[field]:
        raise TooLong(f"Use fewer words. There is room for {SHORT[field]} characters.", field=field)
    return said


@transaction.atomic
def see_to(
    *, meeting: Meeting, whose: Membership, need: str, by: Membership, now, as_seen: str, sees_to_it=None, arranged=False,
    how="",
) -> Arrangement:  # fmt: skip
    """Says who sees to one line, and whether it is arranged. `as_seen` is the seal of the words `by` was looking at."""
    how = _short("how", how)
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    if row.over(now):
        raise MeetingAlreadyHeld
    line = queries.line(row, whose.pk, need)
    if line is None:
        raise NotOnTheList
    if as_seen != line.seal:
        raise SaidSomethingElse
    if sees_to_it is not None and not queries.could_see_to_it(row.group_id).filter(pk=sees_to_it.pk).exists():
        raise CannotSeeToIt(field="sees_to_it")
    was = line.arranged
    done = {"arranged_by": by, "arranged_at": now} if arranged else {"arranged_by": None, "arranged_at": None}
    kept, _ = Arrangement.objects.update_or_create(
        meeting=row, membership=whose, need=need,
        defaults={"sees_to_it": sees_to_it, "how": how, "seal": line.seal, **({} if was and arranged else done)},
    )  # fmt: skip
    if arranged != was:
        # Not for whom and not what: in a small group either says who needs it.
        what = "something that was needed is arranged" if arranged else "something is not arranged after all"
        said = f"{by.person.name} noted for “{row.title}” that {what}."
        record("arrangement_made" if arranged else "arrangement_reopened", said, at=now, by=by, about=row)
    return kept


# --- what the clock does ---


@transaction.atomic
def nudge(*, meeting: Meeting, progress: queries.Progress, now) -> bool:
    """Tells the facilitators once that something is still open; again only if the meeting moved since."""
    kept, _ = Preparation.objects.get_or_create(meeting=meeting)
    silent = Q(nudged_at=None)
    if meeting.moved_at:
        silent |= Q(nudged_at__lt=meeting.moved_at)
    if not Preparation.objects.filter(silent, pk=kept.pk).update(nudged_at=now):
        return False
    emails.nudge(meeting, queries.could_see_to_it(meeting.group_id), progress, now=now)
    return True


@transaction.atomic
def ask(*, meeting: Meeting, now) -> bool:
    """The day after: one question to each person who was on the list. What was arranged is counted now."""
    kept, _ = Preparation.objects.get_or_create(meeting=meeting)
    if not Preparation.objects.filter(pk=kept.pk, asked_at=None, forgotten_at=None).update(asked_at=now):
        return False
    found = queries.lines(meeting)
    Preparation.objects.filter(pk=kept.pk).update(needed=len(found), arranged=sum(one.arranged for one in found))
    asked = {one.membership.pk: one.membership for one in found}
    WasItThere.objects.bulk_create(WasItThere(meeting=meeting, membership=one, asked_at=now) for one in asked.values())
    emails.asked(meeting, asked.values(), now=now)
    return True


@transaction.atomic
def forget(*, meeting: Meeting, now) -> bool:
    """30 days on: what people needed at this meeting is deleted. Counts stay, and a no, without its words, until next time."""
    kept, _ = Preparation.objects.get_or_create(meeting=meeting)
    kept = locks.held(Preparation.objects).get(pk=kept.pk)
    if kept.forgotten_at:
        meetings.forget_needs(meeting=meeting)
        return False
    if kept.asked_at is None and not meeting.cancelled:
        found = queries.lines(meeting)
        kept.needed, kept.arranged = len(found), sum(one.arranged for one in found)
    rows = WasItThere.objects.filter(meeting=meeting)
    kept.there = dict(Counter(rows.exclude(answer="").values_list("answer", flat=True)))
    kept.forgotten_at = now
    kept.save()
    asked_again = WasItThere.objects.filter(
        membership__in=rows.values("membership"), meeting__ends_at__lt=meeting.ends_at
    )
    WasItThere.objects.filter(pk__in=list(asked_again.values_list("pk", flat=True))).delete()
    rows.exclude(answer=WasItThere.Answer.NO).delete()
    rows.update(words="")
    Arrangement.objects.filter(meeting=meeting).delete()
    meetings.forget_needs(meeting=meeting)
    return True


# --- afterwards ---


@transaction.atomic
def answer(
    *, meeting: Meeting, by: Membership, now, answer: str, words: str = "", whose: Membership | None = None
) -> WasItThere:
    """One person says whether what they needed was there. A no reaches the facilitators. It may be changed for 30 days.

    A supporter may say it for the member they help, who is told; never over what the member said.
    """
    if answer not in WasItThere.Answer.values:
        raise SayIfItWasThere(field="answer")
    said = _short("words", words)
    whose = whose or by
    people.keep_needs(whose.person_id, said)
    if whose != by and not membership.supports(by, whose):
        raise NotTheirs
    mine = locks.held(WasItThere.objects).filter(meeting=meeting, membership=whose).first()
    if mine is None:
        raise NotAsked
    if whose != by and mine.answer and mine.answered_by_id != by.pk:
        raise TheyAnswered
    if now >= queries.kept_until(meeting):
        raise TooLate
    was, mine.answer, mine.words, mine.answered_at = mine.answer, answer, said, now
    mine.answered_by = by if whose != by else None
    mine.save(update_fields=["answer", "words", "answered_at", "answered_by"])
    if whose != by:
        emails.noted(mine, meeting, whose, by=by, now=now)
    if answer == WasItThere.Answer.NO and was != answer:
        emails.missed(mine, meeting, queries.could_see_to_it(meeting.group_id).exclude(pk=by.pk), now=now)
    return mine


def forget_all_of(person) -> int:
    """What was arranged for somebody, and whether it was there. Numbers that count nobody stay."""
    rows = [table.objects.filter(membership__person=person) for table in (Arrangement, WasItThere)]
    return sum(some.delete()[0] for some in rows)
