"""Half a year after something was said of the nine, whoever can say it again is reminded: once, and kindly."""

from datetime import timedelta

import pytest

from feedback.ingredients.models import Which
from feedback.ingredients_again import operations, queries, tasks
from feedback.ingredients_again.models import NineNudge
from groups.away import operations as away
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from groups.plans import operations as plans
from tests import builders
from tests.builders import NOW
from tests.feedback.ingredients.test_ingredients import DAY, asked, at, closed, note, talked, words

LATER = NOW + 181 * DAY  # 18 May 2027, ten in the morning


def letters(state=None):
    rows = Letter.objects.filter(stem__endswith="ingredients_again/emails/again").select_related("person")
    return list((rows.filter(state=state) if state else rows).order_by("id"))


def names():
    return sorted(one.person.name for one in letters())


def test_whoever_looks_after_it_is_reminded_once_half_a_year_after_it_was_noted(cast):
    note(cast, Which.CONTACT, owner="priya")
    note(cast, Which.INFORMATION, owner="priya", now=NOW + 10 * DAY)
    note(cast, Which.TIME, owner="priya", now=NOW + 30 * DAY)
    note(cast, Which.LEADERS, owner="okoro", now=NOW + 30 * DAY)
    assert tasks.remind_of_the_nine(LATER - DAY) == 0 == tasks.remind_of_the_nine(LATER - timedelta(hours=4))
    assert tasks.remind_of_the_nine(LATER) == 1 and tasks.remind_of_the_nine(LATER) == 0
    (letter,) = letters()
    assert letter.person == cast.priya.person and letter.subject == "Is this still right? Our nine ingredients"
    assert "A point of contact in the system (Wednesday 18 November 2026)" in letter.text
    assert (
        "Up-to-date information" in letter.text and "Time to grow" not in letter.text
    )  # what is due soon goes with it
    note(cast, Which.CONTACT, owner="priya", now=LATER)
    assert tasks.remind_of_the_nine(LATER + 20 * DAY) == 0
    assert tasks.remind_of_the_nine(LATER + 31 * DAY) == 2 and names() == ["Dr Okoro", "Priya", "Priya"]
    assert tasks.remind_of_the_nine(LATER + 190 * DAY) == 1  # half a year after it was noted anew


def test_whoever_stands_in_gets_it_and_the_facilitators_when_they_have_left(cast):
    note(cast, Which.LEADERS, owner="okoro")
    away.say_away(
        by=[cast.okoro.membership], now=LATER, starts_on=LATER.date(), ends_on=LATER.date(),
        stand_ins={cast.okoro.membership.pk: cast.priya.membership},
    )  # fmt: skip
    tasks.remind_of_the_nine(LATER)
    assert names() == ["Priya"]
    note(cast, Which.CONTACT, owner="priya")
    Membership.objects.filter(pk=cast.priya.membership.pk).update(left_at=LATER)
    tasks.remind_of_the_nine(LATER)
    assert names() == ["Col", "Farah", "Priya"]


@pytest.mark.parametrize("how", ["asked", "talked"])
def test_the_facilitators_are_reminded_half_a_year_after_members_said_how_they_see_it(cast, how):
    if how == "asked":
        closed(cast, now=NOW - queries.SOON)
    else:
        talked(cast)
    assert tasks.remind_of_the_nine(LATER - DAY) == 0
    assert tasks.remind_of_the_nine(LATER) == 1 and tasks.remind_of_the_nine(LATER + DAY) == 0
    assert names() == ["Col", "Farah"]
    assert "on Wednesday 18 November 2026" in letters()[0].text


def test_while_members_are_being_asked_or_nobody_ever_was_no_facilitator_is_reminded(cast):
    assert tasks.remind_of_the_nine(LATER) == 0
    talked(cast)
    asked(cast, now=LATER)
    assert tasks.remind_of_the_nine(LATER) == 0
    cast.group.closed_at = LATER
    cast.group.save()
    assert not any(rows.exists() for rows in queries.clock_due(LATER))


def test_a_letter_that_waits_is_not_sent_once_it_was_noted_or_asked_again(cast):
    note(cast, Which.LEADERS, owner="okoro")
    note(cast, Which.CONTACT, owner="priya")
    talked(cast)
    assert tasks.remind_of_the_nine(LATER) == 3
    note(cast, Which.LEADERS, owner="okoro", now=LATER)
    talked(cast, now=LATER)
    delivery.send_due(lambda: LATER)
    assert [one.person.name for one in letters("SENT")] == ["Priya"] and len(letters("EXPIRED")) == 3


def test_it_stands_in_words_on_the_page_of_plans_and_a_group_can_turn_it_off(cast):
    note(cast, Which.CONTACT, owner="priya")
    talked(cast)
    page = words(cast.sam.client.get(at(cast, "reminders_to_look_again")))
    assert "Whoever looks after one of the nine ingredients gets a reminder" in page
    assert "A point of contact in the system" in page and "How members see our nine ingredients" in page
    plans.switch(by=cast.farah.membership, now=NOW, address="NINE-0-days", on=False)
    assert tasks.remind_of_the_nine(LATER) == 0 and not letters()


@pytest.mark.parametrize("said_again", [False, True])
def test_a_reminder_that_was_put_off_comes_again_only_while_it_is_right(cast, said_again):
    note(cast, Which.CONTACT, owner="priya")
    talked(cast)
    tasks.remind_of_the_nine(LATER)
    if said_again:
        note(cast, Which.CONTACT, owner="priya", now=LATER)
        asked(cast, now=LATER)
    for letter in letters():
        operations.remind_again(letter, ":again", now=LATER + DAY)
    delivery.send_due(lambda: LATER + DAY)
    assert len(letters("SENT")) == (0 if said_again else 6)


def test_two_workers_at_once_remind_once(cast, monkeypatch):
    note(cast, Which.CONTACT, owner="priya")
    talked(cast)
    found = {name: getattr(queries, name)(LATER) for name in ("records_to_remind", "views_to_remind")}
    for name, rows in found.items():
        monkeypatch.setattr(queries, name, lambda now, rows=rows: rows)
    assert [operations.remind(now=LATER) for _ in range(2)] == [2, 0]
    assert names() == ["Col", "Farah", "Priya"] and NineNudge.objects.count() == 2


def test_the_clock_takes_as_many_statements_to_find_them_for_many_groups_as_for_one(cast, django_assert_num_queries):
    for number in range(3):
        group = builders.group(f"Group {number}")
        builders.membership(group, Role.FACILITATOR, name=f"F{number}")
    note(cast, Which.CONTACT, owner="priya")
    with django_assert_num_queries(2):
        queries.records_to_remind(LATER), queries.views_to_remind(LATER)
