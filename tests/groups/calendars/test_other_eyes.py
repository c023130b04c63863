"""What goes to calendars, read by vobject: other code than wrote it. Summer and winter time, changes, cancellations, attacks."""

from datetime import date, timedelta

import vobject

from groups.meetings import operations as meetings
from tests.groups.calendars.test_feed import address_of
from tests.groups.calendars.test_mail import LATER, got, parts, send
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import STARTS
from tests.groups.series.arrange import plan as plan_series

ATTACK = "Tea\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\r\nBEGIN:VALARM;,\\ X"


def read(text):
    [file] = vobject.readComponents(text)
    return file


def of(message):
    [part] = parts(message)
    return read(part.get_payload(decode=True).decode())


def test_other_code_reads_the_same_moment_before_and_after_the_clocks_change(cast, mail):
    plan_series(cast, rhythm="MONTHLY", first_on=date(2027, 1, 13), last_on=date(2027, 12, 31))
    send()
    starts = [event.dtstart.value for event in of(got(mail, cast.sam)[0]).vevent_list]
    assert [start.hour for start in starts] == [14] * 12
    assert [start.utcoffset() for start in starts] == [
        timedelta(hours=1 if 4 <= start.month <= 10 else 0) for start in starts
    ]


def test_other_code_sees_one_event_made_moved_and_cancelled(cast, mail):
    meeting = arrange.plan(cast)
    send()
    meetings.change(meeting=meeting, by=cast.farah.membership, now=LATER, starts_at=STARTS + timedelta(hours=1))
    send()
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=LATER, because="Snow.")
    send()
    files = [of(message) for message in got(mail, cast.sam)]
    assert [file.method.value for file in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({file.vevent.uid.value for file in files}) == 1
    assert [int(file.vevent.sequence.value) for file in files] == [1, 2, 3]
    assert files[1].vevent.dtstart.value == STARTS + timedelta(hours=1)
    assert files[2].vevent.status.value == "CANCELLED"


def test_other_code_meets_an_attack_as_words_in_a_title(cast, mail, visitor):
    arrange.plan(cast, title=ATTACK)
    send()
    for file in (of(got(mail, cast.sam)[0]), read(visitor.get(address_of(cast.sam)).content.decode())):
        [event] = file.vevent_list
        assert "END:VEVENT" in event.summary.value and "x@example.org" in event.summary.value
        assert not hasattr(event, "valarm")
        assert all("x@example.org" not in child.value for child in event.contents.get("attendee", []))
