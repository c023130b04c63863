from datetime import timedelta

import pytest

from groups.meetings import operations
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, invite, plan


def sent(stem):
    rows = Letter.objects.filter(stem=f"groups/meetings/emails/{stem}", state="SENT")
    return set(rows.values_list("person__name", flat=True))


def send(at=SOON_AFTER):
    return delivery.send_due(lambda: at)


def test_the_invitation_says_when_where_and_how_and_has_one_button(cast):
    plan(cast, place_access="Step-free", joining_note="Ring 01632 960 001", arrangements="Captions", about="The plan")
    letter = Letter.objects.get(person=cast.sam.person)
    assert letter.subject == "Are you coming? Planning care together, 2pm to 3:30pm on Tuesday 8 December 2026"
    for words in ("The plan", "The Weir Centre, or online", "Step-free", "https://meet.example.org/care",
                  "Ring 01632 960 001", "Captions"):  # fmt: skip
        assert words in letter.text
        assert words in letter.html
    assert letter.path.startswith(address(cast))
    send()
    assert sent("planned") == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_a_letter_has_the_readers_own_clock_where_it_shows_another_time(cast):
    cast.sam.person.time_zone = "America/New_York"
    cast.sam.person.save()
    plan(cast)
    assert "On your clock: 9am to 10:30am" in Letter.objects.get(person=cast.sam.person).text
    assert "On your clock" not in Letter.objects.get(person=cast.jo.person).text


def test_an_invitation_overtaken_by_a_change_is_not_sent(cast):
    meeting = plan(cast)
    operations.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, place="The Mill")
    send()
    assert sent("planned") == set()
    assert sent("changed") == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_nothing_but_the_news_goes_out_once_a_meeting_is_cancelled(cast):
    arrange.cancelled(cast)
    send()
    assert sent("planned") == set()
    assert sent("cancelled") == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_an_invitation_is_not_sent_after_the_meeting(cast):
    plan(cast)
    send(STARTS + timedelta(hours=2))
    assert sent("planned") == set()


def test_who_left_or_is_no_guest_any_more_gets_nothing(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.priya)
    invite(cast, meeting, cast.okoro)
    operations.take_off(meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=SOON_AFTER)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=SOON_AFTER)
    send()
    assert sent("invited") == {"Dr Okoro"}
    assert sent("not_invited") == {"Priya"}
    assert "Jo" not in sent("planned")


def test_guests_hear_of_changes_and_of_the_end(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.priya)
    meeting = operations.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, place="The Mill")
    send()
    assert "Priya" in sent("changed")
    operations.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow")
    send()
    assert "Priya" in sent("cancelled")


@pytest.mark.parametrize(("days", "urgent"), [(2, True), (5, False)])
def test_news_of_a_meeting_close_by_does_not_wait_for_a_batch(cast, now, days, urgent):
    meeting = plan(cast, starts_at=now + timedelta(days=days))
    operations.cancel(meeting=meeting, by=cast.farah.membership, now=now, because="Snow")
    letter = Letter.objects.get(stem="groups/meetings/emails/cancelled", person=cast.sam.person)
    assert letter.urgent == urgent


def test_hostile_words_stay_words_in_a_letter(cast):
    plan(cast, title="<b>Tea</b>", about="<script>alert(1)</script>")
    letter = Letter.objects.get(person=cast.sam.person)
    assert "<script>" not in letter.html
    assert "&lt;b&gt;Tea&lt;/b&gt;" in letter.html
    assert "<b>Tea</b>" in letter.text
