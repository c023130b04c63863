from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse

from groups.history.models import Event
from groups.membership.models import Membership
from groups.retold import operations, queries
from groups.retold.models import Retold
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.groups.surveys.asking import closed, grown, words

NEXT = NOW + timedelta(days=60)  # the quarter is over


def tap(by, *what, now=NOW):
    operations.count(by=by, now=now, what=list(what) or ["STORY"])


def taps(cast, number, *what, now=NOW):
    for one in range(number):
        tap(builders.membership(cast.group, name=f"Member {one} {now}"), *what, now=now)


def at(cast, name="retold", *rest):
    return reverse(name, args=[cast.group.slug, *rest])


@pytest.fixture
def later(monkeypatch):
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: NEXT)


def test_a_tap_adds_to_counts_and_leaves_nothing_else(cast):
    before = Event.objects.count()
    tap(cast.sam.membership, "STORY", "NEEDS")
    tap(cast.jo.membership, "STORY")
    rows = set(Retold.objects.values_list("starts_on", "what", "number"))
    first = date(2026, 10, 1)
    assert rows == {(first, "TIMES", 2), (first, "STORY", 2), (first, "NEEDS", 1)}
    assert Event.objects.count() == before
    assert not [one for one in Retold._meta.get_fields() if one.related_model is Membership]
    assert not [one for one in Retold._meta.get_fields() if one.get_internal_type() == "DateTimeField"]


def test_nothing_is_shown_before_the_quarter_is_over(cast, later, monkeypatch):
    taps(cast, 6)
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: NOW)
    assert "What was counted" not in words(cast.sam.client.get(at(cast)))
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: NEXT)
    assert "October to December 2026: 6 times My story: 6" in words(cast.sam.client.get(at(cast)))


def test_fewer_than_five_are_not_told_apart_inside_and_fewer_than_eight_outside(cast, later):
    for number, inside, outside in (
        (4, "fewer than 5 times", ""),
        (3, "7 times", ""),
        (6, "13 times", "about 15 times"),
    ):
        taps(cast, number, now=NOW + timedelta(hours=number))
        caches["pages"].clear()
        assert f"October to December 2026: {inside}" in words(cast.sam.client.get(at(cast)))
        page = words(cast.okoro.client.get(at(cast, "overview")))
        said = outside or "fewer than 8 times"
        assert f"October to December 2026: members were asked to tell the same thing again {said}." in page


def test_a_quarter_in_which_nobody_counted_says_so_and_before_the_first_there_is_none(cast):
    tap(cast.sam.membership)
    found = queries.over(cast.sam.membership, date(2027, 5, 1))
    assert [(one.words, one.times) for one in found] == [
        ("January to March 2027", "nobody counted one"), ("October to December 2026", "fewer than 5 times"),
    ]  # fmt: skip
    assert len(queries.over(cast.sam.membership, date(2028, 5, 1))) == 4
    assert queries.over(cast.hal.membership, date(2027, 5, 1)) == []
    assert queries.in_short(None, date(2027, 5, 1)) == ""


def test_outside_the_things_are_told_apart_only_where_none_of_them_is_rare(cast):
    taps(cast, 9, "STORY")
    outside = cast.okoro.membership
    assert queries.over(outside, NEXT.date())[0].parts == [
        ("My story", "about 10"), ("What I need to take part", "none"),
        ("My details, such as my address or my medicines", "none"),
    ]  # fmt: skip
    tap(cast.sam.membership, "NEEDS")
    assert queries.over(outside, NEXT.date())[0].parts == []
    assert len(queries.over(cast.sam.membership, NEXT.date())[0].parts) == 3


def test_it_stands_beside_the_eight_shifts_and_beside_no_other_survey(cast, monkeypatch):
    taps(cast, 6)
    grown(cast)
    shifts, values = (closed(cast, kind, MEMBERS=[1] * 5) for kind in ("SHIFTS", "VALUES"))
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: NEXT)
    page = words(cast.sam.client.get(at(cast, "survey", shifts.pk)))
    assert "How often members were asked to tell the same thing again October to December 2026: 6 times" in page
    assert "fewer than 8 times" in words(cast.okoro.client.get(at(cast, "survey", shifts.pk)))
    assert "asked to tell the same thing" not in words(cast.sam.client.get(at(cast, "survey", values.pk)))


def test_one_person_counts_it_three_times_a_day_and_again_tomorrow(cast):
    for _ in range(3):
        tap(cast.sam.membership)
    with pytest.raises(operations.EnoughForToday):
        tap(cast.sam.membership)
    tap(cast.jo.membership)
    tap(cast.sam.membership, now=NOW + timedelta(days=1))
    assert Retold.objects.get(what="TIMES").number == 5


@pytest.mark.parametrize("what", [[], ["SECRET"]])
def test_what_was_told_again_is_chosen(cast, what):
    with pytest.raises(operations.ChooseWhat):
        operations.count(by=cast.sam.membership, now=NOW, what=what)
    assert not Retold.objects.exists()


def test_only_members_of_the_group_count_it(cast):
    for player in (cast.sol, cast.farah, cast.priya, cast.okoro):
        with pytest.raises(operations.NotYourPart):
            tap(player.membership)
        assert player.client.get(at(cast)).status_code == 403
    cast.sam.membership.left_at = NOW
    with pytest.raises(operations.NotYourPart):
        tap(cast.sam.membership)
    assert cast.hal.client.get(at(cast)).status_code == 404


def test_a_count_of_a_quarter_is_there_once(cast):
    tap(cast.sam.membership)
    with pytest.raises(IntegrityError), transaction.atomic():
        Retold.objects.create(group=cast.group, starts_on=date(2026, 10, 1), what="TIMES")


def test_a_member_counts_it_on_a_page_their_home_leads_to(cast):
    home = cast.sam.client.get(at(cast, "group_home")).content.decode()
    assert f'href="{at(cast)}"' in home
    assert at(cast) not in cast.sol.client.get(at(cast, "group_home")).content.decode()
    assert "Choose what you had to tell again" in words(cast.sam.client.post(at(cast), {}))
    done = cast.sam.client.post(at(cast), {"what": ["STORY", "DETAILS"]}, follow=True)
    assert "We do not keep that it was you" in done.content.decode()
    assert Retold.objects.count() == 3


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_takes_as_many_statements_for_four_quarters_as_for_one(cast, rows, later, django_assert_num_queries):
    for number in range(rows):
        tap(cast.sam.membership, now=NOW - timedelta(days=92 * number))
    client = signed_in(cast.sam.person)
    with django_assert_num_queries(4):  # session, person, membership, counts
        client.get(at(cast))
