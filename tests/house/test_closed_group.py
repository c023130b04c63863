"""A group that is closed is there to read: nobody is offered a form or a button that would be refused."""

from datetime import timedelta

import pytest
from django.urls import resolve

from feedback.closing import operations as closing
from feedback.drafts import operations as drafts
from feedback.drafts import queries
from feedback.log.models import Said, Stage
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from tests.house import crawl, world
from tests.house.walking import asked

WHO = ("farah", "sam", "sol", "priya", "okoro", "nia")


@pytest.fixture
def lived(cast, now):
    """A group that has something of everything."""
    return world.World(cast, now)


def finish(cast, now):
    """What is in the way of closing: drafts are taken back by whoever may, and meetings to come are cancelled."""
    here = list(Membership.objects.current().of_group(cast.group.pk).select_related("group", "person"))
    for said in Said.objects.filter(group=cast.group, stage__in=(Stage.DRAFT, Stage.AGREEING)):
        hand = next(one for one in here if "withdraw" in queries.what_they_may(said, one))
        drafts.withdraw(by=hand, now=now, said=said, reason="We close.")
    for meeting in Meeting.objects.going_ahead().filter(group=cast.group, starts_at__gt=now):
        meetings.cancel(meeting=meeting, by=cast.farah.membership, now=now, because="We close.", tell=False)


def close(cast, now):
    finish(cast, now)
    owed = "Our network coordinator sees to what is still owed."
    one = closing.ask_to_close(
        reason="The work is done.", came_of_it="Much.", still_owed=owed, by=cast.farah.membership, now=now
    )
    closing.second(closing=one, by=cast.nia.membership, now=now + timedelta(days=7))


def refused(form, slug):
    """Whether the group's door would not take what this form sends."""
    door = resolve(form.action.partition("?")[0]).func.door
    here = form.method == "post" and door.scope == "group" and f"/{slug}/" in form.action
    return here and not door.ability.stays


def offered(cast, name):
    player = getattr(cast, name)
    found = crawl.walk({name: player.client})
    here = [path for (_, path), status in found.pages.items() if cast.group.slug in path and status == 200]
    return here, sorted({f"{form.deed} on {form.page}" for form in found.forms if refused(form, cast.group.slug)})


@pytest.mark.parametrize("name", asked(WHO, ("farah", "sam", "okoro")))
def test_nobody_is_offered_what_a_closed_group_would_refuse(cast, lived, now, clock, name):
    close(cast, now)
    clock((now + timedelta(days=7)).isoformat())
    pages, forms = offered(cast, name)
    assert len(pages) > 10 and forms == []


def test_while_it_is_open_they_are_offered(cast, lived):
    _, forms = offered(cast, "sam")
    assert len(forms) > 10
