"""Letters about meetings carry a part for calendars, read back here as a calendar would."""

from datetime import date, timedelta

from django.conf import settings as site
from icalendar import Calendar

from groups import tasks  # noqa: F401  a worker knows what letters enclose
from groups.agendas import operations as agendas
from groups.batches import operations as batches
from groups.calendars import emails
from groups.meetings import operations as meetings
from groups.notices import delivery
from groups.notices.models import Letter
from groups.series import operations as series
from tests.builders import NOW
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, invite
from tests.groups.notices.test_operations import preferring
from tests.groups.series.arrange import meetings as rows
from tests.groups.series.arrange import plan as plan_series

LATER = SOON_AFTER + timedelta(hours=1)


def got(mail, player):
    """Every mail to one person, sent so far."""
    return [message for receivers, message in mail.got if receivers == [player.person.email]]


def parts(message):
    return [part for part in message.walk() if part.get_content_type() == "text/calendar"]


def send(now=LATER):
    delivery.send_due(lambda: now)


def calendar(message):
    [part] = parts(message)
    raw = part.get_payload(decode=True).decode(part.get_content_charset())
    file = Calendar.from_ical(raw)
    assert part.get_param("method") == file["METHOD"]
    return raw, file


def test_the_invitation_carries_the_meeting_as_a_request(cast, mail):
    meeting = arrange.plan(cast)
    send()
    [message] = got(mail, cast.sam)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    raw, file = calendar(message)
    [event] = file.events
    assert file["METHOD"] == "REQUEST"
    assert event["UID"] == f"meeting-{meeting.pk}@127.0.0.1"
    assert (int(event["SEQUENCE"]), event["STATUS"]) == (1, "CONFIRMED")
    assert event.start.astimezone(STARTS.tzinfo) == STARTS
    assert "DTSTART;TZID=Europe/London:20261208T140000" in raw
    assert "Join online: https://meet.example.org/care" in event["DESCRIPTION"]


def test_only_its_reader_stands_in_it_and_no_answer_goes_back_by_calendar(cast, mail):
    arrange.plan(cast)
    send()
    raw, file = calendar(got(mail, cast.sam)[0])
    [event] = file.events
    assert event["ATTENDEE"] == f"mailto:{cast.sam.person.email}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(event["ORGANIZER"]).startswith("mailto:") and "@" in site.DEFAULT_FROM_EMAIL
    assert event["ORGANIZER"].params["CN"] == cast.group.name
    assert raw.count("ATTENDEE") == 1


def test_a_change_and_a_cancellation_are_the_same_event_with_a_higher_number(cast, mail):
    meeting = arrange.plan(cast)
    send()
    meetings.change(meeting=meeting, by=cast.farah.membership, now=LATER, starts_at=STARTS + timedelta(hours=1))
    send()
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=LATER, because="Snow.")
    send()
    files = [calendar(message)[1] for message in got(mail, cast.sam)]
    assert [file["METHOD"] for file in files] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [file.events[0] for file in files]
    assert len({event["UID"] for event in events}) == 1
    assert [int(event["SEQUENCE"]) for event in events] == [1, 2, 3]
    assert events[1].start.astimezone(STARTS.tzinfo) == STARTS + timedelta(hours=1)
    assert events[2]["STATUS"] == "CANCELLED"


def test_a_guest_gets_the_meeting_and_when_taken_off_loses_it_without_a_word_of_what_it_has_become(cast, mail):
    meeting = arrange.plan(cast)
    invite(cast, meeting, cast.priya)
    send()
    meetings.take_off(meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=LATER)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=LATER, title="Without Priya")
    send()
    asked, taken = (calendar(message) for message in got(mail, cast.priya))
    assert (asked[1]["METHOD"], taken[1]["METHOD"]) == ("REQUEST", "CANCEL")
    assert asked[1].events[0]["UID"] == taken[1].events[0]["UID"]
    assert taken[1].events[0]["STATUS"] == "CANCELLED"
    assert "SUMMARY" not in taken[0] and "Without" not in taken[0]


def test_hostile_words_cannot_add_lines_to_it(cast, mail):
    attack = "Tea\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\r\nBEGIN:VALARM;,\\ \u2028X"
    cast.group.name = f'The "best" {attack}'[:120]
    cast.group.save()
    meeting = arrange.plan(cast, title=attack, about=attack, place=attack, arrangements=attack, joining_note=attack)
    send()
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=LATER, because=attack)
    send()
    for message in got(mail, cast.sam):
        raw, file = calendar(message)
        lines = raw.replace("\r\n ", "").splitlines()
        assert [line for line in lines if line.startswith("ATTENDEE")] == [
            f"ATTENDEE;RSVP=FALSE:mailto:{cast.sam.person.email}"
        ]
        assert [line for line in lines if line.startswith(("BEGIN:VE", "BEGIN:VA"))] == ["BEGIN:VEVENT"]
        assert all("\u2028" not in line for line in lines)
        assert len(file.events) == 1


def test_lines_that_were_added_would_be_seen(cast):
    raw = "BEGIN:VEVENT\r\nSUMMARY:Tea\r\nATTENDEE:mailto:x@example.org\r\n"
    assert [line for line in raw.splitlines() if line.startswith("ATTENDEE")] != []


def test_a_discreet_letter_has_no_part_for_a_calendar(cast, mail, now):
    preferring(cast.sam.person, now, discreet=True)
    arrange.plan(cast)
    send()
    assert parts(got(mail, cast.sam)[0]) == []
    assert len(parts(got(mail, cast.jo)[0])) == 1


def test_other_letters_have_none(cast, mail):
    meeting = arrange.plan(cast)
    item = agendas.propose(
        meeting=meeting, by=cast.sam.membership, now=SOON_AFTER, title="x", purpose="HEAR", minutes=5
    )
    send()
    agendas.place(item=item, by=cast.farah.membership, now=LATER)
    send()
    assert parts(got(mail, cast.sam)[-1]) == []


def test_a_letter_from_before_letters_said_which_meeting_goes_without(cast, mail):
    meeting = arrange.plan(cast)
    invite(cast, meeting, cast.priya)
    meetings.take_off(meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=SOON_AFTER)
    Letter.objects.filter(stem__endswith="not_invited").update(about="")
    send()
    assert [parts(message) for message in got(mail, cast.priya)] == [[]]


def test_a_batch_carries_each_of_its_meetings_as_a_file(cast, mail, now):
    preferring(cast.sam.person, now, frequency="DAILY", batch_hour=18, needed_at_once=False)
    arrange.plan(cast)
    arrange.plan(cast, starts_at=STARTS + timedelta(days=7))
    send()
    assert got(mail, cast.sam) == []
    evening = now.replace(hour=18, minute=30)
    batches.gather(now=evening)
    send(evening)
    [message] = got(mail, cast.sam)
    assert [part.get_filename() for part in parts(message)] == ["1-meeting.ics", "2-meeting.ics"]
    events = [Calendar.from_ical(part.get_payload(decode=True)).events[0] for part in parts(message)]
    assert len({event["UID"] for event in events}) == 2


# --- series ---


def test_a_series_comes_in_one_letter_with_all_its_meetings(cast, mail):
    made = rows(plan_series(cast))
    send()
    [message] = got(mail, cast.sam)
    _, file = calendar(message)
    assert file["METHOD"] == "PUBLISH"
    assert [event["UID"] for event in file.events] == [f"meeting-{one.pk}@127.0.0.1" for one in made]
    assert {event.start.hour for event in file.events} == {14}


def test_a_series_keeps_its_wall_time_in_calendars_across_both_changes_of_the_clocks(cast, mail):
    plan_series(cast, rhythm="MONTHLY", first_on=date(2027, 1, 13), last_on=date(2027, 12, 31))
    send()
    _, file = calendar(got(mail, cast.sam)[0])
    assert len(file.events) == 12
    assert {event.start.hour for event in file.events} == {14}
    assert {event.start.utcoffset() for event in file.events} == {timedelta(0), timedelta(hours=1)}


def test_an_ended_series_takes_its_meetings_out_and_a_guest_learns_only_of_theirs(cast, mail):
    made = rows(plan_series(cast))
    meetings.invite(meeting=made[4], guest=cast.priya.membership, by=cast.farah.membership, now=NOW)
    send()
    series.end_from_here(meeting=made[3], by=cast.farah.membership, now=LATER, because="Done.")
    send()
    _, file = calendar(got(mail, cast.sam)[-1])
    assert [event["STATUS"] for event in file.events] == ["CONFIRMED"] * 3 + ["CANCELLED"] * 2
    _, file = calendar(got(mail, cast.priya)[-1])
    assert [(event["UID"], event["STATUS"]) for event in file.events] == [
        (f"meeting-{made[4].pk}@127.0.0.1", "CANCELLED")
    ]


def test_without_anything_to_enclose_a_letter_goes_as_it_is(cast):
    made = rows(plan_series(cast))
    letter = Letter(about=f"series:{made[0].series_id}:1", person=cast.nobody.person, posted_at=NOW)
    assert emails.several(letter) is None
    assert emails.invitation(Letter(about="meeting:0:1", person=cast.sam.person, posted_at=NOW)) is None
