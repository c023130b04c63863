"""Hard stops: so many texts and letters by post in a month for a person, a group and the whole site, and not one more."""

import os
from datetime import UTC, datetime

import pytest

from groups.carriers import queries
from groups.carriers.models import Spent, Way
from groups.choices.models import Preference
from groups.notices import operations
from groups.notices.models import Letter
from tests import builders
from tests.groups.carriers.conftest import chooses, receipt, tell, way_of
from tests.groups.meetings.test_races import race_of


def used():
    return {(one.whom.partition(":")[0], one.way): one.used for one in Spent.objects.all() if one.used}


@pytest.mark.parametrize("whose", ["_PER_PERSON", "_PER_GROUP", ""])
@pytest.mark.parametrize(("way", "name"), [("TEXT", "TEXTS"), ("POST", "POST")])
def test_what_is_over_a_budget_goes_by_email_and_is_counted_for_nobody(
    cast, post, send, carrier, mail, settings, way, name, whose
):
    setattr(settings, f"{name}_A_MONTH{whose}", 2)
    person = cast.sam.person
    person.phone, person.postal_address = "07700 900123", "1 Beck Lane\nLA1 1AA"
    person.save()
    chooses(person, way)
    letters = [post(person, f"k{number}", group=cast.group) for number in range(3)]
    assert send() == {"sent": 3, "instead": 1}
    assert [way_of(letter)[1:] for letter in letters] == [
        (way, ("TAKEN", "")), (way, ("TAKEN", "")), ("EMAIL", ("INSTEAD", "BUDGET")),
    ]  # fmt: skip
    assert used() == {("person", way): 2, ("group", way): 2, ("site", way): 2}
    assert mail.receivers == [person.email] and len(carrier.taken) == 2


def test_a_budget_of_nothing_lets_nothing_go(post, texter, send, carrier, mail, settings):
    settings.TEXTS_A_MONTH = 0
    post(texter)
    assert send() == {"sent": 1, "instead": 1}
    assert not carrier.posts and not used()


def test_a_new_month_begins_at_midnight_where_the_site_is(settings):
    settings.TIME_ZONE = "Europe/London"
    assert queries.month_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)).isoformat() == "2026-07-01"
    assert queries.month_of(datetime(2026, 11, 30, 23, 59, tzinfo=UTC)).isoformat() == "2026-11-01"


def test_last_months_texts_do_not_count_against_this_month(post, texter, now, send, carrier, settings):
    settings.TEXTS_A_MONTH_PER_PERSON = 1
    post(texter, "a")
    later = now.replace(month=12)
    post(texter, "b", at=later)
    send(), send(later)
    assert len(carrier.texts) == 2
    assert sorted(Spent.objects.filter(whom="site").values_list("used", flat=True)) == [1, 1]


def test_however_often_it_is_tried_a_text_is_counted_once(post, texter, now, send, carrier):
    letter = post(texter)
    carrier.faults.extend([500, 503])
    for _ in range(3):
        letter.refresh_from_db()
        send(letter.due_at)
    assert used() == {("person", "TEXT"): 1, ("site", "TEXT"): 1}


def test_what_broke_at_the_carrier_is_not_paid_for(post, texter, send, carrier):
    post(texter)
    send()
    tell(receipt(carrier.texts[0], "technical-failure"))
    assert not used()


def test_what_is_left_is_asked_for_in_one_statement(cast, now, settings, django_assert_num_queries):
    settings.TEXTS_A_MONTH, settings.TEXTS_A_MONTH_PER_GROUP = 10, 5
    month = queries.month_of(now)
    Spent.objects.create(whom="site", way="TEXT", month_on=month, used=4)
    Spent.objects.create(whom=f"group:{cast.group.pk}", way="TEXT", month_on=month, used=6)
    with django_assert_num_queries(1):
        text, letters = queries.budgets(now)
    assert (text.most, text.used, text.left, letters.used) == (10, 4, 6, 0)
    text, letters = queries.budgets(now, group_id=cast.group.pk)
    assert (text.most, text.used, text.left) == (5, 6, 0)


# --- two workers ---


def race(tmp_path, **environment):
    group = builders.group("Rivers")
    people = [chooses(builders.person(f"Runner {n}", phone=f"07700 90{n:04d}"), "TEXT") for n in range(8)]
    for person in people:
        builders.membership(group, who=person)
    for number in range(3):
        operations.post_many(
            "groups/notices/emails/note",
            [{"to": one, "key": f"race-{one.pk}-{number}"} for one in people],
            at=builders.NOW, group=group,
        )  # fmt: skip
    return race_of(tmp_path, "tests.groups.carriers.racers", **environment)


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_cannot_spend_the_last_text_twice(tmp_path):
    assert race(tmp_path, TEXTS_A_MONTH="5") == {"begun": 5, "refused": 19, "counted": 5}


@pytest.mark.services
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_counting_without_a_condition_would_overspend_and_this_would_show_it(tmp_path):
    found = race(tmp_path, TEXTS_A_MONTH="5", LOOK_THEN_COUNT="1")
    assert found["begun"] > 5


def test_the_ways_are_written_alike_everywhere():
    assert set(Way.values) <= set(Letter.Way.values) & set(Preference.Channel.values)
