import pytest

from groups.corrections import operations
from groups.corrections.models import Correction, Reading
from groups.minutes.models import Notes, NotesLine
from tests.builders import NOW
from tests.groups.corrections.asked import (
    CLOSES,
    LAST,
    confirm,
    confirmed,
    propose,
    refuse,
    right,
    take_in,
    to_read,
    were_there,
)  # fmt: skip
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import address, invite
from tests.groups.minutes.noted import AFTER, DAY, held, page_of, we_said, write

PAGES = ["", "print/", "ask/", "right/", "correct/", "confirm/", "reopen/"]


@pytest.fixture(autouse=True)
def later(clock):
    clock(AFTER + DAY)


def post(cast, player, meeting, rest, **given):
    return player.client.post(address(cast, meeting, f"notes/{rest}"), given, follow=True)


def answers(one, how):
    return f"corrections/{one.pk}/{how}/"


def home(player, cast):
    return player.client.get(f"/groups/{cast.group.slug}/").text


def test_the_whole_way_from_a_draft_to_confirmed_notes(cast, clock):
    meeting = held(cast)
    write(cast.jo, meeting)
    assert "Nobody was asked to read it yet." in page_of(cast, cast.jo, meeting).text
    assert "You asked people to read the notes." in post(cast, cast.jo, meeting, "ask/").text
    assert "Read the notes: is this right?" in home(cast.sam, cast)
    page = page_of(cast, cast.sam, meeting).text
    assert "You can say so until Wednesday 9 December 2026." in page
    assert "Yes, this is right" in page
    sent = post(cast, cast.sam, meeting, "correct/", part="said-0", words="Letters never come.", why="I was there.")
    assert "Whoever writes the notes will answer you." in sent.text
    assert "Read the notes: is this right?" not in home(cast.sam, cast)
    assert "Someone says that the notes are not right" in home(cast.farah, cast)
    one = Correction.objects.get()
    shown = page_of(cast, cast.jo, meeting, answers(one, "take")).text
    assert "I was there." in shown
    assert "Letters come late.\n\nLetters never come.</textarea>" in shown
    refused = post(cast, cast.jo, meeting, answers(one, "refuse"), why_not="Three came.")
    assert "You answered." in refused.text
    clock(CLOSES + DAY)
    assert "Confirm the notes of Tuesday 1 December 2026" in home(cast.jo, cast)
    assert "You confirmed the notes." in post(cast, cast.jo, meeting, "confirm/", version="1").text
    page = page_of(cast, cast.farah, meeting).text
    assert "Confirmed</strong> by Jo on Thursday 10 December 2026" in page
    assert "Sam remembers it differently: “Letters never come.”" in page
    assert "The answer of Jo: Three came." in page


def test_a_correction_is_taken_in_on_its_page(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting, part=f"line-{NotesLine.objects.get().pk}", words="We demand")
    assert "We demand</textarea>" in page_of(cast, cast.jo, meeting, answers(one, "take")).text
    done = post(cast, cast.jo, meeting, answers(one, "take"), words="We demand", version="1")
    assert "You took it in." in done.text
    assert "It is in version 2." in done.text
    assert "with Sam’s correction" in page_of(cast, cast.jo, meeting, "versions/").text
    assert "with Sam’s correction" in page_of(cast, cast.jo, meeting, "versions/2/").text


def test_what_was_typed_into_a_part_that_changed_stays_and_goes_on_from_what_stands(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    write(cast.farah, meeting, 1, said={0: "Farah's words"})
    page = post(cast, cast.jo, meeting, answers(one, "take"), words="Jo's words", version="1").text
    assert "Somebody else changed this part meanwhile." in page
    assert "Farah's words" in page.replace("&#x27;", "'")
    assert "Jo&#x27;s words</textarea>" in page
    assert 'name="version" value="2"' in page
    assert "You took it in." in post(cast, cast.jo, meeting, answers(one, "take"), words="Jo's words", version="2").text


@pytest.mark.parametrize(
    ("rest", "given", "told"),
    [
        ("correct/", {"part": "said-0", "words": ""}, "Write what the notes should say"),
        ("correct/", {"part": "line-999", "words": "Kept words"}, "Choose which part is not right"),
        ("correct/", {"words": "Kept words", "part": "said-0", "why": "x" * 1000}, "Use 400 characters or fewer"),
        ("correct/", {"words": "Letters come late.", "part": "said-0"}, "The notes say this already."),
        ("reopen/", {"because": "\x00"}, "Enter what has to be put right"),
        ("reopen/", {"because": "Kept words"}, "These notes are still a draft."),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(cast, rest, given, told):
    meeting = to_read(cast)
    page = post(cast, cast.farah, meeting, rest, **given).text
    assert told in page
    assert "Kept words" in page or "Kept words" not in given.values()
    assert not Correction.objects.exists()


def test_what_it_is_about_and_why_stand_in_lines_of_their_own(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting, part="said-0", why="I was there.")
    Correction.objects.update(about="What was said...")
    for how in ("take", "refuse"):
        page = page_of(cast, cast.jo, meeting, answers(one, how)).text
        assert "About: What was said...<br>Why: I was there.</p>" in page


def test_the_page_of_the_meeting_says_when_it_is_too_late_to_say_what_is_not_right(cast, clock):
    meeting = to_read(cast)
    clock(LAST)
    assert "Read them, and say if they are right." in cast.sam.client.get(address(cast, meeting)).text
    clock(CLOSES)
    page = cast.sam.client.get(address(cast, meeting)).text
    assert "Read them, and say if they are right." not in page
    assert "People could say what is not right until Tuesday 8 December 2026." in page


def test_refusing_without_a_reason_is_refused(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    page = post(cast, cast.jo, meeting, answers(one, "refuse"), why_not="").text
    assert "Say why it is not taken in" in page
    one.refresh_from_db()
    assert one.waits


def test_a_correction_of_a_part_that_is_gone_says_so(cast):
    meeting = to_read(cast)
    line = NotesLine.objects.get()
    one = propose(cast.sam, meeting, "We demand", f"line-{line.pk}")
    write(cast.farah, meeting, 1, lines={line.pk: ("", None)})
    assert "The notes say nothing there now." in page_of(cast, cast.jo, meeting, answers(one, "refuse")).text


def test_one_says_that_it_is_right_once_and_is_told_when_it_has_changed(cast):
    meeting = to_read(cast)
    assert "You said that the notes are right." in post(cast, cast.sam, meeting, "right/", version="1").text
    assert "You said that this version is right." in page_of(cast, cast.sam, meeting).text
    assert "Read the notes: is this right?" not in home(cast.sam, cast)
    write(cast.jo, meeting, 1, summary="New")
    page = page_of(cast, cast.sam, meeting).text
    assert "You said that version 1 is right. The notes have changed since." in page
    for version in ("1", "", "x", "9" * 30, "²"):
        told = post(cast, cast.sam, meeting, "right/", version=version).text
        assert "Somebody changed the notes while you were reading." in told
    assert Reading.objects.filter(right_in=2).count() == 0


def test_who_was_not_there_is_told_why_they_are_not_asked(cast):
    meeting = held(cast)
    arrange.says(cast.jo, meeting, "NO", now=NOW)
    write(cast.farah, meeting)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    page = page_of(cast, cast.jo, meeting).text
    assert "so we do not ask you if its notes are right" in page
    assert "Yes, this is right" not in page


def test_the_button_to_confirm_comes_when_it_may_be_pressed(cast, clock):
    meeting = held(cast)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.sam)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    button, sooner = "These notes are right: confirm them", "Everyone says it is right: confirm the notes now"
    assert sooner not in page_of(cast, cast.sam, meeting).text
    right(cast.sam, meeting)
    assert sooner in page_of(cast, cast.sam, meeting).text
    clock(CLOSES)
    page = page_of(cast, cast.sam, meeting).text
    assert button in page
    assert "Ask people to read them again" in page
    assert button not in page_of(cast, cast.sol, meeting).text
    assert "People still have time" not in page
    for version in ("", "x", "9" * 30):
        assert "while you were reading" in post(cast, cast.sam, meeting, "confirm/", version=version).text
    assert not Notes.objects.get().confirmed


def test_opening_again_gives_a_reason_everyone_reads_and_hides_the_notes_from_guests(cast, clock):
    clock(CLOSES)
    meeting = to_read(cast)
    invite(cast, meeting, cast.priya)
    confirm(cast.sam, meeting)
    assert "They become a draft" in page_of(cast, cast.farah, meeting, "reopen/").text
    assert "Letters come late." in page_of(cast, cast.priya, meeting).text
    done = post(cast, cast.farah, meeting, "reopen/", because="A name is wrong.")
    assert "The notes are a draft again" in done.text
    shown = page_of(cast, cast.sam, meeting).text
    assert "These notes were opened again on Wednesday 9 December 2026 by Farah, because: A name is wrong." in shown
    page = page_of(cast, cast.priya, meeting).text
    assert "Letters come late." not in page
    assert "The notes will be here when the group has confirmed them." in page
    assert "Confirmed notes" not in page


# --- who ---


def test_the_group_reads_notes_it_is_asked_about_and_guests_confirmed_ones_without_names(cast, clock):
    clock(CLOSES)
    meeting = to_read(cast, said={0: "Letters come late."}, new=[we_said("Write sooner")])
    invite(cast, meeting, cast.priya)
    refuse(cast.jo, meeting, propose(cast.sam, meeting))
    taken = propose(cast.sam, meeting, "Letters never came.")
    take_in(cast.jo, meeting, taken, "Letters never came.")
    assert "Letters never came." in page_of(cast, cast.sol, meeting).text
    assert "Letters never came." not in page_of(cast, cast.priya, meeting).text
    confirm(cast.sam, meeting, 2)
    for player in cast.in_group:
        answer = page_of(cast, player, meeting)
        expected = 404 if player in (cast.okoro, cast.nia) else 200
        assert answer.status_code == expected
        assert ("Letters never came." in answer.text) == (expected == 200)
    page = page_of(cast, cast.priya, meeting).text
    assert "Someone of the group remembers it differently: “Letters never come.”" in page
    assert "Three came." in page
    assert "Sam" not in page
    assert "Write sooner" not in page
    assert not NotesLine.objects.visible_to(cast.priya.membership).exists()
    assert NotesLine.objects.visible_to(cast.sol.membership).exists()
    assert "Someone of the group remembers" not in page_of(cast, cast.sam, meeting).text
    printed = page_of(cast, cast.priya, meeting, "print/").text
    assert "Someone of the group remembers it differently" in printed
    assert not Correction.objects.visible_to(cast.hal.membership).exists()
    assert Correction.objects.visible_to(cast.priya.membership).count() == 1


def test_nobody_learns_from_a_correction_who_supports_whom(cast):
    meeting = to_read(cast)
    propose(cast.sol, meeting)
    assert "Sol" not in page_of(cast, cast.jo, meeting).text
    assert "Sol says that it should be" in page_of(cast, cast.sol, meeting).text


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_outside_the_group_learns_that_notes_exist(cast, rest):
    meeting = to_read(cast)
    for player in cast.outsiders:
        assert page_of(cast, player, meeting, rest).status_code == 404
        assert player.client.post(address(cast, meeting, f"notes/{rest}"), {"version": "1"}).status_code == 404


@pytest.mark.parametrize("how", ["take", "refuse"])
def test_a_correction_of_another_meeting_is_not_there(cast, how):
    meeting, other = to_read(cast), to_read(cast)
    one = propose(cast.sam, other)
    assert page_of(cast, cast.jo, meeting, answers(one, how)).status_code == 404
    assert page_of(cast, cast.sol, other, answers(one, how)).status_code == 403


def test_there_is_nothing_to_correct_where_there_are_no_notes(cast):
    assert page_of(cast, cast.sam, held(cast), "correct/").status_code == 404
    meeting = held(cast)
    write(cast.jo, meeting)
    assert page_of(cast, cast.sol, meeting, "correct/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_whatever_they_hold(cast, django_assert_num_queries, rows):
    meeting = to_read(cast, said={0: "Words"}, new=[we_said(f"Line {number}") for number in range(rows)])
    for number in range(rows):
        propose(cast.sam, meeting, f"Other words {number}")
    client = cast.jo.client
    with django_assert_num_queries(15):
        client.get(address(cast, meeting, "notes/"))
    with django_assert_num_queries(8):
        client.get(address(cast, meeting, "notes/correct/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_confirmed_notes_take_the_same_statements_whatever_they_hold(cast, django_assert_num_queries, rows):
    texts = {"said": {0: "Words"}, "new": [we_said(f"Line {number}") for number in range(rows)]}
    meeting = confirmed(cast, **texts)
    client = cast.jo.client
    with django_assert_num_queries(12):
        client.get(address(cast, meeting, "notes/"))
