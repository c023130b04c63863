from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from coproduction.kit import unnamed
from coproduction.kit.words import rounded
from groups.survey_results import queries
from groups.surveys.models import Survey
from tests.builders import NOW
from tests.groups.surveys.asking import closed, grown, opened, words

HALF_A_YEAR = timedelta(days=180)


def page(cast, survey, who="sam"):
    return words(getattr(cast, who).client.get(reverse("survey", args=[cast.group.slug, survey.pk])))


def test_nothing_is_shown_before_it_closes(cast):
    grown(cast)
    survey = opened(cast)
    shown = page(cast, survey)
    assert "This survey is open until" in shown and "What is asked" in shown and "answered." not in shown


def test_where_the_two_sides_differ_is_the_headline(cast):
    grown(cast)
    survey = closed(cast, MEMBERS=[1, 1, 1, 2, 1], STAFF=[4, 4, 4, 4, 3], line="Mind the gap")
    shown = page(cast, survey)
    assert "Members say “Rarely”. Staff say “Always”. That is 3 steps apart." in shown
    assert "Members: 5 of 6 people answered. Staff: 5 of 5 people answered." in shown
    assert shown.count("“Mind the gap”") == 10
    result = queries.result(survey, cast.sam.membership)
    assert result.headline.steps == 3 and len(result.differences) == 5 and len(result.pictures) == 6
    first = result.pictures[0]
    assert first.table[1] == ["Rarely", "4", "0"] and [mark.shape for mark in first.lines[0].marks] == [
        "round",
        "square",
    ]
    retold = result.pictures[5]
    assert retold.head == ["Answer", "Members"] and "Members: “Once or twice”" in retold.lines[0].words


@pytest.mark.parametrize(
    ("members", "staff", "said"),
    [
        ([1, 1, 2, 2, 2, 2], [2] * 5, "Nowhere: the middle answer of both sides is the same"),
        ([1, 1, 1, 2, 2, 2], [2] * 5, "Members say between “Rarely” and “Sometimes”. Staff say “Sometimes”. That is half"),
        ([0, 0, 0, 3, 3, 3], [3] * 5, "That is 1 and a half steps apart."),
        ([1] * 6, [2] * 5, "That is 1 step apart."),
    ],
)  # fmt: skip
def test_how_far_apart_in_words(cast, members, staff, said):
    grown(cast)
    assert said in page(cast, closed(cast, MEMBERS=members, STAFF=staff))


def test_without_enough_answers_of_both_sides_nothing_is_compared(cast):
    grown(cast)
    survey = closed(cast, MEMBERS=[1] * 5, STAFF=[4] * 4)
    shown = page(cast, survey)
    assert "Staff: fewer than 5 answered, so nothing of it is shown." in shown and "Members: “Rarely”" in shown
    assert "We compare members and staff only when at least 5 of each answered." in shown and "apart" not in shown
    nothing = closed(cast, "SHIFTS", MEMBERS=[1] * 4)
    assert "Too few people answered to show anything." in page(cast, nothing)


def test_beside_the_group_numbers_are_rounded_from_eight_and_none_of_one_to_seven_is_shown(cast):
    grown(cast, members=12, staff=9)
    survey = closed(cast, MEMBERS=[1] * 11, STAFF=[4] * 7 + [0], line="For the group alone")
    for who in ("okoro", "nia"):
        shown = page(cast, survey, who)
        assert "Members: about 10 answered. Staff: about 10 answered." in shown and "For the group alone" not in shown
        assert "Members say “Rarely”. Staff say “Always”." in shown  # a word, and no number
        table = queries.result(survey, getattr(cast, who).membership).pictures[0].table
        assert table[1] == ["Rarely", "about 10", "not shown"] and table[0] == ["Never", "none", "not shown"]
    assert cast.priya.client.get(reverse("survey", args=[cast.group.slug, survey.pk])).status_code == 403


def test_seven_answers_show_nothing_beside_the_group_that_they_show_inside(cast):
    grown(cast, members=7, staff=7)
    survey = closed(cast, MEMBERS=[1] * 7, STAFF=[4] * 7)
    assert "That is 3 steps apart." in page(cast, survey)
    shown = page(cast, survey, "okoro")
    assert "Too few people answered to show anything." in shown and "Rarely" not in shown and "7" not in shown


def splits(most, answers=3):
    """All ways in which 8 to `most` people can answer."""
    rows = product(range(most + 1), repeat=answers)
    return [one for one in rows if 8 <= sum(one) <= most]


def worked_out(shown, most=17) -> list:
    """Splits of which somebody who knows how everything is worked out can tell a number of 1 to 7 from what is shown."""
    alike = defaultdict(list)
    for one in splits(most):
        alike[shown(list(one))].append(one)
    found = []
    for same in alike.values():
        for cell in range(3):
            numbers = {one[cell] for one in same}
            found += [same[0]] if len(numbers) == 1 and 1 <= numbers.pop() <= 7 else []
    return found


def beside(counts):
    numbers = tuple(unnamed.in_words(counts, inside=False))
    return rounded(sum(counts)), numbers, queries.middle_of(counts, inside=False)


def test_beside_the_group_nobody_can_work_out_a_number_of_one_to_seven():
    assert worked_out(beside) == []


def test_and_they_could_if_the_exact_number_of_people_stood_there():
    assert worked_out(lambda counts: (sum(counts), *(rounded(one) for one in counts)))


def test_over_time_each_question_has_a_line_for_every_time_it_was_asked_in_the_same_words(cast):
    grown(cast)
    first = closed(cast, now=NOW - 2 * HALF_A_YEAR, MEMBERS=[0] * 5, STAFF=[4] * 5)
    closed(cast, now=NOW - HALF_A_YEAR, MEMBERS=[1] * 3)  # too few: no line
    before = page(cast, first)
    last = closed(cast, MEMBERS=[2] * 5, STAFF=[4] * 5)
    Survey.objects.filter(pk=last.pk).update(
        questions=[last.questions[0] | {"words": "In other words."}, *last.questions[1:]]
    )
    last.refresh_from_db()
    lines = [[line.label for line in one.lines] for one in queries.result(last, cast.sam.membership).pictures]
    assert lines[0] == ["This time"] and lines[1] == ["This time", "December 2025"]
    assert page(cast, first) == before  # what came later changes nothing


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_statements_however_often_it_was_asked(cast, rows, clock, django_assert_num_queries):
    grown(cast)
    for number in range(rows):
        survey = closed(cast, now=NOW - HALF_A_YEAR * (rows - number), MEMBERS=[1] * 5, STAFF=[2] * 5)
    client = cast.sam.client
    with django_assert_num_queries(6):  # session, person, membership, the survey, earlier ones, the halves of all
        client.get(reverse("survey", args=[cast.group.slug, survey.pk]))


def test_another_group_sees_none_of_it(cast):
    grown(cast)
    survey = closed(cast, MEMBERS=[1] * 5)
    assert cast.hal.client.get(reverse("survey", args=[cast.other_group.slug, survey.pk])).status_code == 404
    assert not Survey.objects.visible_to(cast.hal.membership).exists()
