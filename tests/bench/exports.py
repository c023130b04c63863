"""How fast files are written, and in how much memory: goal 15, each file against the floor's `/export.csv`.

Two groups of one world: one said 1,000 things, the other 100,000. Each thing has three steps of its chain, which the floor's
rows do not have. Rounds are interleaved; the ratio on the clock and that of the servers' processor time are both printed,
because other work on the machine does not count towards the second. Memory is the most that a process of its own ever held.

`python -m tests.bench.exports` prints ratios; it needs what `tests.bench` needs.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from tests.bench import measuring, stage
from tests.bench.overview import environment, tables

SHORT, LONG = 1_000, int(os.environ.get("BENCH_EXPORT_ROWS", "100000"))
FILES = {
    "We said, We did": "/groups/{}/we-said/spreadsheet/",
    "dates of what was sent": "/groups/{}/periods/entries/",
    "open data": "/public/{}/data/published/",
}
MUST, BEST = 0.6, 0.8
SAID = "We said the letters about appointments are hard to read, come too late and do not say who to call."
WHY = "People miss their appointments, and are told that it was their fault."
STEPS = (
    ("SENT", "SENT", "We said it", "", [], {}),
    ("HEARD", "HEARD", "Heard", "We have it.", [["Final say", "Dr Okoro"]], {"working_days": 3, "promised_days": 5}),
    ("DECIDED", "CANNOT", "We can’t", WHY, [["What matters", "x"]], {"working_days": 17, "promised_days": 20}),
)


def run(*, rounds=5):
    with tempfile.TemporaryDirectory() as folder:
        env = environment(stage.new_database(f"{stage.PREFIX}_exports", tables(folder)), folder)

        def part(*words):
            command = [sys.executable, "-m", "tests.bench.exports", *map(str, words)]
            done = subprocess.run(command, cwd=stage.HOUSE, env=env, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(done.stderr)
            return json.loads(done.stdout.splitlines()[-1])

        cookie = part("plant", SHORT, LONG)
        with (
            stage.the_floor() as floor,
            stage.served("coproduction.wsgi", stage.HOUSE, env, "/health/live") as (base, pid),
        ):
            stage.manage(stage.FLOOR, floor_environment(), "seed", "--feedback", str(LONG))
            again = stage.manage(stage.FLOOR, floor_environment(), "seed", "--cookie-only")
            bare = measuring.Asking(floor.base, again.strip())
            yield from speeds(bare, floor.pid, measuring.Asking(base, cookie), pid, rounds)
        for name, url in FILES.items():
            held = part("peak", url.format("long")) / part("peak", url.format("short"))
            yield line(f"memory: {name}, {LONG:,} rows / {SHORT:,}", f"{held:.2f}", "1.1", "–", held <= 1.1)


def speeds(bare, floor_pid, mine, pid, rounds):
    took = {name: [] for name in ("floor", *FILES)}
    for _ in range(rounds + 1):
        took["floor"].append(once(bare, f"/export.csv?limit={LONG}", floor_pid))
        for name, url in FILES.items():
            took[name].append(once(mine, url.format("long"), pid))
    middle = {
        name: [statistics.median(one[n] for one in rows[1:]) for n in (0, 1)] for name, rows in took.items()
    }  # the first round only warms up
    for name in FILES:
        clock, work = (middle["floor"][n] / middle[name][n] for n in (0, 1))
        told = f"{clock:.2f}, {work:.2f}"
        yield line(f"rows a second: {name}, on the clock, 1/CPU", told, MUST, BEST, max(clock, work) >= MUST)


def once(asking, path, pid):
    """(seconds, seconds of processor of the server) of taking the whole file."""
    before, start = measuring.processor(pid), time.perf_counter()
    response, data, _ = asking.ask(path)
    took = time.perf_counter() - start
    assert response.status == 200 and data.count(b"\n") >= LONG, (path, response.status, len(data))
    return took, measuring.processor(pid) - before


def line(what, value, must, best, fine):
    return f"| 15 | {what} | {value} | {must} | {best} | {'met' if fine else 'NOT met'} |"


def floor_environment():
    env = os.environ | {
        "FLOOR_PG_HOST": stage.PG["host"], "FLOOR_PG_PORT": stage.PG["port"], "FLOOR_PG_USER": stage.PG["user"],
        "FLOOR_PG_DB": f"{stage.PREFIX}_floor",
    }  # fmt: skip
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return env


# --- what runs in a process of its own ---


def plant(short: int, long: int) -> None:
    from django.db import connection

    from groups.membership.models import Role
    from tests import builders
    from tests.bench.digests import without_guards
    from tests.cast import signed_in

    sam = builders.person("Sam")
    for slug, entries in (("short", short), ("long", long)):
        group = builders.group(slug.title(), slug=slug, is_public=True)
        builders.membership(group, Role.MEMBER, who=sam)
        _entries(group, int(entries), without_guards)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps("; ".join(f"{name}={one.value}" for name, one in signed_in(sam).cookies.items())))


def _entries(group, entries, without_guards):
    """Copies of one thing that was said, heard and answered, on days of their own."""
    from feedback.answers.models import Decision
    from feedback.log.models import Stage, Step
    from groups.membership.models import Role
    from tests import builders
    from tests.bench.digests import copies

    now, okoro = builders.NOW, builders.membership(group, Role.SPONSOR, name="Dr Okoro")
    first = builders.said(
        group, SAID, topic=builders.topic(group, "Letters"), why_it_matters=WHY, stage=Stage.CANNOT, decision="CANNOT",
        heard_at=now, decided_at=now, published_at=now, final_say="Dr Okoro",
    )  # fmt: skip
    given = Decision.objects.create(
        said=first, round=1, kind="CANNOT", cause="MONEY", reason=WHY, what_matters="x", what_binds="y", decided_by="z",
        by=okoro, at=now,
    )  # fmt: skip
    steps = [
        Step.objects.create(group=group, said=first, kind=kind, stage_to=stage, headline=headline, text=text, details=details,
                            at=now, **took)
        for kind, stage, headline, text, details, took in STEPS
    ]  # fmt: skip
    ago = "(i % 900) * interval '1 day'"
    dates = {name: f"s.{name} - {ago}" for name in ("sent_at", "opened_at", "heard_at", "decided_at", "moved_at")}
    with without_guards():
        copies("feedback_said", first.pk, 1, entries - 1, number="1 + i", words="i || ' ' || s.words", **dates)
        copies("feedback_decision", given.pk, 1, entries - 1, said_id=f"{first.pk} + i", at=f"s.at - {ago}")
        for step in steps:
            copies("feedback_step", step.pk, 1, entries - 1, said_id=f"{first.pk} + i", at=f"s.at - {ago}")


def peak(url: str) -> None:
    """The most memory that this process held, in MiB, after writing the file once."""
    from groups.people.models import Person
    from tests.cast import signed_in

    client = signed_in(Person.objects.get(name="Sam"))
    lines = sum(piece.count(b"\n") for piece in client.get(url).streaming_content)
    assert lines, url
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


if __name__ == "__main__":
    parts = {"plant": plant, "peak": peak}
    if len(sys.argv) > 1 and sys.argv[1] in parts:
        import django

        django.setup()
        parts[sys.argv[1]](*sys.argv[2:])
    elif reason := stage.why_not():
        sys.exit(reason)
    else:
        for told in run():
            print(told, flush=True)
