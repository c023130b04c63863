import pytest

from groups.history.models import Event
from groups.meetings import operations
from groups.meetings.models import Reply
from groups.membership.models import Membership, Support
from groups.notices.models import Letter
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, in_person, invite, plan, says


def reply_for(by, whose, meeting, **said):
    said = {"answer": "YES", "way": "IN_PERSON"} | said
    return operations.reply_for(meeting=meeting, whose=whose.membership, by=by.membership, now=SOON_AFTER, **said)


def needy(cast):
    cast.sam.person.access_needs, cast.sam.person.communication_needs = "A seat near the door", "Large print"
    cast.sam.person.save()


# --- one's own ---


def test_a_member_says_yes_and_it_is_kept(cast):
    meeting = plan(cast)
    answer = cast.sam.client.post(
        address(cast, meeting, "reply/"), {"answer": "YES", "way": "ONLINE", "needs": "Captions"}, follow=True
    )
    assert "You said: Yes, online or by phone." in answer.text
    reply = Reply.objects.get()
    assert (reply.membership, reply.needs, reply.given_by) == (cast.sam.membership, "Captions", None)


def test_a_second_answer_replaces_the_first(cast):
    meeting = plan(cast)
    says(cast.sam, meeting)
    says(cast.sam, meeting, "NO")
    assert (Reply.objects.get().answer, Reply.objects.get().way) == ("NO", "")


def test_history_says_that_somebody_answered_but_not_what_they_need(cast):
    says(cast.sam, plan(cast), needs="A very private need")
    event = Event.objects.get(what="reply_given")
    assert event.sentence == "Someone answered the invitation to “Planning care together”."
    assert "private" not in str(event.detail)


def test_what_somebody_needs_is_not_asked_twice(cast):
    needy(cast)
    meeting = plan(cast)
    assert "A seat near the door\nLarge print</textarea>" in cast.sam.client.get(address(cast, meeting)).text
    assert "A seat near the door\nLarge print</textarea>" in cast.sam.client.get(address(cast, meeting, "reply/")).text


def test_what_was_said_for_this_meeting_goes_before_the_profile(cast):
    needy(cast)
    meeting = plan(cast)
    says(cast.sam, meeting, needs="This time nothing but tea")
    page = cast.sam.client.get(address(cast, meeting, "reply/")).text
    assert "This time nothing but tea</textarea>" in page
    assert "Large print" not in page


def test_where_there_is_one_way_to_come_nobody_asks_which(cast):
    meeting = in_person(cast)
    assert "If you come: how?" not in cast.sam.client.get(address(cast, meeting, "reply/")).text
    cast.sam.client.post(address(cast, meeting, "reply/"), {"answer": "YES"})
    assert Reply.objects.get().way == "IN_PERSON"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Choose yes, maybe or no"),
        ({"answer": "YES"}, "Choose in person or online"),
        ({"answer": "YES", "way": "BY_OWL"}, "Choose one of the answers to"),
        ({"answer": "\x00"}, "Choose one of the answers to"),
        ({"answer": "NO", "needs": "x" * 1_000_000}, "Use 4000 characters or fewer"),
    ],
)
def test_a_reply_that_cannot_be_taken_is_said_plainly(cast, wrong, said):
    meeting = plan(cast)
    answer = cast.sam.client.post(address(cast, meeting, "reply/"), {"needs": "Captions"} | wrong)
    assert said in answer.text
    assert wrong.get("needs", "Captions") in answer.text
    assert not Reply.objects.exists()


def test_no_needs_no_way(cast):
    meeting = plan(cast)
    cast.sam.client.post(address(cast, meeting, "reply/"), {"answer": "NO", "needs": "\x00\x07"})
    assert (Reply.objects.get().way, Reply.objects.get().needs) == ("", "")


def test_the_operation_too_asks_how(cast):
    with pytest.raises(operations.SayHow):
        says(cast.sam, plan(cast), way="")


def test_nobody_replies_to_a_meeting_that_is_over_or_cancelled(cast):
    with pytest.raises(operations.MeetingAlreadyHeld):
        says(cast.sam, arrange.held(cast))
    with pytest.raises(operations.MeetingCancelled):
        says(cast.sam, arrange.cancelled(cast))
    meeting = arrange.cancelled(cast)
    answer = cast.sam.client.post(address(cast, meeting, "reply/"), {"answer": "NO"})
    assert "This meeting was cancelled" in answer.text


# --- places in the room ---


def test_a_full_room_is_said_kindly_with_another_way_to_come(cast):
    meeting = plan(cast, capacity=2)
    says(cast.jo, meeting)
    says(cast.col, meeting)
    answer = cast.sam.client.post(address(cast, meeting, "reply/"), {"answer": "YES", "way": "IN_PERSON"})
    assert "The room is full: all 2 places are taken. You can still come online or by phone." in answer.text
    assert "The room is full." in cast.sam.client.get(address(cast, meeting)).text
    says(cast.sam, meeting, way="ONLINE")


def test_a_full_room_without_another_way_says_how_to_be_heard(cast):
    meeting = in_person(cast, capacity=1, joining_note="Ring Farah")
    says(cast.jo, meeting)
    with pytest.raises(operations.MeetingFull) as refusal:
        says(cast.sam, meeting)
    assert refusal.value.sentence.startswith("The room is full. You can say “maybe”")
    assert refusal.value.sentence.endswith("You can also join another way: Ring Farah.")
    says(cast.sam, meeting, "MAYBE")


def test_a_place_given_up_or_left_behind_is_free_again(cast):
    meeting = in_person(cast, capacity=1)
    says(cast.jo, meeting)
    says(cast.jo, meeting, needs="A chair with arms")  # their own place is not in their way
    says(cast.jo, meeting, "NO")
    says(cast.sam, meeting)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=SOON_AFTER)
    says(cast.jo, meeting)
    answers = dict(Reply.objects.filter(meeting=meeting).values_list("membership__person__name", "answer"))
    assert answers == {"Jo": "YES", "Sam": "YES"}


def test_those_who_come_online_take_no_place(cast):
    meeting = plan(cast, capacity=1)
    says(cast.jo, meeting, way="ONLINE")
    says(cast.sam, meeting)
    assert Reply.objects.filter(meeting=meeting, answer="YES").count() == 2


# --- after a move ---


def test_after_a_move_everyone_is_asked_again_and_nothing_they_said_is_lost(cast):
    meeting = plan(cast)
    says(cast.sam, meeting, needs="Captions")
    moved = operations.change(
        meeting=meeting, by=cast.farah.membership, now=SOON_AFTER.replace(hour=20), place="The Mill"
    )
    page = cast.sam.client.get(address(cast, moved)).text
    assert "You said “Yes, in person” before the meeting was changed." in page
    assert "Captions</textarea>" in page
    assert "The meeting was changed since then" in cast.sam.client.get(address(cast, moved, "reply/")).text
    says(cast.sam, moved, now=SOON_AFTER.replace(hour=21))
    assert "Change my reply" in cast.sam.client.get(address(cast, moved)).text


# --- for somebody else ---


def test_a_facilitator_takes_a_reply_by_phone_and_the_person_is_told(cast):
    meeting = plan(cast)
    page = address(cast, meeting, f"reply/{cast.sam.membership.pk}/")
    assert "Is Sam coming?" in cast.farah.client.get(page).text
    answer = cast.farah.client.post(page, {"answer": "YES", "way": "IN_PERSON", "needs": "A lift"}, follow=True)
    assert "You replied for Sam: Yes, in person. We are telling them." in answer.text
    assert Reply.objects.get().given_by == cast.farah.membership
    letter = Letter.objects.get(stem="groups/meetings/emails/reply_taken")
    assert letter.person == cast.sam.person
    assert "Farah noted a reply for you" in letter.text
    assert "A lift" not in letter.text
    taken = Event.objects.get(what="reply_taken")
    assert (taken.sentence, taken.detail) == (
        "Farah took a reply to “Planning care together” for someone.", {"whose": cast.sam.membership.pk},
    )  # fmt: skip
    assert "Somebody took this reply for you." in cast.sam.client.get(address(cast, meeting)).text


def test_a_supporter_replies_for_the_member_they_support_and_for_nobody_else(cast):
    needy(cast)
    meeting = plan(cast)
    page = cast.sol.client.get(address(cast, meeting)).text
    assert "Is Sam coming?" in page
    assert "Large print" in page
    cast.sol.client.post(address(cast, meeting, f"reply/{cast.sam.membership.pk}/"), {"answer": "NO", "needs": "Rest"})
    assert Reply.objects.get().membership == cast.sam.membership
    assert "Sam’s reply" in cast.sol.client.get(address(cast, meeting)).text
    answer = cast.sol.client.get(address(cast, meeting, f"reply/{cast.jo.membership.pk}/"))
    assert answer.status_code == 403
    assert "You can reply for yourself and for the people you support." in answer.text


def test_a_supporter_whose_consent_ended_cannot_reply_for_the_member(cast):
    meeting = plan(cast)
    Support.objects.update(ended_at=SOON_AFTER)
    with pytest.raises(operations.NotTheirs):
        reply_for(cast.sol, cast.sam, meeting)


def test_a_member_does_not_reply_for_another(cast):
    meeting = plan(cast)
    page = address(cast, meeting, f"reply/{cast.jo.membership.pk}/")
    assert cast.sam.client.get(page).status_code == 403
    with pytest.raises(operations.NotTheirs):
        reply_for(cast.sam, cast.jo, meeting)
    with pytest.raises(operations.NotTheirs):
        reply_for(cast.faye, cast.jo, meeting)


def test_nobody_replies_for_somebody_who_is_not_invited(cast):
    meeting = plan(cast)
    for who in (cast.priya, cast.nia, cast.hal, cast.gone):
        page = address(cast, meeting, f"reply/{who.membership.pk}/")
        assert cast.farah.client.post(page, {"answer": "NO"}).status_code == 404
    with pytest.raises(operations.NotAskedHere):
        reply_for(cast.farah, cast.priya, meeting)


def test_a_reply_by_phone_meets_a_full_room_too(cast):
    meeting = in_person(cast, capacity=1)
    says(cast.jo, meeting)
    answer = cast.farah.client.post(address(cast, meeting, f"reply/{cast.sam.membership.pk}/"), {"answer": "YES"})
    assert "The room is full." in answer.text


# --- who is coming, and who may know ---


def everyone_says(cast, meeting):
    says(cast.sam, meeting, needs="A seat near the door")
    says(cast.jo, meeting, "NO", needs="Nothing")
    says(cast.col, meeting, "MAYBE")
    invite(cast, meeting, cast.priya)
    says(cast.priya, meeting, way="ONLINE", needs="Parking")


def test_the_group_sees_who_comes_and_who_may_but_not_who_does_not(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)
    page = cast.jo.client.get(address(cast, meeting, "who/")).text
    assert "Coming: 2 (1 online or by phone). Maybe: 1." in page
    assert all(f"<strong>{name}</strong>" in page for name in ("Sam", "Col", "Priya"))
    assert "<strong>Jo</strong>" not in page


def test_only_facilitators_read_what_each_needs(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)
    for player in cast.in_group:
        page = player.client.get(address(cast, meeting, "who/")).text
        assert ("A seat near the door" in page) == (player in (cast.farah, cast.col)), player.person.name


def test_the_person_and_their_supporter_read_their_own_needs_on_the_page_of_the_meeting(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)
    for player in (*cast.in_group, *cast.outsiders):
        page = player.client.get(address(cast, meeting)).text
        assert ("A seat near the door" in page) == (player in (cast.sam, cast.sol)), player.person.name


def test_replies_to_be_read_in_full_are_ones_own_those_of_the_supported_and_all_for_facilitators(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)

    def read(player):
        return {reply.membership.person.name for reply in Reply.objects.visible_to(player.membership)}

    assert read(cast.farah) == {"Sam", "Jo", "Col", "Priya"}
    assert read(cast.sol) == {"Sam"}
    assert read(cast.sam) == {"Sam"}
    assert read(cast.priya) == {"Priya"}
    assert read(cast.nia) == read(cast.faye) == set()


def test_people_from_the_system_see_round_numbers_and_the_names_of_those_who_run_it(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)
    page = cast.priya.client.get(address(cast, meeting, "who/")).text
    assert "Coming: fewer than 8. Maybe: fewer than 8." in page
    assert "<strong>Col</strong>" in page
    assert "<strong>Sam</strong>" not in page
    assert "Sam" not in cast.priya.client.get(address(cast, meeting)).text


def test_a_facilitator_sees_whom_to_ring(cast):
    meeting = plan(cast)
    everyone_says(cast, meeting)
    page = cast.farah.client.get(address(cast, meeting, "who/?show=silent")).text
    assert "<strong>Farah</strong>" in page
    assert "<strong>Sol</strong>" in page
    assert "<strong>Sam</strong>" not in page
    assert "<strong>Sol</strong>" not in cast.sam.client.get(address(cast, meeting, "who/?show=silent")).text
    for player in (cast.farah, cast.sol):
        says(player, meeting, "NO")
    assert "Everyone has replied." in cast.farah.client.get(address(cast, meeting, "who/?show=silent")).text


def test_when_nobody_has_replied_the_page_says_so(cast):
    assert "Nobody has replied yet." in cast.sam.client.get(address(cast, plan(cast), "who/")).text


def test_replies_to_a_held_meeting_can_be_read_but_not_changed(cast, clock):
    meeting = plan(cast)
    says(cast.sam, meeting)
    clock(STARTS.replace(day=9))
    page = cast.farah.client.get(address(cast, meeting, "who/")).text
    assert "Said yes: 1." in page
    assert "Change" not in page
