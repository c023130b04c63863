"""On a Monday morning the digests of a whole network are due at once: whoever sends takes them up, batch by batch."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from feedback.digests import operations
from feedback.digests.models import Subscription
from feedback.log.models import Stage
from groups.membership.models import Membership, Role
from groups.notices import delivery, tasks
from groups.notices.models import Letter
from groups.people.models import Person
from groups.watch import queries as watch
from tests import builders

NOW = builders.NOW
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
READERS = 7  # in batches of two


@pytest.fixture
def group(db, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    group = builders.group()
    people = Person.objects.bulk_create(
        Person(email=f"reader{n}@example.org", name=f"Reader {n}", joined_at=NOW) for n in range(READERS)
    )
    role = {"role": Role.POINT_OF_CONTACT, "joined_at": NOW, "habits_given": True}
    Membership.objects.bulk_create(Membership(group=group, person=one, **role) for one in people)
    due = {"frequency": "WEEKLY", "covers_from": NOW, "next_due_at": MONDAY}
    Subscription.objects.bulk_create(Subscription(person=one, **due) for one in people)
    return group


def news(group):
    builders.said(group, "Done", stage=Stage.DOING, moved_at=NOW + MINUTE)


def test_whoever_sends_takes_up_all_that_are_due_and_each_goes_once(group, mail):
    news(group)
    assert tasks.look(MONDAY)["digests"] == 2, "a tick begins"
    delivery.send_due(lambda: MONDAY)
    assert not Subscription.objects.due(MONDAY).exists()
    assert sorted(to for [to], _ in mail.got) == sorted(Person.objects.values_list("email", flat=True))
    delivery.send_due(lambda: MONDAY)
    assert len(mail.got) == READERS


def test_those_with_nothing_to_say_do_not_end_it_for_the_others(group, mail):
    delivery.send_due(lambda: MONDAY)
    assert not Subscription.objects.due(MONDAY).exists() and not Letter.objects.exists()


def test_a_tick_wakes_as_many_workers_as_there_are_digests_for(group, clock, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "A_DRAIN", 2)
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task, times=1: woken.append(times))
    clock(MONDAY)
    tasks.tick()  # two are taken up; nothing is to say, so no letter waits, only the five others
    assert woken == [1 + 5 // 2]


def test_a_worker_asked_to_stop_takes_up_no_more(group):
    delivery.send_due(lambda: MONDAY, stop=lambda: Subscription.objects.due(MONDAY).count() < READERS)
    assert Subscription.objects.due(MONDAY).count() == READERS - 2


@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_second_worker_takes_other_digests_than_the_first(group):
    news(group)
    first = connections.create_connection("default")
    with first.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT id FROM feedback_subscription ORDER BY next_due_at, id LIMIT 2 FOR UPDATE")
        held = {number for (number,) in cursor.fetchall()}
        while operations.send_due(now=MONDAY):
            pass
        assert set(Subscription.objects.due(MONDAY).values_list("pk", flat=True)) == held
        cursor.execute("ROLLBACK")
    first.close()
    operations.send_due(now=MONDAY)
    assert not Subscription.objects.due(MONDAY).exists()


def test_digests_that_nobody_takes_up_make_the_site_unwell(group, visitor, clock, django_assert_num_queries):
    clock(MONDAY + 10 * MINUTE)
    assert visitor.get("/health/ready").json()["letters"] is True
    late = MONDAY + 11 * MINUTE
    clock(late)
    answer = visitor.get("/health/ready")
    assert answer.status_code == 503 and answer.json()["letters"] is False
    assert watch.health(late).late and watch.health(late).oldest_due_at == MONDAY
    assert "coproduction_digests_unposted_seconds 660" in watch.figures(late)
    delivery.send_due(lambda: late)
    with django_assert_num_queries(4):
        assert watch.letters_go(late)
    assert not watch.health(late).late


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_what_is_late_is_asked_of_the_index_of_those_due(group):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "digests_due" in Subscription.objects.waiting(MONDAY)[:1].explain()
