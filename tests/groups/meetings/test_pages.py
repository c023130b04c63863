from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from groups.agendas import operations as agendas
from groups.corrections import operations as corrections
from groups.meetings import operations
from groups.meetings.models import Guest
from groups.minutes import operations as minutes
from tests import builders
from tests.cast import Player
from tests.groups.meetings import arrange, full
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, invite, plan, says

PAGES = ["", "reply/", "who/", "meeting.ics", "change/", "cancel/", "guests/"]


def page_of(player, cast, meeting=None, rest=""):
    return player.client.get(address(cast, meeting, rest))


# --- doors ---


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_outside_the_group_learns_that_a_meeting_exists(cast, rest):
    meeting = plan(cast)
    for player in cast.outsiders:
        there = player.client.get(address(cast, meeting, rest))
        not_there = player.client.get(address(cast, rest="999999/" + rest))
        assert (there.status_code, there.content) == (404, not_there.content), player.person.name


@pytest.mark.parametrize("rest", PAGES)
def test_somebody_signed_out_is_asked_to_sign_in(cast, visitor, rest):
    assert visitor.get(address(cast, plan(cast), rest)).status_code == 302


@pytest.mark.parametrize("rest", PAGES)
def test_a_meeting_of_another_group_is_not_found_below_this_one(cast, rest):
    theirs = operations.plan(
        by=cast.faye.membership, now=builders.NOW, title="Secret harbour", starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1), how="ONLINE", joining_link="https://example.org/x",
    )  # fmt: skip
    for player in (cast.farah, cast.sam):
        answer = player.client.get(address(cast, theirs, rest))
        assert answer.status_code in (403, 404)
        assert "harbour" not in answer.text


@pytest.mark.parametrize("rest", ["", "reply/", "who/", "meeting.ics", "agenda/", "notes/"])
def test_people_from_the_system_see_only_meetings_they_are_invited_to(cast, rest):
    meeting = plan(cast)
    for player in (cast.priya, cast.okoro):
        assert page_of(player, cast, meeting, rest).status_code == 404
        invite(cast, meeting, player)
        assert page_of(player, cast, meeting, rest).status_code == 200


def test_a_coordinator_sees_no_meeting_even_if_the_list_of_guests_names_them(cast):
    meeting = plan(cast)
    Guest.objects.create(
        meeting=meeting, membership=cast.nia.membership, invited_by=cast.farah.membership, invited_at=SOON_AFTER
    )
    assert page_of(cast.nia, cast, meeting).status_code == 404
    assert page_of(cast.nia, cast, meeting, "who/").status_code == 404


@pytest.mark.parametrize("rest", ["change/", "cancel/", "guests/"])
def test_only_facilitators_plan_change_cancel_and_invite(cast, rest):
    meeting = plan(cast)
    invite(cast, meeting, cast.priya)
    for player in cast.in_group:
        expected = 200 if player in (cast.farah, cast.col) else 403
        assert page_of(player, cast, meeting, rest).status_code == expected
        assert page_of(player, cast, rest="plan/").status_code == expected


def test_the_way_out_of_cancelling_is_not_called_cancel(cast):
    page = page_of(cast.farah, cast, plan(cast), "cancel/").text
    assert "Keep the meeting</a>" in page and ">Cancel</a>" not in page


def test_a_page_that_only_shows_takes_no_post(cast):
    meeting = plan(cast)
    for rest in ("", "who/", "meeting.ics"):
        assert cast.sam.client.post(address(cast, meeting, rest)).status_code == 405


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_a_number_that_is_no_meeting_is_not_found(cast, number):
    assert cast.sam.client.get(address(cast, rest=f"{number}/")).status_code == 404


# --- the list ---


def test_the_list_shows_what_is_ahead_soonest_first_then_what_is_behind_latest_first(cast):
    plan(cast, title="Later", starts_at=STARTS + timedelta(days=30))
    plan(cast, title="Sooner")
    arrange.held(cast)
    page = page_of(cast.sam, cast).text
    places = [page.index(words) for words in ("Ahead of us", "Sooner", "Later", "Behind us", "Letters that come late")]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_four_statements(cast, django_assert_num_queries, count):
    for _ in range(count):
        says(cast.sam, plan(cast))
        arrange.held(cast)
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, membership, meetings
        client.get(address(cast))


def test_the_list_says_what_i_answered(cast):
    for answer in ("YES", "MAYBE", "NO"):
        says(cast.sam, plan(cast), answer)
    plan(cast)
    arrange.cancelled(cast)
    page = page_of(cast.sam, cast).text
    assert all(said in page for said in ("You are coming", "You said maybe", "You said no", "Are you coming?"))
    assert "Cancelled" in page


def test_an_empty_list_offers_the_first_thing_to_do(cast):
    assert "Plan a meeting" in page_of(cast.farah, cast).text
    assert "No meeting is planned yet." in page_of(cast.sam, cast).text
    assert "Meetings the group invites you to will be here." in page_of(cast.priya, cast).text
    assert "When the group has met" in page_of(cast.nia, cast).text


def test_a_long_list_has_pages(cast):
    for number in range(21):
        plan(cast, starts_at=STARTS + timedelta(days=number), title=f"Number {number}")
    arrange.held(cast)
    first, second = page_of(cast.sam, cast).text, page_of(cast.sam, cast, rest="?page=2").text
    assert "Number 19" in first
    assert "Number 20" not in first
    assert "Number 20" in second
    assert "Letters that come late" in second
    beyond = page_of(cast.sam, cast, rest="?page=3").text
    assert "Ahead of us" not in beyond


def test_a_coordinator_sees_days_and_round_numbers_of_what_was_held_and_no_words(cast, clock):
    meeting = plan(cast)
    people = [builders.membership(cast.group, name=f"Member {n}") for n in range(9)]
    for one in people:
        says(Player(one, one.person), meeting)
    arrange.held(cast)
    plan(cast, starts_at=STARTS + timedelta(days=9))
    clock(STARTS + timedelta(hours=3))
    page = page_of(cast.nia, cast).text
    assert "Tuesday 8 December 2026" in page
    assert "About 10 people came" in page
    assert "Nobody came" in page
    assert "17 December" not in page
    assert "Planning care" not in page
    assert "Weir" not in page


# --- one meeting ---


WITHIN = 12  # statements (the goal); the figures below are what it takes


@pytest.mark.parametrize("rows", [1, 6])
def test_a_meeting_takes_the_same_statements_whatever_it_holds(cast, clock, django_assert_num_queries, rows):
    meeting = full.ahead(cast, rows)

    def takes(**statements):
        assert max(statements.values()) <= WITHIN
        for who, number in statements.items():
            client = getattr(cast, who).client
            with django_assert_num_queries(number):
                assert client.get(address(cast, meeting)).status_code == 200

    takes(sam=11, sol=11, farah=11, col=11, priya=10, okoro=10)
    clock(full.begin(cast, meeting, rows))
    takes(sam=11, sol=11, farah=11, col=11, priya=10, okoro=10)
    clock(full.finish(cast, meeting, rows))
    takes(sam=12, sol=12, farah=12, col=12, priya=9, okoro=9)


def test_everything_that_can_stand_on_the_page_stands_there_when_it_is_counted(cast, clock):
    meeting = full.ahead(cast, 2)
    shown = {
        "sol": [
            "Is Sam coming?", "yes to this date", "1 of 4 arranged", "From last time", "Ring 0", "Paper 0", "PDF", "Promised",
            "Planning 1", "The room is full", "the waiting list", "Guests from health and care:",
        ],
        "farah": [
            "4 suggestions wait", "have not said", "4 papers that were promised", "3 of 4 things people need", "Are you coming?",
        ],
    }  # fmt: skip
    for who, words in shown.items():
        page = BeautifulSoup(page_of(getattr(cast, who), cast, meeting).content, "html.parser").get_text(
            " ", strip=True
        )
        assert [one for one in words if one not in page] == [], who
    assert "Thinking before." in page_of(cast.sam, cast, meeting).text
    clock(full.begin(cast, meeting, 2))
    page = page_of(cast.sam, cast, meeting).text
    assert "How was it for you?" in page and "Actions from this meeting" in page and "The meeting is on" in page
    clock(full.finish(cast, meeting, 2))
    page = page_of(cast.sam, cast, meeting).text
    for words in ("What was decided", "To be read", "How it went", "Later 0", "How the meeting was for people"):
        assert words in page


def test_my_reply_comes_right_after_the_heading_and_before_the_agenda(cast):
    page = page_of(cast.sam, cast, plan(cast)).text
    places = [page.index(words) for words in ("<h1", "2pm to 3:30pm on Tuesday", "Are you coming?", "Agenda</h2>")]
    assert places == sorted(places)
    assert "(in 20 days)" in page


def test_a_reader_elsewhere_also_sees_their_own_clock(cast):
    cast.sam.person.time_zone = "America/New_York"
    cast.sam.person.save()
    assert "On your clock that is 9am to 10:30am on Tuesday 8 December 2026" in page_of(cast.sam, cast, plan(cast)).text
    cast.sam.person.time_zone = "Europe/Lisbon"  # another name, the same clock
    cast.sam.person.save()
    assert "On your clock" not in page_of(cast.sam, cast, plan(cast)).text


def test_the_way_to_join_is_shown_until_the_meeting_is_over_or_cancelled(cast, clock):
    meeting = plan(cast, joining_note="Ring 01632 960 001")
    invite(cast, meeting, cast.okoro)
    for player in (cast.sam, cast.sol, cast.farah, cast.okoro):
        page = page_of(player, cast, meeting).text
        assert "https://meet.example.org/care" in page
        assert "01632 960 001" in page
    clock(STARTS + timedelta(hours=2))
    assert "https://meet.example.org/care" not in page_of(cast.sam, cast, meeting).text
    assert "meet.example.org" not in page_of(cast.sam, cast, arrange.cancelled(cast)).text


def test_a_facilitator_sees_what_the_meeting_still_needs(cast):
    meeting = plan(cast)
    says(cast.sam, meeting, needs="A lift")
    agendas.propose(meeting=meeting, by=cast.jo.membership, now=SOON_AFTER, title="Parking", purpose="HEAR", minutes=5)
    page = page_of(cast.farah, cast, meeting).text
    for line in (
        "The agenda is empty.",
        "1 suggestion waits for a place on the agenda.",
        "4 people have not said if they are coming.",
        "1 of 1 thing people need is not arranged yet",
    ):
        assert line in page
    assert "What this meeting still needs" not in page_of(cast.sam, cast, meeting).text


def test_a_held_meeting_asks_nothing_and_offers_the_notes(cast):
    meeting = arrange.held(cast)
    page = page_of(cast.sam, cast, meeting).text
    assert "Are you coming?" not in page
    assert "Write the notes" in page
    assert "(5 weeks ago)" in page
    assert "Write the notes" not in page_of(cast.sol, cast, meeting).text


def test_notes_stand_on_the_page_for_those_who_may_read_them(cast):
    meeting = arrange.held(cast)
    Guest.objects.create(
        meeting=meeting, membership=cast.priya.membership, invited_by=cast.farah.membership, invited_at=SOON_AFTER
    )
    minutes.write(meeting=meeting, by=cast.jo.membership, now=SOON_AFTER, version=0, summary="In short: late")
    assert "In short: late" in page_of(cast.sam, cast, meeting).text
    assert "In short: late" not in page_of(cast.sol, cast, meeting).text
    assert "In short: late" not in page_of(cast.priya, cast, meeting).text
    corrections.ask_to_read(meeting=meeting, by=cast.jo.membership, now=SOON_AFTER)
    assert "In short: late" in page_of(cast.sol, cast, meeting).text
    assert "In short: late" not in page_of(cast.priya, cast, meeting).text
    corrections.confirm(meeting=meeting, by=cast.sam.membership, now=SOON_AFTER + timedelta(days=8), version=1)
    assert "In short: late" in page_of(cast.sol, cast, meeting).text
    assert "In short: late" in page_of(cast.priya, cast, meeting).text


def test_what_people_wrote_is_never_read_as_markup(cast):
    attack = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    meeting = plan(
        cast, title=attack, about=attack, place=attack, place_access=attack, arrangements=attack, joining_note=attack
    )
    says(cast.sam, meeting, needs=attack)
    for player in (cast.sam, cast.farah):
        for rest in ("", "who/", "reply/", "agenda/", "agenda/print/", "notes/"):
            page = page_of(player, cast, meeting, rest).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
