"""Surveys brought to where a test begins: enough people on both sides, open, answered or closed."""

from datetime import timedelta

from bs4 import BeautifulSoup

from groups.membership.models import Role
from groups.survey_drafts import operations as drafts
from groups.surveys import operations, queries
from groups.surveys.models import Asked, Survey
from tests import builders
from tests.builders import NOW

CLOSED = NOW + queries.OPEN_FOR


def grown(cast, members=6, staff=5):
    """So many on each side, with those of the cast."""
    for number in range(members - 2):
        builders.membership(cast.group, name=f"Member {number}")
    for number in range(staff - 2):
        builders.membership(cast.group, Role.POINT_OF_CONTACT, name=f"Staff {number}")


def draft(cast, kind="VALUES", title=""):
    return drafts.begin(by=cast.farah.membership, now=NOW, kind=kind, title=title)


def opened(cast, kind="VALUES", now=NOW):
    return operations.open_survey(by=cast.farah.membership, survey=draft(cast, kind), now=now)


def choosing(survey, side, place) -> dict:
    return {key: str(min(place, len(one["answers"]) - 1)) for key, one in survey.asks(side)}


def answered(survey, now=NOW + timedelta(days=1), line="", **places):
    """`MEMBERS=[4, 4, 1]`: so many of that side answer, each choosing that place throughout."""
    for side, chosen in places.items():
        rows = Asked.objects.filter(half__survey=survey, half__side=side, has_answered=False).select_related(
            "half__survey"
        )
        for one, place in zip(rows.order_by("id"), chosen, strict=False):
            operations.answer_by_letter(asked=one, answers=choosing(survey, side, place), line=line, now=now)


def closed(cast, kind="VALUES", line="", now=NOW, **places) -> Survey:
    survey = opened(cast, kind, now)
    answered(survey, now + timedelta(days=1), line, **places)
    operations.close(survey=survey, now=now + queries.OPEN_FOR)
    survey.refresh_from_db()
    return survey


def words(response) -> str:
    """What a page says in its main part."""
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())
