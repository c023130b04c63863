"""The pages of the dates a group asks about."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from groups.meetings.models import Meeting
from groups.membership import operations as membership
from groups.membership.models import Support
from groups.polls.models import Answer, Poll, PollGuest, Sheet
from tests import builders
from tests.builders import NOW
from tests.groups.polls.arrange import (
    CLOSED,
    DATES,
    SOON_AFTER,
    TUESDAY,
    address,
    ask,
    choose,
    options,
    proposed,
    says,
    stop,
    typed,
)  # fmt: skip

HOME = "/groups/rivers-and-moors-co-production-group/"


def asking(**changed):
    """What a facilitator types to ask about the same dates."""
    said = {"title": "Winter gathering", "minutes": "90", "how": "HYBRID", "place": "The Weir Centre", "rows": "3"}
    for n, day in enumerate(DATES, 1):
        said |= {f"day_{n}_day": day.day, f"day_{n}_month": day.month, f"day_{n}_year": day.year, f"starts_{n}": "2pm"}
    return said | {"closes_on_day": "4", "closes_on_month": "12", "closes_on_year": "2026"} | changed


def shown(cast, **changed):
    return cast.farah.client.post(address(cast, rest="ask/"), asking(**changed))


def seen(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.text)[1]


def words(response):
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


# --- doors ---


def test_nobody_outside_the_group_learns_that_it_looks_for_a_date(cast):
    poll = ask(cast)
    one = options(poll)[0].pk
    for player in cast.outsiders:
        for rest in ("", "answer/", f"answer/{cast.sam.membership.pk}/", f"choose/{one}/", "stop/"):
            assert player.client.get(address(cast, poll, rest)).status_code == 404


def test_who_may_open_what(cast):
    poll = ask(cast, guests=[cast.okoro.membership])
    one = options(poll)[0].pk
    pages = ("", "answer/", f"choose/{one}/", "stop/")
    expected = {
        "farah": [200, 200, 200, 200], "col": [200, 200, 200, 200], "sam": [200, 200, 403, 403],
        "jo": [200, 200, 403, 403], "sol": [200, 200, 403, 403], "okoro": [200, 200, 403, 403],
        "priya": [404, 404, 403, 403], "nia": [403, 403, 403, 403],
    }  # fmt: skip
    for name, codes in expected.items():
        found = [getattr(cast, name).client.get(address(cast, poll, rest)).status_code for rest in pages]
        assert found == codes, name
    theirs = ask(cast, by=cast.faye.membership)
    assert cast.farah.client.get(address(cast, theirs)).status_code == 404
    foreign = options(theirs)[0].pk
    assert cast.farah.client.get(address(cast, poll, f"choose/{foreign}/")).status_code == 404


def test_who_is_asked_beside_the_group_is_known_to_those_who_see_the_question(cast):
    guest = ask(cast, guests=[cast.okoro.membership]).guests.get()
    for player, sees in (
        (cast.sam, True),
        (cast.okoro, True),
        (cast.priya, False),
        (cast.nia, False),
        (cast.hal, False),
    ):
        assert list(PollGuest.objects.visible_to(player.membership)) == ([guest] if sees else []), player.person.name


# --- asking ---


def test_the_first_press_shows_the_dates_with_bank_holidays_and_asks_nobody(cast):
    answer = shown(cast)
    assert "data-taken" in answer.text
    assert "2pm to 3:30pm on Monday 28 December 2026. The Weir Centre, or online." in words(answer)
    assert "Bank holiday: Boxing Day." in words(answer)
    assert "Ask about these 3 dates" in answer.text
    assert not Poll.objects.exists()


def test_the_second_press_asks_and_two_presses_ask_once(cast):
    told = seen(shown(cast))
    for _ in range(2):
        answer = cast.farah.client.post(address(cast, rest="ask/"), asking(seen=told), follow=True)
        assert "You are asking about “Winter gathering”. We are telling everyone now." in answer.text
    assert Poll.objects.count() == 1


def test_dates_that_were_changed_after_they_were_shown_are_shown_again(cast):
    answer = shown(cast, seen=seen(shown(cast)), starts_1="10am")
    assert "10am to 11:30am on Tuesday 8 December 2026" in words(answer)
    assert not Poll.objects.exists()


def test_one_date_may_be_shorter_online_and_elsewhere_and_empty_rows_are_left_out(cast):
    changed = {
        "starts_1": "", "day_1_day": "", "day_1_month": "", "day_1_year": "", "minutes_2": "30", "how_2": "ONLINE",
        "place_3": "The Mill",
    }  # fmt: skip
    page = words(shown(cast, **changed))
    assert "2pm to 2:30pm on Wednesday 9 December 2026. Online." in page and "The Mill, or online" in page
    assert "Ask about these 2 dates" in shown(cast, **changed).text


def test_more_dates_are_given_room_without_losing_what_was_typed(cast):
    page = cast.farah.client.get(address(cast, rest="ask/")).text
    assert 'name="starts_3"' in page and 'name="starts_4"' not in page
    answer = shown(cast, more="1", title="")
    assert 'name="starts_6"' in answer.text and "The Weir Centre" in answer.text
    assert "Enter what the meeting is called" not in answer.text and "There is a problem" not in answer.text
    assert 'name="more"' not in shown(cast, more="1", rows="9").text
    assert 'name="starts_12"' in shown(cast, rows="12").text
    for rows in ("", "x", "99999", "-1"):
        assert 'name="starts_3"' in shown(cast, rows=rows).text


def test_whoever_of_the_system_is_ticked_is_asked_too(cast):
    chosen = [cast.okoro.membership.pk]
    cast.farah.client.post(address(cast, rest="ask/"), asking(guests=chosen, seen=seen(shown(cast, guests=chosen))))
    assert Poll.objects.get().guests.get().membership == cast.okoro.membership
    assert "Choose only people on this list" in shown(cast, guests=[cast.hal.membership.pk]).text
    alone = cast.faye.client.get(f"/groups/{cast.other_group.slug}/meetings/dates/ask/").text
    assert "Who from health and care" not in alone


@pytest.mark.parametrize(("changed", "said"), [
    ({"title": ""}, "Enter what the meeting is called"),
    ({"minutes": ""}, "Enter how many minutes"),
    ({"minutes": "two"}, "Enter a whole number"),
    ({"how": ""}, "Choose how people would meet"),
    ({"starts_2": ""}, "Enter a time, for example 2pm"),
    ({"starts_2": "soon"}, "Enter a time like 2pm or 2:30pm"),
    ({"day_2_day": "", "day_2_month": "", "day_2_year": ""}, "Enter the day, month and year"),
    ({"day_2_day": "31", "day_2_month": "11"}, "Enter a real date"),
    ({"day_1_month": "11", "day_1_day": "3"}, "Choose a time that is still to come."),
    ({"closes_on_day": ""}, "The date also needs a day"),
    ({"closes_on_day": "8"}, "People must have answered before the first of the dates."),
    ({"day_2_day": "8"}, "This date is on the list already."),
])  # fmt: skip
@pytest.mark.parametrize("about", ["Our own words"])
def test_what_is_missing_or_wrong_is_said_beside_the_question_and_nothing_typed_is_lost(cast, changed, said, about):
    answer = shown(cast, about=about, **changed)
    assert said in answer.text
    assert about in answer.text and "data-taken" not in answer.text


def test_too_few_dates_are_refused(cast):
    one = {f"day_{n}_{part}": "" for n in (2, 3) for part in ("day", "month", "year")} | {
        "starts_2": "",
        "starts_3": "",
    }
    assert "Give at least 2 dates to choose from." in shown(cast, **one).text


# --- answering ---


def test_a_member_answers_on_one_page_with_a_legend_for_each_date(cast):
    poll = ask(cast)
    cast.sam.person.access_needs = "A break every 45 minutes."
    cast.sam.person.save()
    page = cast.sam.client.get(address(cast, poll))
    soup = BeautifulSoup(page.content, "html.parser")
    legends = [
        one.get_text(strip=True) for one in soup.find("form", attrs={"data-form": "answer_poll"}).find_all("legend")
    ]
    assert legends == [one.when for one in options(poll)]
    assert "It is a bank holiday: Boxing Day" in page.text and "A break every 45 minutes." in page.text
    answer = cast.sam.client.post(address(cast, poll, "answer/"), typed(poll, "yin", "No mornings."), follow=True)
    assert "Thank you. You can change your answers until Friday 4 December 2026." in answer.text
    assert "Your answers" in answer.text and "No mornings." in answer.text and "Change my answers" in answer.text
    again = cast.sam.client.get(address(cast, poll, "answer/")).text
    assert again.count("checked") == 3 and "No mornings." in again
    cast.sam.client.post(address(cast, poll, "answer/"), typed(poll, "nnn"))
    assert Answer.objects.filter(says="NO").count() == 3


def test_a_date_without_an_answer_is_pointed_out_and_the_others_are_kept(cast):
    poll = ask(cast)
    said = typed(poll, "yyn", "Not before ten.")
    del said[f"date_{options(poll)[1].pk}"]
    answer = cast.sam.client.post(address(cast, poll, "answer/"), said)
    assert "Choose yes, if need be or no" in answer.text and "Not before ten." in answer.text
    assert answer.text.count("checked") == 2 and not Sheet.objects.exists()


def test_once_it_closed_the_page_says_so_and_what_was_typed_is_kept(cast, clock):
    poll = ask(cast)
    clock(CLOSED)
    assert "It is too late to answer" in cast.sam.client.get(address(cast, poll, "answer/")).text
    answer = cast.sam.client.post(address(cast, poll, "answer/"), typed(poll, "yyn", "Not before ten."))
    assert "It is too late to answer: this has closed." in answer.text and "Not before ten." in answer.text
    page = cast.sam.client.get(address(cast, poll)).text
    assert "The facilitators choose a date now" in page and 'data-form="answer_poll"' not in page


def test_a_supporter_answers_for_whom_they_support_on_a_page_of_its_own(cast):
    poll = ask(cast)
    page = address(cast, poll, f"answer/{cast.sam.membership.pk}/")
    assert "Answer for Sam" in cast.sol.client.get(address(cast, poll)).text
    assert "Which dates can Sam make?" in cast.sol.client.get(page).text
    answer = cast.sol.client.post(page, typed(poll, "yny"), follow=True)
    assert "You answered for Sam. We are telling them." in answer.text
    assert "Change the answers for Sam" in answer.text
    assert "Sol answered for you." in cast.sam.client.get(address(cast, poll)).text


def test_another_members_supporter_is_refused_and_ended_consent_is_dead_at_once(cast):
    poll = ask(cast)
    assert cast.sol.client.get(address(cast, poll, f"answer/{cast.jo.membership.pk}/")).status_code == 403
    assert cast.sam.client.get(address(cast, poll, f"answer/{cast.jo.membership.pk}/")).status_code == 403
    assert cast.sol.client.get(address(cast, poll, f"answer/{cast.okoro.membership.pk}/")).status_code == 404
    Support.objects.create(member=cast.jo.membership, supporter=cast.sol.membership, consented_at=NOW)
    page = address(cast, poll, f"answer/{cast.sam.membership.pk}/")
    membership.unlink_supporter(support=Support.objects.get(member=cast.sam.membership), now=SOON_AFTER)
    assert cast.sol.client.post(page, typed(poll)).status_code == 403
    assert not Sheet.objects.exists()
    membership.unlink_supporter(support=Support.objects.get(member=cast.jo.membership), now=SOON_AFTER)
    assert cast.sol.client.post(page, typed(poll)).status_code == 404


def test_a_facilitator_takes_an_answer_from_the_list_of_the_silent(cast):
    poll = ask(cast)
    page = cast.farah.client.get(address(cast, poll))
    assert "Who has not said" in words(page) and f"answer/{cast.jo.membership.pk}/" in page.text
    assert f"answer/{cast.farah.membership.pk}/" not in page.text
    cast.farah.client.post(address(cast, poll, f"answer/{cast.jo.membership.pk}/"), typed(poll))
    assert f"answer/{cast.jo.membership.pk}/" not in cast.farah.client.get(address(cast, poll)).text


# --- choosing and stopping ---


def test_a_facilitator_chooses_a_date_and_is_led_to_the_meeting(cast):
    poll = ask(cast)
    page = address(cast, poll, f"choose/{options(poll)[0].pk}/")
    shown = cast.farah.client.get(page)
    assert "Choose Tuesday 8 December 2026?" in words(shown) and "The Weir Centre" in shown.text
    missing = cast.farah.client.post(page, {"title": "Winter gathering", "place": "", "arrangements": "Captions."})
    assert "Enter where people meet" in missing.text and "Captions." in missing.text
    wrong = cast.farah.client.post(page, {"title": "W", "place": "The Mill", "joining_link": "ftp://x.example"})
    assert "Enter a link that starts with https://" in wrong.text and "Enter the link, or write" not in wrong.text
    told = {"title": "Winter gathering", "place": "The Mill", "joining_note": "Ring 0123", "capacity": "12"}
    answer = cast.farah.client.post(page, told, follow=True)
    assert "The meeting is on Tuesday 8 December 2026. We are thanking everyone" in answer.text
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.capacity, meeting.joining_note) == ("The Mill", 12, "Ring 0123")
    for player in (cast.sam, cast.farah):
        assert "See the meeting on Tuesday 8 December 2026" in player.client.get(address(cast, poll)).text
    again = cast.farah.client.post(address(cast, poll, f"choose/{options(poll)[1].pk}/"), told)
    assert "Another date was chosen already." in again.text and Meeting.objects.count() == 1


@pytest.mark.parametrize(("how", "asked", "not_asked"), [
    ("ONLINE", "joining_link", "place"), ("IN_PERSON", "place", "joining_link"),
])  # fmt: skip
def test_choosing_asks_only_what_fits_how_people_meet(cast, how, asked, not_asked):
    poll = ask(cast, dates=proposed(how=how, place="" if how == "ONLINE" else "Hall"))
    page = cast.farah.client.get(address(cast, poll, f"choose/{options(poll)[0].pk}/")).text
    assert f'name="{asked}"' in page and f'name="{not_asked}"' not in page


def test_stopping_asks_once_more_and_says_what_stays(cast, clock):
    poll = ask(cast)
    page = address(cast, poll, "stop/")
    assert "We tell all 5 people who were asked" in words(cast.farah.client.get(page))
    assert "Enter why you stop asking" in cast.farah.client.post(page, {"because": ""}).text
    answer = cast.farah.client.post(page, {"because": "We meet in spring."}, follow=True)
    assert "You stopped asking. We are telling everyone who was asked" in answer.text
    seen_by_sam = words(cast.sam.client.get(address(cast, poll)))
    assert (
        "We stopped asking. We meet in spring. What people answered is deleted on Friday 18 December 2026."
        in seen_by_sam
    )
    Poll.objects.update(forgotten_at=NOW)
    assert "We deleted what people answered." in words(cast.sam.client.get(address(cast, poll)))
    chosen = ask(cast, title="Chosen")
    choose(cast, chosen)
    refused = cast.farah.client.post(address(cast, chosen, "stop/"), {"because": "No."})
    assert "A date was chosen already, so there is nothing to stop." in refused.text


# --- lists and homes ---


def test_the_list_says_how_each_stands(cast, clock):
    assert "When the group looks for a date, it will be here" in cast.sam.client.get(address(cast)).text
    assert "When you do not know which day suits people" in cast.farah.client.get(address(cast)).text
    ask(cast, title="Open", closes_on=(NOW + timedelta(days=18)).date())
    ask(cast, title="Closed")
    choose(cast, ask(cast, title="Chosen"))
    stop(cast, ask(cast, title="Stopped"))
    clock(CLOSED)
    page = words(cast.sam.client.get(address(cast)))
    assert (
        "Stopped Stopped Chosen A date is chosen Closed Closed The facilitators choose a date now. Open Open You"
        in page
    )
    assert address(cast) in cast.sam.client.get(f"{HOME}meetings/").text
    assert f"{address(cast)}ask/" in cast.farah.client.get(f"{HOME}meetings/plan/").text
    assert "Stopped" not in words(cast.okoro.client.get(address(cast)))


def test_what_needs_you_counts_it_until_one_has_said(cast, clock):
    poll = ask(cast, guests=[cast.okoro.membership])
    for player in (cast.sam, cast.sol, cast.farah, cast.okoro):
        page = words(player.client.get(HOME))
        assert "Which dates can you make? Say so until Friday 4 December 2026" in page, player.person.name
    assert "Which dates" not in words(cast.priya.client.get(HOME))
    for player in (cast.sam, cast.okoro):
        says(player, poll)
        assert "Which dates can you make?" not in words(player.client.get(HOME))


def test_the_facilitators_home_says_how_far_it_is_and_then_that_a_date_is_to_be_chosen(cast, clock):
    poll = ask(cast)
    says(cast.sam, poll)
    assert "Looking for a date: Winter gathering . 1 of 5 have said." in words(cast.farah.client.get(HOME))
    clock(CLOSED)
    page = words(cast.farah.client.get(HOME))
    assert "Looking for a date" not in page
    assert "Choose a date People have answered. It closed on Friday 4 December 2026" in page
    assert "Choose a date" not in words(cast.sam.client.get(HOME))
    clock(DATES[2])
    assert "Choose a date" not in words(cast.farah.client.get(HOME))


@pytest.mark.parametrize(("who", "count"), [("sam", 6), ("sol", 7), ("farah", 11), ("okoro", 6)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_little_of_the_database_for_three_as_for_one(
    cast, who, count, rows, django_assert_num_queries
):
    poll = ask(
        cast, dates=proposed([TUESDAY + timedelta(days=n) for n in range(rows + 1)]), guests=[cast.okoro.membership]
    )
    for number in range(rows):
        one = builders.membership(cast.group, name=f"Member {number}")
        says(type(cast.sam)(one, one.person), poll, "y" * (rows + 1))
    client = getattr(cast, who).client
    client.get(address(cast, poll))
    with django_assert_num_queries(count):
        client.get(address(cast, poll))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_little_of_the_database_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for number in range(rows):
        ask(cast, title=f"Poll {number}")
    cast.sam.client.get(address(cast))
    with django_assert_num_queries(4):
        cast.sam.client.get(address(cast))


def test_only_dates_that_may_be_left_out_are_called_optional(cast):
    page = cast.farah.client.get(f"{HOME}meetings/dates/ask/").text
    for number in (1, 2):
        assert f"Date {number}: which day? (optional)" not in page
        assert f"Date {number}: when would it start? (optional)" not in page
    assert "Date 2: which day?" in page
    assert "Date 3: which day? (optional)" in page
    assert "Date 3: when would it start? (optional)" in page
