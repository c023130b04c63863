"""For seven days after a meeting: what somebody thought of later stands beside what was said, as equal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.later import operations
from feedback.log import operations as log
from feedback.voice.models import Post
from groups.agendas import operations as agendas
from groups.meetings import operations as meetings
from tests import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def meeting(cast, now):
    """It ended two days ago, with two items on its agenda."""
    by = cast.farah.membership
    made = builders.meeting(cast.group, by, "Letters", starts_at=now + DAY)
    for title, purpose in (("The letters", "HEAR"), ("Tea", "BREAK")):
        agendas.place(
            item=agendas.propose(meeting=made, by=by, now=now, title=title, purpose=purpose, minutes=10), by=by, now=now
        )
    type(made).objects.filter(pk=made.pk).update(starts_at=now - 2 * DAY, ends_at=now - 2 * DAY + timedelta(hours=2))
    made.refresh_from_db()
    return made


def add(cast, meeting, now, who="sam", **fields):
    by = getattr(cast, who).membership
    return operations.add(by=by, now=now, meeting=meeting, **{"words": "And a map.", "shown_as": "NAME"} | fields)


def url(name, cast, meeting):
    return reverse(name, kwargs={"slug": cast.group.slug, "meeting_id": meeting.pk})


def page_of(player, cast, meeting, name="meeting"):
    return player.client.get(url(name, cast, meeting)).content.decode()


def test_it_stands_under_its_item_with_a_name_or_from_the_group(cast, now, meeting):
    item = meeting.items.get(title="The letters")
    add(cast, meeting, now, item=item)
    add(cast, meeting, now, words="It was too loud.", shown_as="GROUP", content_note="About noise")
    page = page_of(cast.jo, cast, meeting)
    places = [
        page.index(x) for x in ("The letters", "And a map.", "Sam · ", "Tea", "as a whole", "About noise", "too loud")
    ]
    assert places == sorted(places)
    assert "From the group · thought of later, on Wednesday 18 November 2026" in page
    post = Post.objects.get(words="It was too loud.")
    assert (post.said_by, post.meeting, post.agenda_item, post.came_from) == (None, meeting, None, "MEETING")


def test_the_page_of_a_meeting_offers_it_for_each_item_and_for_the_whole(cast, meeting):
    page = page_of(cast.sam, cast, meeting)
    item = meeting.items.get(title="The letters")
    assert f'{url("later", cast, meeting)}?item={item.pk}"' in page
    assert page.count("I thought of it later") == 2  # not for the break
    assert "until the end of Monday 23 November 2026" in page


def test_the_form_adds_it_and_leads_back(cast, meeting):
    page = page_of(cast.sam, cast, meeting, "later")
    assert "It counts as much as what was said in the room." in page
    assert "Samaritans" in page
    item = meeting.items.get(title="The letters")
    typed = {"item": item.pk, "words": "And a map.", "shown_as": "GROUP"}
    done = cast.sam.client.post(url("later", cast, meeting), typed, follow=True)
    assert done.redirect_chain[0][0] == url("meeting", cast, meeting)
    assert "It stands with the meeting now." in done.content.decode()
    assert Post.objects.get().agenda_item == item


def test_after_seven_days_it_is_closed_and_something_can_be_said_instead(cast, now, meeting, clock):
    assert add(cast, meeting, now + 5 * DAY)
    late = now + 6 * DAY
    with pytest.raises(operations.NoLongerOpen, match="Monday 23 November 2026"):
        add(cast, meeting, late)
    clock(late)
    page = page_of(cast.sam, cast, meeting, "later")
    assert "ended on Monday 23 November 2026" in page
    assert "Say something" in page
    done = cast.sam.client.post(url("later", cast, meeting), {"words": "Late.", "shown_as": "NAME"}).content.decode()
    assert "Say something instead." in done
    page = page_of(cast.sam, cast, meeting)
    assert "And a map." in page
    assert "Adding to this meeting closed" in page


def test_before_the_end_there_is_nothing_to_think_of_later(cast, now):
    ahead = builders.meeting(cast.group, cast.farah.membership)
    with pytest.raises(operations.NotOverYet):
        add(cast, ahead, now)
    assert "has not ended yet" in page_of(cast.sam, cast, ahead, "later")
    assert "thought of it later" not in page_of(cast.sam, cast, ahead)


def test_a_cancelled_meeting_takes_nothing(cast, now):
    ahead = builders.meeting(cast.group, cast.farah.membership)
    meetings.cancel(meeting=ahead, by=cast.farah.membership, now=now, because="Snow")
    ahead.refresh_from_db()
    with pytest.raises(operations.NoLongerOpen):
        add(cast, ahead, now + 21 * DAY)
    assert "thought of it later" not in page_of(cast.sam, cast, ahead)


def test_an_item_of_another_meeting_is_refused(cast, now, meeting):
    other = builders.meeting(cast.group, cast.farah.membership)
    item = agendas.propose(meeting=other, by=cast.sam.membership, now=now, title="Else", purpose="HEAR", minutes=5)
    with pytest.raises(operations.NotOnThisAgenda):
        add(cast, meeting, now, item=item)


def test_only_people_of_the_group_add_and_read(cast, now, meeting):
    add(cast, meeting, now)
    for who in ("farah", "col", "sol"):
        assert add(cast, meeting, now, who=who)
    for who in ("priya", "okoro", "nia"):
        with pytest.raises(log.NotYourPart):
            add(cast, meeting, now, who=who)
        assert getattr(cast, who).client.get(url("later", cast, meeting)).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(url("later", cast, meeting)).status_code == 404
    builders.guest(meeting, cast.priya.membership)
    assert "And a map." not in page_of(cast.priya, cast, meeting)


def test_what_was_taken_back_or_hidden_leaves_a_line(cast, now, meeting):
    back, hidden = add(cast, meeting, now), add(cast, meeting, now, words="Rude.")
    Post.objects.filter(pk=back.pk).update(words="", withdrawn_on=now.date())
    Post.objects.filter(pk=hidden.pk).update(hidden_at=now, hidden_because="RUDE")
    page = page_of(cast.jo, cast, meeting)
    assert "taken back" in page
    assert "is hidden" in page
    assert "Rude." not in page


def test_what_belonged_to_an_item_that_was_taken_off_stays(cast, now, meeting):
    item = meeting.items.get(title="The letters")
    add(cast, meeting, now, item=item)
    type(item).objects.filter(pk=item.pk).update(
        removed_at=now, removed_by=cast.farah.membership, removed_because="Moved"
    )
    assert "And a map." in page_of(cast.jo, cast, meeting)


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize(("who", "statements"), [("sam", 10), ("farah", 10)])
def test_the_page_of_a_meeting_takes_the_same_statements(
    cast, now, meeting, rows, who, statements, django_assert_num_queries
):
    for _ in range(rows):
        add(cast, meeting, now, item=meeting.items.get(title="The letters"))
    client = getattr(cast, who).client
    with django_assert_num_queries(statements):
        client.get(url("meeting", cast, meeting))
