"""A supporter taps for the member they help: the turn is the member's, that somebody helped is shown, and consent is the key."""

import pytest

from groups.balance import queries as balance
from groups.facilitation import operations
from groups.facilitation.models import Card, Hand
from groups.membership import operations as membership
from groups.membership.models import Support
from groups.pacing.models import Seat, Turn
from tests.builders import NOW
from tests.groups.meetings.arrange import address
from tests.groups.pacing.on import begun, do, minute, pace, running, seat


@pytest.fixture
def on(cast, clock):
    meeting = begun(cast)
    clock(minute(5))
    return meeting


def page(cast, meeting, rest=""):
    return address(cast, meeting, f"live/{rest}")


def for_sam(cast, meeting, rest=""):
    return page(cast, meeting, f"for/{cast.sam.membership.pk}/{rest}")


def tap(cast, meeting, deed, by=None, **said):
    said = {"whose": cast.sam.membership.pk} | said
    return (by or cast.sol).client.post(page(cast, meeting, deed), said, follow=True)


def end_consent(cast):
    membership.unlink_supporter(support=Support.objects.get(member=cast.sam.membership), now=NOW)


def test_a_hand_raised_by_a_supporter_is_the_members_and_so_is_the_turn(cast, on):
    shown = tap(cast, on, "hand/").text
    assert "You are tapping for Sam." in shown and "The hand is up, at number 1." in shown
    hand = Hand.objects.get()
    assert (hand.seat.membership, hand.raised_by, hand.helper) == (
        cast.sam.membership, cast.sol.membership, cast.sol.membership,
    )  # fmt: skip
    assert "Sol raised it for you." in cast.sam.client.get(page(cast, on)).text
    assert "with the help of Sol" in cast.farah.client.get(address(cast, on, "run/")).text
    turn = do("give_floor", on, cast.farah, minute(6), hand_id=hand.pk)
    assert (turn.seat.membership, turn.with_help_of) == (cast.sam.membership, cast.sol.membership)
    board = cast.farah.client.get(address(cast, on, "run/")).text
    assert "is speaking, with the help of Sol" in board
    assert "Sam is speaking." in cast.sol.client.get(for_sam(cast, on)).text
    do("end_turn", on, cast.farah, minute(7), turn_id=turn.pk)
    assert not Seat.objects.filter(membership=cast.sol.membership).exists()
    pace("end", on, cast.farah, minute(8))
    assert balance.own_turns(running(on), cast.sol.membership).count() == 0
    assert "with the help of Sol" in cast.sam.client.get(address(cast, on, "my-turns/")).text


def test_a_hand_taken_down_a_card_shown_and_taken_down_and_a_pass_are_the_members_too(cast, on):
    tap(cast, on, "hand/")
    assert "The hand is down." in tap(cast, on, "hand/down/", hand=Hand.objects.get().pk).text
    assert "Your card is up: pause." in tap(cast, on, "card/", card="PAUSE").text
    card = Card.objects.get()
    assert (card.seat.membership, card.helper) == (cast.sam.membership, cast.sol.membership)
    assert "with the help of Sol" in cast.farah.client.get(address(cast, on, "run/")).text
    tap(cast, on, "card/down/", card=card.pk)
    assert not Card.objects.up().exists()
    do("begin_round", on, cast.farah, minute(6))
    assert "The turn of Sam is still to come." in cast.sol.client.get(for_sam(cast, on)).text
    tap(cast, on, "pass/", seat=seat(on, cast.sam).pk)
    assert seat(on, cast.sam).round_done == 1


def test_what_a_supporter_writes_down_counts_as_a_turn_of_the_member(cast, on):
    shown = cast.sol.client.get(for_sam(cast, on)).text
    assert "Write what Sam says" in shown and "The facilitators see that you helped." in shown
    answer = tap(cast, on, "write/", words="The ramp is too steep.")
    assert "You are tapping for Sam." in answer.text
    turn = Turn.objects.get()
    assert (turn.seat.membership, turn.with_help_of, turn.way) == (cast.sam.membership, cast.sol.membership, "WRITING")
    assert "in writing, with the help of Sol" in cast.farah.client.get(address(cast, on, "run/")).text
    empty = tap(cast, on, "write/", words="")
    assert "Write what you want to say" in empty.text and f'value="{cast.sam.membership.pk}"' in empty.text


def test_what_a_supporter_says_themselves_is_their_own(cast, on):
    cast.sol.client.post(page(cast, on, "write/"), {"words": "My own words."})
    cast.sol.client.post(page(cast, on, "hand/"), {})
    turn = Turn.objects.get()
    assert (turn.seat.membership, turn.with_help_of) == (cast.sol.membership, None)
    assert Hand.objects.get().helper is None
    assert "Tap for Sam" in cast.sol.client.get(page(cast, on)).text
    assert "Tap for" not in cast.sam.client.get(page(cast, on)).text


def test_what_a_facilitator_notes_for_somebody_is_no_help_of_that_kind(cast, on):
    do("raise_hand", on, cast.farah, minute(5), whose=cast.sam.membership, way="ROOM")
    assert Hand.objects.get().helper is None
    turn = do("say_in_writing", on, cast.farah, minute(5), words="For Sam.", whose=cast.sam.membership)
    assert turn.with_help_of is None


def test_the_changing_part_of_the_page_is_the_members(cast, on):
    part = for_sam(cast, on, "part/")
    first = cast.sol.client.get(part)
    assert "The hand of Sam" in first.text and "Raise the hand" in first.text
    assert cast.sol.client.get(part, headers={"If-None-Match": first["ETag"]}).status_code == 304
    tap(cast, on, "hand/")
    assert "The hand is up" in cast.sol.client.get(part, headers={"If-None-Match": first["ETag"]}).text


@pytest.mark.parametrize("who", ["sol", "jo", "farah"])
def test_nobody_taps_for_a_member_who_has_not_asked_them_to(cast, on, who):
    whose = cast.jo if who == "sol" else cast.sam
    client = getattr(cast, who).client
    for rest in (f"for/{whose.membership.pk}/", f"for/{whose.membership.pk}/part/"):
        assert client.get(page(cast, on, rest)).status_code == 403
    for deed in ("hand/", "card/", "write/"):
        assert client.post(page(cast, on, deed), {"whose": whose.membership.pk, "words": "x"}).status_code == 403
    if who != "farah":
        for deed, rest in (("raise_hand", {}), ("raise_card", {"kind": "PAUSE"}), ("say_in_writing", {"words": "x"})):
            with pytest.raises(operations.NotTheirs):
                do(deed, on, getattr(cast, who), minute(5), whose=whose.membership, **rest)
    assert not (Hand.objects.exists() or Card.objects.exists() or Turn.objects.exists())


def test_when_consent_ends_every_tap_is_dead_at_once(cast, on):
    Support.objects.create(member=cast.jo.membership, supporter=cast.sol.membership, consented_at=NOW)
    tap(cast, on, "hand/")
    tap(cast, on, "card/", card="AGREE")
    hand, card = Hand.objects.get(), Card.objects.get()
    end_consent(cast)
    assert cast.sol.client.get(for_sam(cast, on)).status_code == 403
    for deed, said in (
        ("hand/", {}), ("card/", {"card": "PAUSE"}), ("write/", {"words": "x"}), ("hand/down/", {"hand": hand.pk}),
        ("card/down/", {"card": card.pk}),
    ):  # fmt: skip
        assert tap(cast, on, deed, **said).status_code == 403, deed
    for deed, said in (("lower_hand", {"hand_id": hand.pk}), ("take_down_card", {"card_id": card.pk})):
        with pytest.raises(operations.NotTheirs):
            do(deed, on, cast.sol, minute(6), **said)
    membership.unlink_supporter(support=Support.objects.get(member=cast.jo.membership), now=NOW)
    assert cast.sol.client.get(for_sam(cast, on)).status_code == 404
    assert (Hand.objects.count(), Card.objects.count(), Turn.objects.count()) == (1, 1, 0)
