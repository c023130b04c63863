"""`python -m tests.bench.tasks`: how many tasks of one question a worker does in a second, with our settings of Celery against
its defaults (goal 22). Needs PostgreSQL and Redis. Both workers are one process each, in turns, so that the ratio holds on a
busy machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import stage

TASKS = int(os.environ.get("BENCH_TASKS", "1000"))
ROUNDS, PATIENCE = 3, 300
DEFAULTS = {  # what Celery does when nothing is set; how they are named and where they go stays ours
    "CELERY_DB_REUSE_MAX": None, "task_acks_late": False, "task_reject_on_worker_lost": False, "worker_prefetch_multiplier": 4,
    "task_soft_time_limit": None, "task_time_limit": None, "task_ignore_result": False,
}  # fmt: skip


def app_of(how):
    """The product's Celery with one task more; with `defaults`, as if the product had set nothing."""
    import django

    django.setup()
    from celery.signals import task_prerun

    from coproduction import celery

    if how == "defaults":
        celery.app.conf.update(DEFAULTS)
        task_prerun.disconnect(celery.let_go_of_a_lost_connection)

    @celery.app.task(name="bench.ask")
    def ask():
        from groups.people.models import Person

        Person.objects.filter(pk=1).exists()
        with Path(os.environ["BENCH_HEARD"]).open("a") as heard:
            heard.write(f"{time.time()}\n")

    return celery.app, ask


def work(how):
    app, _ = app_of(how)
    app.worker_main(["worker", "-P", "prefork", "-c", "1", "--loglevel", "error", "-Q", "bench", "--without-gossip"])


def put(count):
    _, ask = app_of("ours")
    for _ in range(int(count)):
        ask.apply_async(queue="bench")


def rate(env, how) -> float:
    """Tasks a second between the first and the last."""
    with tempfile.TemporaryDirectory() as kept:
        heard = Path(kept) / "heard"
        heard.touch()
        env = env | {"BENCH_HEARD": str(heard)}
        subprocess.run(
            [sys.executable, "-m", "tests.bench.tasks", "put", str(TASKS)], cwd=stage.HOUSE, env=env, check=True
        )
        command = [sys.executable, "-W", "ignore", "-m", "tests.bench.tasks", "work", how]
        worker = subprocess.Popen(command, cwd=stage.HOUSE, env=env, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + PATIENCE
            while len(times := heard.read_text().split()) < TASKS:
                if time.monotonic() > until or worker.poll() is not None:
                    raise SystemExit(f"Only {len(times)} of {TASKS} tasks were done.")
                time.sleep(0.2)
        finally:
            worker.terminate()
            worker.wait(60)
        return (TASKS - 1) / (float(times[-1]) - float(times[0]))


def run():
    with tempfile.TemporaryDirectory() as kept:
        user = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
        env = os.environ | {
            "TEST_MODE": "1", "VAR_FOLDER": kept, "REDIS_URL": stage.REDIS, "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"{user}/{stage.new_database(f'{stage.PREFIX}_tasks')}",
            "DJANGO_SETTINGS_MODULE": "coproduction.settings",
        }  # fmt: skip
        stage.manage(stage.HOUSE, env, "migrate", "-v0")
        found = {"ours": [], "defaults": []}
        for _ in range(ROUNDS):
            for how, rates in found.items():
                rates.append(rate(env, how))
    ratio = statistics.median(found["ours"]) / statistics.median(found["defaults"])
    yield "| goal | what | ours | must | best | |"
    yield "|---|---|---|---|---|---|"
    fine = "met" if ratio >= 2.5 else "NOT met"
    yield f"| 22 | one-query tasks a second, our settings against defaults | {ratio:.2f} | 2.5 | 3.6 | {fine} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2])
    elif sys.argv[1:2] == ["put"]:
        put(sys.argv[2])
    elif reason := stage.why_not():
        sys.exit(reason)
    else:
        for told in run():
            print(told, flush=True)
