import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.notices.models import Letter
from groups.series.models import Series
from tests.builders import NOW
from tests.groups.meetings.arrange import plan as plan_alone
from tests.groups.series.arrange import address, plan, typed
from tests.groups.series.arrange import meetings as rows


def hidden(answer, name="seen"):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1]


def shown(cast, **changed):
    return cast.farah.client.post(address(cast, rest="plan/"), typed(**changed))


# --- doors ---


def pages_of(series):
    one = series.meetings.first().pk
    return ["", f"{one}/change/", f"{one}/end/"]


def test_nobody_outside_the_group_learns_that_a_series_exists(cast):
    series = plan(cast)
    for player in cast.outsiders:
        for rest in pages_of(series):
            assert player.client.get(address(cast, series, rest)).status_code == 404


def test_the_group_sees_a_series_and_only_facilitators_change_it(cast):
    series = plan(cast)
    for player in cast.in_group:
        answers = [player.client.get(address(cast, series, rest)).status_code for rest in pages_of(series)]
        expected = {True: [200, 200, 200], False: [200, 403, 403]}[player in (cast.farah, cast.col)]
        assert answers == (expected if player.membership.inside else [403] * 3), player.person.name


def test_a_series_of_another_group_and_a_meeting_outside_it_are_not_found(cast):
    series = plan(cast)
    theirs = plan(cast, by=cast.faye.membership)
    alone = plan_alone(cast)
    assert cast.farah.client.get(address(cast, theirs)).status_code == 404
    for rest in (f"{alone.pk}/change/", f"{rows(theirs)[0].pk}/end/"):
        assert cast.farah.client.get(address(cast, series, rest)).status_code == 404


# --- planning ---


def test_the_first_press_shows_the_days_and_plans_nothing(cast):
    answer = shown(
        cast,
        rhythm="WEEKLY",
        first_on_day="22",
        first_on_month="3",
        first_on_year="2027",
        last_on_month="4",
        last_on_day="6",
    )
    assert answer.status_code == 200
    assert "data-taken" in answer.text
    assert "Monday 22 March 2027" in answer.text
    assert "Monday 29 March 2027 (Easter Monday)" in answer.text
    assert "Plan these 2 meetings" in answer.text
    assert not Series.objects.exists()


def test_the_second_press_plans_them(cast):
    first = shown(cast)
    assert "No day is left out" in first.text
    answer = cast.farah.client.post(address(cast, rest="plan/"), typed(seen=hidden(first)), follow=True)
    assert "You planned “Tuesday circle”: 5 meetings. We are telling the group in one letter." in answer.text
    assert Meeting.objects.count() == 5


def test_two_presses_of_the_button_plan_once(cast):
    seen = hidden(shown(cast))
    for _ in range(2):
        assert cast.farah.client.post(address(cast, rest="plan/"), typed(seen=seen)).status_code == 302
    assert (Series.objects.count(), Letter.objects.filter(person=cast.sam.person).count()) == (1, 1)


def test_days_that_were_changed_after_they_were_shown_are_shown_again(cast):
    seen = hidden(shown(cast))
    answer = cast.farah.client.post(address(cast, rest="plan/"), typed(seen=seen, rhythm="WEEKLY"))
    assert "Plan these 9 meetings" in answer.text
    assert not Series.objects.exists()


def test_days_without_known_bank_holidays_are_pointed_out(cast):
    answer = shown(cast, rhythm="MONTHLY", last_on_year="2031")
    assert "Bank holidays are not known yet for the last of these days." in answer.text


@pytest.mark.parametrize(("changed", "said"), [
    ({"title": ""}, "Enter what the meetings are called"),
    ({"rhythm": ""}, "Choose how often"),
    ({"last_on_year": "2026", "last_on_month": "12", "last_on_day": "8"}, "The last day must be after the first"),
    ({"last_on_day": ""}, "The date also needs a day"),
    ({"ends": "1pm"}, "The meeting must end after it starts"),
    ({"ends": ""}, "Enter a time"),
    ({"how": ""}, "Choose how people meet"),
    ({"place": ""}, "Enter where people meet"),
    ({"joining_link": ""}, "Enter the link, or write another way to join below"),
    ({"joining_link": "ftp://meet.example.org"}, "Enter a link that starts with https://"),
])  # fmt: skip
def test_what_is_missing_or_wrong_is_said_beside_the_question_and_nothing_typed_is_lost(cast, changed, said):
    answer = shown(cast, about="Our own words", **changed)
    assert said in answer.text
    assert "Our own words" in answer.text
    assert "data-taken" not in answer.text


@pytest.mark.parametrize(("changed", "said"), [
    ({"last_on_year": "2026", "last_on_month": "12", "last_on_day": "9"}, "That is one meeting or none."),
    ({"rhythm": "WEEKLY", "last_on_year": "2099"}, "At most 60 can be planned at once."),
    ({"first_on_month": "11", "first_on_day": "3"}, "Choose a time that is still to come."),
])  # fmt: skip
@pytest.mark.parametrize("seen", ["", "2026-12-08"])
def test_a_series_that_cannot_be_is_refused_before_it_is_shown(cast, changed, said, seen):
    answer = shown(cast, seen=seen, **changed)
    assert said in answer.text
    assert "data-taken" not in answer.text
    assert "Show me the days" in answer.text
    assert not Series.objects.exists()


def test_what_does_not_fit_how_people_meet_is_left_empty(cast):
    for how in ("ONLINE", "IN_PERSON"):
        fields = {"how": how, "title": how, "capacity": "9"}
        cast.farah.client.post(address(cast, rest="plan/"), typed(seen=hidden(shown(cast, **fields)), **fields))
    online, there = Meeting.objects.filter(title="ONLINE")[0], Meeting.objects.filter(title="IN_PERSON")[0]
    assert (online.place, online.capacity, there.joining_link, there.capacity) == ("", None, "", 9)


# --- the page ---


def test_the_page_lists_the_meetings_and_says_what_each_is(cast, clock):
    series = plan(cast)
    made = rows(series)
    for n, answer in ((1, "YES"), (2, "MAYBE"), (3, "NO")):
        meetings.reply(meeting=made[n], by=cast.sam.membership, now=NOW, answer=answer, way="ONLINE")
    meetings.change(meeting=made[4], by=cast.farah.membership, now=NOW, title="The last one")
    clock(made[0].ends_at + timedelta(hours=1))
    page = cast.sam.client.get(address(cast, series)).text
    for said in (
        "Every second week, on Tuesday",
        "Behind us",
        "You are coming",
        "You said maybe",
        "You said no",
        "The last one.",
    ):
        assert said in page
    assert "Change all from here on" not in page
    page = cast.farah.client.get(address(cast, series)).text
    assert page.count("Change all from here on") == 4
    assert f"/series/{series.pk}/{made[0].pk}/" not in page


def test_a_meeting_leads_to_its_series_and_the_list_to_planning_one(cast):
    series = plan(cast)
    one = rows(series)[0]
    page = f"/groups/{cast.group.slug}/meetings/{one.pk}/"
    meetings.invite(meeting=one, guest=cast.priya.membership, by=cast.farah.membership, now=NOW)
    assert address(cast, series) in cast.sam.client.get(page).text
    assert address(cast, series) not in cast.priya.client.get(page).text
    assert address(cast, rest="plan/") in cast.farah.client.get(f"/groups/{cast.group.slug}/meetings/").text


def test_an_ended_series_says_so_and_why(cast):
    series = plan(cast)
    made = rows(series)
    for one in (made[1], made[0]):
        page = address(cast, series, f"{one.pk}/end/")
        assert one.when in cast.farah.client.get(page).text
        answer = cast.farah.client.post(page, {"because": "We have said it all."}, follow=True)
        assert "You ended the series. We are telling everyone in one letter" in answer.text
    assert "This series was ended." in answer.text
    assert "We have said it all." in answer.text
    again = cast.farah.client.post(page, {"because": "Again"})
    assert "No meeting of this series is left to change" in again.text
    assert "Enter why the series ends" in cast.farah.client.post(page, {"because": ""}).text


def test_changing_from_a_page_changes_from_there_on(cast):
    series = plan(cast)
    page = address(cast, series, f"{rows(series)[3].pk}/change/")
    seen = (
        hidden(cast.farah.client.get(page), "as_seen")
        if 'name="as_seen" value' in cast.farah.client.get(page).text
        else ""
    )
    told = {
        "starts": "10am",
        "ends": "11am",
        "place": "The Mill",
        "joining_link": "https://meet.example.org/circle",
        "as_seen": seen,
    }
    answer = cast.farah.client.post(page, told, follow=True)
    assert "You changed the meetings from here on. We are telling everyone in one letter." in answer.text
    assert [one.place for one in rows(series)] == ["The Weir Centre"] * 3 + ["The Mill"] * 2
    stale = cast.farah.client.post(page, told | {"place": "The Hall"})
    assert "Somebody else changed this meeting" in stale.text
    assert "The Hall" in stale.text


@pytest.mark.parametrize(
    ("how", "asked", "not_asked"), [("ONLINE", "joining_link", "place"), ("IN_PERSON", "place", "joining_link")]
)
def test_changing_asks_only_what_fits_how_people_meet(cast, how, asked, not_asked):
    series = plan(cast, how=how)
    page = cast.farah.client.get(address(cast, series, f"{rows(series)[0].pk}/change/")).text
    assert f'name="{asked}"' in page
    assert f'name="{not_asked}"' not in page


def test_the_page_asks_as_little_of_the_database_with_two_meetings_as_with_nine(cast):
    few, many = (
        plan(cast, title="Few", last_on=rows(plan(cast))[1].starts.date()),
        plan(cast, title="Many", rhythm="WEEKLY"),
    )
    counts = []
    for series in (few, many):
        cast.sam.client.get(address(cast, series))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            cast.sam.client.get(address(cast, series))
        counts.append(len(asked))
    assert (len(rows(few)), len(rows(many))) == (2, 9)
    assert counts[0] == counts[1] <= 15
