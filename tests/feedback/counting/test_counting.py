"""What is counted, and how it is said. Entries, never people."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from coproduction.kit import spans
from feedback.answers import operations as answers
from feedback.counting import queries
from feedback.counting.queries import Figures, Took
from feedback.impact.models import Asking
from feedback.log.models import Step
from groups.meetings.models import Meeting
from tests import builders
from tests.feedback import chain
from tests.feedback.answers.test_operations import decide, hear

NOVEMBER, DECEMBER = spans.read("2026-11"), spans.read("2026-12")


def lived(cast, now):
    """One of each in November: waiting, doing, done, refused, half a year ago noticed by nobody."""
    letters = builders.topic(cast.group, "Letters")
    chain.sent(cast, now, topic=letters)
    chain.decided(cast, now, kind="PARTLY")
    did, no = chain.did(cast, now), chain.cannot(cast, now)
    asked = {"round": 1, "months": 3, "opened_on": now.date(), "closes_on": now.date(), "closed_at": now}
    Asking.objects.create(said=did, result="UNNOTICED", counts={"NO": 1}, **asked)
    Asking.objects.create(said=no, result="NOTICED", counts={"YES": 4}, **asked)
    for days in (-1, 1):
        at = now.replace(day=now.day + days)
        builders.meeting(cast.group, cast.farah.membership, f"Meeting {days}", starts_at=at)
    Meeting.objects.filter(title="Meeting 1").update(cancelled_at=now, cancelled_by=cast.farah.membership)


def test_what_happened_in_a_month_is_counted_by_what_it_was(cast, now):
    lived(cast, now)
    found = queries.figures(cast.group, NOVEMBER)
    assert {name: number for name, number in found.counts.items() if number} == {
        "SAID": 4, "HEARD": 3, "ANSWERED": 3, "WE_WILL": 1, "PARTLY": 1, "CANNOT": 1, "WHY_MONEY": 2, "DID": 1,
        "UNNOTICED": 1, "ASKED": 1, "MEETINGS": 1, "WAITING": 1, "DOING": 1, "LATE": 1,
    }  # fmt: skip
    assert found.by_topic == [("No topic", 3), ("Letters", 1)] and found.causes == [("Money", 2)]
    assert found.hear.kept_in_ten == 8 and found.answer.middle == 0
    assert found.members == "fewer than 8"  # Sam, Jo and, until now, Gwen
    assert queries.unpacked(queries.packed(found)) == Figures(
        +found.counts, found.topics, found.hear, found.answer, found.members
    )
    assert not +queries.figures(cast.other_group, NOVEMBER).counts


def test_times_are_working_days_beside_the_promise(cast, now, django_assert_num_queries):
    for days in (1, 2, 14):
        said = chain.sent(cast, now)
        hear(cast, now + timedelta(days=days), said)
        decide(cast, now + timedelta(days=14), said)
    steps = Step.objects.filter(group=cast.group)
    with django_assert_num_queries(1):
        took = queries.times(steps, {"HEARD": 0, "DECIDED": 1})
    assert (took["HEARD"].promised, took["HEARD"].kept, took["HEARD"].middle) == (3, 2, 2)
    assert (took["DECIDED"].promised, took["DECIDED"].kept, took["DECIDED"].middle) == (4, 3, 10)
    none = queries.times(Step.objects.filter(group=cast.other_group), {"HEARD": 0})
    assert none["HEARD"].middle is None


def test_what_was_late_on_the_last_day_counts_as_not_kept(cast, now):
    chain.heard(cast, now)
    chain.sent(cast, now)
    found = queries.figures(cast.group, NOVEMBER)
    assert (found["LATE"], found.hear.kept_in_ten) == (1, 5)  # to hear within 5 working days of 18 November
    later = queries.figures(cast.group, DECEMBER)
    assert (later["LATE"], later["WAITING"], later.answer.kept_in_ten, later.hear.middle) == (2, 2, 0, None)


def test_nobody_keeps_the_promise_to_answer_by_not_even_hearing(cast, now):
    """And what is late to be heard and to be answered is one late thing."""
    for _ in range(3):
        chain.sent(cast, now)
    chain.decided(cast, now)
    found = queries.figures(cast.group, DECEMBER)
    assert (found["LATE"], found.hear.late, found.answer.late, found.answer.kept_in_ten) == (3, 3, 3, 0)
    year = queries.figures(cast.group, spans.read("2026-q4"))
    assert (year["LATE"], year.hear.kept_in_ten, year.answer.kept_in_ten) == (3, 2, 2)


def test_an_answer_changed_in_the_same_month_counts_as_it_stood_at_the_end(cast, now):
    said = chain.decided(cast, now)
    answers.decide_again(by=cast.okoro.membership, now=now, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON)
    found = queries.figures(cast.group, NOVEMBER)
    assert (found["ANSWERED"], found["CANNOT"], found["WE_WILL"]) == (1, 1, 0)


def test_the_middle_of_several_groups_is_not_the_middle_of_middles():
    one = Took(Counter({1: 3, 9: 1}), 3, 1)
    other = Took(Counter({20: 5}), 0, 0)
    both = one + other
    assert (one.middle, other.middle, both.middle, both.kept_in_ten) == (1, 20, 20, 3)
    assert (Took().middle, Took().kept_in_ten) == (None, None)
    assert (Figures(members="about 10") + Figures(members="about 15")).members == ""


def test_the_first_moment_of_a_month_is_not_in_the_one_before(cast):
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    chain.sent(cast, midnight)
    assert queries.figures(cast.group, NOVEMBER)["SAID"] == 0
    assert queries.figures(cast.group, DECEMBER)["SAID"] == 1
