"""Opening a survey, answering, and closing it for good.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how. By signing in, by the link in a letter and by phone
all end in `_count`, so that none leaves more than another.
"""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import locks, unnamed, when, words
from coproduction.kit.refusals import Refusal
from groups.history.operations import not_closed, record
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.permissions import GroupAbility
from groups.plans import queries as plans
from groups.surveys import emails, queries
from groups.surveys.models import Asked, Half, SideOf, Survey, SurveyNudge


class NotForYou(Refusal):
    """Only a facilitator of this group can do this."""


class OpenedAlready(Refusal):
    """This survey has opened, so its questions stay as they are."""


class NothingToAsk(Refusal):
    """Add a question first."""


class TooFewPeople(Refusal):
    """Fewer than 5 people could answer, so nothing could be shown. We do not ask."""


class NotOpenAnyMore(Refusal):
    """This survey has closed."""


class NotAsked(Refusal):
    """You are not asked this time. Who is asked was fixed when the survey opened."""


class CannotTakeTheirs(Refusal):
    """We cannot take answers for this person. They are not asked, or they have answered already."""


class AnswerEach(Refusal):
    """Choose an answer."""


class LineTooLong(Refusal):
    """Use fewer words. There is room for 400 characters."""


# --- opening ---


def draft_of(by: Membership, survey: Survey) -> Survey:
    """The draft, locked, for a facilitator of its group."""
    if not by.may(GroupAbility.PREPARE_SURVEY):
        raise NotForYou
    row = locks.held(Survey.objects).select_related("group").get(pk=survey.pk)
    if row.opened_at:
        raise OpenedAlready
    return row


@transaction.atomic
def open_survey(*, by: Membership, survey: Survey, now: datetime) -> Survey:
    """Asks everyone of each side there are questions for, for 21 days. A side with fewer than 5 people is not asked."""
    row = draft_of(by, survey)
    if not row.questions:
        raise NothingToAsk
    asked = {side: list(queries.could_answer(row.group_id, side)) for side in SideOf.values if row.asks(side)}
    asked = {side: people for side, people in asked.items() if queries.enough(people)}
    if not asked:
        raise TooFewPeople
    row.opened_by, row.opened_at, row.closes_at = by, now, now + queries.OPEN_FOR
    row.save(update_fields=["opened_by", "opened_at", "closes_at"])
    for side, people in asked.items():
        half = Half.objects.create(survey=row, side=side, could_answer=len(people), counts=no_answers(row, side))
        Asked.objects.bulk_create(Asked(half=half, membership=one) for one in people)
    until = when.day(row.group.local(row.closes_at))
    record("survey_opened", f"{by.person.name} opened the survey “{row.title}”, until {until}.",
           by=by, about=row, group=row.group, at=now)  # fmt: skip
    emails.asked(row, queries.everyone_asked(row), now=now)
    return row


def no_answers(survey: Survey, side: str) -> dict:
    return {key: {str(place): 0 for place in range(len(one["answers"]))} for key, one in survey.asks(side)}


# --- answering ---


@transaction.atomic
def answer(*, by: Membership, survey: Survey, answers: dict, line: str = "", now: datetime) -> None:
    """By one who signed in."""
    mine = Asked.objects.filter(half__survey=survey, membership=by).select_related("half__survey").first()
    if mine is None:
        raise NotAsked if Survey.objects.open(now).filter(pk=survey.pk).exists() else NotOpenAnyMore
    _count(mine, answers, line, now)


@transaction.atomic
def answer_by_letter(*, asked: Asked, answers: dict, line: str = "", now: datetime) -> None:
    """By whoever holds the link of one letter, once."""
    _count(asked, answers, line, now)


@transaction.atomic
def answer_by_phone(
    *, by: Membership, survey: Survey, member: Membership, answers: dict, line: str = "", now: datetime
) -> None:
    """A facilitator writes down what somebody says by phone. That it was done is kept, and they are told; not what was said."""
    if not by.may(GroupAbility.ANSWER_SURVEY_FOR_SOMEONE):
        raise NotForYou
    theirs = Asked.objects.filter(half__survey=survey, membership=member).select_related("half__survey").first()
    if theirs is None:
        raise CannotTakeTheirs
    try:
        _count(theirs, answers, line, now)
    except unnamed.AnsweredAlready as already:
        raise CannotTakeTheirs from already
    sentence = f"{by.person.name} wrote down someone’s answers to “{survey.title}”, by phone."
    record("survey_by_phone", sentence, by=by, about=survey, group=by.group, at=now)
    emails.by_phone(survey, member, by=by, now=now)


def _count(mine: Asked, answers: dict, line: str, now: datetime) -> None:
    """Counts one person's answers, once. What they answered and that they answered are never in the same place."""
    line = words.one_line(line)
    if len(line) > Survey.LINE:
        raise LineTooLong(field="line")
    half = locks.held(Half.objects).select_related("survey__group").get(pk=mine.half_id)
    not_closed(half.survey.group)
    if half.survey.closed_at or half.survey.closes_at <= now:
        raise NotOpenAnyMore
    given = {key: answers.get(key) for key, _ in half.survey.asks(half.side)}
    for key, said in given.items():
        if said not in half.counts[key]:
            raise AnswerEach(field=f"question_{key}")
    everyone = Asked.objects.filter(half=half)
    row = everyone.get(pk=mine.pk)  # as it is now that nobody else can answer
    if row.has_answered:
        raise unnamed.AnsweredAlready
    unnamed.count(half, given, line, everyone, row)


# --- by the clock ---


@transaction.atomic
def nudge(*, survey: Survey, now: datetime) -> bool:
    """Writes once more to those who have not answered. Nobody learns who they are; the letters go when the survey closes."""
    row = locks.held(Survey.objects).select_related("group").get(pk=survey.pk)
    if row.nudged_at or row.closed_at or row.closes_at <= now:
        return False
    row.nudged_at = now
    row.save(update_fields=["nudged_at"])
    emails.nudge(row, [one for one in queries.everyone_asked(row) if not one.has_answered], now=now)
    return True


@transaction.atomic
def close(*, survey: Survey, now: datetime) -> bool:
    """Ends it for good. Who answered is forgotten; what too few of a side answered is wiped; the lines are shuffled."""
    row = locks.held(Survey.objects).select_related("group").get(pk=survey.pk)
    if row.closed_at:
        return False
    shown = False
    for half in locks.held(Half.objects).filter(survey=row):
        shown |= unnamed.close(half, Asked.objects.filter(half=half))
        half.save(update_fields=["counts", "lines", "answered"])
    notices.forget(about=emails.nudges_of(row))
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    record("survey_closed", f"The survey “{row.title}” has closed.", at=now, group=row.group, about=row)
    if shown:
        emails.results(row, queries.readers(row.group_id), now=now)
    return True


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Reminds the facilitators of each group whose day has come, once: of two workers the letters' keys let one through."""
    due = queries.to_remind(now)
    for group, day in due:
        SurveyNudge.objects.get_or_create(group=group, due_on=day, defaults={"at": now})
        emails.due(group, queries.facilitators(group.pk), day, now=now)
    return len(due)


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For a facilitator who put it off. Whether it is still right is looked at when it goes."""
    mine = queries.facilitators(letter.group_id).filter(person=letter.person_id)
    emails.due(letter.group, mine, date.fromisoformat(letter.about.split(":")[2]), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 85, "Our five values", lambda group, plan: queries.SAYS, queries.coming, (emails.DUE,),
        remind_again, leads="This reminder ends when the facilitators prepare the survey.",
    )
)  # fmt: skip
