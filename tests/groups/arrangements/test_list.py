from datetime import timedelta

import pytest

from groups.arrangements import operations, queries
from groups.arrangements.models import Arrangement, Need
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.people import operations as people
from tests.builders import NOW
from tests.groups.arrangements.needs import LATER, line, needing, ticked
from tests.groups.meetings.arrange import STARTS, cancelled, plan, says

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("said", "kinds"), [
    ("Interpreter, please.", {"INTERPRETER"}),
    ("BSL and captions. Large print", {"INTERPRETER", "CAPTIONS", "LARGE_PRINT"}),
    ("breaks; help with travel, because I live far away", {"BREAKS", "TRAVEL"}),
    ("Bev comes with me", {"SUPPORTER"}),
    ("A step-free way in, an interpreter", {"OTHER", "INTERPRETER"}),
    ("A chair with arms\nA taxi home", {"OTHER", "TRAVEL"}),
    ("None", set()),
    ("no needs. Thank you!", set()),
    ("n/a", set()),
    ("Arrest the noise", {"OTHER"}),  # holds *rest* and is no wish for a break
    ("", set()),
])  # fmt: skip
def test_what_people_write_becomes_a_line_for_each_kind_of_need(said, kinds):
    assert set(queries.needs_in(said)) == kinds


def test_nothing_that_was_written_as_a_need_is_left_out():
    said = "I am deaf in one ear. An interpreter; breaks\nWater for Biscuit"
    found = "\n".join(queries.needs_in(said).values())
    for piece in ("deaf in one ear", "An interpreter", "breaks", "Water for Biscuit"):
        assert piece in found
    assert queries.needs_in(said)[Need.OTHER] == "I am deaf in one ear.\nWater for Biscuit"


def test_only_those_who_come_or_may_come_are_on_the_list(cast):
    meeting = plan(cast)
    says(cast.sam, meeting, needs="Captions")
    says(cast.jo, meeting, answer="MAYBE", needs="Breaks")
    says(cast.col, meeting, answer="NO", needs="Travel")
    assert [(one.membership.person.name, one.need) for one in queries.lines(meeting)] == [
        ("Jo", "BREAKS"), ("Sam", "CAPTIONS"),
    ]  # fmt: skip
    cast.jo.membership.left_at = NOW
    cast.jo.membership.save()
    assert [one.need for one in queries.lines(meeting)] == ["CAPTIONS"]


def test_what_they_told_us_once_stands_where_they_wrote_nothing_this_time(cast):
    people.say_needs(by=cast.sam.person, now=NOW, access_needs="An interpreter.", communication_needs="Large print.")
    meeting = plan(cast)
    says(cast.sam, meeting)
    assert {(one.need, one.from_profile) for one in queries.lines(meeting)} == {
        ("INTERPRETER", True), ("LARGE_PRINT", True),
    }  # fmt: skip
    says(cast.sam, meeting, needs="Captions")
    assert [(one.need, one.from_profile) for one in queries.lines(meeting)] == [("CAPTIONS", False)]


def test_a_line_has_who_sees_to_it_and_is_ticked_off_with_a_word(cast):
    meeting = needing(cast)
    ticked(cast, meeting, sees_to_it=cast.col.membership, how="Marta, from half past one")
    found = line(meeting)
    assert found.arranged and found.kept.sees_to_it == cast.col.membership
    assert found.kept.arranged_by == cast.farah.membership and found.kept.how == "Marta, from half past one"
    assert queries.progress(meeting, cast.farah.membership, LATER) == queries.Progress(1, 1)


def test_how_far_it_is_takes_no_tick_of_another_person_need_or_meeting(cast, django_assert_num_queries):
    earlier = needing(cast, "An interpreter. Breaks.")
    for need in ("INTERPRETER", "BREAKS"):
        ticked(cast, earlier, need)
    meeting = needing(cast, "An interpreter. Breaks.")
    says(cast.jo, meeting, needs="An interpreter. Breaks.")
    farah = cast.farah.membership
    assert queries.progress(meeting, farah, LATER) == queries.Progress(0, 4)
    ticked(cast, meeting, "BREAKS", arranged=True)
    with django_assert_num_queries(1):
        assert queries.progress(meeting, farah, LATER) == queries.Progress(1, 4)
    says(cast.jo, meeting, needs="An interpreter. Longer breaks.", now=LATER + HOUR)
    assert queries.progress(meeting, farah, LATER) == queries.Progress(0, 4)  # Jo's tick holds no more


@pytest.mark.parametrize(("done", "of", "said"), [
    (2, 8, "6 of 8 things people need are not arranged yet"),
    (7, 8, "1 of 8 things people need is not arranged yet"),
    (0, 1, "1 of 1 thing people need is not arranged yet"),
    (8, 8, "All 8 things people need are arranged"),
    (1, 1, "The 1 thing somebody needs is arranged"),
])  # fmt: skip
def test_what_is_left_to_arrange_is_one_line(done, of, said):
    assert queries.Progress(done, of).still == said


def test_who_sees_to_it_can_be_noted_before_it_is_arranged_and_a_tick_taken_back(cast):
    meeting = needing(cast)
    ticked(cast, meeting, arranged=False, sees_to_it=cast.farah.membership)
    assert not line(meeting).arranged and not line(meeting).open_again
    ticked(cast, meeting)
    ticked(cast, meeting, by=cast.col, now=LATER + HOUR, how="Booked")  # a better word is no new tick
    assert line(meeting).kept.arranged_by == cast.farah.membership
    ticked(cast, meeting, arranged=False)
    assert not line(meeting).arranged
    done = Event.objects.filter(what__startswith="arrangement").order_by("id").values_list("what", flat=True)
    assert list(done) == ["arrangement_made", "arrangement_reopened"]


def test_history_says_neither_who_nor_what(cast):
    ticked(cast, needing(cast))
    sentence = Event.objects.get(what="arrangement_made").sentence
    assert sentence.startswith("Farah noted") and "Sam" not in sentence and "nterpreter" not in sentence


@pytest.mark.parametrize("changed", [
    {"needs": "An interpreter from Spanish."},
    {"needs": "An interpreter, please.", "way": "ONLINE"},
    {"needs": "An interpreter, please.", "answer": "MAYBE"},
])  # fmt: skip
def test_a_line_is_open_again_when_they_say_something_else(cast, changed):
    meeting = needing(cast)
    ticked(cast, meeting)
    says(cast.sam, meeting, now=LATER + HOUR, **changed)
    assert line(meeting).open_again and not line(meeting).arranged
    ticked(cast, meeting, now=LATER + 2 * HOUR)
    assert line(meeting).arranged


def test_a_no_in_between_opens_it_again(cast):
    meeting = needing(cast)
    ticked(cast, meeting)
    says(cast.sam, meeting, answer="NO", now=LATER + HOUR)
    assert queries.lines(meeting) == [] and queries.progress(meeting, cast.farah.membership, LATER) is None
    says(cast.sam, meeting, needs="An interpreter, please.", now=LATER + 2 * HOUR)
    assert line(meeting).open_again


def test_another_profile_opens_a_line_that_came_from_it(cast):
    people.say_needs(by=cast.sam.person, now=NOW, access_needs="An interpreter.")
    meeting = plan(cast)
    says(cast.sam, meeting)
    ticked(cast, meeting)
    people.say_needs(by=cast.sam.person, now=LATER, access_needs="An interpreter from Polish.")
    assert line(meeting).open_again


def test_a_moved_meeting_opens_every_line(cast):
    meeting = needing(cast)
    ticked(cast, meeting)
    later = STARTS + timedelta(days=1)
    meeting = meetings.change(
        meeting=meeting, by=cast.farah.membership, now=LATER + HOUR, starts_at=later, ends_at=later + HOUR
    )
    assert line(meeting).open_again


def test_a_tick_for_words_that_have_changed_meanwhile_is_refused(cast):
    meeting = needing(cast)
    seen = line(meeting).seal
    says(cast.sam, meeting, needs="An interpreter from Spanish.", now=LATER)
    with pytest.raises(operations.SaidSomethingElse):
        ticked(cast, meeting, as_seen=seen, now=LATER + HOUR)
    assert not Arrangement.objects.exists()


def test_what_is_not_on_the_list_cannot_be_ticked_off(cast):
    meeting = needing(cast)
    said = {"by": cast.farah.membership, "now": LATER, "as_seen": "", "arranged": True}
    for whose, need in ((cast.sam, "TRAVEL"), (cast.jo, "INTERPRETER")):
        with pytest.raises(operations.NotOnTheList):
            operations.see_to(meeting=meeting, whose=whose.membership, need=need, **said)


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "faye"])
def test_only_facilitators_of_the_group_see_to_it(cast, who):
    meeting = needing(cast)
    with pytest.raises(operations.CannotSeeToIt):
        ticked(cast, meeting, sees_to_it=getattr(cast, who).membership)


def test_a_word_has_a_limit(cast):
    meeting = needing(cast)
    ticked(cast, meeting, how="x" * 300)
    with pytest.raises(operations.TooLong):
        ticked(cast, meeting, how="x" * 301)


def test_a_cancelled_or_held_meeting_needs_nothing_any_more(cast):
    meeting = needing(cast)
    with pytest.raises(operations.MeetingAlreadyHeld):
        ticked(cast, meeting, now=STARTS + timedelta(days=1))
    off = cancelled(cast)
    assert queries.progress(off, cast.farah.membership, LATER) is None
    with pytest.raises(operations.MeetingCancelled):
        operations.see_to(
            meeting=off, whose=cast.sam.membership, need="OTHER", by=cast.farah.membership, now=LATER, as_seen=""
        )


def test_each_reader_sees_what_they_may_see_of_needs(cast):
    meeting = needing(cast)
    says(cast.jo, meeting, needs="Breaks")
    ticked(cast, meeting)
    ticked(cast, meeting, "BREAKS")

    def seen(player):
        return {one.need for one in queries.lines(meeting, player.membership)}

    assert seen(cast.farah) == seen(cast.col) == {"INTERPRETER", "BREAKS"}
    assert seen(cast.sam) == seen(cast.sol) == {"INTERPRETER"}  # Sol helps Sam
    assert seen(cast.jo) == {"BREAKS"}
    assert seen(cast.okoro) == seen(cast.faye) == set()
    rows = {who: set(Arrangement.objects.visible_to(getattr(cast, who).membership).values_list("need", flat=True))
            for who in ("farah", "sol", "jo", "faye")}  # fmt: skip
    assert rows == {"farah": {"INTERPRETER", "BREAKS"}, "sol": {"INTERPRETER"}, "jo": {"BREAKS"}, "faye": set()}


def test_the_system_is_told_no_count(cast):
    meeting = needing(cast)
    assert queries.progress(meeting, cast.priya.membership, LATER) is None
    assert queries.progress(meeting, cast.sam.membership, LATER) == queries.Progress(0, 1)
