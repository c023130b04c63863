"""The clock's doors, and the commands that stand in for them."""

import json
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import feedback.tasks  # noqa: F401  every room has registered its jobs before a test sets them aside
import groups.tasks  # noqa: F401
from coproduction import celery
from coproduction.kit import ticks
from groups.choices.models import Kind
from groups.history.models import Event
from groups.notices import operations, tasks
from groups.notices.models import Letter, Pulse

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
    monkeypatch.setattr(tasks.queries, "backlog", lambda now: 1200)
    tasks.tick()
    monkeypatch.setattr(tasks.queries, "backlog", lambda now: 10_000)
    tasks.tick()
    assert [times for _, times in woken] == [1, 3, 8]


def test_a_tick_runs_the_rooms_jobs_which_may_post_letters(sam, now, woken):
    @ticks.each_tick("greetings")
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
    assert run_due() == {"batches": 0, "kept": 1, "leases returned": 0, "wiped": 0}
    assert run_due("--at", "2026-11-19T10:00")["kept"] == 1
    assert run_due("--at", "2026-11-19T10:00+00:00") == {"batches": 0, "leases returned": 0, "wiped": 0}


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
    """Whatever registers with `recheck` or `each_tick` is reached by what a worker imports, before any letter goes."""
    asked = "import django; django.setup(); import groups.tasks, feedback.tasks, sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True)
    modules = set(found.stdout.split())
    for path in [*HOUSE.glob("groups/*/*.py"), *HOUSE.glob("feedback/*/*.py")]:
        words = path.read_text()
        if "recheck(" in words or "each_tick(" in words:
            assert ".".join(path.relative_to(HOUSE).with_suffix("").parts) in modules


def test_a_worker_of_a_half_configured_site_does_not_start(settings):
    celery.refuse_half_configured()
    settings.PRODUCTION, settings.SECRET_KEY = True, "short"
    with pytest.raises(SystemExit, match="not ready to start"):
        celery.refuse_half_configured()
