"""What something on an agenda is about: a topic or an entry, beside the item and on their own pages."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit.refusals import Refusal
from feedback.drafts import operations as drafts
from feedback.subjects import operations, queries
from feedback.subjects.models import Subject
from feedback.topics import operations as topics
from groups.agendas import operations as agendas
from groups.agendas.models import Item
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from tests import builders
from tests.feedback import chain, life
from tests.groups.corrections.asked import CLOSES, confirm, to_read
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, invite, plan
from tests.groups.pacing.on import begun, minute

AFTER = STARTS + timedelta(days=1)
LETTERS = "Letters about my care come after the appointment."


@pytest.fixture
def meeting(cast):
    return plan(cast)


@pytest.fixture
def said(cast, now):
    return chain.heard(cast, now)


def propose(player, meeting, title="Parking", **rest):
    asked = {"purpose": "HEAR", "minutes": 10} | rest
    return agendas.propose(meeting=meeting, by=player.membership, now=SOON_AFTER, title=title, **asked)


def say(player, item, *, now=SOON_AFTER, **about):
    return operations.say(by=player.membership, now=now, item=item, **about)


def put(player, meeting, *, title="Talk about letters", now=SOON_AFTER, **about):
    return operations.put_on_agenda(
        by=player.membership, now=now, meeting=meeting, title=title, purpose="EXPLORE", minutes=20, **about
    )


def place(cast, item):
    return agendas.place(item=item, by=cast.farah.membership, now=SOON_AFTER)


def text(player, url):
    answer = player.client.get(url)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True).split())


def agenda(player, meeting, rest=""):
    return text(player, reverse("agenda", args=[meeting.group.slug, meeting.pk]) + rest)


def about_url(item):
    return reverse("say_about", args=[item.meeting.group.slug, item.meeting_id, item.pk])


def put_url(one):
    if hasattr(one, "number"):
        return reverse("put_said_on_agenda", args=[one.group.slug, one.number])
    return reverse("put_topic_on_agenda", args=[one.group.slug, one.pk])


def topic_url(topic):
    return reverse("topic", args=[topic.group.slug, topic.pk])


# --- saying what it is about ---


def test_who_suggested_it_and_the_facilitators_say_what_it_is_about(cast, meeting, said):
    item = propose(cast.sam, meeting)
    assert say(cast.sam, item, said=said).said == said
    topic = builders.topic(cast.group)
    assert say(cast.farah, item, topic=topic).topic == topic
    assert Subject.objects.get().said is None
    with pytest.raises(agendas.NotYourItem):
        say(cast.jo, item, said=said)


def test_a_supporter_says_it_of_what_they_wrote_down_and_a_guest_of_their_own(cast, meeting, said):
    helped = propose(cast.sol, meeting, whose=cast.sam.membership)
    assert say(cast.sol, helped, said=said)
    invite(cast, meeting, cast.okoro)
    assert say(cast.okoro, propose(cast.okoro, meeting), said=said)
    with pytest.raises(agendas.NotYourItem):
        say(cast.okoro, helped, said=said)


def test_the_history_says_who_said_so_and_not_what_it_is(cast, meeting, said):
    say(cast.sam, propose(cast.sam, meeting), said=said)
    event = Event.objects.get(what="item_about")
    assert event.sentence == "Sam said what “Parking” on the agenda is about."
    assert "appointment" not in f"{event.sentence}{event.detail}"


def test_said_twice_it_is_said_once_and_nothing_takes_it_away(cast, meeting, said):
    item = propose(cast.sam, meeting)
    assert say(cast.sam, item, said=said) == say(cast.farah, item, said=said)
    assert Event.objects.filter(what="item_about").count() == 1
    assert say(cast.sam, item) is None
    assert say(cast.sam, item) is None
    assert not Subject.objects.exists()
    assert Event.objects.filter(what="item_about").count() == 2


def test_it_can_be_changed_until_the_meeting_is_over(cast, meeting, said):
    item = propose(cast.sam, meeting)
    say(cast.sam, item, now=STARTS + timedelta(minutes=5), said=said)
    with pytest.raises(meetings.MeetingAlreadyHeld):
        say(cast.sam, item, now=AFTER)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow")
    with pytest.raises(meetings.MeetingCancelled):
        say(cast.sam, item)


def test_what_was_taken_off_and_a_break_are_about_nothing(cast, meeting, said):
    gone = propose(cast.sam, meeting)
    agendas.remove(item=gone, by=cast.sam.membership, now=SOON_AFTER)
    with pytest.raises(agendas.AlreadyRemoved):
        say(cast.sam, gone, said=said)
    with pytest.raises(operations.ABreakIsForRest):
        say(cast.farah, propose(cast.farah, meeting, purpose="BREAK"), said=said)


def test_never_a_draft_of_somebody_nor_what_was_taken_back(cast, meeting, now):
    item = propose(cast.sam, meeting)
    back = chain.drafted(cast, now)
    drafts.withdraw(by=cast.sam.membership, now=now, said=back, reason="No.")
    for kept in (chain.drafted(cast, now, shown_as="NAME"), chain.drafted(cast, now), back):
        with pytest.raises(operations.NotForTheWholeGroup):
            say(cast.sam, item, said=kept)
    assert say(cast.sam, item, said=chain.agreeing(cast, now)), "the whole group reads what it is agreeing"


def test_nothing_of_another_group_and_no_closed_topic(cast, meeting, now):
    item = propose(cast.sam, meeting)
    theirs = builders.topic(cast.other_group, "Theirs")
    closed = life.closed(cast, now, builders.topic(cast.group, "Closed"))
    for topic in (theirs, closed):
        with pytest.raises(operations.NotForTheWholeGroup):
            say(cast.sam, item, topic=topic)
    with pytest.raises(Refusal):
        say(cast.hal, item, topic=theirs)
    assert not Subject.objects.exists()


def test_it_is_about_one_thing(cast, meeting, said):
    item, topic = propose(cast.sam, meeting), builders.topic(cast.group)
    with pytest.raises(operations.OneOrTheOther):
        say(cast.sam, item, topic=topic, said=said)
    for about in ({"topic": topic, "said": said}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Subject.objects.create(item=item, at=SOON_AFTER, **about)
    Subject.objects.create(item=item, at=SOON_AFTER, topic=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(item=item, at=SOON_AFTER, said=said)


# --- beside the item ---


def test_the_agenda_says_it_with_the_way_there(cast, meeting, said):
    say(cast.farah, propose(cast.farah, meeting), said=said)
    topic = builders.topic(cast.group, "Ramps and doors")
    say(cast.sam, propose(cast.sam, meeting, "Wish"), topic=topic)
    page = cast.jo.client.get(reverse("agenda", args=[cast.group.slug, meeting.pk])).text
    assert said.get_absolute_url() in page
    assert topic_url(topic) in page
    shown = agenda(cast.jo, meeting)
    assert f"About: Number {said.number}: “{LETTERS} I can’t prepare.” , Heard" in shown
    assert "Topic: Ramps and doors" in shown
    assert "Say what this is about" not in shown
    assert "About: Number 1" in agenda(cast.jo, meeting, "print/")


def test_whoever_may_is_offered_to_say_or_change_it(cast, meeting, said, clock):
    say(cast.sam, propose(cast.sam, meeting), said=said)
    propose(cast.farah, meeting, "Hello")
    propose(cast.farah, meeting, "Tea", purpose="BREAK")
    shown = agenda(cast.farah, meeting)
    assert "Change what this is about : Parking" in shown
    assert "Say what this is about : Hello" in shown
    assert "about : Tea" not in shown
    shown = agenda(cast.sam, meeting)
    assert "Change what this is about : Parking" in shown
    assert "Say what this is about : Hello" not in shown
    place(cast, Item.objects.get(title="Parking"))
    shown = agenda(cast.sam, meeting)
    assert "Take back : Parking Change what this is about : Parking" in shown
    clock(AFTER)
    assert "what this is about" not in agenda(cast.farah, meeting)


def test_a_guest_reads_what_was_sent_and_nothing_of_what_was_not(cast, meeting, said, now):
    invite(cast, meeting, cast.okoro)
    unsent = chain.agreeing(cast, now, words="Not for them yet.")
    say(cast.farah, propose(cast.farah, meeting, "Sent"), said=said)
    say(cast.farah, propose(cast.farah, meeting, "Unsent"), said=unsent)
    for rest in ("", "print/"):
        shown = agenda(cast.okoro, meeting, rest)
        assert f"About: Number {said.number}" in shown
        assert "Not for them yet." not in shown
        assert f"Number {unsent.number}" not in shown
        assert "Not for them yet." in agenda(cast.jo, meeting, rest)


def test_what_was_taken_back_to_a_draft_stands_on_no_agenda(cast, meeting, now):
    mine = chain.agreeing(cast, now, shown_as="NAME", words="Mine again.")
    say(cast.farah, propose(cast.farah, meeting), said=mine)
    assert "Mine again." in agenda(cast.jo, meeting)
    drafts.take_back_to_draft(by=cast.sam.membership, now=now, said=mine, reason="Let me think.")
    for player in (cast.sam, cast.jo, cast.farah):
        assert "Mine again." not in agenda(player, meeting)


def test_the_live_pages_say_it_too(cast, said, clock):
    clock(minute(1))
    meeting = begun(cast)
    say(cast.farah, meeting.items.placed().first(), now=minute(1), said=said)
    for player, rest in ((cast.farah, "run/"), (cast.jo, "live/")):
        assert f"About: Number {said.number}" in text(player, address(cast, meeting, rest))


# --- the page on which it is said ---


def test_saying_it_in_the_browser(cast, meeting, said):
    item, topic = propose(cast.sam, meeting), builders.topic(cast.group, "Ramps")
    page = cast.sam.client.get(about_url(item)).text
    assert f"Number {said.number}: Letters" in page
    assert f'value="topic-{topic.pk}"' in page
    done = cast.sam.client.post(about_url(item), {"about": f"said-{said.pk}"}, follow=True).text
    assert "has beside it what it is about." in done
    assert f'value="said-{said.pk}" selected' in cast.sam.client.get(about_url(item)).text
    cast.sam.client.post(about_url(item), {"about": f"topic-{topic.pk}"})
    assert Subject.objects.get().topic == topic
    assert "is about nothing special now." in cast.sam.client.post(about_url(item), {"about": ""}, follow=True).text
    assert not Subject.objects.exists()


def test_newest_first_a_hundred_at_most_and_what_it_is_about_now(cast, meeting, now, said, monkeypatch):
    newer = chain.sent(cast, now)
    item, old = propose(cast.sam, meeting), life.closed(cast, now, builders.topic(cast.group, "Old"))
    kinds = dict(queries.offered(cast.sam.membership, None)[1:])
    assert [value for value, _ in kinds["What we said"]] == [f"said-{newer.pk}", f"said-{said.pk}"]
    assert queries.MOST == 100
    monkeypatch.setattr(queries, "MOST", 1)
    there = say(cast.sam, item, said=said)
    kinds = dict(queries.offered(cast.sam.membership, there)[1:])
    assert [value for value, _ in kinds["What we said"]] == [f"said-{newer.pk}", f"said-{said.pk}"]
    Subject.objects.update(said=None, topic=old)
    kinds = dict(queries.offered(cast.sam.membership, Subject.objects.get())[1:])
    assert kinds["Topics"] == [(f"topic-{old.pk}", "Old")]
    assert len(kinds["What we said"]) == 1


def test_what_is_not_offered_cannot_be_chosen(cast, meeting, now):
    item = propose(cast.sam, meeting)
    mine = chain.drafted(cast, now, by=cast.jo, shown_as="NAME")
    for wrong in (f"said-{mine.pk}", "said-999999", "person-1", "topic-"):
        assert "Choose one of these" in cast.sam.client.post(about_url(item), {"about": wrong}).text
    assert cast.jo.client.get(about_url(item)).status_code == 403
    assert cast.nia.client.get(about_url(item)).status_code == 403
    assert cast.hal.client.get(about_url(item)).status_code == 404


def test_too_late_is_said_on_the_form(cast, meeting, said, clock):
    item = propose(cast.sam, meeting)
    clock(AFTER)
    page = cast.sam.client.post(about_url(item), {"about": f"said-{said.pk}"}).text
    assert "This meeting is over, so this cannot be changed any more" in page
    assert f'value="said-{said.pk}" selected' in page


# --- onto an agenda ---


def typed(at, **changed):
    return {"meeting": at.pk, "title": "Letters", "purpose": "SHAPE", "minutes": "20"} | changed


def test_from_its_page_onto_an_agenda(cast, meeting, said):
    assert put_url(said) in cast.sam.client.get(said.get_absolute_url()).text
    page = cast.sam.client.get(put_url(said)).text
    assert "Letters about my care come after the appointment" in page
    assert "Planning care together, " in page
    done = cast.sam.client.post(put_url(said), typed(meeting), follow=True)
    assert done.redirect_chain[0][0] == said.get_absolute_url()
    assert "A facilitator will give it a place." in done.text
    item = Item.objects.get()
    assert (item.title, item.purpose, item.minutes, item.proposed_by) == ("Letters", "SHAPE", 20, cast.sam.membership)
    assert item.subject.said == said
    shown = text(cast.jo, said.get_absolute_url())
    assert "It is suggested for our meeting on Tuesday 8 December 2026 ." in shown
    assert "Put it on an agenda" not in shown
    place(cast, item)
    assert "We talk about it at our meeting on Tuesday 8 December 2026 ." in text(cast.jo, said.get_absolute_url())


def test_a_topic_too_and_from_a_facilitator_it_has_a_place_at_once(cast, meeting):
    topic = builders.topic(cast.group, "Ramps")
    assert put_url(topic) in cast.farah.client.get(topic_url(topic)).text
    assert 'value="Ramps"' in cast.farah.client.get(put_url(topic)).text
    done = cast.farah.client.post(put_url(topic), typed(meeting), follow=True).text
    assert "It is on the agenda." in done
    assert "We talk about it at our meeting on Tuesday 8 December 2026 ." in text(cast.jo, topic_url(topic))


def test_pressed_twice_it_is_one_item(cast, meeting, said):
    for _ in range(2):
        cast.sam.client.post(put_url(said), typed(meeting))
    assert Item.objects.count() == Subject.objects.count() == 1
    page = cast.jo.client.post(put_url(said), typed(meeting, title="The same, from Jo")).text
    assert "This is on the agenda of that meeting already." in page
    assert "The same, from Jo" in page
    assert Item.objects.count() == 1
    agendas.remove(item=Item.objects.get(), by=cast.sam.membership, now=SOON_AFTER)
    cast.jo.client.post(put_url(said), typed(meeting))
    assert Item.objects.count() == 2, "what was taken off can be suggested again"


def test_the_item_and_what_it_is_about_come_together_or_not_at_all(cast, meeting, now):
    mine = chain.drafted(cast, now, shown_as="NAME")
    with pytest.raises(operations.NotForTheWholeGroup):
        put(cast.sam, meeting, said=mine)
    with pytest.raises(meetings.MeetingAlreadyHeld):
        put(cast.sam, meeting, topic=builders.topic(cast.group), now=AFTER)
    for player in (cast.priya, cast.okoro, cast.nia, cast.hal):
        with pytest.raises(Refusal):
            put(player, meeting, topic=builders.topic(cast.group, f"For {player.person.name}"))
    assert not Item.objects.exists()


def test_a_supporter_suggests_it_for_whom_they_support(cast, meeting, said):
    assert "Whose suggestion is it?" in cast.sol.client.get(put_url(said)).text
    cast.sol.client.post(put_url(said), typed(meeting))
    assert not Item.objects.exists()
    cast.sol.client.post(put_url(said), typed(meeting, whose=cast.sam.membership.pk))
    assert Item.objects.get().raised_by == cast.sam.membership


def test_what_is_not_sent_does_not_reach_guests_as_a_title(cast, meeting, now):
    unsent = chain.agreeing(cast, now)
    page = cast.sam.client.get(put_url(unsent))
    field = BeautifulSoup(page.content, "html.parser").select_one("[name=title]")
    assert field["value"] == f"What we want to say: number {unsent.number}"
    assert "Guests of a meeting can read its agenda" in page.text


@pytest.mark.parametrize(
    "wrong", [{"meeting": 999}, {"purpose": "BREAK"}, {"title": " "}, {"minutes": "0"}, {"minutes": ""}]
)
def test_what_is_wrong_is_said_beside_the_question_and_nothing_is_lost(cast, meeting, said, wrong):
    page = cast.sam.client.post(put_url(said), typed(meeting, **wrong))
    assert page.status_code == 200
    assert BeautifulSoup(page.content, "html.parser").select(".nhsuk-error-message")
    assert ("Letters" if "title" not in wrong else "20") in page.text
    assert not Item.objects.exists()


def test_a_full_agenda_is_said_on_the_form(cast, meeting, said, monkeypatch):
    monkeypatch.setattr(agendas, "MOST", 0)
    assert "This agenda is full." in cast.sam.client.post(put_url(said), typed(meeting)).text
    assert not Subject.objects.exists()


def test_without_a_meeting_ahead_the_page_says_so(cast, said):
    assert "No meeting is planned." in cast.sam.client.get(put_url(said)).text


def test_drafts_closed_topics_and_the_system_have_no_way_onto_an_agenda(cast, meeting, said, now):
    draft = chain.drafted(cast, now)
    closed = life.closed(cast, now, builders.topic(cast.group, "Closed"))
    for url, page in ((put_url(draft), draft.get_absolute_url()), (put_url(closed), topic_url(closed))):
        assert cast.sam.client.get(url).status_code == 404
        assert "Put it on an agenda" not in text(cast.sam, page)
    for page in (said.get_absolute_url(), topic_url(closed)):
        assert "At our meetings" not in text(cast.okoro, page)
        assert "Put it on an agenda" not in text(cast.okoro, page)
    assert cast.okoro.client.get(put_url(said)).status_code == 403


def test_whoever_left_puts_nothing_on_an_agenda(cast, meeting, said):
    membership.leave(membership=cast.sam.membership, now=SOON_AFTER)
    assert cast.sam.client.post(put_url(said), typed(meeting)).status_code == 404
    assert not Item.objects.exists()


# --- where it is talked about ---


def test_after_the_meeting_its_page_leads_to_the_notes(cast, clock, now, said):
    clock(CLOSES + timedelta(days=1))
    meeting = to_read(cast, said={0: "We talked."})
    was = {"meeting": meeting, "by": cast.farah.membership, "now": now}
    operations.put_on_agenda(title="Letters", purpose="HEAR", minutes=5, said=said, **was)
    page = cast.jo.client.get(said.get_absolute_url()).text
    assert "We talked about it at our meeting on" in page
    notes = reverse("notes", args=[cast.group.slug, meeting.pk])
    assert f'<a href="{notes}">Read the notes' in page
    builders.guest(meeting, cast.okoro.membership)
    assert notes not in cast.okoro.client.get(said.get_absolute_url()).text
    confirm(cast.sam, meeting)
    assert notes in cast.okoro.client.get(said.get_absolute_url()).text


def test_what_found_no_place_or_no_time_is_said_plainly(cast, meeting, said, clock):
    one = put(cast.sam, meeting, said=said)
    clock(AFTER)
    shown = text(cast.jo, said.get_absolute_url())
    assert "It was suggested for our meeting on Tuesday 8 December 2026 , and got no place." in shown
    assert "Put it on an agenda" in shown
    agendas.leave_over(item=one, by=cast.farah.membership, now=AFTER, left_as="NOT_REACHED")
    assert "We did not get to it at our meeting on Tuesday 8 December 2026 ." in text(cast.jo, said.get_absolute_url())


def test_nobody_reads_of_a_meeting_they_do_not_see_nor_of_one_that_was_cancelled(cast, meeting, said):
    place(cast, put(cast.sam, meeting, said=said))
    assert "We talk about it" in text(cast.jo, said.get_absolute_url())
    for player in (cast.okoro, cast.nia):
        assert "We talk about it" not in text(player, said.get_absolute_url())
    invite(cast, meeting, cast.okoro)
    assert "We talk about it" in text(cast.okoro, said.get_absolute_url())
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow")
    assert "We talk about it" not in text(cast.jo, said.get_absolute_url())


def test_carried_to_a_later_meeting_it_is_still_about_the_same(cast, meeting, said, clock):
    item = place(cast, put(cast.sam, meeting, said=said))
    agendas.leave_over(item=item, by=cast.farah.membership, now=AFTER, left_as="GO_ON")
    later = plan(cast, now=AFTER, starts_at=STARTS + timedelta(days=14))
    there = agendas.carry(item=item, meeting=later, by=cast.farah.membership, now=AFTER)
    agendas.carry(item=item, meeting=later, by=cast.farah.membership, now=AFTER)
    assert there.subject.said == said
    clock(AFTER)
    shown = text(cast.jo, said.get_absolute_url())
    assert "We talk about it at our meeting on Tuesday 22 December 2026 ." in shown
    assert "We talked about it at our meeting on Tuesday 8 December 2026 ." in shown
    say(cast.farah, there, now=AFTER)
    assert item.subject.said == said, "what an earlier meeting talked about stays as it was"


def test_an_item_about_nothing_is_carried_alone(cast, meeting):
    item = propose(cast.farah, meeting)
    agendas.leave_over(item=item, by=cast.farah.membership, now=AFTER, left_as="GO_ON")
    later = plan(cast, now=AFTER, starts_at=STARTS + timedelta(days=14))
    agendas.carry(item=item, meeting=later, by=cast.farah.membership, now=AFTER)
    assert not Subject.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_as_many_statements_however_many_items_are_about_something(
    cast, said, now, rows, django_assert_num_queries
):
    topic = topics.open_topic(by=cast.farah.membership, now=now, name="Ramps")
    for number in range(rows):
        meeting = plan(cast, starts_at=STARTS + timedelta(days=number))
        for n in range(rows):
            say(cast.farah, propose(cast.farah, meeting, f"Entry {n}"), said=said)
            say(cast.farah, propose(cast.farah, meeting, f"Topic {n}"), topic=topic)
    client, slug = cast.sam.client, cast.group.slug
    pages = [
        (13, reverse("agenda", args=[slug, meeting.pk])), (11, reverse("agenda_print", args=[slug, meeting.pk])),
        (10, said.get_absolute_url()), (12, topic_url(topic)), (5, put_url(said)), (5, put_url(topic)),
        (7, about_url(propose(cast.sam, meeting))),
    ]  # fmt: skip
    for statements, url in pages:
        client.get(url)
        with django_assert_num_queries(statements):
            client.get(url)
