"""The clock's doors, and the commands that stand in for them."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

import feedback.tasks  # noqa: F401  every room has registered its jobs before a test sets them aside
import groups.tasks  # noqa: F401
from coproduction import celery
from coproduction.kit import bell, closing, ticks
from groups.charter.models import Group
from groups.choices.models import Kind
from groups.history.models import Event
from groups.membership.models import Role
from groups.notices import operations, tasks
from groups.notices.models import Letter, Pulse
from tests import builders, gate

EVERY_JOB = dict(ticks._jobs)
HOUSE = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def own_jobs(monkeypatch):
    monkeypatch.setattr(ticks, "_jobs", {})


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task, times: calls.append((task, times)))
    return calls


def test_beat_only_rings_the_bell_once_a_minute():
    [entry] = celery.app.conf.beat_schedule.values()
    assert (entry["task"], entry["schedule"]) == ("notices.tick", 60.0)
    assert celery.app.conf.result_backend is None or celery.app.conf.task_ignore_result


def test_a_tick_with_nothing_due_wakes_nobody_and_leaves_a_sign(db, now, woken):
    tasks.tick()
    assert woken == []
    assert Pulse.objects.get(name="tick").at == now


def test_a_tick_wakes_as_many_drains_as_there_is_work_for(post, sam, woken, monkeypatch):
    post(sam)
    tasks.tick()
    monkeypatch.setattr(tasks.queries, "backlog", lambda now, at_most: 1200)
    tasks.tick()
    monkeypatch.setattr(tasks.queries, "backlog", lambda now, at_most: 10_000)
    tasks.tick()
    assert [times for _, times in woken] == [1, 3, 8]


def test_a_tick_runs_the_rooms_jobs_which_may_post_letters(sam, now, woken):
    @ticks.each_tick("greetings", due=lambda at: True)
    def greet(at):
        operations.post("groups/notices/emails/note", to=sam, key=f"greeting:{at.date()}", at=at)
        return 1

    assert tasks.tick()["greetings"] == 1
    assert tasks.tick()["greetings"] == 1
    assert Letter.objects.count() == 1
    assert tasks.drain() == {"kept": 1}
    assert tasks.drain() == {}


def test_a_tick_brings_back_what_dead_workers_held(post, sam, now, clock, woken):
    post(sam)
    operations.claim(now=now, limit=50)
    clock(now + timedelta(minutes=5))
    assert tasks.tick()["leases returned"] == 1
    assert woken == [("notices.drain", 1)]


def run_due(*words):
    out = StringIO()
    call_command("run_due", "--once", *words, stdout=out)
    return json.loads(out.getvalue())


def test_run_due_does_one_tick_without_celery_and_counts_by_kind(post, sam, now):
    post(sam, "a"), post(sam, "b", due_at=now + timedelta(days=1))
    assert run_due() == {"kept": 1, "leases returned": 0, "letters to many": 0, "waiting": 1, "wiped": 0}
    assert run_due("--at", "2026-11-19T10:00")["kept"] == 1
    assert run_due("--at", "2026-11-19T10:00+00:00") == {
        "leases returned": 0,
        "letters to many": 0,
        "waiting": 0,
        "wiped": 0,
    }


def test_run_due_asks_for_a_time_it_can_read(db):
    with pytest.raises(CommandError, match="not a time"):
        run_due("--at", "tomorrow")


def test_an_outage_of_14_days_sends_once_what_is_still_useful_and_nothing_stale(post, sam, now):
    post(sam, "news")
    post(sam, "reminder", kind=Kind.REMINDER, useful_until=now + timedelta(days=3))
    post(sam, "code", kind=Kind.SIGN_IN)
    after = (now + timedelta(days=14)).isoformat()
    counts = run_due("--at", after)
    assert (counts["kept"], counts["expire"]) == (1, 2)
    assert "kept" not in run_due("--at", after)


def test_a_clock_that_jumps_back_sends_nothing_twice(post, sam, now):
    post(sam)
    assert run_due()["kept"] == 1
    assert "kept" not in run_due("--at", (now - timedelta(days=1)).isoformat())
    assert "kept" not in run_due()


def test_an_operator_can_read_a_letter_and_leaves_a_line(post, sam):
    letter = post(sam, kind=Kind.SIGN_IN)
    out = StringIO()
    call_command("reveal_letter", str(letter.pk), stdout=out)
    assert "Subject: Something new for you to read\n\nHello Sam,\n\nThere is something new" in out.getvalue()
    assert f"To: {sam.email}" in out.getvalue()
    assert Event.objects.about(letter).filter(what="letter_revealed").exists()
    with pytest.raises(CommandError, match="no letter"):
        call_command("reveal_letter", "0")


def test_a_worker_knows_every_rooms_check_and_job():
    """What registers with `recheck`, `each_tick` or `each_drain` is reached by what a worker imports, before any letter goes."""
    asked = "import django; django.setup(); import groups.tasks, feedback.tasks, sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True)
    modules = set(found.stdout.split())
    for path in [*HOUSE.glob("groups/*/*.py"), *HOUSE.glob("feedback/*/*.py")]:
        words = path.read_text()
        if any(f"{name}(" in words for name in ("recheck", "each_tick", "each_drain")):
            assert ".".join(path.relative_to(HOUSE).with_suffix("").parts) in modules


def test_a_worker_of_a_half_configured_site_does_not_start(settings):
    celery.refuse_half_configured()
    settings.PRODUCTION, settings.SECRET_KEY = True, "short"
    with pytest.raises(SystemExit, match="not ready to start"):
        celery.refuse_half_configured()


def test_a_worker_asked_to_stop_sends_nothing_more(post, sam, mail, monkeypatch):
    monkeypatch.setattr(closing, "_asked", bytearray(1))
    letter = post(sam)
    celery.finish_the_letter_in_hand()
    assert tasks.drain() == {}
    letter.refresh_from_db()
    assert letter.state == "PENDING" and not mail.got


def test_a_connection_that_works_is_kept_for_the_next_task(transactional_db):
    connection.ensure_connection()
    before = connection.connection
    celery.let_go_of_a_lost_connection()
    assert connection.connection is before


@pytest.mark.services
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL")
def test_a_connection_the_server_ended_is_let_go_before_the_next_task(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [number] = cursor.fetchone()
    with psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None, "context": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [number])
    with pytest.raises(OperationalError):
        Letter.objects.exists()
    with pytest.raises(OperationalError):
        Letter.objects.exists()  # and so it would be with each task
    celery.let_go_of_a_lost_connection()
    assert not Letter.objects.exists()


def test_a_drain_whose_turn_is_over_gives_back_what_it_has_not_begun(post, sam, woken, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", 0.001)
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task: woken.append(task))
    for number in range(3):
        post(sam, f"k{number}")
    assert tasks.drain() == {"kept": 1} and woken == ["notices.drain"]
    assert list(Letter.objects.order_by("id").values_list("state", "attempts"))[1:] == [("PENDING", 0)] * 2


def test_a_drain_gives_way_after_its_turn_and_the_next_goes_on(post, sam, woken, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", 0.001)
    monkeypatch.setattr(tasks.delivery, "AT_A_TIME", 1)
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task: woken.append(task))
    for number in range(3):
        post(sam, f"k{number}")
    assert tasks.drain() == {"kept": 1}
    assert woken == ["notices.drain"]
    monkeypatch.setattr(tasks, "TURN", 20)
    assert tasks.drain() == {"kept": 2}
    assert woken == ["notices.drain"]


def test_a_turn_that_is_over_before_it_begins_still_gets_something_done(post, sam, woken, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", 0)
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task: woken.append(task))
    for number in range(2):
        post(sam, f"k{number}")
    assert tasks.drain() == {"kept": 1} and woken == ["notices.drain"]


def test_the_clock_is_heard_before_those_who_send():
    """On Redis 0 comes first, and beat's ring has no other."""
    assert bell.AFTER_THE_TICK > 0 and "priority" not in celery.app.conf.beat_schedule["tick"]["options"]


@pytest.fixture
def all_jobs(monkeypatch, own_jobs):
    monkeypatch.setattr(ticks, "_jobs", EVERY_JOB)


@pytest.mark.parametrize("groups_there", [1, 3])
def test_a_minute_in_which_nothing_is_due_costs_three_statements(
    cast, now, clock, woken, all_jobs, django_assert_num_queries, groups_there, settings, tmp_path
):
    """The clock was heard; what is there to do, asked for every room at once; the tick is over."""
    settings.MEDIA_ROOT = tmp_path  # what other tests left lying there would be work
    for number in range(groups_there):
        group = builders.group(name=f"Group {number}", slug=f"group-{number}")
        builders.meeting(group, builders.membership(group, Role.FACILITATOR))
    for _ in range(5):
        tasks.tick()
    with django_assert_num_queries(3):
        did = tasks.tick()
    assert len(did) > 30 and not any(did.values()) and woken == []


def test_a_job_whose_due_finds_less_than_the_job_would_do_is_caught(cast, now):
    """The watch that every test stands under (`tests/gate.py`) would see it."""
    group = Group.objects.filter(pk=cast.group.pk)
    rename = ticks.Job("rename", lambda at: group.filter(name="Another"), lambda at: group.update(name="New") and 0)
    with pytest.raises(gate.Missed, match="rename"):
        gate.watched(rename)(now)
    assert gate.watched(ticks.Job("rename", lambda at: group, rename.do))(now) == 0
    assert gate.watched(ticks.Job("idle", lambda at: group.none(), lambda at: 0))(now) == 0
