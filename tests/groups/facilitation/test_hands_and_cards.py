"""Hands, turns, cards, writing and the round: who may, in which order, and that every tap counts once."""

import pytest
from django.db import IntegrityError, transaction

from groups.facilitation import operations, queries
from groups.facilitation.models import Card, Hand
from groups.history.models import Event
from groups.pacing.models import Seat, Turn
from groups.pacing.operations import NotInvited
from tests.groups.meetings import arrange
from tests.groups.pacing.on import begun, do, minute, pace, running, seat, speaks


def up(meeting, player, at, by=None, **rest):
    return do("raise_hand", meeting, by or player, at, whose=player.membership, **rest)


def board(meeting, cast, at):
    return queries.board(running(meeting), cast.farah.membership, at)


def names(rows):
    return [one.name for one in rows]


# --- hands ---


def test_hands_queue_in_the_order_they_went_up(cast):
    meeting = begun(cast)
    up(meeting, cast.jo, minute(1))
    up(meeting, cast.sam, minute(2))
    up(meeting, cast.jo, minute(3))
    assert names(board(meeting, cast, minute(3)).queue) == ["Jo", "Sam"]


def test_a_facilitator_notes_a_hand_from_elsewhere_for_anybody_invited(cast):
    meeting = arrange_with_guest(cast)
    up(meeting, cast.priya, minute(1), by=cast.farah, way="PHONE")
    assert Hand.objects.get().way == "PHONE"
    assert Seat.objects.get(membership=cast.priya.membership).role == "POINT_OF_CONTACT"
    with pytest.raises(NotInvited):
        up(meeting, cast.okoro, minute(1), by=cast.farah)


def arrange_with_guest(cast):
    meeting = begun(cast)
    arrange.operations.invite(
        meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=arrange.SOON_AFTER
    )
    return meeting


def test_nobody_but_a_facilitator_raises_or_lowers_the_hand_of_another(cast):
    meeting = begun(cast)
    with pytest.raises(operations.NotTheirs):
        up(meeting, cast.sam, minute(1), by=cast.jo)
    hand = up(meeting, cast.sam, minute(1))
    with pytest.raises(operations.NotTheirs):
        do("lower_hand", meeting, cast.jo, minute(2), hand_id=hand.pk)
    do("lower_hand", meeting, cast.farah, minute(2), hand_id=hand.pk)
    do("lower_hand", meeting, cast.sam, minute(3), hand_id=hand.pk)
    hand.refresh_from_db()
    assert (hand.lowered_by, hand.lowered_at) == (cast.farah.membership, minute(2))


def test_a_hand_of_another_meeting_is_not_touched(cast):
    meeting, other = begun(cast), begun(cast, title="Another")
    hand = up(other, cast.sam, minute(1))
    with pytest.raises(operations.NotHere):
        do("lower_hand", meeting, cast.sam, minute(1), hand_id=hand.pk)
    with pytest.raises(operations.NotHere):
        do("give_floor", meeting, cast.farah, minute(1), hand_id=hand.pk)


def test_someone_new_first_is_suggested_and_may_be_ignored(cast):
    meeting = begun(cast)
    speaks(meeting, cast, cast.sam, minute(1), minute(2))
    first = up(meeting, cast.sam, minute(3))
    up(meeting, cast.jo, minute(4))
    shown = board(meeting, cast, minute(4))
    assert (names(shown.queue), shown.suggested.name) == (["Sam", "Jo"], "Jo")
    assert [one.new for one in shown.queue] == [False, True]
    do("give_floor", meeting, cast.farah, minute(5), hand_id=first.pk)
    shown = board(meeting, cast, minute(5))
    assert names(shown.queue) == ["Jo"]
    assert shown.suggested is None, "who is new and first needs no suggestion"


def test_the_private_hint_names_who_waits_long_and_who_gave_up(cast):
    meeting = begun(cast)
    up(meeting, cast.jo, minute(1))
    hand = up(meeting, cast.sam, minute(2))
    assert board(meeting, cast, minute(5)).quietly == []
    do("lower_hand", meeting, cast.sam, minute(5), hand_id=hand.pk)
    assert board(meeting, cast, minute(6)).quietly == [
        "Jo has waited 5 minutes.", "Sam wanted to speak and took their hand down.",
    ]  # fmt: skip
    do("say_in_writing", meeting, cast.sam, minute(7), words="It is in the letter.")
    assert board(meeting, cast, minute(7)).quietly == ["Jo has waited 6 minutes."]


# --- turns ---


def test_two_facilitators_who_tap_make_one_turn(cast):
    meeting = begun(cast)
    hand = up(meeting, cast.sam, minute(1))
    first = do("give_floor", meeting, cast.farah, minute(2), hand_id=hand.pk, tap="one")
    second = do("give_floor", meeting, cast.col, minute(2, 1), hand_id=hand.pk, tap="two")
    do("end_turn", meeting, cast.farah, minute(3), turn_id=first.pk)
    late = do("give_floor", meeting, cast.col, minute(4), hand_id=hand.pk, tap="three")
    assert first == second == late == Turn.objects.get()
    again = do("give_floor", meeting, cast.farah, minute(5), seat_id=hand.seat_id)
    assert do("give_floor", meeting, cast.col, minute(5), seat_id=hand.seat_id) == again


def test_the_next_speaker_ends_the_turn_before_and_a_late_tap_ends_only_its_own(cast):
    meeting = begun(cast)
    sam = speaks(meeting, cast, cast.sam, minute(1))
    jo = speaks(meeting, cast, cast.jo, minute(3))
    do("end_turn", meeting, cast.col, minute(4), turn_id=sam.pk)
    sam.refresh_from_db()
    jo.refresh_from_db()
    assert (sam.seconds, sam.ended_at, jo.ended_at) == (120, minute(3), None)


def test_a_hand_that_was_taken_down_does_not_get_the_floor(cast):
    meeting = begun(cast)
    hand = up(meeting, cast.sam, minute(1))
    do("lower_hand", meeting, cast.sam, minute(2), hand_id=hand.pk)
    with pytest.raises(operations.HandDown):
        do("give_floor", meeting, cast.farah, minute(3), hand_id=hand.pk)
    with pytest.raises(operations.NotHere):
        do("give_floor", meeting, cast.farah, minute(3))


def test_a_hand_on_the_phone_is_a_turn_on_the_phone(cast):
    meeting = begun(cast)
    hand = up(meeting, cast.sam, minute(1), by=cast.farah, way="PHONE")
    assert do("give_floor", meeting, cast.farah, minute(2), hand_id=hand.pk).way == "PHONE"


def test_a_hand_raised_again_while_speaking_stays_up(cast):
    meeting = begun(cast)
    do("give_floor", meeting, cast.farah, minute(1), hand_id=up(meeting, cast.sam, minute(1)).pk)
    again = up(meeting, cast.sam, minute(2))
    do("give_floor", meeting, cast.farah, minute(2), seat_id=again.seat_id)
    again.refresh_from_db()
    assert again.is_up


def test_what_is_said_in_writing_is_a_turn_under_ones_name(cast):
    meeting = begun(cast)
    turn = do("say_in_writing", meeting, cast.sam, minute(1), words="Bigger print.")
    assert (turn.way, turn.seconds, turn.item.title) == ("WRITING", 0, "Welcome")
    assert [one.words for one in board(meeting, cast, minute(2)).written] == ["Bigger print."]
    with pytest.raises(operations.NothingSaid):
        do("say_in_writing", meeting, cast.sam, minute(1), words="")


def test_what_came_by_chat_counts_as_a_turn_and_answers_the_hand_that_came_the_same_way(cast):
    meeting = begun(cast)
    chat = up(meeting, cast.sam, minute(1), by=cast.farah, way="CHAT")
    room = up(meeting, cast.jo, minute(1), by=cast.farah, way="ROOM")
    for player in (cast.sam, cast.jo):
        do("note_said", meeting, cast.farah, minute(2), whose=player.membership, way="CHAT", words="Yes.")
    chat.refresh_from_db()
    room.refresh_from_db()
    assert (chat.is_up, room.is_up) == (False, True)
    with pytest.raises(operations.NotTheirs):
        do("note_said", meeting, cast.sam, minute(2), whose=cast.jo.membership, way="CHAT")


# --- cards ---


def test_a_card_is_up_until_whoever_raised_it_or_a_facilitator_takes_it_down(cast):
    meeting = begun(cast)
    card = do("raise_card", meeting, cast.sam, minute(1), kind="PAUSE")
    assert do("raise_card", meeting, cast.sam, minute(2), kind="PAUSE") == card
    do("raise_card", meeting, cast.farah, minute(2), kind="AGREE", whose=cast.jo.membership)
    with pytest.raises(operations.NotTheirs):
        do("take_down_card", meeting, cast.jo, minute(3), card_id=card.pk)
    do("take_down_card", meeting, cast.sam, minute(3), card_id=card.pk)
    do("take_down_card", meeting, cast.farah, minute(4), card_id=card.pk)
    card.refresh_from_db()
    assert (card.taken_down_by, card.taken_down_at) == (cast.sam.membership, minute(3))
    assert [one.kind for one in board(meeting, cast, minute(5)).cards] == ["AGREE"]


def test_there_are_three_cards_and_no_other(cast):
    meeting = begun(cast)
    with pytest.raises(operations.NotHere):
        do("raise_card", meeting, cast.sam, minute(1), kind="SHOUT")
    with pytest.raises(operations.NotHere):
        do("take_down_card", meeting, cast.farah, minute(1), card_id=0)


def test_everyone_sees_that_a_card_is_up_but_not_whose_it_is(cast):
    meeting = begun(cast)
    do("raise_card", meeting, cast.sam, minute(1), kind="PAUSE")
    jo, sam = (queries.own(running(meeting), p.membership, minute(2)) for p in (cast.jo, cast.sam))
    assert (jo.cards_up, jo.own_cards) == ({"PAUSE": 1}, {})
    assert sam.own_cards["PAUSE"] == Card.objects.get().pk


# --- round the table ---


def round_of(meeting, cast):
    return [one.membership.person.name for one in board(meeting, cast, minute(9)).round]


def test_round_the_table_everyone_has_one_turn_and_may_pass(cast):
    meeting = begun(cast)
    with pytest.raises(operations.NoRound):
        do("pass_turn", meeting, cast.sam, minute(1), seat_id=seat(meeting, cast.sam).pk)
    do("begin_round", meeting, cast.farah, minute(1))
    do("begin_round", meeting, cast.col, minute(1))
    assert round_of(meeting, cast) == ["Farah", "Sam", "Jo"]
    assert queries.own(running(meeting), cast.sam.membership, minute(1)).my_round
    do("pass_turn", meeting, cast.sam, minute(2), seat_id=seat(meeting, cast.sam).pk)
    speaks(meeting, cast, cast.jo, minute(3), minute(4))
    speaks(meeting, cast, cast.jo, minute(4), minute(5))
    assert round_of(meeting, cast) == ["Farah"]
    with pytest.raises(operations.NotTheirs):
        do("pass_turn", meeting, cast.sam, minute(5), seat_id=seat(meeting, cast.farah).pk)
    with pytest.raises(operations.NotHere):
        do("pass_turn", meeting, cast.sam, minute(5), seat_id=0)
    do("pass_turn", meeting, cast.col, minute(6), seat_id=seat(meeting, cast.farah).pk)
    assert not running(meeting).round_on, "the round is over when everyone had their turn"
    do("begin_round", meeting, cast.farah, minute(7))
    assert len(round_of(meeting, cast)) == 3
    do("end_round", meeting, cast.farah, minute(8))
    do("end_round", meeting, cast.farah, minute(8))
    assert not queries.own(running(meeting), cast.sam.membership, minute(8)).my_round


# --- taps ---


def test_every_deed_taken_twice_is_done_once(cast):
    meeting = begun(cast)
    sam, jo, farah = cast.sam, cast.jo, cast.farah

    def twice(deed, by, **rest):
        first = do(deed, meeting, by, minute(1), tap=deed, **rest)
        version = running(meeting).version
        do(deed, meeting, by, minute(2), tap=deed, **rest)
        assert running(meeting).version == version, deed
        return first

    hand, card = twice("raise_hand", sam), twice("raise_card", sam, kind="AGREE")
    turn = twice("give_floor", farah, seat_id=seat(meeting, jo).pk)
    twice("end_turn", farah, turn_id=turn.pk)
    twice("lower_hand", sam, hand_id=hand.pk)
    twice("take_down_card", sam, card_id=card.pk)
    twice("say_in_writing", sam, words="Once.")
    twice("note_said", farah, whose=jo.membership, way="CARD")
    twice("begin_round", farah)
    twice("pass_turn", sam, seat_id=seat(meeting, sam).pk)
    twice("end_round", farah)
    assert Turn.objects.count() == 3


def test_nothing_anybody_says_or_shows_is_in_the_groups_history(cast):
    meeting = begun(cast)
    before = Event.objects.count()
    up(meeting, cast.sam, minute(1))
    do("raise_card", meeting, cast.sam, minute(1), kind="EXPLAIN")
    speaks(meeting, cast, cast.sam, minute(1), minute(2))
    assert Event.objects.count() == before


# --- what each person may see ---


def test_only_facilitators_see_whose_hands_and_cards_are_up_and_each_person_their_own(cast):
    meeting = begun(cast)
    up(meeting, cast.sam, minute(1))
    do("raise_card", meeting, cast.sam, minute(1), kind="AGREE")
    for rows in (Hand.objects, Card.objects, Seat.objects.filter(membership=cast.sam.membership)):
        seen = {
            p.person.name for p in (cast.farah, cast.sam, cast.jo, cast.faye) if rows.all().visible_to(p.membership)
        }
        assert seen == {"Farah", "Sam"}


def test_members_hear_who_speaks_by_name_and_sponsors_by_role(cast):
    meeting = begun(cast)
    assert queries.own(running(meeting), cast.jo.membership, minute(1)).speaking == ""
    speaks(meeting, cast, cast.sam, minute(1))
    heard = {
        p.person.name: queries.own(running(meeting), p.membership, minute(2)).speaking
        for p in (cast.sam, cast.jo, cast.priya, cast.okoro)
    }
    assert heard == {
        "Sam": "You are speaking.", "Jo": "Sam is speaking.", "Priya": "Sam is speaking.",
        "Dr Okoro": "A member is speaking.",
    }  # fmt: skip


def test_how_long_somebody_speaks_leaves_out_the_break(cast):
    meeting = begun(cast)
    speaks(meeting, cast, cast.sam, minute(1))
    assert board(meeting, cast, minute(4)).turn_minutes == 3
    pace("take_break", meeting, cast.farah, minute(4))
    assert board(meeting, cast, minute(9)).turn_minutes == 3
    pace("go_on", meeting, cast.farah, minute(9))
    assert board(meeting, cast, minute(11)).turn_minutes == 5


# --- what the database holds ---


def test_the_database_knows_one_hand_and_one_card_of_a_kind_each(cast):
    meeting = begun(cast)
    hand = up(meeting, cast.sam, minute(1))
    card = do("raise_card", meeting, cast.sam, minute(1), kind="AGREE")
    for one in (hand, card):
        one.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save(force_insert=True)
    for wrong in ({"lowered_at": minute(1)}, {"lowered_by": cast.sam.membership}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hand.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.update(taken_down_at=minute(1))
    turn = do("give_floor", meeting, cast.farah, minute(2), hand_id=Hand.objects.get().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.filter(turn=turn).update(lowered_at=minute(3), lowered_by=cast.sam.membership)
