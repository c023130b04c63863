from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.speaking_up import tasks
from feedback.speaking_up.models import PulseRound
from tests.feedback.speaking_up.rounds import APRIL, CLOSED, closed, given, more, opened

ANSWERS = {"think": "YES", "cost": "SOMETIMES", "line": "I was left out once."}


@pytest.fixture(autouse=True)
def april(clock):
    clock(APRIL)


def page(cast, name):
    return reverse(name, args=[cast.group.slug])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def test_a_member_answers_and_is_thanked(cast):
    opened(cast)
    assert "Nobody can see what you answer" in words(cast.sam.client.get(page(cast, "pulse")))
    answer = cast.sam.client.post(page(cast, "pulse"), ANSWERS, follow=True)
    assert "We counted your answers" in words(answer) and "You have answered" in words(answer)
    assert PulseRound.objects.get().counts["COST"]["SOMETIMES"] == 1


def test_what_was_typed_stays_when_an_answer_is_missing(cast):
    opened(cast)
    answer = cast.sam.client.post(page(cast, "pulse"), ANSWERS | {"cost": ""})
    assert "I would rather not say” is one" in words(answer) and "I was left out once." in answer.content.decode()


def test_a_second_answer_is_refused_kindly(cast):
    opened(cast)
    for _ in range(2):
        answer = cast.sam.client.post(page(cast, "pulse"), ANSWERS, follow=True)
    assert "You have answered" in words(answer)
    assert PulseRound.objects.get().answered == 1


def test_a_small_group_reads_why_it_is_not_asked(cast):
    assert "There are 2 members in your group now" in words(cast.sam.client.get(page(cast, "pulse")))
    cast.jo.membership.left_at = APRIL
    cast.jo.membership.save()
    assert "There is 1 member in your group now" in words(cast.sam.client.get(page(cast, "pulse")))


def test_between_rounds_the_page_says_when_the_next_is(cast, clock):
    closed(cast, [])
    clock(CLOSED)
    assert "We ask again on 1 October 2028" in words(cast.sam.client.get(page(cast, "pulse")))


def test_who_joined_later_reads_why(cast):
    opened(cast)
    (late,) = more(cast, 1)
    shown = late.client.get(page(cast, "pulse"))
    assert "You joined after these questions opened" in words(shown) and not shown.context["asks"]
    assert "You joined after" in words(late.client.post(page(cast, "pulse"), ANSWERS))


@pytest.mark.parametrize("who", ["farah", "col", "sol", "priya", "okoro", "nia"])
def test_others_of_the_group_cannot_answer(cast, who):
    assert getattr(cast, who).client.get(page(cast, "pulse")).status_code == 403


def test_outsiders_learn_nothing(cast):
    for player in cast.outsiders:
        for name in ("pulse", "pulse_results"):
            assert player.client.get(page(cast, name)).status_code == 404


def test_nothing_is_shown_before_it_closes(cast):
    asking, everyone = opened(cast)
    for player in everyone:
        given(asking, player, line="A line")
    assert "There are no results yet" in words(cast.sam.client.get(page(cast, "pulse_results")))


FEW = [("YES", "NO", "A line of mine"), ("NO", "YES", ""), *[("YES", "NO", "")] * 3]


@pytest.mark.parametrize("who", ["sam", "sol", "col", "farah"])
def test_inside_the_group_five_answers_are_shown_with_the_lines(cast, who):
    closed(cast, FEW)
    shown = words(getattr(cast, who).client.get(page(cast, "pulse_results")))
    assert "5 of 10 members answered" in shown and "A line of mine" in shown
    assert "Yes: 4 Sometimes: 0 No: 1" in shown


@pytest.mark.parametrize("who", ["okoro", "nia"])
def test_outside_the_group_five_are_too_few(cast, who):
    closed(cast, FEW)
    shown = words(getattr(cast, who).client.get(page(cast, "pulse_results")))
    assert "Too few people answered" in shown and "A line of mine" not in shown and "5 of" not in shown


def test_four_are_too_few_for_anyone(cast):
    closed(cast, FEW[:4])
    assert "Too few people answered" in words(cast.sam.client.get(page(cast, "pulse_results")))


def test_outside_the_group_numbers_are_rounded_and_a_small_part_hides_the_split(cast):
    closed(cast, [("YES", "NO", "A line")] * 9 + [("YES", "YES", "")] * 2, number=12)
    shown = words(cast.okoro.client.get(page(cast, "pulse_results")))
    assert "About 10 people answered." in shown
    assert "I can say what I think here Yes: about 10 Sometimes: none" in shown
    assert "Speaking up has cost me something Not shown: too few people chose one of the answers" in shown
    assert "A line" not in shown


def test_a_point_of_contact_does_not_see_results(cast):
    assert cast.priya.client.get(page(cast, "pulse_results")).status_code == 403


def rounds(cast, number):
    asking = closed(cast, FEW)
    for n in range(1, number):
        PulseRound.objects.create(
            group=cast.group, due_on=asking.due_on + timedelta(days=n), opened_at=APRIL + timedelta(days=183 * n),
            closes_at=CLOSED + timedelta(days=183 * n), closed_at=CLOSED + timedelta(days=183 * n), could_answer=10,
            answered=0, counts={},
        )  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_results_take_as_many_statements_for_three_rounds_as_for_one(cast, number, django_assert_num_queries):
    rounds(cast, number)
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, membership, askings
        client.get(page(cast, "pulse_results"))


def test_several_rounds_stand_in_a_table_with_what_is_not_shown_named(cast):
    rounds(cast, 2)
    shown = words(cast.sam.client.get(page(cast, "pulse_results")))
    assert "Asked April 2028 Yes 4" in shown and "Asked October 2028 Yes not shown" in shown


def test_the_home_of_everyone_asked_says_so_also_after_they_answered(cast):
    asking, _ = opened(cast)
    given(asking, cast.sam)
    home = page(cast, "group_home")
    for player in (cast.sam, cast.jo):
        assert "Two questions about speaking up Without your name. Open until" in words(player.client.get(home))
    (late,) = more(cast, 1)
    for player in (late, cast.farah, cast.okoro):
        assert "Two questions about speaking up" not in words(player.client.get(home))


def test_pages_letters_and_files_of_everyone_else_are_the_same_whoever_answered(cast):
    asking, everyone = opened(cast)
    before = {who: seen(cast, who) for who in ("farah", "okoro", "nia", "sol", "jo")}
    given(asking, cast.sam, line="I was left out once.")
    tasks.ask(APRIL)
    assert {who: seen(cast, who) for who in before} == before


def seen(cast, who):
    found = {}
    for name in ("group_home", "about", "people", "history", "pulse", "pulse_results", "overview", "your_letters"):
        address = reverse(name) if name == "your_letters" else page(cast, name)
        answer = getattr(cast, who).client.get(address)
        found[name] = answer.status_code, BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)
    return found
