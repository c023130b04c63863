import pytest
from django.db import IntegrityError, transaction

from groups.corrections import operations, queries
from groups.corrections.models import Correction, Reading
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.minutes.models import Notes, NotesLine, NotesVersion
from groups.minutes.operations import NotesConfirmed, NothingWritten
from groups.notices import queries as notices
from tests.builders import NOW
from tests.groups.corrections.asked import (
    CLOSES,
    LAST,
    confirm,
    confirmed,
    letters,
    propose,
    refuse,
    right,
    take_in,
    to_read,
    were_there,
)  # fmt: skip
from tests.groups.meetings import arrange
from tests.groups.minutes.noted import AFTER, DAY, decision, held, we_said, write


def reopen(player, meeting, now=CLOSES):
    return operations.reopen(meeting=meeting, by=player.membership, now=now, because="A name is wrong.")


def going(found, now):
    return {one.letter.pk for one in notices.verdicts(found, now) if "EXPIRE" not in str(one.do).upper()}


# --- asking ---


def test_those_who_were_there_get_a_letter_that_says_until_when(cast):
    meeting = held(cast)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.sam, cast.sol, cast.farah)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    assert {one.person for one in letters("read_them")} == {cast.sam.person, cast.sol.person}
    letter = letters("read_them")[0]
    assert letter.subject.startswith("Read the notes: is this right?")
    assert "until Tuesday 8 December 2026" in letter.text
    assert Notes.objects.get().closes_at == CLOSES
    assert "until Tuesday 8 December 2026" in Event.objects.get(what="notes_to_read").sentence


def test_where_nobody_was_noted_all_who_did_not_say_no_are_asked(cast):
    meeting = held(cast)
    arrange.says(cast.jo, meeting, "NO", now=NOW)
    write(cast.farah, meeting)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    assert {one.person for one in letters("read_them")} == {cast.sam.person, cast.sol.person, cast.col.person}


def test_people_are_asked_once_at_a_time_and_only_of_a_draft(cast):
    meeting = held(cast)
    with pytest.raises(NothingWritten):
        operations.ask_to_read(meeting=meeting, by=cast.jo.membership, now=AFTER)
    write(cast.jo, meeting)
    operations.ask_to_read(meeting=meeting, by=cast.jo.membership, now=AFTER)
    with pytest.raises(operations.AskedAlready):
        operations.ask_to_read(meeting=meeting, by=cast.sam.membership, now=LAST)
    operations.ask_to_read(meeting=meeting, by=cast.sam.membership, now=CLOSES)
    assert Notes.objects.get().asking == 2
    confirm(cast.sam, meeting, now=CLOSES + 9 * DAY)
    with pytest.raises(NotesConfirmed):
        operations.ask_to_read(meeting=meeting, by=cast.jo.membership, now=CLOSES + 9 * DAY)


def test_the_letter_does_not_go_when_it_has_closed_was_confirmed_or_the_meeting_fell_through(cast):
    meeting = to_read(cast)
    found = letters("read_them")
    assert len(going(found, LAST)) == 4
    assert going(found, CLOSES) == set()
    type(meeting).objects.update(cancelled_at=NOW, cancelled_by=cast.farah.membership)
    assert going(found, LAST) == set()


# --- what people say ---


def test_saying_that_it_is_right_holds_for_the_version_they_read(cast):
    meeting = to_read(cast)
    right(cast.sam, meeting)
    right(cast.sam, meeting)
    assert Reading.objects.get(right_in=1).membership == cast.sam.membership
    write(cast.jo, meeting, 1, summary="New")
    with pytest.raises(operations.NotesChangedMeanwhile):
        right(cast.jo, meeting)
    stands = queries.standing(Notes.objects.get(), AFTER)
    assert (stands.asked, stands.right) == (4, 0)
    assert stands.in_words == "0 of 4 people we asked said that this version is right."


def test_somebody_of_the_group_who_was_not_asked_may_say_so_too(cast):
    meeting = held(cast)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.sam)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    assert right(cast.jo, meeting).was_asked is False
    assert queries.standing(Notes.objects.get(), AFTER).right == 0
    assert right(cast.sol, meeting)


def test_who_said_no_and_was_not_there_is_not_asked(cast):
    meeting = held(cast)
    arrange.says(cast.jo, meeting, "NO", now=NOW)
    arrange.says(cast.sam, meeting, "NO", now=NOW)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.sam)  # came after all
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    right(cast.sam, meeting)
    for say in (right, propose):
        with pytest.raises(operations.YouWereNotThere):
            say(cast.jo, meeting)
        with pytest.raises(operations.YouWereNotThere):
            say(cast.priya, meeting)
        with pytest.raises(operations.YouWereNotThere):
            say(cast.hal, meeting)


def test_the_window_holds_to_the_last_minute_of_the_seventh_day(cast):
    meeting = to_read(cast)
    propose(cast.sam, meeting, now=LAST)
    for say in (right, propose):
        with pytest.raises(operations.NotOpenNow):
            say(cast.sam, meeting, now=CLOSES)


def test_before_people_are_asked_nothing_is_proposed(cast):
    meeting = held(cast)
    write(cast.farah, meeting)
    with pytest.raises(operations.NotOpenNow):
        propose(cast.sam, meeting, now=AFTER)


def test_a_correction_says_something_of_a_part_that_is_there(cast):
    meeting = to_read(cast)
    for words, part, why in (
        ("", "said-0", operations.SayWhatIsRight), ("Words", "said-999", operations.NoSuchPart),
        ("Letters come late.", "said-0", operations.SaysSoAlready),
    ):  # fmt: skip
        with pytest.raises(why):
            propose(cast.sam, meeting, words, part)
    line = NotesLine.objects.get()
    made = propose(cast.sam, meeting, "We demand", f"line-{line.pk}", why="It was stronger.")
    assert (made.about, made.was, made.why) == ("Decision: We ask", "We ask", "It was stronger.")
    assert propose(cast.sam, meeting, "We demand", f"line-{line.pk}") == made
    assert Correction.objects.count() == 1


def test_those_who_answer_hear_of_a_correction_but_not_whoever_proposed_it(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    operations.ask_to_read(meeting=meeting, by=cast.jo.membership, now=AFTER)
    one = propose(cast.col, meeting)
    found = letters("proposed")
    assert {letter.person for letter in found} == {cast.farah.person, cast.jo.person}
    assert len(going(found, AFTER + DAY)) == 2
    refuse(cast.jo, meeting, one)
    assert going(found, AFTER + DAY) == set()


# --- answering ---


def test_a_correction_taken_in_is_a_new_version_with_their_name(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    take_in(cast.jo, meeting, one)
    version = NotesVersion.objects.latest("number")
    assert (version.number, version.because, version.said) == (
        2, "with Sam’s correction", [{"item": None, "words": "Letters never come."}],
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.taken_in, one.answered_by) == (2, cast.jo.membership)
    assert [letter.person for letter in letters("answered")] == [cast.sam.person]
    assert "was taken in" in letters("answered")[0].text
    with pytest.raises(operations.AnsweredAlready):
        refuse(cast.farah, meeting, one)


def test_each_kind_of_part_can_be_put_right(cast):
    meeting = to_read(cast, summary="Short", said={0: "Long"}, new=[])
    write(cast.farah, meeting, 1, new=[operations.minutes.NewLine("WE_SAID", "Sooner")])
    line = NotesLine.objects.get()
    for number, part in enumerate(("summary", f"line-{line.pk}"), start=2):
        one = propose(cast.sam, meeting, f"Right {part}", part)
        take_in(cast.jo, meeting, one, f"Right {part}", number)
    line.refresh_from_db()
    assert (Notes.objects.get().summary, line.words) == ("Right summary", f"Right line-{line.pk}")
    one = propose(cast.sam, meeting, "Even righter", f"line-{line.pk}")
    write(cast.farah, meeting, 4, lines={line.pk: ("", None)})
    take_in(cast.jo, meeting, one, "Even righter", 5)
    line.refresh_from_db()
    assert (line.words, line.removed_in) == ("Even righter", None)


def test_the_name_of_a_supporter_stands_in_no_version(cast):
    meeting = to_read(cast)
    take_in(cast.jo, meeting, propose(cast.sol, meeting))
    assert NotesVersion.objects.latest("number").because == "with someone’s correction"


def test_taking_in_does_not_write_over_what_somebody_else_changed(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    write(cast.farah, meeting, 1, said={0: "Farah's words"})
    with pytest.raises(operations.ChangedByOthers):
        take_in(cast.jo, meeting, one)
    one.refresh_from_db()
    assert one.waits
    assert take_in(cast.jo, meeting, one, "Both", 2).version == 3


def test_taking_in_needs_words_and_a_refusal_needs_a_reason(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    with pytest.raises(operations.SayWhatIsRight):
        take_in(cast.jo, meeting, one, "")
    with pytest.raises(operations.SayWhyNot):
        refuse(cast.jo, meeting, one, "")
    refuse(cast.jo, meeting, one)
    letter = letters("answered")[0]
    assert "Three came." in letter.text
    assert "Letters never come." in letter.text


def test_nobody_writes_to_themselves_what_became_of_their_correction(cast):
    meeting = to_read(cast)
    refuse(cast.jo, meeting, propose(cast.jo, meeting))
    assert letters("answered") == []


def test_the_database_refuses_a_correction_that_ends_without_an_answer(cast):
    one = propose(cast.sam, to_read(cast))
    told = {"answered_at": AFTER, "answered_by": cast.jo.membership}
    for wrong in (told, {"why_not": "No"}, told | {"taken_in": 2, "why_not": "No"}, {"taken_in": 2}, {"words": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(pk=one.pk).update(**wrong)


# --- confirming ---


def test_notes_are_not_confirmed_before_people_were_asked_and_had_their_time(cast):
    meeting = held(cast)
    with pytest.raises(NothingWritten):
        confirm(cast.sam, meeting)
    write(cast.farah, meeting)
    with pytest.raises(operations.NotAskedYet):
        confirm(cast.sam, meeting)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    with pytest.raises(operations.StillReading):
        confirm(cast.sam, meeting, now=LAST)
    confirm(cast.sam, meeting)
    with pytest.raises(operations.NotesAlreadyConfirmed):
        confirm(cast.jo, meeting)
    with pytest.raises(NotesConfirmed):
        write(cast.jo, meeting, 1, said={0: "Other words"})


def test_notes_are_not_confirmed_while_a_correction_waits(cast):
    meeting = to_read(cast)
    one = propose(cast.sam, meeting)
    with pytest.raises(operations.CorrectionsWait):
        confirm(cast.jo, meeting)
    refuse(cast.jo, meeting, one)
    assert confirm(cast.jo, meeting).confirmed


def test_sooner_when_everyone_who_was_asked_says_it_is_right(cast):
    meeting = held(cast)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.sam, cast.jo)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    right(cast.sam, meeting)
    right(cast.col, meeting)  # nobody asked him
    with pytest.raises(operations.StillReading):
        confirm(cast.jo, meeting, now=AFTER)
    right(cast.jo, meeting)
    assert confirm(cast.jo, meeting, now=AFTER).confirmed


def test_not_sooner_where_nobody_was_asked(cast):
    meeting = held(cast)
    write(cast.farah, meeting)
    were_there(cast, meeting, cast.farah)
    operations.ask_to_read(meeting=meeting, by=cast.farah.membership, now=AFTER)
    with pytest.raises(operations.StillReading):
        confirm(cast.sam, meeting, now=AFTER)


def test_nobody_confirms_words_they_did_not_read(cast):
    meeting = to_read(cast)
    write(cast.jo, meeting, 1, summary="Words that came later")
    with pytest.raises(operations.NotesChangedMeanwhile):
        confirm(cast.sam, meeting)


def test_opened_again_people_are_asked_again_for_seven_days(cast):
    meeting = confirmed(cast)
    reopen(cast.farah, meeting)
    notes = Notes.objects.get()
    assert (notes.confirmed, notes.asking, notes.until) == (False, 2, "Wednesday 16 December 2026")
    assert len(letters("read_them")) == 8
    assert "They were opened again, because: A name is wrong." in letters("read_them")[-1].text
    with pytest.raises(operations.StillReading):
        confirm(cast.sam, meeting)
    with pytest.raises(operations.NotesNotConfirmed):
        reopen(cast.farah, meeting)
    assert write(cast.jo, meeting, 1, said={0: "The right name"}).notes.version == 2
    assert Event.objects.get(what="notes_reopened").detail["because"] == "A name is wrong."


def test_notes_that_are_not_there_cannot_be_opened_again(cast):
    with pytest.raises(operations.NotesNotConfirmed):
        reopen(cast.farah, held(cast))


def test_a_cancelled_meeting_confirms_nothing(cast):
    meeting = to_read(cast)
    type(meeting).objects.update(cancelled_at=NOW, cancelled_by=cast.farah.membership)
    with pytest.raises(meetings.MeetingCancelled):
        confirm(cast.sam, meeting)


def test_the_letter_and_the_trail_say_why_people_are_asked_again_and_until_when(cast):
    meeting = confirmed(cast)
    reopen(cast.sam, meeting)
    told = Event.objects.get(what="notes_reopened").sentence
    assert told.endswith("again, and asked people to read them, until Wednesday 16 December 2026.")
    later = CLOSES + 9 * DAY
    operations.ask_to_read(meeting=meeting, by=cast.jo.membership, now=later)
    third = [one for one in letters("read_them") if one.about.endswith(":3")]
    assert len(third) == 4 and all("They were opened again, because: A name is wrong." in one.text for one in third)
    assert not any("opened again" in one.text for one in letters("read_them") if one.about.endswith(":1"))


def test_guests_read_no_correction_of_words_the_group_has_not_sent(cast):
    meeting = to_read(cast, said={0: "Letters come late."}, new=[decision("We ask"), we_said("Write sooner")])
    arrange.invite(cast, meeting, cast.priya)
    decided, unsent = NotesLine.objects.order_by("id")
    for line in (decided, unsent):
        refuse(cast.jo, meeting, propose(cast.sam, meeting, f"Other {line.pk}", f"line-{line.pk}"))
    confirm(cast.sam, meeting)
    notes = Notes.objects.get()
    assert [one.about for one in queries.corrections_of(notes, cast.priya.membership)] == ["Decision: We ask"]
    assert len(queries.corrections_of(notes, cast.sam.membership)) == 2
