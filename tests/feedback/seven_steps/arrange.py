"""What the tests of the seven steps share: a sponsor's look, members who say what they see, pages as words."""

from datetime import timedelta

from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.seven_steps import operations
from feedback.steps_seen import operations as seen
from feedback.steps_seen import queries as seen_queries
from feedback.steps_seen.models import SevenSteps, StepsAsking
from groups.membership.models import Membership
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def again(membership):
    """As the door loads it."""
    return Membership.objects.with_people().get(pk=membership.pk)


def look(cast, step=6, state="BEGUN", *, who="okoro", now=NOW, before=None, **given):
    given = {"sentence": "It began this spring.", "shows": "The minutes of the board."} | given
    by = again(getattr(cast, who).membership)
    seen_look = before.pk if before else 0
    return operations.look(by=by, now=now, step=step, state=state, seen_look=seen_look, **given)


def members(cast, more=3):
    """Sam and Jo here, Hal in the other group of the organisation, and some more."""
    return [cast.sam.membership, cast.jo.membership, cast.hal.membership] + [
        builders.membership(cast.group, name=f"Member {number}") for number in range(more)
    ]


def seven(said="YES", **others):
    return {str(step.value): others.get(step.name, said) for step in SevenSteps}


def asked(cast, more=3, now=NOW):
    """Members are asked a week after a sponsor said something."""
    everyone = members(cast, more)
    seen.ask_due(now=now + WEEK)
    return StepsAsking.objects.newest_first().first(), everyone


def answered(cast, said=None, more=3, now=NOW):
    """All have answered the same, and it has closed."""
    asking, everyone = asked(cast, more, now)
    for one in everyone:
        seen.answer(by=one, now=now + WEEK + DAY, asking=asking, seen=said or seven())
    seen.close(asking=asking, now=now + WEEK + seen_queries.OPEN_FOR)
    return asking


def at(cast, name="seven_steps", *rest, group=None):
    return reverse(name, args=[(group or cast.group).slug, *rest])


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def page(cast, who="sam", *rest, group=None):
    name = "seven_step" if rest else "seven_steps"
    return words(getattr(cast, who).client.get(at(cast, name, *rest, group=group)))


def strip_of(answer) -> list[str]:
    boxes = BeautifulSoup(answer.content, "html.parser").select("ol.app-strip > li")
    return [one.get_text(" ", strip=True) for one in boxes]
