"""Preparing a survey: begun from a ready-made set, its questions changed until it opens. Nobody is told of a draft."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from groups.charter.models import Group
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.survey_sets import queries as sets
from groups.surveys.models import Kind, Survey
from groups.surveys.operations import NotForYou, draft_of

FEWEST_ANSWERS, MOST_ANSWERS = 3, 5


class ThereAlready(Refusal):
    """There is a survey of this kind already. Finish it, or throw it away, before you begin another."""


class NeedsATitle(Refusal):
    """Write what the survey is about."""


class TooManyQuestions(Refusal):
    """There are 12 questions already. Take one away first."""


class NoSuchQuestion(Refusal):
    """This question is not there any more."""


class WriteTheQuestion(Refusal):
    """Write the question."""


class ThreeToFive(Refusal):
    """Give 3 to 5 answers, a line for each, and no answer twice."""


@transaction.atomic
def begin(*, by: Membership, now: datetime, kind: str, title: str = "") -> Survey:
    """A draft from a ready-made set, or an empty one with a title of its own. Facilitators see it, nobody is told."""
    if not by.may(GroupAbility.PREPARE_SURVEY):
        raise NotForYou
    group = locks.held(Group.objects).get(pk=by.group_id)
    if Survey.objects.filter(group=group, kind=kind, closed_at=None).exists():
        raise ThereAlready(field="kind")
    ready = sets.ready(kind, group.spelt)
    title = words.one_line(title) if kind == Kind.OWN else ready.title
    if not title:
        raise NeedsATitle(field="title")
    return Survey.objects.create(
        group=group, kind=kind, title=title, about=ready.about, easy=ready.easy,
        questions=[one.as_kept() for one in ready.asks], drafted_by=by, drafted_at=now,
    )  # fmt: skip


@transaction.atomic
def write_question(
    *, by: Membership, survey: Survey, question: str, easy: str, answers: list[str], who: str, place: int | None = None
) -> None:
    """Adds a question, or gives the one at that place other words. Nobody was asked it yet, so the old words are not kept."""
    row = draft_of(by, survey)
    question, easy = words.one_line(question), words.one_line(easy)
    if not question:
        raise WriteTheQuestion(field="question")
    given = [one for one in (words.one_line(line) for line in answers) if one]
    if not FEWEST_ANSWERS <= len(given) <= MOST_ANSWERS or len(set(given)) < len(given):
        raise ThreeToFive(field="answers")
    told = {"words": question, "easy": easy, "answers": given, "who": who}
    if place is None:
        if len(row.questions) >= Survey.MOST:
            raise TooManyQuestions
        row.questions.append({"start": "", "end": "", **told})
    else:
        before = _question(row, place)
        ends = (
            {"start": before["start"], "end": before["end"]}
            if before["words"] == question
            else {"start": "", "end": ""}
        )
        row.questions[place] = {**told, **ends}
    row.save(update_fields=["questions"])


def _question(row: Survey, place: int) -> dict:
    if not 0 <= place < len(row.questions):
        raise NoSuchQuestion
    return row.questions[place]


@transaction.atomic
def take_question_out(*, by: Membership, survey: Survey, place: int) -> None:
    row = draft_of(by, survey)
    _question(row, place)
    del row.questions[place]
    row.save(update_fields=["questions"])


@transaction.atomic
def throw_away(*, by: Membership, survey: Survey) -> None:
    """A draft nobody was asked. One that opened stays for good."""
    draft_of(by, survey).delete()
