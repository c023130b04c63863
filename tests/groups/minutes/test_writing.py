import pytest

from groups.agendas import operations as agendas
from groups.history.models import Event
from groups.meetings.operations import MeetingCancelled
from groups.minutes import operations, queries
from groups.minutes.models import Notes, NotesLine, NotesVersion
from tests.builders import NOW
from tests.groups.meetings import arrange
from tests.groups.minutes.noted import (
    AFTER,
    DAY,
    LETTERS,
    STARTS,
    decision,
    fields,
    held,
    items,
    page_of,
    send,
    typed,
    we_said,
    write,
)  # fmt: skip


def sheet(meeting):
    return queries.sheet(Notes.objects.get(meeting=meeting))


def said(meeting):
    return {one.title: one.words for one in sheet(meeting).said}


# --- parts kept apart ---


def test_each_kind_of_part_is_kept_apart(cast):
    meeting = held(cast, ("Letters", "Ramps"))
    letters, ramps = items(meeting)
    write(
        cast.sam, meeting, summary="In short.", said={ramps: "Too steep.", 0: "Cake.", letters: LETTERS},
        new=[decision("We ask", letters), we_said("Write sooner"), decision("We wait")],
    )  # fmt: skip
    now = sheet(meeting)
    assert now.summary == "In short."
    assert [(one.title, one.words) for one in now.said] == [
        ("Letters", LETTERS), ("Ramps", "Too steep."), ("Anything else", "Cake."),
    ]  # fmt: skip
    assert [(one.words, one.under) for one in now.decisions] == [("We ask", "Letters"), ("We wait", "")]
    assert [one.words for one in now.we_said] == ["Write sooner"]


def test_a_line_keeps_its_number_while_its_words_change_and_when_it_comes_back(cast):
    meeting = held(cast)
    write(cast.sam, meeting, new=[decision("We ask")])
    number = NotesLine.objects.get().pk
    write(cast.sam, meeting, 1, lines={number: ("We ask again", None)})
    assert [(one.id, one.words) for one in sheet(meeting).decisions] == [(number, "We ask again")]
    write(cast.jo, meeting, 2, said={0: LETTERS}, lines={number: ("", None)})
    assert sheet(meeting).decisions == []
    assert NotesLine.objects.get().removed_in == 3
    write(cast.jo, meeting, 3, lines={number: ("We ask after all", None)})
    assert [(one.id, one.words) for one in sheet(meeting).decisions] == [(number, "We ask after all")]


def test_every_version_that_was_saved_is_kept_with_who_and_when(cast):
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    write(cast.sam, meeting, said={letters: LETTERS})
    write(cast.jo, meeting, 1, summary="Late letters", new=[decision("We ask", letters), we_said("Sooner")])
    versions = NotesVersion.objects.visible_to(cast.sam.membership).newest_first().select_related("notes")
    assert [(v.number, v.summary, v.written_by.person.name, v.written_at) for v in versions] == [
        (2, "Late letters", "Jo", AFTER), (1, "", "Sam", AFTER),
    ]  # fmt: skip
    assert queries.sheet_in(versions[0]) == sheet(meeting)
    assert queries.sheet_in(versions[1]).decisions == []
    assert Event.objects.filter(what="notes_saved").latest("pk").sentence == (
        "Jo saved version 2 of the notes of “Letters that come late”."
    )


def test_notes_can_be_written_during_the_meeting_but_not_before(cast):
    meeting = held(cast)
    with pytest.raises(operations.MeetingNotBegun):
        write(cast.sam, meeting, now=STARTS - DAY)
    assert write(cast.sam, meeting, now=STARTS).saved


def test_notes_need_words_and_a_meeting_that_was_not_cancelled(cast):
    meeting = held(cast)
    with pytest.raises(operations.NothingWritten):
        write(cast.sam, meeting, summary="", said={0: ""}, new=[decision("")])
    write(cast.sam, meeting)
    with pytest.raises(operations.NothingWritten):
        write(cast.sam, meeting, 1, said={0: ""})
    with pytest.raises(MeetingCancelled):
        write(cast.sam, arrange.cancelled(cast), now=STARTS + 30 * DAY)


def test_saving_twice_is_saving_once(cast):
    meeting = held(cast)
    given = {"said": {0: LETTERS}, "new": [decision("We ask"), decision("We ask")]}
    assert write(cast.sam, meeting, **given).saved
    assert not write(cast.sam, meeting, **given).saved
    assert NotesVersion.objects.count() == 1
    assert NotesLine.objects.count() == 1


def test_nothing_of_another_meeting_is_written_to(cast):
    meeting, other = held(cast), held(cast, ("Elsewhere",))
    write(cast.sam, other, new=[decision("Theirs")])
    theirs, (item,) = NotesLine.objects.get().pk, items(other)
    for first in (True, False):
        for given in (
            {"said": {item: "Mine"}}, {"new": [decision("Mine", item)]}, {"lines": {theirs: ("Mine", None)}},
            {"lines": {theirs: ("", None)}, "summary": "Mine"},
        ):  # fmt: skip
            with pytest.raises(operations.NotOfThisMeeting):
                write(cast.sam, meeting, 0 if first else 1, **given)
        if first:
            write(cast.sam, meeting)
    assert NotesLine.objects.get().words == "Theirs"


# --- several people ---


def test_what_only_one_side_changed_is_taken_from_each(cast):
    meeting = held(cast, ("Letters", "Ramps"))
    letters, ramps = items(meeting)
    write(cast.sam, meeting, said={letters: LETTERS, ramps: "Steep."}, new=[decision("We ask")])
    line = NotesLine.objects.get().pk
    write(
        cast.jo, meeting, 1, said={letters: "Letters never come.", ramps: "Steep."}, lines={line: ("We ask Jo", None)}
    )
    mine = {"said": {letters: LETTERS, ramps: "Steep and wet."}, "lines": {line: ("We ask", None)}}
    done = write(cast.sam, meeting, 1, summary="Mine", new=[we_said("Sooner")], **mine)
    assert (done.saved, done.both) == (True, {})
    assert said(meeting) == {"Letters": "Letters never come.", "Ramps": "Steep and wet."}
    assert [one.words for one in sheet(meeting).decisions] == ["We ask Jo"]
    assert [one.words for one in sheet(meeting).we_said] == ["Sooner"]


def test_where_both_changed_a_part_it_stays_and_the_rest_is_saved(cast):
    meeting = held(cast)
    write(cast.sam, meeting, new=[decision("We ask")])
    line = NotesLine.objects.get().pk
    write(cast.jo, meeting, 1, said={0: "Jo's"}, lines={line: ("Jo's ask", None)})
    done = write(cast.sam, meeting, 1, summary="Short", said={0: "Sam's"}, lines={line: ("", None)})
    assert done.saved
    assert done.both == {"said-0": ("Jo's", None), f"line-{line}": ("Jo's ask", None)}
    assert sheet(meeting).summary == "Short"
    assert said(meeting) == {"Anything else": "Jo's"}
    again = write(cast.sam, meeting, 1, said={0: "Sam's"})
    assert (again.saved, set(again.both), Notes.objects.get().version) == (False, {"said-0"}, 3)


def test_a_version_number_out_of_thin_air_does_no_harm(cast):
    meeting = held(cast)
    assert write(cast.sam, meeting, 7).notes.version == 1
    done = write(cast.jo, meeting, 7, said={0: "Other words"})
    assert (done.saved, done.both) == (False, {"said-0": (LETTERS, None)})


def test_two_first_versions_at_once_do_not_overwrite_each_other(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    assert write(cast.sam, meeting, said={0: "Other words"}).both == {"said-0": (LETTERS, None)}


# --- a note while the meeting is on ---


def test_a_note_goes_below_what_stands_under_its_item(cast):
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    told = {"meeting": meeting, "by": cast.sam.membership, "now": STARTS}
    for words in ("First", "Second", "Second"):
        operations.add_note(words=words, item_id=letters, **told)
    operations.add_note(words="Cake", **told)
    assert said(meeting) == {"Letters": "First\n\nSecond", "Anything else": "Cake"}
    assert Notes.objects.get().version == 3
    with pytest.raises(operations.NothingToNote):
        operations.add_note(words="", **told)


# --- the form ---


def test_notes_are_written_in_the_browser_and_one_can_go_on(cast, clock):
    clock(AFTER)
    meeting = held(cast, ("Letters", "Ramps"))
    letters, _ = items(meeting)
    given = typed(cast.sam, cast, meeting)
    given |= {f"said-{letters}": "- one\n- two", "new-DECISION-1": "We\nask", "new-DECISION-1-under": str(letters)}
    answer = send(cast.sam, cast, meeting, given | {"more": "1"})
    assert answer.url.endswith("/notes/write/")
    page = cast.sam.client.get(answer.url).text
    assert "You saved version 1 of the notes." in page
    assert "- one\n- two</textarea>" in page
    assert [(one.words, one.under) for one in sheet(meeting).decisions] == [("We ask", "Letters")]
    assert send(cast.sam, cast, meeting, typed(cast.sam, cast, meeting)).url.endswith("/notes/")
    assert Notes.objects.get().version == 1


def test_the_second_to_save_sees_both_texts_beside_the_part_and_loses_nothing(cast, clock):
    clock(AFTER)
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    write(cast.jo, meeting, said={letters: LETTERS, 0: "Cake."}, new=[decision("We ask", letters)])
    line = NotesLine.objects.get().pk
    sams = typed(cast.sam, cast, meeting)
    write(cast.jo, meeting, 1, said={letters: "What Jo wrote"}, lines={line: ("", None)})
    sams |= {
        f"said-{letters}": "What Sam wrote <b>",
        f"line-{line}": "We ask Sam",
        "summary": "Short",
        "said-0": "Tea.",
    }
    answer = send(cast.sam, cast, meeting, sams)
    soup, page = parsed(answer), answer.text
    assert "Somebody else changed the same parts" in page
    assert "We saved the rest." in page
    assert "What Jo wrote" in soup.select_one(f"#part-said-{letters} .app-warning").text
    assert "They took it out." in soup.select_one(f"#part-line-{line} .app-warning").text
    assert soup.select_one("#part-said-0 .app-warning") is None
    assert (sheet(meeting).summary, said(meeting)) == ("Short", {"Letters": "What Jo wrote", "Anything else": "Tea."})
    now = fields(soup)
    assert now[f"said-{letters}"] == "What Sam wrote <b>"
    assert (now[f"line-{line}"], now[f"line-{line}-under"]) == ("We ask Sam", str(letters))
    assert now["version"] == "3"
    assert send(cast.sam, cast, meeting, now).status_code == 302
    assert said(meeting)["Letters"] == "What Sam wrote <b>"
    assert [(one.id, one.words) for one in sheet(meeting).decisions] == [(line, "We ask Sam")]


def parsed(answer):
    from bs4 import BeautifulSoup

    return BeautifulSoup(answer.text, "html.parser")


def test_the_item_a_line_was_moved_to_by_somebody_else_is_told(cast, clock):
    clock(AFTER)
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    write(cast.jo, meeting, new=[decision("We ask")])
    line = NotesLine.objects.get().pk
    sams = typed(cast.sam, cast, meeting) | {f"line-{line}": "We ask Sam"}
    write(cast.jo, meeting, 1, lines={line: ("We ask", letters)})
    page = send(cast.sam, cast, meeting, sams).text
    assert "It belongs to: Letters" in page
    assert "We saved the rest." not in page


def test_words_under_an_item_that_was_taken_off_meanwhile_are_not_lost(cast, clock):
    clock(AFTER)
    meeting = held(cast, ("Letters",))
    (letters,) = items(meeting)
    given = typed(cast.sam, cast, meeting) | {f"said-{letters}": "Kept"}
    type(meeting.items.get()).objects.update(removed_at=AFTER, removed_by=cast.farah.membership)
    send(cast.sam, cast, meeting, given)
    assert said(meeting) == {"Letters": "Kept"}
    assert f"said-{letters}" in typed(cast.sam, cast, meeting)


def test_what_is_offered_to_write_under_is_what_has_a_place_and_is_no_break(cast, clock):
    clock(AFTER)
    meeting = held(cast, ("Letters",))
    told = {"by": cast.farah.membership, "now": NOW, "minutes": 5, "meeting": meeting}
    agendas.place(item=agendas.propose(title="Tea", purpose="BREAK", **told), by=cast.farah.membership, now=NOW)
    agendas.propose(title="Waits", purpose="HEAR", **told | {"by": cast.sam.membership})
    assert [one.title for one in queries.to_write_under(meeting)] == ["Letters"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"summary": "x" * 1_000_000}, "Use 2000 characters or fewer"),
        ({"said-0": "x" * 1_000_000}, "Use 40000 characters or fewer"),
        ({"new-DECISION-1": "x" * 1_000_000}, "Use 10000 characters or fewer"),
        ({"new-WE_SAID-2": "Kept words", "new-WE_SAID-2-under": "999"}, "Choose"),
        ({"said-0": "", "summary": "\x00"}, "Write something first"),
        ({"version": "many"}, "whole number"),
        ({"version": ""}, "needs an answer"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_kept(cast, clock, wrong, told):
    clock(AFTER)
    meeting = held(cast, ("Letters",))
    answer = send(cast.sam, cast, meeting, {"version": "0", "said-0": "Kept words"} | wrong)
    assert answer.status_code == 200
    assert told in answer.text
    assert "Kept words" in answer.text or "said-0" in wrong
    assert not Notes.objects.exists()


def test_a_number_of_a_line_that_is_not_of_these_notes_makes_no_box(cast, clock):
    clock(AFTER)
    meeting = held(cast)
    assert send(cast.sam, cast, meeting, {"version": "0", "said-0": "Words", "line-99": "Stray"}).status_code == 302
    assert NotesLine.objects.count() == 0


def test_markup_in_notes_is_never_run(cast, clock):
    clock(AFTER)
    meeting = held(cast)
    bad = "<script>alert(1)</script>[x](javascript:alert(1))"
    write(cast.sam, meeting, said={0: bad}, summary="<img src=x onerror=y>", new=[decision(bad), we_said(bad)])
    for rest in ("", "print/", "write/", "versions/", "versions/1/", "correct/"):
        page = page_of(cast, cast.jo, meeting, rest).text
        assert "<script>alert" not in page
        assert "<img src" not in page
        assert 'href="javascript' not in page
