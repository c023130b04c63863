"""The live pages: what each person sees, what a tap does, and how little it costs to ask again."""

from datetime import timedelta

import pytest

from groups.agendas.models import Item
from groups.facilitation.models import Card, Hand
from groups.pacing.models import Running, Seat, Turn
from tests import builders
from tests.groups.meetings.arrange import address, cancelled, invite
from tests.groups.pacing.on import begun, do, minute, pace, planned, running, seat, speaks


@pytest.fixture
def at(clock):
    return lambda number: clock(minute(number))


def page(player, cast, meeting, rest="live/"):
    return player.client.get(address(cast, meeting, rest))


def tap(player, cast, meeting, rest, script=False, **said):
    headers = {"X-Tap": "1"} if script else {}
    return player.client.post(address(cast, meeting, rest), said, headers=headers)


# --- a meeting with hands, without script ---


def test_a_member_raises_a_hand_and_the_facilitator_gives_the_floor(cast, at):
    meeting = begun(cast)
    at(1)
    assert tap(cast.sam, cast, meeting, "live/hand/").url == address(cast, meeting, "live/")
    assert "Your hand is up. You are number 1." in page(cast.sam, cast, meeting).text
    shown = page(cast.farah, cast, meeting, "run/").text
    assert "Speaks now" in shown and "New voice" in shown
    at(2)
    tap(cast.farah, cast, meeting, "run/floor/", hand=Hand.objects.get().pk)
    assert "<strong>Sam</strong> is speaking" in page(cast.farah, cast, meeting, "run/").text
    assert "Sam is speaking." in page(cast.jo, cast, meeting).text
    at(4)
    tap(cast.farah, cast, meeting, "run/done/", turn=Turn.objects.get().pk)
    assert Turn.objects.get().seconds == 120
    assert "Nobody has the floor." in page(cast.jo, cast, meeting).text


def test_a_member_takes_their_hand_down_and_a_facilitator_stays_on_their_page(cast, at):
    meeting = begun(cast)
    at(1)
    tap(cast.sam, cast, meeting, "live/hand/")
    tap(cast.sam, cast, meeting, "live/hand/down/", hand=Hand.objects.get().pk)
    assert "Raise my hand" in page(cast.sam, cast, meeting).text
    tap(cast.sam, cast, meeting, "live/hand/")
    last = {"hand": Hand.objects.latest("pk").pk, "from": "run"}
    assert tap(cast.farah, cast, meeting, "live/hand/down/", **last).url == address(cast, meeting, "run/")


def test_a_pause_card_shows_at_once_to_everyone_and_whose_it_is_only_to_facilitators(cast, at):
    meeting = begun(cast)
    invite(cast, meeting, cast.okoro)
    at(1)
    tap(cast.sam, cast, meeting, "live/card/", card="PAUSE")
    for player in (cast.jo, cast.okoro):
        shown = page(player, cast, meeting, "live/part/").text
        assert "Someone asks the group to stop for a moment." in shown and "Sam" not in shown
    shown = page(cast.farah, cast, meeting, "run/").text
    assert "<strong>Pause</strong>: Sam" in shown and "stop for a moment: Sam." in shown
    tap(cast.sam, cast, meeting, "live/card/down/", card=Card.objects.get().pk)
    assert "Someone asks" not in page(cast.jo, cast, meeting).text
    assert "This is not something of this meeting." in cast.sam.client.post(
        address(cast, meeting, "live/card/"), {"card": "X"}, follow=True
    ).text  # fmt: skip


def test_words_in_writing_reach_the_facilitator_and_nobody_else(cast, at):
    meeting = begun(cast)
    at(1)
    tap(cast.sam, cast, meeting, "live/write/", words="Please use bigger print.")
    assert "Please use bigger print." in page(cast.farah, cast, meeting, "run/").text
    assert "bigger print" not in page(cast.jo, cast, meeting).text
    wrong = tap(cast.sam, cast, meeting, "live/write/", words="x" * 2001)
    assert "x" * 2001 in wrong.text and "Use 2000 characters or fewer" in wrong.text
    assert "Write what you want to say" in tap(cast.sam, cast, meeting, "live/write/", words="").text
    assert "Say it in writing" in page(cast.sam, cast, meeting, "live/write/").text
    told = tap(cast.sam, cast, meeting, "live/write/", script=True, words="")
    assert (told.status_code, told.text) == (409, "Write what you want to say")
    assert tap(cast.sam, cast, meeting, "live/write/", script=True, words="More.").status_code == 204


@pytest.mark.parametrize(
    ("what", "made"),
    [("HAND-CHAT", Hand), ("HAND-CARD", Hand), ("SAID-CHAT", Turn), ("SAID-CARD", Turn), ("CARD-EXPLAIN", Card)],
)
def test_a_facilitator_notes_for_somebody_without_a_phone(cast, at, what, made):
    meeting = begun(cast)
    at(1)
    told = {"whose": cast.jo.membership.pk, "what": what, "words": "Yes, please."}
    tap(cast.farah, cast, meeting, "run/note/", **told)
    one = made.objects.get()
    assert one.seat.membership == cast.jo.membership
    assert what.partition("-")[2] in (getattr(one, "way", ""), getattr(one, "kind", ""))


def test_what_is_wrong_with_a_note_is_said_beside_it(cast, at):
    meeting = begun(cast)
    at(1)
    wrong = tap(cast.farah, cast, meeting, "run/note/", words="Kept words")
    assert "Choose a person" in wrong.text and "Choose what you note" in wrong.text and "Kept words" in wrong.text
    told = {"whose": cast.okoro.membership.pk, "what": "HAND-CHAT"}
    assert "Choose one of the answers" in tap(cast.farah, cast, meeting, "run/note/", **told).text
    assert page(cast.farah, cast, meeting, "run/note/").status_code == 200
    pace("end", meeting, cast.farah, minute(2))
    told["whose"] = cast.jo.membership.pk
    assert "This meeting is not on now." in tap(cast.farah, cast, meeting, "run/note/", **told).text


def test_nothing_is_noted_before_the_meeting_begins(cast, at):
    meeting = planned(cast)
    at(0)
    assert page(cast.farah, cast, meeting, "run/note/").url == address(cast, meeting, "run/")
    assert tap(cast.sam, cast, meeting, "live/hand/", script=True).status_code == 409


def test_the_round_is_on_both_pages(cast, at):
    meeting = begun(cast)
    at(1)
    tap(cast.farah, cast, meeting, "run/round/")
    assert "Your turn is still to come." in page(cast.sam, cast, meeting).text
    tap(cast.sam, cast, meeting, "live/pass/", seat=seat(meeting, cast.sam).pk)
    assert "still to come" not in page(cast.sam, cast, meeting).text
    assert "Everyone has one turn" in page(cast.farah, cast, meeting, "run/").text
    tap(cast.farah, cast, meeting, "run/round/end/")
    assert "Go round the table" in page(cast.farah, cast, meeting, "run/").text


def test_the_facilitator_goes_on_and_back_with_one_tap(cast, at):
    meeting = begun(cast)
    at(1)
    assert ">Back<" not in page(cast.farah, cast, meeting, "run/").text
    tap(cast.farah, cast, meeting, "run/go-to/", item=meeting.items.get(title="Letters").pk)
    shown = page(cast.farah, cast, meeting, "run/").text
    assert ">Back<" in shown and "Next: Parking" in shown


# --- before and after ---


def test_before_the_meeting_the_pages_say_when_it_is(cast, at):
    meeting = planned(cast)
    at(-120)
    assert "You can start it from one hour before." in page(cast.farah, cast, meeting, "run/").text
    assert "The meeting has not begun." in page(cast.sam, cast, meeting).text
    at(-30)
    assert "Start the meeting" in page(cast.farah, cast, meeting, "run/").text
    called_off = cancelled(cast)
    for player, rest in ((cast.farah, "run/"), (cast.sam, "live/")):
        assert "This meeting was cancelled." in page(player, cast, called_off, rest).text


def test_after_the_meeting_they_lead_on(cast, at):
    meeting = begun(cast)
    at(30)
    pace("end", meeting, cast.farah, minute(30))
    assert "See how turns were shared" in page(cast.farah, cast, meeting, "run/").text
    assert "Your own turns" in page(cast.sam, cast, meeting).text
    never = planned(cast, title="Never begun")
    at(60 * 24)
    for player, rest in ((cast.farah, "run/"), (cast.sam, "live/")):
        shown = page(player, cast, never, rest).text
        assert "This meeting is over." in shown and "turns" not in shown


def test_the_meetings_own_page_leads_there_from_an_hour_before(cast, at):
    meeting = planned(cast)
    at(-61)
    for player in (cast.farah, cast.sam):
        assert "live/" not in page(player, cast, meeting, "").text
    at(-60)
    assert address(cast, meeting, "run/") in page(cast.farah, cast, meeting, "").text
    assert address(cast, meeting, "live/") in page(cast.sam, cast, meeting, "").text
    assert address(cast, meeting, "run/") not in page(cast.sam, cast, meeting, "").text
    pace("start", meeting, cast.farah, minute(0))
    at(120)
    assert "The meeting is on" in page(cast.sam, cast, meeting, "").text, "it may take longer than planned"
    at(60 * 24)
    shown = page(cast.sam, cast, meeting, "").text
    assert "balance/" in shown and "my-turns/" in shown, "nobody said that it ended, but by now it has"
    assert "balance/" not in page(cast.sam, cast, planned(cast, title="Never begun"), "").text


# --- asking again ---


def test_only_what_we_are_on_is_read_aloud_when_it_changes(cast, at):
    meeting = begun(cast)
    at(1)
    for player, rest in ((cast.farah, "run/"), (cast.sam, "live/")):
        assert page(player, cast, meeting, rest).text.count("aria-live") == 1


@pytest.mark.parametrize("rest", ["run/part/", "live/part/"])
def test_a_page_that_asks_again_is_told_that_nothing_changed(cast, at, rest, django_assert_num_queries):
    meeting = begun(cast)
    at(1)
    first = page(cast.farah, cast, meeting, rest)
    seen = {"If-None-Match": first["ETag"]}
    with django_assert_num_queries(4):  # session, person, membership, meeting
        again = cast.farah.client.get(address(cast, meeting, rest), headers=seen)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    do("raise_hand", meeting, cast.sam, minute(1))
    assert cast.farah.client.get(address(cast, meeting, rest), headers=seen).status_code == 200
    assert first["Cache-Control"] == "private, no-store"


def crowd(cast, meeting):
    """60 items and 2,000 turns, with hands and cards up."""
    one = running(meeting)
    Item.objects.bulk_create(
        Item(meeting=meeting, title=f"Item {n}", purpose="HEAR", position=n + 9, proposed_at=minute(0), accepted_at=minute(0))
        for n in range(57)
    )  # fmt: skip
    people = [builders.membership(cast.group, name=f"Person {n}") for n in range(20)]
    seats = Seat.objects.bulk_create(Seat(running=one, membership=m, role=m.role, came_at=minute(0)) for m in people)
    Turn.objects.bulk_create(
        Turn(
            running=one, seat=seats[n % 20], item=one.item, way="CHAT", words=f"Words {n}", began_at=minute(0),
            ended_at=minute(0) + timedelta(seconds=n),
        )
        for n in range(2000)
    )  # fmt: skip
    for n, who in enumerate(people[:10]):
        Hand.objects.create(
            seat=seats[n], way="ROOM", raised_at=minute(0), raised_by=who,
            **({"lowered_at": minute(1), "lowered_by": who} if n % 2 else {}),
        )  # fmt: skip
        Card.objects.create(seat=seats[n], kind="AGREE", raised_at=minute(0), raised_by=who)
    do("begin_round", meeting, cast.farah, minute(1))
    do("give_floor", meeting, cast.farah, minute(1), seat_id=seats[0].pk)


@pytest.mark.parametrize("full", [False, True], ids=["empty", "60 items and 2,000 turns"])
@pytest.mark.parametrize(("rest", "statements"), [("run/", 15), ("run/part/", 14), ("live/", 11), ("live/part/", 11)])
def test_a_live_page_costs_the_same_however_much_was_said(cast, at, full, rest, statements, django_assert_num_queries):
    meeting = begun(cast)
    at(2)
    if full:
        crowd(cast, meeting)
    page(cast.farah, cast, meeting, rest)
    with django_assert_num_queries(statements):
        shown = page(cast.farah, cast, meeting, rest)
    assert ("Item 56" in shown.text) == full


# --- doors ---


def test_a_guest_follows_only_the_meeting_they_are_invited_to(cast, at):
    meeting = begun(cast)
    at(1)
    assert page(cast.priya, cast, meeting).status_code == 404
    invite(cast, meeting, cast.priya)
    assert page(cast.priya, cast, meeting).status_code == 200
    assert page(cast.nia, cast, meeting).status_code == 403
    assert page(cast.hal, cast, meeting).status_code == 404
    for rest in ("run/", "run/part/", "run/note/"):
        assert page(cast.sam, cast, meeting, rest).status_code == 403


def test_the_row_of_a_meeting_follows_who_may_see_it(cast):
    begun(cast)
    seen = [p.person.name for p in (cast.sam, cast.priya, cast.hal) if Running.objects.visible_to(p.membership)]
    assert seen == ["Sam"]


def test_the_order_on_the_facilitators_page_says_nothing_about_how_much_anybody_spoke(cast, at):
    meeting = begun(cast)
    at(9)
    hands = [do("raise_hand", meeting, player, minute(n)).pk for n, player in enumerate((cast.sam, cast.jo))]

    def order():
        shown = page(cast.farah, cast, meeting, "run/part/").text
        return shown.index(f"give_floor-{hands[0]}") < shown.index(f"give_floor-{hands[1]}")

    before = order()
    for n in range(5):
        do("say_in_writing", meeting, cast.sam, minute(n), words="Again.")
    assert order() == before
    speaks(meeting, cast, cast.farah, minute(8), minute(9))
    assert order() == before
