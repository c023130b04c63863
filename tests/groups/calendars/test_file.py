"""The file of one meeting, for somebody's own calendar."""

from icalendar import Calendar

from groups.calendars import queries
from groups.meetings import operations
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, plan


def event_of(player, cast, meeting):
    answer = player.client.get(address(cast, meeting, "meeting.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    file = Calendar.from_ical(answer.content)
    return answer.content.decode(), file, file.events[0]


def test_the_calendar_file_has_the_right_time_zone_and_a_lasting_name(cast):
    meeting = plan(cast)
    raw, file, event = event_of(cast.sam, cast, meeting)
    assert "DTSTART;TZID=Europe/London:20261208T140000" in raw
    assert file.timezones[0]["TZID"] == "Europe/London"
    assert event.start.astimezone(STARTS.tzinfo) == STARTS
    assert event["UID"] == f"meeting-{meeting.pk}@127.0.0.1"
    assert (int(event["SEQUENCE"]), event["STATUS"]) == (1, "CONFIRMED")
    assert "Join online: https://meet.example.org/care" in event["DESCRIPTION"]
    assert event["URL"].endswith(address(cast, meeting))


def test_a_summer_meeting_has_summer_time_in_its_calendar_file(cast):
    summer = STARTS.replace(year=2027, month=7, day=6, hour=13)
    raw, _, event = event_of(cast.sam, cast, plan(cast, starts_at=summer))
    assert "DTSTART;TZID=Europe/London:20270706T140000" in raw
    assert event.start.astimezone(STARTS.tzinfo) == summer


def test_a_moved_or_cancelled_meeting_is_the_same_event_with_a_higher_number(cast):
    meeting = plan(cast)
    _, _, first = event_of(cast.sam, cast, meeting)
    operations.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, place="The Mill")
    _, _, second = event_of(cast.sam, cast, meeting)
    operations.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow")
    _, file, third = event_of(cast.sam, cast, meeting)
    assert first["UID"] == second["UID"] == third["UID"]
    assert [int(one["SEQUENCE"]) for one in (first, second, third)] == [1, 2, 3]
    assert (third["STATUS"], file["METHOD"]) == ("CANCELLED", "CANCEL")


def test_hostile_words_cannot_add_lines_to_a_calendar_file(cast):
    attack = "Tea\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\r\nBEGIN:VALARM;,\\ \u2028X"
    meeting = plan(cast, title=attack, about=attack, place=attack, arrangements=attack, joining_note=attack)
    raw, file, event = event_of(cast.sam, cast, meeting)
    starts = {line.split(":")[0].split(";")[0] for line in raw.replace("\r\n ", "").split("\r\n")}
    assert "ATTENDEE" not in starts
    assert len(file.events) == 1
    assert raw.replace("\r\n ", "").count("\r\nBEGIN:VALARM") == 0
    assert event["SUMMARY"] == "Tea ATTENDEE:mailto:x@example.org END:VEVENT BEGIN:VALARM;,\\ X"


def test_a_calendar_file_without_the_right_to_join_says_nothing_of_it(cast):
    meeting = plan(cast, joining_note="Ring 01632 960 001", how="ONLINE")
    file = queries.calendar_file(meeting, joining=False, now=SOON_AFTER)
    assert b"meet.example.org" not in file
    assert b"01632" not in file
