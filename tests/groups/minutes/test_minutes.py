from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from groups.history.models import Event
from groups.meetings.models import Guest
from groups.meetings.operations import MeetingCancelled
from groups.minutes import operations
from groups.minutes.models import Notes, NotesVersion
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, held, plan

PAGES = ["notes/", "notes/write/", "notes/confirm/", "notes/reopen/", "notes/versions/", "notes/versions/1/"]


def write(player, meeting, version=0, now=SOON_AFTER, **texts):
    texts = texts or {"body": "Letters come late."}
    return operations.write(meeting=meeting, by=player.membership, now=now, version=version, **texts)


def confirm(player, meeting, version=1):
    return operations.confirm(meeting=meeting, by=player.membership, now=SOON_AFTER, version=version)


def reopen(player, meeting, because="A name is wrong."):
    return operations.reopen(meeting=meeting, by=player.membership, now=SOON_AFTER, because=because)


def make_guest(cast, meeting, player):
    Guest.objects.create(
        meeting=meeting, membership=player.membership, invited_by=cast.farah.membership, invited_at=SOON_AFTER
    )


# --- writing ---


def test_every_version_that_was_saved_is_kept_with_who_and_when(cast):
    meeting = held(cast)
    write(cast.sam, meeting)
    write(cast.jo, meeting, 1, body="Letters come late, or never.", summary="Late letters")
    versions = NotesVersion.objects.visible_to(cast.sam.membership).newest_first()
    assert [(v.number, v.body, v.written_by.person.name) for v in versions] == [
        (2, "Letters come late, or never.", "Jo"),
        (1, "Letters come late.", "Sam"),
    ]
    assert Event.objects.filter(what="notes_saved").latest("pk").sentence == (
        "Jo saved version 2 of the notes of “Letters that come late”."
    )


def test_notes_are_written_in_the_browser(cast):
    meeting = held(cast)
    page = address(cast, meeting, "notes/write/")
    answer = cast.sam.client.post(page, {"version": "0", "summary": "Late", "body": "- one\n- two"}, follow=True)
    assert "You saved version 1 of the notes." in answer.text
    assert "<li>one</li>" in answer.text
    assert "- one\n- two</textarea>" in cast.jo.client.get(page).text


def test_notes_can_be_written_during_the_meeting_but_not_before(cast):
    meeting = plan(cast)
    with pytest.raises(operations.MeetingNotBegun):
        write(cast.sam, meeting)
    write(cast.sam, meeting, now=STARTS + timedelta(minutes=5))


def test_notes_need_words_and_a_meeting_that_was_not_cancelled(cast):
    with pytest.raises(operations.NothingWritten):
        write(cast.sam, held(cast), summary="")
    with pytest.raises(MeetingCancelled):
        write(cast.sam, arrange.cancelled(cast), now=STARTS)


def test_saving_twice_is_saving_once(cast):
    meeting = held(cast)
    write(cast.sam, meeting)
    write(cast.sam, meeting)
    assert NotesVersion.objects.count() == 1


def test_a_version_number_out_of_thin_air_does_no_harm(cast):
    meeting = held(cast)
    assert write(cast.sam, meeting, version=7).version == 1


def test_the_second_to_save_sees_both_texts_and_loses_nothing(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    page = address(cast, meeting, "notes/write/")
    cast.jo.client.post(page, {"version": "1", "body": "What Jo wrote"})
    answer = cast.sam.client.post(
        page, {"version": "1", "body": "What Sam wrote <b>", "summary": "Sam's words", "decisions": "Ask again"}
    )
    soup = BeautifulSoup(answer.text, "html.parser")
    assert "Somebody else saved these notes while you were writing." in answer.text
    assert "Jo saved first" in answer.text
    assert "What Jo wrote" in soup.select_one(".app-warning").text
    assert soup.select_one("[name=body]").text.strip() == "What Sam wrote <b>"
    assert soup.select_one("[name=summary]").text.strip() == "Sam's words"
    assert soup.select_one("[name=decisions]").text.strip() == "Ask again"
    assert soup.select_one("[name=version]")["value"] == "2"
    both = {"version": "2", "body": "What Jo wrote. What Sam wrote."}
    assert cast.sam.client.post(page, both).status_code == 302
    assert Notes.objects.get().body == "What Jo wrote. What Sam wrote."
    assert NotesVersion.objects.count() == 3


def test_two_first_versions_at_once_do_not_overwrite_each_other(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    with pytest.raises(operations.SomeoneSavedFirst):
        write(cast.sam, meeting, body="Other words")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"summary": "x" * 1_000_000}, "Use 2000 characters or fewer"),
        ({"body": "x" * 1_000_000}, "Use 40000 characters or fewer"),
        ({"body": "", "summary": "\x00"}, "Write something first"),
        ({"version": "many"}, "whole number"),
        ({"version": ""}, "needs an answer"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_kept(cast, wrong, said):
    meeting = held(cast)
    typed = {"version": "0", "body": "Kept words", "decisions": ""} | wrong
    answer = cast.sam.client.post(address(cast, meeting, "notes/write/"), typed)
    assert answer.status_code == 200
    assert said in answer.text
    assert "Kept words" in answer.text or "body" in wrong
    assert not Notes.objects.exists()


def test_markup_in_notes_is_never_run(cast):
    meeting = held(cast)
    write(cast.sam, meeting, body="<script>alert(1)</script>[x](javascript:alert(1))", summary="<img src=x onerror=y>")
    for rest in ("", "notes/", "notes/versions/", "notes/versions/1/"):
        page = cast.jo.client.get(address(cast, meeting, rest)).text
        assert "<script>alert" not in page
        assert "<img src" not in page
        assert 'href="javascript' not in page


# --- confirming and opening again ---


def test_a_member_confirms_notes_and_they_change_no_more(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    answer = cast.sam.client.post(address(cast, meeting, "notes/confirm/"), {"version": "1"}, follow=True)
    assert "You confirmed the notes." in answer.text
    assert "Confirmed</strong> by Sam on Wednesday 18 November 2026" in answer.text
    with pytest.raises(operations.NotesConfirmed):
        write(cast.jo, meeting, 1, body="Other words")
    page = cast.jo.client.post(address(cast, meeting, "notes/write/"), {"version": "1", "body": "Other words"}).text
    assert "Other words</textarea>" in page
    assert "These notes were confirmed, so they do not change." in page


def test_nobody_confirms_words_they_did_not_read(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    write(cast.jo, meeting, 1, body="Words that came later")
    page = address(cast, meeting, "notes/confirm/")
    for version in ("1", "", "x", "9" * 30, "²"):
        answer = cast.sam.client.post(page, {"version": version}, follow=True)
        assert "Somebody changed the notes while you were reading." in answer.text
    assert not Notes.objects.get().confirmed


def test_notes_are_confirmed_once_and_only_if_there_are_any(cast):
    meeting = held(cast)
    with pytest.raises(operations.NothingWritten):
        confirm(cast.sam, meeting)
    write(cast.jo, meeting)
    confirm(cast.sam, meeting)
    with pytest.raises(operations.NotesAlreadyConfirmed):
        confirm(cast.jo, meeting)


def test_a_correction_opens_the_notes_again_with_a_reason_everyone_reads(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    confirm(cast.sam, meeting)
    page = address(cast, meeting, "notes/reopen/")
    assert "They become a draft" in cast.farah.client.get(page).text
    assert "Enter what has to be put right" in cast.farah.client.post(page, {"because": "\x00"}).text
    answer = cast.farah.client.post(page, {"because": "A name is wrong."}, follow=True)
    assert "The notes are a draft again." in answer.text
    shown = cast.sam.client.get(address(cast, meeting, "notes/")).text
    assert "These notes were opened again on Wednesday 18 November 2026 by Farah, because: A name is wrong." in shown
    assert write(cast.jo, meeting, 1, body="The right name").version == 2
    assert Event.objects.get(what="notes_reopened").detail["because"] == "A name is wrong."


def test_a_draft_cannot_be_opened_again(cast):
    meeting = held(cast)
    with pytest.raises(operations.NotesNotConfirmed):
        reopen(cast.farah, meeting)
    write(cast.jo, meeting)
    answer = cast.farah.client.post(address(cast, meeting, "notes/reopen/"), {"because": "Why not"})
    assert "These notes are still a draft." in answer.text


# --- who may read ---


def test_a_draft_is_read_only_by_those_who_may_write_it(cast):
    meeting = held(cast)
    make_guest(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    for player in (cast.sam, cast.jo, cast.farah, cast.col, cast.sol, cast.priya):
        reads = "Letters come late." in player.client.get(address(cast, meeting, "notes/")).text
        assert reads == (player not in (cast.sol, cast.priya)), player.person.name


def test_confirmed_notes_are_read_by_the_group_and_by_guests_of_that_meeting_only(cast):
    meeting = held(cast)
    make_guest(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    confirm(cast.sam, meeting)
    for player in cast.in_group:
        answer = player.client.get(address(cast, meeting, "notes/"))
        expected = 404 if player in (cast.okoro, cast.nia) else 200
        assert answer.status_code == expected
        assert ("Letters come late." in answer.text) == (expected == 200)
    assert "Sam" not in cast.priya.client.get(address(cast, meeting, "notes/")).text


def test_while_notes_are_open_again_guests_do_not_read_them(cast):
    meeting = held(cast)
    make_guest(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    confirm(cast.sam, meeting)
    reopen(cast.farah, meeting)
    page = cast.priya.client.get(address(cast, meeting, "notes/")).text
    assert "Letters come late." not in page
    assert "The notes will be here when the group has confirmed them." in page


def test_rows_of_notes_and_versions_are_seen_by_nobody_else(cast):
    meeting = held(cast)
    make_guest(cast, meeting, cast.nia)
    write(cast.jo, meeting)
    confirm(cast.sam, meeting)
    for player in (cast.nia, cast.okoro, cast.hal, cast.faye):
        assert not Notes.objects.visible_to(player.membership).exists()
        assert not NotesVersion.objects.visible_to(player.membership).exists()
    assert not NotesVersion.objects.visible_to(cast.sol.membership).exists()


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_outside_the_group_learns_that_notes_exist(cast, rest):
    meeting = held(cast)
    write(cast.jo, meeting)
    for player in cast.outsiders:
        assert player.client.get(address(cast, meeting, rest)).status_code == 404
        assert player.client.post(address(cast, meeting, rest), {"version": "1"}).status_code == 404
    assert not Notes.objects.get().confirmed


@pytest.mark.parametrize("rest", PAGES[1:])
def test_supporters_and_the_system_neither_write_nor_confirm(cast, rest):
    meeting = held(cast)
    make_guest(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    for player in (cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.get(address(cast, meeting, rest)).status_code == 403


# --- pages ---


def test_each_page_says_what_will_be_here(cast):
    meeting, ahead = held(cast), plan(cast)
    assert "Write the notes" in cast.sam.client.get(address(cast, meeting, "notes/")).text
    assert "when the group has confirmed them" in cast.sol.client.get(address(cast, meeting, "notes/")).text
    assert "The notes will be here after the meeting." in cast.sam.client.get(address(cast, ahead, "notes/")).text
    assert "the version is kept here" in cast.sam.client.get(address(cast, meeting, "notes/versions/")).text


def test_an_earlier_version_can_be_read(cast):
    meeting = held(cast)
    write(cast.sam, meeting, body="First", summary="One", decisions="Ask")
    write(cast.sam, meeting, 1, body="Second")
    page = cast.jo.client.get(address(cast, meeting, "notes/versions/1/")).text
    assert "First" in page
    assert "Saved by Sam, 11am on Wednesday 18 November 2026" in page
    assert cast.jo.client.get(address(cast, meeting, "notes/versions/3/")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("rest", "statements"), [("notes/", 6), ("notes/versions/", 5), ("notes/write/", 5)])
def test_notes_take_the_same_statements_whatever_they_hold(cast, django_assert_num_queries, rows, rest, statements):
    meeting = held(cast)
    for number in range(rows):
        write(cast.sam, meeting, number, body=f"Version {number}")
    client = cast.jo.client
    with django_assert_num_queries(statements):
        client.get(address(cast, meeting, rest))
