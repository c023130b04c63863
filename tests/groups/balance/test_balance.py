"""How turns were shared: by role, against seats, and never by person."""

import ast
from pathlib import Path

import pytest

from groups.balance import queries
from groups.pacing.models import Turn
from tests.groups.meetings.arrange import address, invite
from tests.groups.pacing.on import begun, do, minute, pace, planned, running, speaks

ROOMS = Path(__file__).resolve().parents[3] / "groups"


@pytest.fixture
def at(clock):
    return lambda number: clock(minute(number))


def shared(cast):
    """Sam spoke four minutes, Jo two, Farah two; Jo also in writing; Sol wanted to and did not."""
    meeting = begun(cast)
    invite(cast, meeting, cast.okoro)
    speaks(meeting, cast, cast.farah, minute(0), minute(2))
    speaks(meeting, cast, cast.sam, minute(2), minute(6))
    speaks(meeting, cast, cast.jo, minute(6), minute(8))
    do("say_in_writing", meeting, cast.jo, minute(8), words="Also this.")
    hand = do("raise_hand", meeting, cast.sol, minute(8))
    do("lower_hand", meeting, cast.sol, minute(9), hand_id=hand.pk)
    pace("end", meeting, cast.farah, minute(10))
    return meeting


def of(meeting, player):
    return queries.balance(running(meeting), player.membership)


def test_facilitators_see_every_role_and_how_many_were_not_heard(cast):
    told = of(shared(cast), cast.farah)
    assert told.rows == [
        ["Members", "2", "50%", "75%", "75%"],
        ["Supporters", "1", "25%", "0%", "0%"],
        ["Staff", "1", "25%", "25%", "25%"],
    ]
    assert (told.unheard, told.left_out) == (1, False)


def test_others_see_no_role_with_one_person_nor_can_they_work_it_out(cast):
    told = of(shared(cast), cast.sam)
    assert told.rows == [["Members", "2", "100%", "100%", "100%"]], "what is left out is in no sum"
    assert (told.unheard, told.left_out) == (None, True)


def test_with_two_staff_the_group_sees_their_part(cast):
    meeting = begun(cast)
    do("give_floor", meeting, cast.farah, minute(1), hand_id=do("raise_hand", meeting, cast.col, minute(1)).pk)
    pace("end", meeting, cast.farah, minute(2))
    told = of(meeting, cast.sam)
    assert [share.role for share in told.shares] == ["Members", "Staff"]
    assert [share.of_turns for share in told.shares] == [0, 100]
    assert not told.left_out


def test_a_turn_that_is_not_over_and_a_meeting_without_turns_divide_by_nothing(cast):
    meeting = begun(cast)
    speaks(meeting, cast, cast.sam, minute(1))
    assert [share.of_turns for share in of(meeting, cast.farah).shares] == [0, 0]


# --- the pages ---


def page(player, cast, meeting, rest="balance/"):
    return player.client.get(address(cast, meeting, rest))


def test_the_facilitator_reads_the_number_and_the_words_and_members_neither(cast, at):
    meeting = shared(cast)
    at(11)
    shown = page(cast.farah, cast, meeting).text
    assert "1 person wanted to speak and did not." in shown and "Also this." in shown
    for player in (cast.sam, cast.sol):
        shown = page(player, cast, meeting).text
        assert "wanted to speak" not in shown and "Also this." not in shown
        assert "A role with only one person there is left out" in shown


def test_it_is_shown_only_when_the_meeting_is_over_and_only_to_the_group(cast, at):
    meeting = begun(cast)
    at(1)
    assert "You can see this when the meeting is over." in page(cast.sam, cast, meeting).text
    assert "Turns were not noted at this meeting." in page(cast.sam, cast, planned(cast, title="Other")).text
    invite(cast, meeting, cast.okoro)
    assert page(cast.okoro, cast, meeting).status_code == 403
    assert page(cast.hal, cast, meeting).status_code == 404
    pace("end", meeting, cast.farah, minute(2))
    shown = page(cast.farah, cast, meeting).text
    assert "Everyone who wanted to speak did." in shown and "Nobody said anything in writing." in shown


def test_a_group_too_small_to_show_anything_says_so(cast, at):
    meeting = begun(cast, here=("sam",))
    pace("end", meeting, cast.farah, minute(2))
    at(3)
    assert "Too few people were there to show anything." in page(cast.sam, cast, meeting).text


def test_each_person_sees_only_their_own_turns(cast, at):
    meeting = shared(cast)
    at(11)
    shown = page(cast.jo, cast, meeting, "my-turns/").text
    assert "Also this." in shown and "2 minutes" in shown and "4 minutes" not in shown
    for player in (cast.sam, cast.farah, cast.sol):
        assert "Also this." not in page(player, cast, meeting, "my-turns/").text
    assert "Your turns at this meeting will be here." in page(cast.sol, cast, meeting, "my-turns/").text
    assert "Your turns at this meeting will be here." in page(
        cast.sol, cast, planned(cast, title="Other"), "my-turns/"
    ).text  # fmt: skip
    assert page(cast.okoro, cast, meeting, "my-turns/").status_code == 200
    assert page(cast.priya, cast, meeting, "my-turns/").status_code == 404


def test_how_often_somebody_else_spoke_is_in_no_row_anybody_may_read(cast):
    shared(cast)
    for player in (cast.sam, cast.farah, cast.okoro, cast.hal):
        rows = Turn.objects.visible_to(player.membership).exclude(seat__membership=player.membership)
        assert not rows.filter(words="").exists(), player.person.name
    assert Turn.objects.visible_to(cast.farah.membership).filter(words="Also this.").exists()


@pytest.mark.parametrize(("who", "statements"), [("farah", 8), ("sam", 6)])
@pytest.mark.parametrize("turns", [0, 3, 2000])
def test_the_page_costs_the_same_however_many_turns(cast, at, who, statements, turns, django_assert_num_queries):
    meeting = begun(cast)
    one = running(meeting)
    seats = list(one.seats.all())
    Turn.objects.bulk_create(
        Turn(running=one, seat=seats[n % 3], way="CHAT", words="Yes.", began_at=minute(1), ended_at=minute(1))
        for n in range(turns)
    )
    pace("end", meeting, cast.farah, minute(2))
    at(3)
    player = getattr(cast, who)
    page(player, cast, meeting)
    with django_assert_num_queries(statements):
        page(player, cast, meeting)
    page(player, cast, meeting, "my-turns/")
    with django_assert_num_queries(5):
        page(player, cast, meeting, "my-turns/")


# --- nobody is ranked ---


def test_no_name_stands_on_the_page_whoever_spoke_most(cast, at):
    meeting = shared(cast)
    at(11)
    main = page(cast.farah, cast, meeting).text.split("<table")[1].split("Said in writing")[0]
    for player in (cast.sam, cast.jo, cast.sol):
        assert player.person.name not in main.replace("same", "")


SUMS = {"Count", "Sum", "Avg", "Max", "Min", "Window", "Rank", "DenseRank", "RowNumber", "NtileWindow"}
PERSON = ("membership", "person", "seat_id", "seat")


def counts_of_people(source):
    """Chains that group rows by a person and then add something up, or order by such a sum."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        text = ast.unparse(node)
        adds = any(isinstance(one, ast.Name) and one.id in SUMS for one in ast.walk(node))
        groups = [
            one.value
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("values", "values_list", "annotate")
            for one in call.args
            if isinstance(one, ast.Constant)
        ]
        if adds and any(str(one).split("__")[-1].startswith(PERSON) for one in groups):
            yield text


def test_no_query_counts_or_orders_people():
    found = [
        text
        for room in ("pacing", "facilitation", "balance")
        for path in sorted((ROOMS / room).glob("*.py"))
        for text in counts_of_people(path.read_text())
    ]
    assert found == []
    assert 'order_by("seconds' not in "".join(path.read_text() for path in ROOMS.glob("*/*.py"))


def test_a_query_that_ranks_people_is_seen():
    ranks = 'x = running.turns.values("seat__membership").annotate(n=Count("pk")).order_by("-n")'
    fair = 'x = running.turns.values_list("seat__role").annotate(n=Count("pk"))'
    assert list(counts_of_people(ranks)) != []
    assert list(counts_of_people(fair)) == []


def test_no_file_to_take_away_holds_turns():
    code = "".join(
        path.read_text() for room in ("pacing", "facilitation", "balance") for path in (ROOMS / room).glob("*.py")
    )
    assert "csv" not in code and "attachment" not in code
