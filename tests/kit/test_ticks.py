import pytest
from django.db.models import Count

from coproduction.kit import ticks
from groups.people.models import Person
from tests import builders

always = lambda now: True  # noqa: E731


@pytest.fixture(autouse=True)
def own_jobs(monkeypatch):
    monkeypatch.setattr(ticks, "_jobs", {})


def test_a_job_that_fails_is_logged_and_the_others_are_still_done(db, now, caplog):
    @ticks.each_tick("a broken one", due=always)
    def broken(at):
        raise ZeroDivisionError

    @ticks.each_tick("a good one", due=always)
    def good(at):
        return 3 if at == now else 0

    assert ticks.run(now) == {"a broken one": 0, "a good one": 3}
    assert "A job of the clock failed: a broken one, ZeroDivisionError" in caplog.text


def test_a_job_that_does_not_say_what_is_due_is_refused():
    with pytest.raises(TypeError, match="due"):
        ticks.each_tick("one")


def test_only_jobs_with_something_to_do_are_run_and_one_statement_asks_for_all(db, now, django_assert_num_queries):
    builders.person("Sam", time_zone="Europe/London")
    people, ran = Person.objects.all(), []
    looks = {
        "rows": people,
        "no rows": people.filter(name="Nobody"),
        "no row can be": people.none(),
        "the second of two": [people.filter(name="Nobody"), people.filter(name="Sam", email__contains="%")],
        "one of two": (people.filter(name="Nobody"), people.filter(name="Sam")),
        "a group of rows": people.values("time_zone").annotate(number=Count("pk")).filter(number__gte=1),
        "outside": True,
        "nothing outside": False,
    }
    for name, look in looks.items():
        ticks.each_tick(name, due=lambda at, look=look: look)(lambda at, name=name: ran.append(name) or 1)
    last = ticks.Job("last", lambda at: people.filter(last_login=at), lambda at: 1)
    with django_assert_num_queries(1):
        did = ticks.run(now, last)
    assert ran == ["a group of rows", "one of two", "outside", "rows"]
    assert did == {name: int(name in ran) for name in [*looks, "last"]} and list(did)[-1] == "last"


def test_no_jobs_no_statement(db, now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ticks.run(now) == {}


def test_a_question_that_cannot_be_asked_counts_as_a_yes_and_stops_no_other(db, now, caplog):
    def broken(at):
        raise ZeroDivisionError

    ticks.each_tick("broken", due=broken)(lambda at: 1)
    ticks.each_tick("fine", due=lambda at: Person.objects.all())(lambda at: 1)
    assert ticks.run(now) == {"broken": 1, "fine": 0}
    assert "Could not ask whether this is due: broken, ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_if_the_database_does_not_take_the_question_every_job_is_run(now, caplog):
    bad = Person.objects.extra(where=["no_such_column = 1"])  # noqa: S610 (that is the point)
    ticks.each_tick("bad", due=lambda at: bad)(lambda at: 1)
    ticks.each_tick("idle", due=lambda at: Person.objects.none())(lambda at: 2)
    assert ticks.run(now) == {"bad": 1, "idle": 2}
    assert "Could not ask what is due" in caplog.text


def test_what_several_workers_share_is_taken_up_part_by_part_and_counted(db, now, django_assert_num_queries):
    for name in "abc":
        builders.person(name, email=f"{name}@example.org")

    def waiting(at):
        return Person.objects.filter(joined_at__lte=at).order_by("joined_at").values_list("joined_at", flat=True)

    @ticks.each_drain("people", waiting=waiting)
    def take(at):
        return Person.objects.filter(pk=Person.objects.first().pk).delete()[0]

    ticks.each_tick("not shared", due=always)(lambda at: 1)
    last = ticks.Job("last", lambda at: Person.objects.none(), lambda at: 1)
    assert ticks.left(now, 2) == 2 and ticks.left(now, 9) == 3
    assert ticks.waits_since(now) == Person.objects.first().joined_at
    assert ticks.run(now, last) == {"not shared": 1, "people": 1, "last": 0}
    assert [ticks.share(now, last) for _ in range(3)] == [1, 1, 0]
    assert ticks.waits_since(now) is None
    with django_assert_num_queries(1):
        assert ticks.share(now, last) == 0
