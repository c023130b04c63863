from datetime import datetime, timedelta

import pytest

from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.papers import operations as papers
from groups.papers_due import operations, queries, tasks
from groups.papers_due.models import PaperNudge
from tests import builders
from tests.builders import NOW
from tests.groups.meetings import arrange as meet
from tests.groups.meetings.arrange import plan
from tests.groups.papers.arrange import added, promised

MISSING, CHECK = "groups/papers_due/emails/missing", "groups/papers_due/emails/to_check"


def at(text):
    return datetime.fromisoformat(f"{text}+00:00")


def told(stem):
    return sorted(Letter.objects.filter(stem=stem).values_list("person__name", flat=True))


def test_who_promised_a_paper_is_reminded_on_the_rules_day_once(cast):
    promised(cast, meeting=plan(cast))  # on 8 December; the rule's day is the 1st
    assert tasks.nudge(at("2026-11-30T12:00")) == 0
    assert tasks.nudge(at("2026-12-01T07:59")) == 0
    assert tasks.nudge(at("2026-12-01T08:00")) == 1
    assert tasks.nudge(at("2026-12-01T08:01")) == 0
    letter = Letter.objects.get(stem=MISSING)
    assert letter.person == cast.okoro.person
    assert "It was to be here by Tuesday 1 December 2026" in letter.text
    assert "Planning care together" not in letter.text + letter.html  # its owner may not be invited


def test_after_an_outage_it_is_still_said_and_after_the_meeting_not(cast):
    promised(cast, meeting=plan(cast))
    assert tasks.nudge(at("2026-12-09T12:00")) == 0
    assert tasks.nudge(at("2026-12-06T12:00")) == 1


def test_what_came_was_taken_off_or_belongs_to_no_coming_meeting_reminds_nobody(cast):
    meeting = plan(cast)
    came, off = promised(cast, "sam", meeting=meeting), promised(cast, "jo", meeting=meeting)
    papers.put(by=cast.sam.membership, now=NOW, paper=came, seen=0, summary="x", text="y")
    papers.take_off(by=cast.jo.membership, now=NOW, paper=off, because="I cannot.")
    promised(cast, "sam", title="Some day")
    other = plan(cast, title="Called off")
    promised(cast, meeting=other)
    meetings.cancel(meeting=other, by=cast.farah.membership, now=NOW, because="Snow.")
    assert tasks.nudge(at("2026-12-02T12:00")) == 0


def test_whoever_was_asked_today_is_not_reminded_today(cast):
    promised(cast, meeting=plan(cast), now=at("2026-12-03T09:00"))
    assert tasks.nudge(at("2026-12-03T10:00")) == 0
    assert tasks.nudge(at("2026-12-04T10:00")) == 1


def test_papers_that_are_not_due_yet_hide_none_of_another_group(cast):
    promised(cast, meeting=plan(cast))  # the rule's day is 1 December
    cast.other_group.paper_days = 21
    cast.other_group.save()
    later = builders.meeting(cast.other_group, cast.faye.membership, starts_at=meet.STARTS + timedelta(days=5))
    due = promised(cast, "hal", by=cast.faye, meeting=later)
    [found] = queries.nudges_due(at("2026-11-24T12:00"), limit=1)
    assert found.paper == due


def test_a_meeting_that_moves_is_reminded_of_for_its_new_day(cast):
    meeting = plan(cast)
    promised(cast, meeting=meeting)
    assert tasks.nudge(at("2026-12-01T12:00")) == 1
    later = meet.STARTS + timedelta(days=30)
    meetings.change(
        meeting=meeting, by=cast.farah.membership, now=at("2026-12-02T12:00"), starts_at=later,
        ends_at=later + timedelta(hours=1),
    )  # fmt: skip
    assert tasks.nudge(at("2026-12-03T12:00")) == 0
    assert tasks.nudge(at("2027-01-01T12:00")) == 1
    assert PaperNudge.objects.count() == 2


def test_a_change_of_the_meeting_that_moves_no_day_reminds_nobody_again(cast):
    meeting = plan(cast)
    promised(cast, meeting=meeting)
    tasks.nudge(at("2026-12-01T12:00"))
    meetings.change(meeting=meeting, by=cast.farah.membership, now=at("2026-12-02T12:00"), title="Another name")
    assert tasks.nudge(at("2026-12-03T12:00")) == 0
    assert told(MISSING) == ["Dr Okoro"]


def test_a_year_after_it_was_checked_its_owner_is_asked_once(cast):
    paper = added(cast)
    assert tasks.nudge(at("2027-11-17T12:00")) == 0
    assert tasks.nudge(at("2027-11-18T12:00")) == 1
    assert tasks.nudge(at("2027-11-19T12:00")) == 0
    assert told(CHECK) == ["Dr Okoro"]
    assert "last checked on Wednesday 18 November 2026" in Letter.objects.get(stem=CHECK).text
    papers.check(by=cast.okoro.membership, now=at("2027-11-18T13:00"), paper=paper)
    assert tasks.nudge(at("2028-11-18T12:00")) == 1


def test_the_morning_is_waited_for_here_too(cast):
    added(cast)
    assert tasks.nudge(at("2027-11-18T07:00")) == 0


def test_if_the_owner_has_left_the_facilitators_hear_of_it(cast):
    added(cast, "sam")
    membership.leave(membership=cast.sam.membership, now=NOW)
    tasks.nudge(at("2027-11-18T12:00"))
    assert told(CHECK) == ["Col", "Farah"]


def test_a_closed_group_is_left_alone(cast):
    added(cast)
    promised(cast, meeting=plan(cast))
    cast.group.closed_at = NOW
    cast.group.save()
    assert tasks.nudge(at("2026-12-02T12:00")) == tasks.nudge(at("2027-12-02T12:00")) == 0


def test_two_workers_at_once_remind_once(cast, monkeypatch):
    promised(cast, meeting=plan(cast))
    due = queries.nudges_due(at("2026-12-01T12:00"))
    operations.nudge(now=at("2026-12-01T12:00"))
    monkeypatch.setattr(queries, "nudges_due", lambda now: due)
    assert operations.nudge(now=at("2026-12-01T12:00")) == 0
    assert told(MISSING) == ["Dr Okoro"]


@pytest.mark.parametrize("way", ["comes", "is taken off", "meeting cancelled"])
def test_a_reminder_that_is_no_longer_right_does_not_go(cast, mail, way):
    meeting = plan(cast)
    paper = promised(cast, meeting=meeting)
    promised(cast, "sam", title="Mine", meeting=meeting)
    day = at("2026-12-01T12:00")
    tasks.nudge(day)
    if way == "comes":
        papers.put(by=cast.okoro.membership, now=day, paper=paper, seen=0, summary="x", text="y")
    elif way == "is taken off":
        papers.take_off(by=cast.okoro.membership, now=day, paper=paper, because="No.")
    else:
        meetings.cancel(meeting=meeting, by=cast.farah.membership, now=day, because="Snow.")
    delivery.send_due(lambda: day)
    states = dict(Letter.objects.filter(stem=MISSING).values_list("person__name", "state"))
    assert states == {"Dr Okoro": "EXPIRED", "Sam": "EXPIRED" if way == "meeting cancelled" else "SENT"}


def test_a_question_whether_it_is_still_right_does_not_go_once_it_was_answered(cast, mail):
    answered = added(cast)
    added(cast, "sam", title="Not answered")
    day = at("2027-11-18T12:00")
    tasks.nudge(day)
    papers.check(by=cast.okoro.membership, now=day, paper=answered)
    delivery.send_due(lambda: day)
    states = dict(Letter.objects.filter(stem=CHECK).values_list("person__name", "state"))
    assert states == {"Dr Okoro": "EXPIRED", "Sam": "SENT"}
