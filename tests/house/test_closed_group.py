"""A group that is closed is there to read: nobody is offered a form or a button that would be refused, or a link to
where there was one."""

from datetime import timedelta

import pytest
from django.urls import resolve

from coproduction.templatetags import still
from feedback.closing import operations as closing
from feedback.drafts import operations as drafts
from feedback.drafts import queries
from feedback.log.models import Said, Stage
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from tests.house import crawl, world
from tests.house.walking import asked

ONLY_SAYS = b"Nothing can be sent from here now."
TO_READ = {
    "talk",
    "thread",
    "topic_talk",
    "said_talk",
}  # what people said stands there, above where an answer was written
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


def only_sends(path, client):
    """Whether a page is there to send something from, and says that nothing can be."""
    view, door = crawl.opened(path)
    sends = door.scope == "group" and "POST" in door.methods and not door.ability.stays and view not in TO_READ
    return sends and ONLY_SAYS in client.get(path).content


def offered(cast, name):
    """The pages that were opened, the forms that would be refused, and the links to pages that only say so."""
    player = getattr(cast, name)
    found = crawl.walk({name: player.client})
    here = [path for (_, path), status in found.pages.items() if cast.group.slug in path and status == 200]
    forms = {f"{form.deed} on {form.page}" for form in found.forms if refused(form, cast.group.slug)}
    one_of_each = {crawl.opened(path)[0]: path for _, path in found.links if f"/{cast.group.slug}/" in path}
    ends = {path: found.links[name, path] for path in one_of_each.values() if only_sends(path, player.client)}
    return here, sorted(forms), sorted(f"{path} on {min(pages)}" for path, pages in ends.items())


@pytest.mark.parametrize("name", asked(WHO, ("farah", "sam", "okoro")))
def test_nobody_is_offered_what_a_closed_group_would_refuse(cast, lived, now, clock, name):
    close(cast, now)
    clock((now + timedelta(days=7)).isoformat())
    pages, forms, links = offered(cast, name)
    assert len(pages) > 10 and forms == [] and links == []


def test_while_it_is_open_they_are_offered(cast, lived):
    _, forms, links = offered(cast, "sam")
    assert len(forms) > 10 and links == []


def test_a_link_that_leads_to_nothing_is_seen(cast, lived, now, clock, monkeypatch):
    """The negative control: with links left as they are, the walk finds the pages that only say that nothing can be sent."""
    monkeypatch.setattr(still.WhileOpen, "render", lambda node, context: node.nodelist.render(context))
    close(cast, now)
    clock((now + timedelta(days=7)).isoformat())
    _, _, links = offered(cast, "sam")
    assert any("/say/" in link or "say-something" in link for link in links) and len(links) > 10
