import pytest

from groups.actions import operations as actions
from groups.minutes.models import Notes, NotesLine, NotesVersion
from groups.pacing import operations as pacing
from tests.groups.meetings.arrange import address, invite, plan
from tests.groups.minutes.noted import AFTER, DAY, STARTS, decision, held, items, page_of, we_said, write

WRITING = ["write/", "add/", "versions/", "versions/1/"]


@pytest.fixture(autouse=True)
def later(clock):
    clock(AFTER)


def test_each_page_says_what_will_be_here(cast):
    meeting, ahead = held(cast), plan(cast)
    assert "Write the notes" in page_of(cast, cast.sam, meeting).text
    assert "when the group has confirmed them" in page_of(cast, cast.sol, meeting).text
    assert "The notes will be here after the meeting." in page_of(cast, cast.sam, ahead).text
    assert "the version is kept here" in page_of(cast, cast.sam, meeting, "versions/").text


def test_an_earlier_version_can_be_read(cast):
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    write(cast.sam, meeting, said={letters: "First"}, summary="One", new=[decision("Ask", letters)])
    write(cast.sam, meeting, 1, said={letters: "Second"})
    page = page_of(cast, cast.jo, meeting, "versions/1/").text
    assert "First" in page
    assert "(Letters)" in page
    assert "Saved by Sam, 5pm on Tuesday 1 December 2026" in page
    assert page_of(cast, cast.jo, meeting, "versions/3/").status_code == 404


def test_actions_stand_beside_the_notes_and_are_written_down_in_their_own_room(cast):
    meeting = held(cast)
    write(cast.sam, meeting)
    actions.write(
        by=cast.farah.membership, now=AFTER, what="Ring the clinic", due_on=(AFTER + DAY).date(), meeting=meeting
    )
    for rest in ("", "write/"):
        page = page_of(cast, cast.sam, meeting, rest).text
        assert "Ring the clinic" in page
        assert f"/meetings/{meeting.pk}/actions/" in page or "Write down an action" in page
    assert "Ring the clinic" in page_of(cast, cast.sam, meeting, "print/").text


def test_a_hint_is_given_when_the_summary_is_hard_to_read(cast):
    meeting = held(cast)
    hard = (
        "Notwithstanding organisational considerations, implementation necessitates multidisciplinary collaboration. "
        * 4
    )
    write(cast.sam, meeting, summary=hard)
    assert "be easier to read?" in page_of(cast, cast.sam, meeting, "write/").text
    write(cast.sam, meeting, 1, summary="We met. It was good.")
    assert "be easier to read?" not in page_of(cast, cast.sam, meeting, "write/").text


def test_the_plain_version_to_print_has_all_parts(cast):
    meeting = held(cast)
    assert "The notes will be here" in page_of(cast, cast.sam, meeting, "print/").text
    write(cast.sam, meeting, summary="Short", new=[decision("We ask"), we_said("Sooner")], said={0: "Cake"})
    page = page_of(cast, cast.sam, meeting, "print/").text
    assert all(words in page for words in ("Short", "We ask", "Sooner", "Cake"))


# --- while the meeting is on ---


def test_whoever_runs_the_meeting_notes_something_under_the_item_that_is_on(cast, clock):
    clock(STARTS)
    meeting = held(cast, ("Letters", "Ramps"))
    letters, ramps = items(meeting)
    told = {"meeting": meeting, "by": cast.farah.membership, "now": STARTS}
    pacing.start(**told)
    pacing.go_to(item_id=ramps, **told)
    assert "Note something under “Ramps”" in cast.farah.client.get(address(cast, meeting, "run/")).text
    page = page_of(cast, cast.farah, meeting, "add/").text
    assert f'<option value="{ramps}" selected' in page
    answer = cast.farah.client.post(address(cast, meeting, "notes/add/"), {"words": "Too steep", "under": ramps})
    assert answer.url.endswith("/run/")
    assert Notes.objects.get().parts.get().item_id == ramps
    sams = cast.sam.client.post(address(cast, meeting, "notes/add/"), {"words": "Cake", "under": ""})
    assert sams.url.endswith("/notes/")
    assert (
        "Write what you want to note" in cast.sam.client.post(address(cast, meeting, "notes/add/"), {"words": ""}).text
    )


# --- who ---


def test_a_draft_is_read_only_by_those_who_may_write_it(cast):
    meeting = held(cast)
    invite(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    for player in (cast.sam, cast.jo, cast.farah, cast.col, cast.sol, cast.priya):
        reads = "Letters come late." in page_of(cast, player, meeting).text
        assert reads == (player not in (cast.sol, cast.priya)), player.person.name


def test_rows_of_notes_lines_and_versions_are_seen_by_nobody_else(cast):
    meeting = held(cast)
    write(cast.jo, meeting, new=[decision("We ask")])
    for player in (cast.nia, cast.okoro, cast.hal, cast.faye, cast.sol):
        assert not Notes.objects.visible_to(player.membership).exists()
        assert not NotesLine.objects.visible_to(player.membership).exists()
        assert not NotesVersion.objects.visible_to(player.membership).exists()
    assert NotesLine.objects.visible_to(cast.sam.membership).exists()


@pytest.mark.parametrize("rest", WRITING)
def test_nobody_outside_the_group_learns_that_notes_exist(cast, rest):
    meeting = held(cast)
    write(cast.jo, meeting)
    for player in cast.outsiders:
        assert page_of(cast, player, meeting, rest).status_code == 404
        assert player.client.post(address(cast, meeting, f"notes/{rest}"), {"version": "1"}).status_code == 404


@pytest.mark.parametrize("rest", WRITING)
def test_supporters_and_the_system_do_not_write(cast, rest):
    meeting = held(cast)
    invite(cast, meeting, cast.priya)
    write(cast.jo, meeting)
    for player in (cast.sol, cast.priya, cast.okoro, cast.nia):
        assert page_of(cast, player, meeting, rest).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("rest", "statements"), [("write/", 8), ("versions/", 5), ("versions/1/", 7), ("add/", 5), ("print/", 10)]
)
def test_pages_take_the_same_statements_whatever_they_hold(cast, django_assert_num_queries, rows, rest, statements):
    meeting = held(cast, [f"Item {number}" for number in range(rows)])
    for number, item in enumerate(items(meeting)):
        write(cast.sam, meeting, number, said={item: f"Said {number}"}, new=[decision(f"We {number}", item)])
    client = cast.jo.client
    with django_assert_num_queries(statements):
        client.get(address(cast, meeting, f"notes/{rest}"))
