from datetime import UTC, datetime

import pytest

from groups.agendas import operations
from groups.agendas.models import Item
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.meetings.operations import MeetingAlreadyHeld, MeetingCancelled
from groups.membership.models import Support
from groups.notices import delivery
from groups.notices.models import Letter
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, address, invite, plan


def propose(player, meeting, title="Parking", minutes=10, purpose="HEAR", **rest):
    return operations.propose(
        meeting=meeting, by=player.membership, now=SOON_AFTER, title=title, purpose=purpose, minutes=minutes, **rest
    )


def place(cast, item):
    return operations.place(item=item, by=cast.farah.membership, now=SOON_AFTER)


def order(meeting):
    return [item.title for item in meeting.items.placed().in_order()]


def typed(**changed):
    return {"title": "Parking", "purpose": "HEAR", "minutes": "10", "detail": "It is far."} | changed


# --- suggesting ---


def test_what_a_member_suggests_waits_for_a_place(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    assert item.waits
    assert order(meeting) == []
    assert Event.objects.get(what="item_proposed").sentence == "Sam suggested “Parking” for “Planning care together”."


def test_what_a_facilitator_suggests_has_a_place_at_once(cast):
    meeting = plan(cast)
    propose(cast.farah, meeting, "Hello")
    assert order(meeting) == ["Hello"]


def test_a_supporter_suggests_for_the_member_they_support(cast):
    meeting = plan(cast)
    page = address(cast, meeting, "agenda/suggest/")
    assert "Whose suggestion is it?" in cast.sol.client.get(page).text
    cast.sol.client.post(page, typed(whose=cast.sam.membership.pk))
    item = Item.objects.get()
    assert (item.raised_by, item.proposed_by) == (cast.sam.membership, cast.sol.membership)
    assert "Choose whose suggestion it is" in cast.sol.client.post(page, typed()).text
    assert "Choose one of the answers" in cast.sol.client.post(page, typed(whose=cast.jo.membership.pk)).text


def test_nobody_puts_words_into_the_mouth_of_another(cast):
    meeting = plan(cast)
    for player, whose in ((cast.sol, cast.jo), (cast.sol, None), (cast.sam, cast.jo), (cast.farah, cast.jo)):
        with pytest.raises(operations.SayWhose):
            propose(player, meeting, whose=whose and whose.membership)
    Support.objects.update(ended_at=SOON_AFTER)
    with pytest.raises(operations.SayWhose):
        propose(cast.sol, meeting, whose=cast.sam.membership)


def test_a_guest_suggests_and_sees_their_own_but_not_what_else_waits(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    cast.okoro.client.post(address(cast, meeting, "agenda/suggest/"), typed(title="The budget"))
    propose(cast.sam, meeting, "Why nobody answers")
    page = cast.okoro.client.get(address(cast, meeting, "agenda/")).text
    assert "The budget" in page
    assert "Why nobody answers" not in page


def test_a_guest_does_not_read_who_of_the_group_suggested_something(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    place(cast, propose(cast.sam, meeting))
    for rest in ("", "agenda/", "agenda/print/"):
        page = cast.okoro.client.get(address(cast, meeting, rest)).text
        assert "Parking" in page
        assert "Sam" not in page
    assert "from Sam" in cast.jo.client.get(address(cast, meeting, "agenda/")).text


def test_a_coordinator_may_not_suggest_and_outsiders_find_nothing(cast):
    meeting = plan(cast)
    page = address(cast, meeting, "agenda/suggest/")
    assert cast.nia.client.get(page).status_code == 403
    assert cast.priya.client.get(page).status_code == 404  # not invited to this one
    for player in cast.outsiders:
        assert player.client.post(page, typed()).status_code == 404
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what we should talk about"),
        ({"title": "\x00\u200b"}, "Enter what we should talk about"),
        ({"title": "x" * 1_000_000}, "Use 200 characters or fewer"),
        ({"detail": "x" * 1_000_000}, "Use 2000 characters or fewer"),
        ({"purpose": ""}, "Choose what it is for"),
        ({"purpose": "SHOUT"}, "Choose one of the answers"),
        ({"minutes": ""}, "Enter how many minutes"),
        ({"minutes": "0"}, "Enter 1 or more"),
        ({"minutes": "481"}, "Enter 480 or less"),
        ({"minutes": "ten"}, "Enter a whole number, like 10"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_kept(cast, wrong, said):
    answer = cast.sam.client.post(address(cast, plan(cast), "agenda/suggest/"), typed(**wrong))
    assert said in answer.text
    assert "It is far." in answer.text or "detail" in wrong
    assert not Item.objects.exists()


def test_a_suggestion_in_the_browser_says_what_happens_next(cast):
    page = address(cast, plan(cast), "agenda/suggest/")
    assert "A facilitator will give it a place." in cast.sam.client.post(page, typed(), follow=True).text
    assert "It is on the agenda." in cast.farah.client.post(page, typed(), follow=True).text


def test_an_agenda_cannot_be_flooded(cast, monkeypatch):
    monkeypatch.setattr(operations, "MOST", 1)
    meeting = plan(cast)
    propose(cast.sam, meeting)
    answer = cast.sam.client.post(address(cast, meeting, "agenda/suggest/"), typed())
    assert "This agenda is full." in answer.text


# --- placing and moving ---


def test_members_items_come_before_those_of_staff(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    propose(cast.farah, meeting, "Hello")
    for player, title in ((cast.okoro, "The budget"), (cast.sam, "Parking"), (cast.jo, "Letters")):
        place(cast, propose(player, meeting, title))
    assert order(meeting) == ["Parking", "Letters", "Hello", "The budget"]


def test_whoever_suggested_something_hears_that_it_has_a_place(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    answer = cast.farah.client.post(address(cast, meeting, f"agenda/{item.pk}/place/"), follow=True)
    assert "“Parking” is on the agenda." in answer.text
    letter = Letter.objects.get(stem="groups/agendas/emails/placed")
    assert (letter.person, letter.subject) == (cast.sam.person, "On the agenda: Parking")
    place(cast, item)
    assert Letter.objects.filter(stem="groups/agendas/emails/placed").count() == 1


def test_items_move_up_and_down_with_buttons(cast):
    meeting = plan(cast)
    one, two, three = (propose(cast.farah, meeting, title) for title in ("One", "Two", "Three"))
    move = f"agenda/{two.pk}/move/"
    answer = cast.farah.client.post(address(cast, meeting, move), {"to": "up"}, follow=True)
    assert order(meeting) == ["Two", "One", "Three"]
    assert "You moved “Two” up." in answer.text
    cast.col.client.post(address(cast, meeting, move), {"to": "down"})
    cast.col.client.post(address(cast, meeting, move), {"to": "down"})
    assert order(meeting) == ["One", "Three", "Two"]
    cast.col.client.post(address(cast, meeting, move), {"to": "down"})  # at the end already
    assert order(meeting) == ["One", "Three", "Two"]
    assert [item.position for item in meeting.items.in_order()] == [1, 2, 3]


def test_something_that_waits_for_a_place_cannot_be_moved(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    operations.move(item=item, by=cast.farah.membership, now=SOON_AFTER, up=True)
    assert order(meeting) == []


def test_only_facilitators_put_the_agenda_in_order(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    for deed in ("place", "move"):
        page = address(cast, meeting, f"agenda/{item.pk}/{deed}/")
        for player in (cast.sam, cast.sol, cast.priya, cast.okoro, cast.nia):
            assert player.client.post(page).status_code == 403
        for player in cast.outsiders:
            assert player.client.post(page).status_code == 404
        assert cast.farah.client.get(page).status_code == 405


def test_an_item_is_found_only_below_its_own_meeting(cast):
    item, other = propose(cast.sam, plan(cast)), plan(cast)
    for deed in ("place", "move", "change", "remove"):
        assert cast.farah.client.post(address(cast, other, f"agenda/{item.pk}/{deed}/")).status_code == 404


# --- changing words, time and purpose ---


def test_a_facilitator_changes_time_and_purpose_but_never_the_words_of_another(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting, detail="It is far.")
    page = address(cast, meeting, f"agenda/{item.pk}/change/")
    shown = cast.farah.client.get(page).text
    assert 'name="title"' not in shown
    assert "Its words belong to the person who suggested it." in shown
    cast.farah.client.post(page, typed(title="Something else", minutes="25", purpose="DECIDE"))
    item.refresh_from_db()
    assert (item.title, item.minutes, item.purpose) == ("Parking", 25, "DECIDE")
    with pytest.raises(operations.NotYourItem):
        operations.change(item=item, by=cast.farah.membership, now=SOON_AFTER, title="Something else")


def test_people_change_their_own_words_until_they_have_a_place(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    page = address(cast, meeting, f"agenda/{item.pk}/change/")
    answer = cast.sam.client.post(page, typed(title="Parking, and the bus"), follow=True)
    assert "Parking, and the bus" in answer.text
    place(cast, item)
    assert "This is already on the agenda." in cast.sam.client.post(page, typed(title="More")).text
    item.refresh_from_db()
    assert item.title == "Parking, and the bus"
    assert Event.objects.get(what="item_changed").detail["was"] == {"title": "Parking", "detail": ""}


def test_saving_without_a_change_leaves_no_trace(cast):
    item = propose(cast.sam, plan(cast))
    operations.change(item=item, by=cast.sam.membership, now=SOON_AFTER, title="Parking")
    assert not Event.objects.filter(what="item_changed").exists()


def test_a_member_changes_and_removes_nothing_of_another(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    for deed in ("change", "remove"):
        answer = cast.jo.client.get(address(cast, meeting, f"agenda/{item.pk}/{deed}/"))
        assert answer.status_code == 403
        assert "Only the person who suggested this can change its words." in answer.text
    with pytest.raises(operations.NotYourItem):
        operations.change(item=item, by=cast.jo.membership, now=SOON_AFTER, minutes=5)
    with pytest.raises(operations.NotYourItem):
        operations.remove(item=item, by=cast.jo.membership, now=SOON_AFTER)


# --- taking off ---


def test_what_is_taken_off_stays_with_the_reason_and_the_person_is_told(cast):
    meeting = plan(cast)
    item = propose(cast.sam, meeting)
    page = address(cast, meeting, f"agenda/{item.pk}/remove/")
    assert "Enter why it is taken off" in cast.farah.client.post(page, {"because": "\x00"}).text
    answer = cast.farah.client.post(page, {"because": "We ask in January."}, follow=True)
    assert "Not taken this time" in answer.text
    assert "Because: We ask in January." in cast.jo.client.get(address(cast, meeting, "agenda/")).text
    letter = Letter.objects.get(stem="groups/agendas/emails/not_taken")
    assert letter.person == cast.sam.person
    assert "Why: We ask in January." in letter.text
    assert "This was already taken off the agenda." in cast.farah.client.post(page, {"because": "Again"}).text
    answer = cast.farah.client.post(address(cast, meeting, f"agenda/{item.pk}/place/"), follow=True)
    assert "This was already taken off the agenda." in answer.text


def test_people_take_their_own_back_without_a_reason(cast):
    meeting = plan(cast)
    item = place(cast, propose(cast.sam, meeting))
    assert "Take back" in cast.sam.client.get(address(cast, meeting, "agenda/")).text
    page = address(cast, meeting, f"agenda/{item.pk}/remove/")
    assert "Why is it taken off? (optional)" in cast.sam.client.get(page).text
    cast.sam.client.post(page, {})
    assert order(meeting) == []
    assert not Letter.objects.filter(stem="groups/agendas/emails/not_taken").exists()


def test_the_operation_too_asks_why(cast):
    with pytest.raises(operations.SayWhy):
        operations.remove(item=propose(cast.sam, plan(cast)), by=cast.farah.membership, now=SOON_AFTER)


def test_the_agenda_of_a_meeting_that_is_over_or_cancelled_is_closed(cast):
    with pytest.raises(MeetingAlreadyHeld):
        propose(cast.sam, arrange.held(cast))
    with pytest.raises(MeetingCancelled):
        propose(cast.sam, arrange.cancelled(cast))
    page = cast.farah.client.get(address(cast, arrange.held(cast), "agenda/")).text
    assert "Nothing was put on the agenda." in page


# --- times ---


def test_each_item_has_the_time_the_clock_will_show(cast):
    meeting = plan(cast)
    for title, minutes in (("Hello", 10), ("Letters", 45), ("Break", 10)):
        propose(cast.farah, meeting, title, minutes)
    timetable = meeting.items.timetable(meeting)
    assert [slot.at for slot in timetable.slots] == ["2pm", "2:10pm", "2:55pm"]
    assert timetable.in_words == "This adds up to 1 hour 5 minutes. 25 minutes to spare."


def test_an_agenda_that_fills_the_meeting_or_is_too_long_says_so(cast):
    meeting = plan(cast)
    propose(cast.farah, meeting, minutes=90)
    assert meeting.items.timetable(meeting).in_words.endswith("It fills the meeting.")
    propose(cast.farah, meeting, minutes=1)
    assert "This is 1 minute longer than the meeting." in cast.farah.client.get(address(cast, meeting, "agenda/")).text


def test_times_are_right_in_a_meeting_during_which_the_clocks_change(cast):
    meeting = plan(cast, starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
    propose(cast.farah, meeting, minutes=45)
    propose(cast.farah, meeting, minutes=10)
    assert [slot.at for slot in meeting.items.timetable(meeting).slots] == ["12:30am", "2:15am"]


# --- pages ---


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("rest", "statements"), [("agenda/", 13), ("agenda/print/", 11)])
def test_an_agenda_takes_the_same_statements_whatever_it_holds(cast, django_assert_num_queries, rows, rest, statements):
    meeting = plan(cast)
    for number in range(rows):
        propose(cast.farah, meeting, f"Item {number}")
        propose(cast.sam, meeting, f"Wish {number}")
        operations.remove(item=propose(cast.jo, meeting, "Not now"), by=cast.jo.membership, now=SOON_AFTER)
    client = cast.farah.client
    with django_assert_num_queries(statements):
        client.get(address(cast, meeting, rest))


def test_an_empty_agenda_offers_to_suggest_the_first_thing(cast):
    meeting = plan(cast)
    assert "Suggest the first thing to talk about" in cast.sam.client.get(address(cast, meeting, "agenda/")).text
    assert "Nothing is on the agenda yet." in cast.sam.client.get(address(cast, meeting, "agenda/print/")).text


def test_the_printed_agenda_has_times_and_how_to_get_there(cast):
    meeting = plan(cast, joining_note="Ring 01632 960 001")
    propose(cast.farah, meeting, "Hello", detail="Tea is ready.")
    page = cast.sam.client.get(address(cast, meeting, "agenda/print/")).text
    for words in ("2pm", "Hello", "Tea is ready.", "The Weir Centre", "01632 960 001"):
        assert words in page


def test_an_item_is_called_what_it_is_about(cast):
    assert str(propose(cast.sam, plan(cast))) == "Parking"


def test_a_guest_who_was_taken_off_hears_nothing_more_of_the_meeting(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    parking, lifts = propose(cast.okoro, meeting), propose(cast.okoro, meeting, "Lifts")
    meetings.reply_for(
        meeting=meeting,
        whose=cast.okoro.membership,
        by=cast.farah.membership,
        now=SOON_AFTER,
        answer="YES",
        way="ONLINE",
    )
    meetings.take_off(meeting=meeting, guest=cast.okoro.membership, by=cast.farah.membership, now=SOON_AFTER)
    place(cast, parking)
    operations.remove(item=lifts, by=cast.farah.membership, now=SOON_AFTER, because="No time.")
    delivery.send_due(lambda: SOON_AFTER)
    about = Letter.objects.filter(person=cast.okoro.person).exclude(stem__endswith="/not_invited")
    assert {stem.rsplit("/", 1)[1] for stem in about.values_list("stem", flat=True)} == {
        "invited", "placed", "not_taken", "reply_taken",
    }  # fmt: skip
    assert set(about.values_list("state", flat=True)) == {"EXPIRED"}
