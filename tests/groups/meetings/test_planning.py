from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from groups.history.models import Event
from groups.meetings import operations
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.notices.models import Letter
from tests import builders
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, address, plan


def typed(**changed):
    return {
        "title": "Planning care together", "about": "The draft plan.", "day_day": "8", "day_month": "12",
        "day_year": "2026", "starts": "2pm", "ends": "3:30pm", "how": "HYBRID", "place": "The Weir Centre",
        "joining_link": "https://meet.example.org/care", "capacity": "12",
    } | changed  # fmt: skip


def change(cast, meeting, **new):
    return operations.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, **new)


# --- planning ---


def test_a_planned_meeting_says_when_it_is_on_the_groups_clock(cast):
    meeting = plan(cast)
    assert str(meeting) == "Planning care together"
    assert meeting.when == "2pm to 3:30pm on Tuesday 8 December 2026"


def test_everyone_in_the_group_hears_of_a_planned_meeting_and_nobody_else(cast):
    plan(cast)
    told = set(Letter.objects.values_list("person__name", flat=True))
    assert told == {"Farah", "Col", "Sam", "Jo", "Sol"}


def test_planning_is_in_the_history_of_the_group(cast):
    meeting = plan(cast)
    event = Event.objects.about(meeting).get()
    assert event.sentence == "Farah planned “Planning care together”, 2pm to 3:30pm on Tuesday 8 December 2026."
    assert event.by == cast.farah.person


def test_a_meeting_cannot_be_planned_in_the_past(cast, now):
    with pytest.raises(operations.MeetingInThePast):
        plan(cast, starts_at=now - timedelta(hours=1))


def test_a_meeting_must_end_after_it_starts(cast):
    with pytest.raises(operations.MeetingEndsTooSoon):
        plan(cast, hours=0)


def test_the_database_itself_refuses_impossible_meetings(cast):
    meeting = plan(cast)
    for wrong in ({"ends_at": STARTS}, {"capacity": 0}, {"cancelled_at": STARTS}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


@pytest.mark.parametrize("more", [0, 20])
def test_telling_many_takes_no_more_statements_than_telling_a_few(cast, django_assert_num_queries, more):
    for number in range(more):
        builders.membership(cast.group, name=f"Member {number}")
    with django_assert_num_queries(7):  # savepoints, meeting, history, people, who reads Easy Read, letters
        plan(cast)
    assert Letter.objects.count() == 5 + more


# --- the form ---


def test_a_facilitator_plans_a_meeting_in_the_browser(cast):
    answer = cast.farah.client.post(address(cast, rest="plan/"), typed())
    meeting = Meeting.objects.get()
    assert answer.url == address(cast, meeting)
    assert (meeting.starts_at, meeting.capacity, meeting.time_zone) == (STARTS, 12, "Europe/London")
    assert "You planned “Planning care together”. We are telling the group now." in cast.farah.client.get(
        answer.url
    ).text.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("day", "starts", "ends", "starts_at", "ends_at"),
    [
        (("29", "3", "2027"), "12:30am", "3am", (2027, 3, 28, 23, 30), None),
        (("28", "3", "2027"), "1:30am", "4am", (2027, 3, 28, 1, 30), (2027, 3, 28, 3, 0)),  # skipped: moves forward
        (("31", "10", "2027"), "1:30am", "4am", (2027, 10, 31, 0, 30), (2027, 10, 31, 4, 0)),  # twice: the first
        (("1", "7", "2027"), "2pm", "3pm", (2027, 7, 1, 13, 0), (2027, 7, 1, 14, 0)),
        (("1", "12", "2027"), "10pm", "midnight", (2027, 12, 1, 22, 0), (2027, 12, 2, 0, 0)),
        (("29", "2", "2028"), "2pm", "3pm", (2028, 2, 29, 14, 0), None),
    ],
)
def test_wall_times_mean_the_right_moment_when_clocks_change(cast, day, starts, ends, starts_at, ends_at):
    d, m, y = day
    cast.farah.client.post(
        address(cast, rest="plan/"), typed(day_day=d, day_month=m, day_year=y, starts=starts, ends=ends)
    )
    meeting = Meeting.objects.get()
    assert meeting.starts_at == datetime(*starts_at, tzinfo=UTC)
    assert ends_at is None or meeting.ends_at == datetime(*ends_at, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what the meeting is called"),
        ({"title": "\x00\u202e"}, "Enter what the meeting is called"),
        ({"title": "x" * 1_000_000}, "Use 120 characters or fewer. You used 1000000"),
        ({"about": "x" * 1_000_000}, "Use 3000 characters or fewer. You used 1000000"),
        ({"day_year": "20260"}, "Enter the year as 4 numbers, for example 2026"),
        ({"day_year": "9999"}, "Check the year. It should look like 2026"),
        ({"day_year": "0001"}, "Check the year. It should look like 2026"),
        ({"day_day": "31", "day_month": "2"}, "Enter a real date"),
        ({"day_day": "\x00"}, "Enter a real date"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Enter the day, month and year"),
        ({"day_year": "2025"}, "Choose a time that is still to come."),
        ({"starts": "soon"}, "Enter a time like 2pm or 2:30pm"),
        ({"ends": "1pm"}, "The meeting must end after it starts"),
        ({"how": ""}, "Choose how people meet"),
        ({"how": "BY_OWL"}, "Choose one of the answers"),
        ({"place": ""}, "Enter where people meet"),
        ({"how": "IN_PERSON", "place": ""}, "Enter where people meet"),
        ({"place": "x" * 301}, "Use 300 characters or fewer. You used 301"),
        ({"joining_link": ""}, "Enter the link, or write another way to join below"),
        ({"how": "ONLINE", "joining_link": ""}, "Enter the link, or write another way to join below"),
        ({"joining_link": "javascript:alert(1)"}, "Enter a link that starts with https://"),
        ({"joining_link": "ftp://example.org"}, "Enter a link that starts with https://"),
        ({"joining_link": "https://example.org/\r\nATTENDEE:x"}, "Enter a link that starts with https://"),
        ({"joining_link": "https://example.org/\x00"}, "a character we cannot keep"),
        ({"capacity": "0"}, "Enter 1 or more"),
        ({"capacity": "many"}, "Enter a whole number, like 20"),
        ({"capacity": "99999999999999999999"}, "Enter 10000 or less"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_what_was_typed_is_kept(cast, wrong, said):
    answer = cast.farah.client.post(address(cast, rest="plan/"), typed(**wrong))
    assert answer.status_code == 200
    assert said in answer.text
    assert "The draft plan." in answer.text or "about" in wrong
    assert not Meeting.objects.exists()


def test_a_phone_number_is_a_way_to_join_too(cast):
    cast.farah.client.post(
        address(cast, rest="plan/"), typed(how="ONLINE", joining_link="", joining_note="Ring 01632 960 001")
    )
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.capacity, meeting.where) == ("", None, "Online")


def test_a_meeting_in_a_room_keeps_no_link(cast):
    cast.farah.client.post(address(cast, rest="plan/"), typed(how="IN_PERSON"))
    assert Meeting.objects.get().joining_link == ""


def test_hidden_characters_do_not_come_in(cast):
    cast.farah.client.post(
        address(cast, rest="plan/"), typed(title="Care\u202e plan\r\nBcc: x", about="One\r\ntwo\x07")
    )
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.about) == ("Care plan Bcc: x", "One\ntwo")


# --- changing ---


def test_a_changed_meeting_tells_everyone_what_was_and_what_is(cast):
    meeting = change(cast, plan(cast), place="The Mill", arrangements="Captions")
    letter = Letter.objects.get(stem="groups/meetings/emails/changed", person=cast.sam.person)
    assert "Where: The Mill, or online (before: The Weir Centre, or online)" in letter.text
    assert "What is arranged: Captions (before: nothing)" in letter.text
    assert letter.subject.startswith("Changed, please say again if you are coming: ")
    assert (meeting.version, meeting.moved_at) == (2, SOON_AFTER)


def test_a_change_that_moves_nothing_asks_nobody_again(cast):
    meeting = change(cast, plan(cast), arrangements="Captions")
    letter = Letter.objects.get(stem="groups/meetings/emails/changed", person=cast.sam.person)
    assert meeting.moved_at is None
    assert letter.subject.startswith("Changed: ")


def test_more_places_or_other_words_about_it_trouble_nobody(cast):
    meeting = change(cast, plan(cast), capacity=30, about="Bring a friend.")
    assert meeting.version == 1
    assert not Letter.objects.filter(stem="groups/meetings/emails/changed").exists()
    assert Event.objects.filter(what="meeting_changed").get().sentence.endswith("what it is about, places.")


def test_saving_without_a_change_changes_nothing(cast):
    meeting = change(cast, plan(cast), title="Planning care together")
    assert (meeting.version, meeting.changed_at) == (1, None)
    assert not Event.objects.filter(what="meeting_changed").exists()


def test_a_moved_meeting_keeps_its_old_time_in_history(cast):
    later = STARTS + timedelta(days=1)
    change(cast, plan(cast), starts_at=later, ends_at=later + timedelta(hours=2))
    assert Event.objects.get(what="meeting_changed").detail == {
        "was": "2pm to 3:30pm on Tuesday 8 December 2026",
        "now": "2pm to 4pm on Wednesday 9 December 2026",
    }


def test_a_meeting_cannot_be_moved_into_the_past_or_end_before_it_starts(cast, now):
    with pytest.raises(operations.MeetingInThePast):
        change(cast, plan(cast), starts_at=now - timedelta(days=1))
    with pytest.raises(operations.MeetingEndsTooSoon):
        change(cast, plan(cast), ends_at=STARTS)


def test_a_held_meeting_cannot_be_changed_or_cancelled(cast):
    meeting = arrange.held(cast)
    with pytest.raises(operations.MeetingAlreadyHeld):
        change(cast, meeting, title="Other")
    with pytest.raises(operations.MeetingAlreadyHeld):
        operations.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="No")


def test_a_cancelled_meeting_cannot_be_changed_or_cancelled_again(cast):
    meeting = arrange.cancelled(cast)
    with pytest.raises(operations.MeetingCancelled):
        change(cast, meeting, title="Other")
    with pytest.raises(operations.MeetingCancelled):
        operations.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Again")


def test_fewer_places_than_people_who_are_coming_is_refused(cast):
    meeting = plan(cast, capacity=5)
    arrange.says(cast.sam, meeting)
    arrange.says(cast.jo, meeting)
    with pytest.raises(operations.TooFewPlaces) as refusal:
        change(cast, meeting, capacity=1)
    assert refusal.value.sentence == "2 people are already coming in person. Leave room for them."
    change(cast, meeting, how="ONLINE", capacity=None)


def test_two_facilitators_do_not_change_a_meeting_over_each_other(cast):
    meeting = plan(cast)
    page = address(cast, meeting, "change/")
    seen = cast.farah.client.get(page).context["form"].initial["as_seen"]
    cast.col.client.post(page, typed(title="Col's title", as_seen=seen))
    answer = cast.farah.client.post(page, typed(title="Farah's title", as_seen=seen))
    assert "Somebody else changed this meeting while you were on this page" in answer.text
    assert "Farah&#x27;s title" in answer.text
    assert Meeting.objects.get().title == "Col's title"


def test_a_facilitator_changes_a_meeting_in_the_browser(cast):
    meeting = plan(cast)
    page = address(cast, meeting, "change/")
    assert 'value="3:30pm"' in cast.farah.client.get(page).text
    answer = cast.farah.client.post(page, typed(place="The Mill", capacity=""), follow=True)
    assert "You changed the meeting. We are telling everyone invited." in answer.text
    edition = Meeting.objects.get().edition
    answer = cast.farah.client.post(page, typed(place="The Mill", capacity="20", as_seen=edition), follow=True)
    assert "Saved." in answer.text


# --- cancelling ---


def test_the_page_to_cancel_says_what_stays_and_how_many_are_told(cast):
    meeting = plan(cast)
    answer = cast.farah.client.get(address(cast, meeting, "cancel/"))
    assert "We tell all 5 people who may come" in answer.text
    assert "The page of the meeting stays" in answer.text


def test_a_cancelled_meeting_stays_to_be_read_and_everyone_is_told_why(cast):
    meeting = plan(cast)
    answer = cast.farah.client.post(address(cast, meeting, "cancel/"), {"because": "The hall is flooded."}, follow=True)
    assert "This meeting was cancelled." in answer.text
    assert "The hall is flooded." in answer.text
    letters = Letter.objects.filter(stem="groups/meetings/emails/cancelled")
    assert letters.count() == 5
    assert "Why: The hall is flooded." in letters.first().text


def test_cancelling_needs_a_reason_and_a_meeting_that_goes_ahead(cast):
    meeting = plan(cast)
    page = address(cast, meeting, "cancel/")
    for wrong in ("", "\x00\x01", "x" * 1_000_000):
        assert cast.farah.client.post(page, {"because": wrong}).status_code == 200
    assert not Meeting.objects.get().cancelled
    cast.farah.client.post(page, {"because": "Snow"})
    assert "This meeting was cancelled, so this" in cast.farah.client.post(page, {"because": "Snow"}).text


def test_a_person_says_one_and_not_many(cast):
    Membership.objects.filter(group=cast.group).exclude(pk=cast.farah.membership.pk).update(left_at=SOON_AFTER)
    meeting = plan(cast)
    assert "We tell the 1 person who may come" in cast.farah.client.get(address(cast, meeting, "cancel/")).text


# --- guests ---


def test_a_guest_is_invited_to_one_meeting_and_told(cast):
    meeting, other = plan(cast), plan(cast, title="Only us")
    answer = cast.farah.client.post(
        address(cast, meeting, "guests/"), {"invite": cast.priya.membership.pk}, follow=True
    )
    assert "You invited Priya. We are telling them." in answer.text
    assert list(Meeting.objects.visible_to(cast.priya.membership)) == [meeting]
    assert Letter.objects.get(person=cast.priya.person).subject.startswith("The group invites you: ")
    assert cast.priya.client.get(address(cast, other)).status_code == 404


def test_inviting_twice_is_inviting_once(cast):
    meeting = plan(cast)
    arrange.invite(cast, meeting, cast.priya)
    arrange.invite(cast, meeting, cast.priya)
    assert Letter.objects.filter(person=cast.priya.person).count() == 1


def test_an_invitation_taken_back_frees_the_place_and_closes_the_door(cast):
    meeting = plan(cast, capacity=1)
    arrange.invite(cast, meeting, cast.priya)
    arrange.says(cast.priya, meeting)
    page = address(cast, meeting, "guests/")
    assert "Take back the invitation" in cast.farah.client.get(page).text
    answer = cast.farah.client.post(page, {"take_off": cast.priya.membership.pk}, follow=True)
    assert "Priya is not invited any more. We are telling them." in answer.text
    assert cast.priya.client.get(address(cast, meeting)).status_code == 404
    arrange.says(cast.sam, meeting)
    assert Letter.objects.filter(stem="groups/meetings/emails/not_invited").count() == 1


def test_taking_off_somebody_who_was_not_invited_does_nothing(cast):
    meeting = plan(cast)
    operations.take_off(meeting=meeting, guest=cast.priya.membership, by=cast.farah.membership, now=SOON_AFTER)
    assert not Event.objects.filter(what="guest_taken_off").exists()


@pytest.mark.parametrize("who", ["sam", "sol", "nia", "hal", "faye"])
def test_only_people_from_the_system_of_this_group_can_be_guests(cast, who):
    meeting, player = plan(cast), getattr(cast, who)
    with pytest.raises(operations.CannotBeGuest):
        arrange.invite(cast, meeting, player)
    answer = cast.farah.client.post(address(cast, meeting, "guests/"), {"invite": player.membership.pk})
    assert answer.status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "\x00", "²"])
def test_a_guest_that_is_none_is_not_found(cast, number):
    meeting = plan(cast)
    assert cast.farah.client.post(address(cast, meeting, "guests/"), {"invite": number}).status_code == 404


def test_guests_of_a_cancelled_meeting_cannot_be_changed(cast):
    meeting = arrange.cancelled(cast)
    answer = cast.farah.client.post(
        address(cast, meeting, "guests/"), {"invite": cast.priya.membership.pk}, follow=True
    )
    assert "This meeting was cancelled" in answer.text
    assert "No point of contact" not in answer.text
