"""Closing beside somebody who speaks, and two who agree at once. The group's row is held, so that one of them is first."""

import pytest
from django.db import connection

from feedback.closing import operations
from feedback.closing.models import Closing
from feedback.drafts import operations as drafts
from feedback.log.models import Said
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.charter.models import Group
from groups.history.models import Event
from groups.membership.models import Membership, Role
from tests import builders
from tests.cast import Cast
from tests.feedback.closing.test_closing import WEEK, ask
from tests.feedback.log.test_races import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")


def test_of_two_who_agree_at_once_one_is_told_it_is_decided():
    cast, now = Cast(), builders.NOW
    nel = builders.membership(cast.group, Role.NETWORK_COORDINATOR, name="Nel")
    closing = ask(cast, now)
    deeds = [
        lambda by=by: operations.second(closing=closing, by=by, now=now + WEEK) for by in (cast.nia.membership, nel)
    ]
    assert at_once(*deeds) == ["AlreadyDecided", "done"]
    assert Event.objects.filter(what="closing_done").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_what_is_posted_while_the_group_closes_is_there_before_or_not_at_all(turn):
    cast, now = Cast(), builders.NOW
    topic, closing = builders.topic(cast.group, "Travel"), ask(cast, now)
    assert cast.sam.membership.group.closed_at is None

    def say(number):
        by = Membership.objects.select_related("group").get(pk=cast.sam.membership.pk)
        return lambda: voice.post(by=by, now=now, words=f"Words {number}", topic=topic)

    came = at_once(
        *map(say, range(3)), lambda: operations.second(closing=closing, by=cast.nia.membership, now=now + WEEK)
    )
    assert set(came) <= {"GroupIsClosed", "done"}
    assert Post.objects.count() == came.count("done") - 1
    assert Group.objects.get(pk=cast.group.pk).closed_at


@pytest.mark.parametrize("turn", range(5))
def test_what_is_drafted_while_the_group_closes_keeps_it_open_or_is_refused(turn):
    cast, now = Cast(), builders.NOW
    closing = ask(cast, now)
    came = at_once(
        lambda: drafts.draft(by=cast.sam.membership, now=now, words="Hear us", shown_as="GROUP"),
        lambda: operations.second(closing=closing, by=cast.nia.membership, now=now + WEEK),
    )
    assert came in (["GroupIsClosed", "done"], ["SomethingIsNotFinished", "done"])
    closed = Group.objects.get(pk=cast.group.pk).closed_at is not None
    assert closed == (not Said.objects.exists()) == (Closing.objects.get().seconded_at is not None)
