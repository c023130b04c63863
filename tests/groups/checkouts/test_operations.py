from datetime import UTC, datetime, timedelta

import pytest

from coproduction.kit import unnamed
from groups.checkouts import operations, queries, tasks
from groups.checkouts.models import CheckOut, MayCheckOut
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.membership.models import Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests.groups.checkouts.held import CLOSES, ENDS, FOR_ALL, STARTS, closed, given, held, more, opened

MINUTE = timedelta(minutes=1)


def letters(word):
    return set(Letter.objects.filter(stem__endswith=f"checkouts/emails/{word}").values_list("person__name", flat=True))


def states(word):
    rows = Letter.objects.filter(stem__endswith=f"checkouts/emails/{word}")
    return dict(rows.values_list("person__name", "state"))


def open_now(cast, meeting, now):
    return operations.open_questions(meeting=meeting, by=cast.farah.membership, now=now)


# --- opening ---


def test_it_opens_by_itself_when_the_planned_end_has_passed(cast):
    more(cast)
    held(cast)
    assert tasks.check_out(ENDS - MINUTE) == 0
    assert tasks.check_out(ENDS) == 1 and tasks.check_out(ENDS + MINUTE) == 0
    found = CheckOut.objects.get()
    assert (found.opened_at, found.closes_at, found.could_answer, found.opened_by) == (ENDS, CLOSES, 11, None)
    assert letters("asked") == {"Sam", "Jo", "Sol", *(f"Member {n}" for n in range(8))}


def test_a_facilitator_may_open_it_earlier_in_the_meeting(cast):
    more(cast)
    meeting = held(cast)
    with pytest.raises(operations.NotBegun):
        open_now(cast, meeting, STARTS - MINUTE)
    found = open_now(cast, meeting, STARTS + MINUTE)
    assert found.opened_by == cast.farah.membership and found.closes_at == CLOSES
    with pytest.raises(operations.OpenAlready):
        open_now(cast, meeting, STARTS + MINUTE)
    assert tasks.check_out(ENDS) == 0 and CheckOut.objects.count() == 1


def test_who_said_that_they_would_not_come_is_not_asked(cast):
    more(cast)
    meeting = held(cast)
    meetings.reply(meeting=meeting, by=cast.jo.membership, now=STARTS - MINUTE, answer="NO")
    tasks.check_out(ENDS)
    assert "Jo" not in letters("asked") and "Sam" in letters("asked")


def test_with_fewer_than_five_people_nobody_is_asked(cast):
    more(cast, 1)  # with Sam, Jo and Sol: four
    meeting = held(cast)
    assert tasks.check_out(ENDS) == 0
    with pytest.raises(operations.TooFewPeople):
        open_now(cast, meeting, ENDS)
    more(cast, 1)
    assert tasks.check_out(ENDS) == 1


def test_a_cancelled_meeting_is_not_asked_about(cast):
    more(cast)
    meeting = held(cast)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=STARTS, because="Snow")
    assert tasks.check_out(ENDS) == 0
    with pytest.raises(operations.MeetingCancelled):
        open_now(cast, meeting, ENDS)


def test_after_an_outage_it_still_opens_but_not_weeks_later(cast):
    more(cast)
    meeting = held(cast)
    with pytest.raises(operations.TooLateToOpen):
        open_now(cast, meeting, ENDS + timedelta(days=7))
    assert tasks.check_out(ENDS + timedelta(days=7)) == 0
    late = ENDS + timedelta(days=6)
    assert tasks.check_out(late) == 1
    assert CheckOut.objects.get().closes_at == late + timedelta(days=3)


def test_the_clock_stands_back_when_somebody_was_quicker(cast, monkeypatch):
    more(cast)
    meeting = held(cast)
    open_now(cast, meeting, STARTS)
    monkeypatch.setattr(queries, "to_open", lambda now: [meeting])
    assert tasks.check_out(ENDS) == 0 and CheckOut.objects.count() == 1


# --- answering ---


@pytest.mark.parametrize("who", ["farah", "col", "priya", "okoro", "nia", "hal"])
def test_only_members_and_supporters_are_asked(cast, who):
    check_out, _ = opened(cast)
    with pytest.raises(operations.NotAsked):
        given(check_out, getattr(cast, who))


def test_nobody_answers_who_joined_after_it_opened(cast):
    check_out, _ = opened(cast)
    (late,) = more(cast, 1)
    with pytest.raises(operations.NotAsked):
        given(check_out, late)


def test_each_answers_once(cast):
    check_out, _ = opened(cast)
    given(check_out, cast.sam)
    with pytest.raises(unnamed.AnsweredAlready):
        given(check_out, cast.sam, "NO", "NO", "NO")
    check_out.refresh_from_db()
    assert check_out.answered == 1 and check_out.counts["SAFE"] == {"YES": 1, "PARTLY": 0, "NO": 0}


def test_each_question_wants_an_answer_and_a_line_is_short(cast):
    check_out, _ = opened(cast)
    for wrong in ({"heard": ""}, {"safe": "MAYBE"}, {"worth": ""}):
        with pytest.raises(operations.AnswerEach):
            given(check_out, cast.sam, **wrong)
    with pytest.raises(operations.LineTooLong):
        given(check_out, cast.sam, line="x" * 401)
    check_out.refresh_from_db()
    assert check_out.answered == 0 and not MayCheckOut.objects.filter(has_answered=True).exists()


def test_nobody_answers_after_the_last_moment_even_before_the_clock_has_closed_it(cast):
    check_out, _ = opened(cast)
    given(check_out, cast.sam, at=CLOSES - MINUTE)
    with pytest.raises(operations.NotOpenAnyMore):
        given(check_out, cast.jo, at=CLOSES)
    tasks.check_out(CLOSES)
    with pytest.raises(operations.NotOpenAnyMore):
        given(check_out, cast.jo)


def test_nobody_answers_about_a_meeting_that_was_cancelled_while_it_was_on(cast):
    more(cast)
    meeting = held(cast)
    check_out = open_now(cast, meeting, STARTS)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=STARTS + MINUTE, because="The alarm")
    with pytest.raises(operations.MeetingCancelled):
        given(check_out, cast.sam, at=STARTS + 2 * MINUTE)


# --- nothing leads from an answer to a person ---


def test_nothing_in_the_tables_joins_an_answer_to_a_person(cast):
    """No row for an answer; no time on the mark that somebody answered; lines in no order; nothing in history."""
    check_out, everyone = opened(cast)
    events = Event.objects.count()
    for number, player in enumerate(everyone):
        given(check_out, player, line=f"line {number}")
    assert {field.name for field in MayCheckOut._meta.fields} == {"id", "check_out", "membership", "has_answered"}
    check_out.refresh_from_db()
    assert sorted(check_out.lines) == sorted(f"line {n}" for n in range(11))
    assert Event.objects.count() == events
    assert Event.objects.get(what="check_out_opened").by is None


def test_the_mark_is_written_together_with_everyone_elses(cast, django_assert_num_queries):
    """One UPDATE of every mark: the stamp the database puts on a row is the same on all of them."""
    check_out, _ = opened(cast)
    with django_assert_num_queries(6) as seen:  # savepoint, row, mine, counts, marks, savepoint
        given(check_out, cast.sam)
    (marks,) = [one["sql"] for one in seen.captured_queries if one["sql"].startswith('UPDATE "groups_maycheckout"')]
    assert marks.rpartition("WHERE")[2].strip() == f'"groups_maycheckout"."check_out_id" = {check_out.pk}'


def test_lines_do_not_stand_in_the_order_in_which_they_were_written(cast):
    orders = set()
    check_out, everyone = opened(cast, 12)
    for number, player in enumerate(everyone):
        given(check_out, player, line=str(number))
        orders.add(tuple(CheckOut.objects.get().lines) == tuple(str(n) for n in range(number + 1)))
    assert False in orders


def test_everyone_gets_the_same_letter_and_it_goes_also_to_who_has_answered(cast):
    check_out, everyone = opened(cast)
    given(check_out, cast.sam)
    membership.take_role(membership=cast.jo.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=ENDS)
    asked = Letter.objects.filter(stem__endswith="checkouts/emails/asked")
    assert len({(one.subject, one.text, one.html, one.path, one.due_at) for one in asked}) == 1
    assert asked.count() == len(everyone)
    delivery.send_due(lambda: ENDS)
    assert states("asked")["Sam"] != "EXPIRED" and states("asked")["Jo"] == "EXPIRED"


def test_letters_about_closed_questions_or_a_cancelled_meeting_do_not_go(cast):
    more(cast)
    meeting = held(cast)
    open_now(cast, meeting, STARTS)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=STARTS + MINUTE, because="The alarm")
    delivery.send_due(lambda: STARTS + MINUTE)
    assert set(states("asked").values()) == {"EXPIRED"}
    other, _ = opened(cast, title="Another", starts_at=STARTS + timedelta(days=1))
    operations.close(check_out=other, now=other.opened_at)
    Letter.objects.filter(stem__endswith="checkouts/emails/asked").exclude(state="PENDING").delete()
    delivery.send_due(lambda: other.opened_at)
    assert set(states("asked").values()) == {"EXPIRED"}


# --- closing ---


def test_closing_forgets_who_answered_and_tells_the_facilitators_first(cast):
    check_out = closed(cast, [("YES", "YES", "NO", "")] * 5)
    assert (check_out.closed_at, check_out.group_from, check_out.answered) == (CLOSES, FOR_ALL, 5)
    assert not MayCheckOut.objects.exists()
    due = dict(Letter.objects.filter(stem__endswith="checkouts/emails/results").values_list("person__name", "due_at"))
    assert due["Farah"] == due["Col"] == CLOSES and due["Sam"] == due["Sol"] == FOR_ALL
    assert not {"Priya", "Dr Okoro", "Nia"} & set(due)
    assert operations.close(check_out=check_out, now=CLOSES) is False


@pytest.mark.parametrize(("closes", "shown"), [
    (datetime(2026, 12, 9, 15, 0, tzinfo=UTC), datetime(2026, 12, 10, 15, 0, tzinfo=UTC)),  # Wednesday, Thursday
    (datetime(2026, 12, 11, 15, 0, tzinfo=UTC), datetime(2026, 12, 14, 15, 0, tzinfo=UTC)),  # Friday, Monday
    (datetime(2026, 12, 12, 15, 0, tzinfo=UTC), datetime(2026, 12, 14, 15, 0, tzinfo=UTC)),  # Saturday, Monday
    (datetime(2026, 12, 24, 15, 0, tzinfo=UTC), datetime(2026, 12, 29, 15, 0, tzinfo=UTC)),  # over Christmas
    (datetime(2027, 3, 26, 15, 0, tzinfo=UTC), datetime(2027, 3, 30, 14, 0, tzinfo=UTC)),  # Good Friday; the clocks change
])  # fmt: skip
def test_the_group_sees_it_one_working_day_later(cast, closes, shown):
    assert queries.group_from(cast.group, closes) == shown


def test_what_too_few_answered_is_wiped_and_nobody_is_told_of_results(cast):
    check_out = closed(cast, [("YES", "YES", "NO", "Only I would say this")] * 4)
    assert (check_out.counts, check_out.lines, check_out.answered) == ({}, [], 0)
    assert letters("results") == set()


def test_the_group_can_read_in_its_history_that_it_was_asked(cast):
    closed(cast, [("YES", "YES", "YES", "")] * 5)
    told = list(Event.objects.filter(what__startswith="check_out").order_by("id").values_list("sentence", flat=True))
    assert told == [
        "People were asked how “Winter meeting” was for them, until Friday 11 December 2026.",
        "The questions how “Winter meeting” was for people have closed.",
    ]
