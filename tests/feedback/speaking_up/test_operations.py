from datetime import date, timedelta

import pytest

from coproduction.kit import unnamed
from feedback.log.operations import NotYourPart
from feedback.speaking_up import operations, queries, tasks
from feedback.speaking_up.models import MayAnswer, PulseRound
from groups.history.models import Event
from groups.membership import operations as membership
from groups.membership.models import Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests.feedback.speaking_up.rounds import APRIL, CLOSED, closed, given, more, opened


def test_every_member_and_nobody_else_is_asked_on_the_first_of_april(cast):
    asking, everyone = opened(cast)
    assert set(MayAnswer.objects.values_list("membership", flat=True)) == {one.membership.pk for one in everyone}
    assert asking.due_on == date(2028, 4, 1) and asking.could_answer == 10
    assert {letter.person_id for letter in Letter.objects.filter(stem__endswith="/asked")} == {
        one.person.pk for one in everyone
    }


@pytest.mark.parametrize(("began", "today", "day"), [
    (date(2026, 1, 10), date(2026, 6, 1), None),  # not half a year old
    (date(2026, 1, 10), date(2026, 7, 20), date(2026, 7, 11)),  # half a year after it began
    (date(2026, 1, 10), date(2026, 10, 2), date(2026, 10, 1)),
    (date(2020, 1, 10), date(2026, 3, 31), date(2025, 10, 1)),
    (date(2020, 1, 10), date(2026, 4, 1), date(2026, 4, 1)),
])  # fmt: skip
def test_the_day_is_the_first_of_april_or_october_or_half_a_year_after_the_beginning(began, today, day):
    assert queries.due_on(began, today) == day


def test_the_next_day_is_never_close_to_the_last(cast):
    began = date(2026, 1, 10)
    assert queries.next_on(began, date(2026, 2, 1), None) == date(2026, 7, 11)
    assert queries.next_on(began, date(2026, 7, 20), date(2026, 7, 11)) == date(2027, 4, 1)
    assert queries.next_on(date(2020, 1, 1), date(2026, 5, 1), date(2026, 4, 1)) == date(2026, 10, 1)


def test_it_opens_once_even_when_two_look_at_the_same_time(cast):
    asking, _ = opened(cast)
    assert tasks.ask(APRIL + timedelta(minutes=1)) == 0
    assert operations.open_asking(group=cast.group, due_on=asking.due_on, now=APRIL) is None
    assert PulseRound.objects.count() == 1


def test_after_an_outage_it_still_opens_but_not_a_month_late(cast):
    more(cast)
    assert tasks.ask(APRIL + timedelta(days=31)) == 0
    assert tasks.ask(APRIL + timedelta(days=14)) == 1


def test_nobody_is_asked_or_reminded_in_the_night(cast):
    more(cast)
    midnight = APRIL.replace(hour=0)  # 1am on the wall, as the clocks went forward the week before
    assert [tasks.ask(midnight + timedelta(hours=hours)) for hours in (0, 6, 7)] == [0, 0, 1]
    fortnight = midnight + timedelta(days=15)
    assert [tasks.ask(fortnight + timedelta(hours=hours)) for hours in (0, 6, 7)] == [0, 0, 1]


def test_a_small_group_is_not_asked(cast):
    more(cast, 5)
    assert tasks.ask(APRIL) == 0 and not PulseRound.objects.exists()
    more(cast, 1)
    assert tasks.ask(APRIL) == 1


def test_nobody_answers_who_joined_after_it_opened(cast):
    asking, _ = opened(cast)
    (late,) = more(cast, 1)
    with pytest.raises(operations.NotAsked):
        given(asking, late)


@pytest.mark.parametrize("who", ["farah", "col", "sol", "priya", "okoro", "nia", "hal"])
def test_only_members_of_the_group_answer(cast, who):
    asking, _ = opened(cast)
    with pytest.raises(NotYourPart):
        given(asking, getattr(cast, who))


def test_each_answers_once(cast):
    asking, _ = opened(cast)
    given(asking, cast.sam)
    with pytest.raises(unnamed.AnsweredAlready):
        given(asking, cast.sam, "NO", "YES")
    asking.refresh_from_db()
    assert asking.answered == 1 and asking.counts["THINK"] == {"YES": 1, "SOMETIMES": 0, "NO": 0, "RATHER_NOT": 0}


def test_both_questions_want_an_answer_and_a_line_is_short(cast):
    asking, _ = opened(cast)
    for wrong in ({"think": ""}, {"cost": "MAYBE"}):
        with pytest.raises(operations.AnswerBoth):
            given(asking, cast.sam, **wrong)
    with pytest.raises(operations.LineTooLong):
        given(asking, cast.sam, line="x" * 401)


def test_nobody_answers_after_the_last_moment_even_before_the_clock_has_closed_it(cast):
    asking, _ = opened(cast)
    with pytest.raises(operations.NotOpenAnyMore):
        given(asking, cast.sam, at=CLOSED)
    tasks.ask(CLOSED)
    with pytest.raises(operations.NotOpenAnyMore):
        given(asking, cast.sam)


def test_nothing_in_the_tables_joins_an_answer_to_a_person(cast):
    """No row for an answer; no time on the mark that somebody answered; lines in no order."""
    asking, everyone = opened(cast)
    for number, player in enumerate(everyone):
        given(asking, player, line=f"line {number}")
    assert {field.name for field in MayAnswer._meta.fields} == {"id", "asking", "membership", "has_answered"}
    asking.refresh_from_db()
    assert sorted(asking.lines) == [f"line {n}" for n in range(10)]
    assert not Event.objects.filter(what__startswith="speaking_up", by__isnull=False).exists()
    assert Event.objects.filter(what__startswith="speaking_up").count() == 1  # that it opened, and nothing of answers


def test_lines_do_not_stand_in_the_order_in_which_they_were_written(cast):
    orders = set()
    asking, everyone = opened(cast, 12)
    for number, player in enumerate(everyone):
        given(asking, player, line=str(number))
        orders.add(tuple(PulseRound.objects.get().lines) == tuple(str(n) for n in range(number + 1)))
    assert False in orders


def test_everyone_gets_the_same_reminder_whether_or_not_they_answered(cast):
    asking, everyone = opened(cast)
    given(asking, cast.sam)
    day = APRIL + timedelta(days=14)
    assert tasks.ask(day) == 1 and tasks.ask(day + timedelta(hours=1)) == 0
    assert operations.remind(asking=asking, now=day) is False
    letters = Letter.objects.filter(stem__endswith="/reminded")
    assert {letter.person_id for letter in letters} == {one.person.pk for one in everyone}
    assert len({(letter.subject, letter.text, letter.html, letter.path, letter.due_at) for letter in letters}) == 1


def test_letters_still_go_to_those_who_answered_and_not_to_those_who_are_no_member_any_more(cast):
    asking, everyone = opened(cast)
    given(asking, cast.sam)
    membership.take_role(membership=cast.jo.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=APRIL)
    delivery.send_due(lambda: APRIL)
    state = dict(Letter.objects.filter(stem__endswith="/asked").values_list("person", "state"))
    assert state[cast.sam.person.pk] != "EXPIRED" and state[cast.jo.person.pk] == "EXPIRED"


def test_letters_of_a_closed_asking_do_not_go(cast):
    asking, _ = opened(cast)
    operations.close(asking=asking, now=APRIL)
    delivery.send_due(lambda: APRIL)
    assert set(Letter.objects.filter(stem__endswith="/asked").values_list("state", flat=True)) == {"EXPIRED"}


def test_a_reminder_goes_while_it_is_open_and_not_to_who_is_no_member_any_more(cast):
    asking, _ = opened(cast)
    day = APRIL + timedelta(days=14)
    operations.remind(asking=asking, now=day)
    membership.take_role(membership=cast.jo.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=day)
    delivery.send_due(lambda: day)
    state = dict(Letter.objects.filter(stem__endswith="/reminded").values_list("person", "state"))
    assert state[cast.sam.person.pk] != "EXPIRED" and state[cast.jo.person.pk] == "EXPIRED"


def test_closing_forgets_who_answered_and_tells_those_who_may_read_it(cast):
    asking = closed(cast, [("YES", "NO", "")] * 6)
    assert asking.closed_at == CLOSED and asking.answered == 6
    assert not MayAnswer.objects.exists()
    told = set(Letter.objects.filter(stem__endswith="/results").values_list("person", flat=True))
    assert {cast.sam.person.pk, cast.farah.person.pk, cast.okoro.person.pk} <= told
    assert cast.priya.person.pk not in told
    assert operations.close(asking=asking, now=CLOSED) is False


def test_what_too_few_answered_is_wiped(cast):
    asking = closed(cast, [("YES", "NO", "Only I would say this")] * 4)
    assert (asking.counts, asking.lines, asking.answered) == ({}, [], 0)
