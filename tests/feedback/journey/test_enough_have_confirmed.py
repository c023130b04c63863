"""When members leave, fewer are more than half: what those who stayed have confirmed counts, without another tap."""

import pytest

from feedback.journey import queries, tasks
from feedback.journey.models import Move
from groups.history.models import Event
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from tests import builders
from tests.builders import NOW
from tests.feedback.journey.test_journey import DAY, confirm, page, propose


@pytest.fixture
def move(cast):
    """Two of six have confirmed it."""
    for name in ("Ann", "Bob", "Cy", "Dee"):
        builders.membership(cast.group, name=name)
    return confirm(cast, propose(cast, 2, "DONE"))


def leave(cast, *names):
    for one in Membership.objects.filter(group=cast.group, person__name__in=names):
        membership.end(membership=one, because="left", now=NOW + DAY)


def test_what_enough_of_those_who_stayed_have_confirmed_counts_when_others_leave(cast, move):
    assert not queries.enough(NOW + DAY).exists() and tasks.look_again_who_confirmed(NOW + DAY) == 0
    leave(cast, "Ann", "Bob")
    assert tasks.look_again_who_confirmed(NOW + DAY) == 0  # two of four
    leave(cast, "Cy")
    assert tasks.look_again_who_confirmed(NOW + DAY) == 1  # two of three
    move.refresh_from_db()
    assert (move.outcome, move.settled_at) == (Move.Outcome.CONFIRMED, NOW + DAY)
    assert (
        Event.objects.get(what="step_confirmed").sentence
        == "The members confirmed: “Contact and connect”: done for now."
    )
    assert "Done for now" in page(cast) and tasks.look_again_who_confirmed(NOW + DAY) == 0


def test_who_has_another_part_now_counts_on_neither_side(cast, move):
    Membership.objects.filter(person__name__in=("Ann", "Bob", "Cy")).update(role=Role.CO_FACILITATOR)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(role=Role.CO_FACILITATOR)
    assert tasks.look_again_who_confirmed(NOW) == 0  # one of two
    Membership.objects.filter(person__name="Dee").update(left_at=NOW)
    assert tasks.look_again_who_confirmed(NOW) == 1


def test_nothing_counts_any_more_after_four_weeks_or_in_a_closed_group_or_with_nobody_left(cast, move):
    leave(cast, "Ann", "Bob", "Cy")
    assert tasks.look_again_who_confirmed(NOW + 29 * DAY) == 0
    cast.group.closed_at = NOW
    cast.group.save()
    assert tasks.look_again_who_confirmed(NOW + DAY) == 0
    cast.group.closed_at = None
    cast.group.save()
    Membership.objects.filter(group=cast.group, role=Role.MEMBER).update(left_at=NOW)
    assert tasks.look_again_who_confirmed(NOW + DAY) == 0


def test_two_workers_at_once_settle_it_once(cast, move, monkeypatch):
    leave(cast, "Ann", "Bob", "Cy")
    both_found = list(queries.enough(NOW + DAY))
    monkeypatch.setattr(queries, "enough", lambda now: Move.objects.filter(pk__in=[one.pk for one in both_found]))
    assert [tasks.look_again_who_confirmed(NOW + DAY) for _ in range(2)] == [1, 0]
    assert Event.objects.filter(what="step_confirmed").count() == 1
