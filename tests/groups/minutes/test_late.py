from datetime import UTC, datetime, timedelta

import pytest

from groups.charter.models import Group
from groups.corrections import operations as corrections
from groups.meetings import operations as meetings
from groups.minutes import queries, tasks
from groups.minutes.models import NotesNudge
from groups.notices import queries as notices
from groups.notices.models import Letter
from tests import builders
from tests.groups.minutes.noted import AFTER, held, write

FIFTH = datetime(2026, 12, 8, 10, tzinfo=UTC)  # the meeting was on Tuesday 1 December: its fifth working day
SIXTH = datetime(2026, 12, 9, 10, tzinfo=UTC)


def letters():
    return list(Letter.objects.filter(stem="groups/minutes/emails/late").order_by("id"))


def test_the_facilitators_hear_once_when_five_working_days_have_passed(cast):
    meeting = held(cast)
    write(cast.jo, meeting)  # a draft that nobody was asked to read
    assert tasks.nudge(FIFTH) == 0
    assert tasks.nudge(SIXTH.replace(hour=5)) == 0
    assert tasks.nudge(SIXTH) == 1
    assert tasks.nudge(SIXTH + timedelta(days=1)) == 0
    assert {one.person for one in letters()} == {cast.farah.person, cast.col.person}
    assert "More than 5 working days have passed" in letters()[0].text


def test_a_bank_holiday_is_no_working_day(cast):
    starts = datetime(2026, 12, 22, 14, tzinfo=UTC)
    meeting = builders.meeting(cast.group, cast.farah.membership, "Before Christmas", starts_at=starts)
    assert str(queries.promised_by(meeting)) == "2026-12-31"
    assert tasks.nudge(datetime(2026, 12, 31, 10, tzinfo=UTC)) == 0
    assert tasks.nudge(datetime(2027, 1, 1, 10, tzinfo=UTC)) == 1


def test_notes_that_are_late_a_day_later_in_another_nation_hide_no_others(cast):
    """Monday 30 November is a bank holiday in Scotland, so five working days are over later there."""
    Group.objects.filter(pk=cast.other_group.pk).update(nation="scotland")
    first, then = datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC)
    builders.meeting(cast.other_group, cast.faye.membership, starts_at=first)
    due = builders.meeting(cast.group, cast.farah.membership, starts_at=then)
    assert queries.to_nudge(datetime(2026, 12, 2, 10, tzinfo=UTC), limit=1) == [due]


@pytest.mark.parametrize("why", ["asked", "cancelled", "too long ago"])
def test_nobody_hears_of_notes_that_are_there_or_do_not_come(cast, why):
    meeting = held(cast)
    write(cast.jo, meeting)
    at = SIXTH
    if why == "asked":
        corrections.ask_to_read(meeting=meeting, by=cast.jo.membership, now=AFTER)
    elif why == "cancelled":
        type(meeting).objects.update(cancelled_at=builders.NOW, cancelled_by=cast.farah.membership)
    else:
        at = SIXTH + timedelta(days=70)
    assert tasks.nudge(at) == 0
    assert not NotesNudge.objects.exists()
    assert list(queries.late(cast.group, at)) == []


def test_a_letter_that_is_not_right_any_more_does_not_go(cast):
    meeting = held(cast)
    write(cast.jo, meeting)
    tasks.nudge(SIXTH)
    before = {one.letter.pk: str(one.do) for one in notices.verdicts(letters(), SIXTH)}
    corrections.ask_to_read(meeting=meeting, by=cast.jo.membership, now=SIXTH)
    after = {one.letter.pk: str(one.do) for one in notices.verdicts(letters(), SIXTH)}
    assert all("EXPIRE" not in one.upper() for one in before.values())
    assert all("EXPIRE" in one.upper() for one in after.values())


def test_late_notes_stand_on_the_facilitators_home_under_what_has_passed_its_day(cast, clock):
    meeting = held(cast)
    clock(FIFTH)
    home = f"/groups/{cast.group.slug}/"
    assert "Notes of “Letters that come late”" not in cast.farah.client.get(home).text
    clock(SIXTH)
    page = cast.farah.client.get(home).text
    assert "What has passed its day" in page
    assert "Notes of “Letters that come late”" in page
    assert "The meeting was on Tuesday 1 December 2026." in page
    assert "Notes of “Letters" not in cast.sam.client.get(home).text
    write(cast.jo, meeting, now=SIXTH)
    corrections.ask_to_read(meeting=meeting, by=cast.jo.membership, now=SIXTH)
    assert "Notes of “Letters that come late”" not in cast.farah.client.get(home).text


def test_a_meeting_ahead_is_never_late(cast):
    meeting = held(cast)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=builders.NOW, title="Other")
    assert list(queries.late(cast.group, builders.NOW)) == []
