"""`python -m tests.bench.due`: what each question of the clock reads when nothing is due, in tables of a million rows.

Every table a question reads is filled as it would be after years (`years.py`): a seeded world after all its due work was done,
many times over for its groups, and many times that for what is over. Then each question is explained and run: it should read
about as many rows as are due, and never what is over.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass

from tests.bench import stage, years

ROWS = int(os.environ.get("BENCH_DUE_ROWS", "1000000"))


# --- what runs in a process of its own, inside the product ---


def questions(now):
    """(job, SQL, params) of everything a tick asks."""
    from celery import current_app

    from coproduction.kit import ticks
    from groups.notices import tasks

    current_app.loader.import_default_modules()
    for job in (*ticks._jobs.values(), *tasks.OURS):
        for sql, given in ticks._questions(job, now):
            if sql.startswith("EXISTS"):
                yield job.name, sql, given


def explained(sql, given, *, run=False) -> dict:
    import json

    from django.db import connection

    with connection.cursor() as cursor:
        how = "ANALYZE, TIMING OFF, FORMAT JSON" if run else "FORMAT JSON"
        cursor.execute(f"EXPLAIN ({how}) SELECT {sql}", given)
        [(plan,)] = cursor.fetchall()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def scans(plan):
    return [node for node in nodes(plan) if "Relation Name" in node]


def rows_read(node) -> int:
    told = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return round(sum(node.get(one, 0) for one in told) * node.get("Actual Loops", 0))


@dataclass
class Told:
    """What a question reads of the table of which it reads most, though that is small."""

    name: str
    due: bool
    read: int
    table: str
    how: str
    rows: int

    @property
    def share(self) -> float:
        return self.read / max(self.rows, 1)


def planted(rows: int, now, tidy="VACUUM ANALYZE") -> None:
    """Call it after a world was seeded and its due work done."""
    from django.db import connection

    asked = list(questions(now))
    tables = sorted({node["Relation Name"] for _, sql, given in asked for node in scans(explained(sql, given))})
    with connection.cursor() as cursor:
        years.pass_over(cursor, tables, rows, now)
        cursor.execute(tidy)


def told(now) -> list[Told]:
    """Each question asked once, after a first time that only warms up."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
        sizes = dict(cursor.fetchall())
    found = []
    for name, sql, given in questions(now):
        plan = explained(sql, given, run=True)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {sql}", given)
            [due] = cursor.fetchone()
        read = defaultdict(int)
        for node in scans(plan):
            read[node["Relation Name"], node["Node Type"]] += rows_read(node)
        (table, how), most = max(read.items(), key=lambda one: one[1], default=(("", ""), 0))
        found.append(Told(name, due, most, table, how, sizes.get(table, 0)))
    return found


def shown() -> None:
    from coproduction.kit import clock

    print("| job | due | most rows read of a table | of | which | how |\n|---|---|---|---|---|---|")
    for one in sorted(told(clock.now()), key=lambda one: -one.read):
        due = "yes" if one.due else "no"
        print(f"| {one.name} | {due} | {one.read:,} | {one.rows:,} | {one.table} | {one.how} |")


def run(rows):
    with tempfile.TemporaryDirectory() as kept:
        user = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
        env = os.environ | {
            "TEST_MODE": "1", "VAR_FOLDER": kept, "REDIS_URL": stage.REDIS, "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"{user}/{stage.new_database(f'{stage.PREFIX}_due')}",
            "DJANGO_SETTINGS_MODULE": "coproduction.settings",
        }  # fmt: skip
        env.pop("EMAIL_URL", None)
        stage.manage(stage.HOUSE, env, "migrate", "-v0")
        stage.manage(stage.HOUSE, env, "seed_world", "--seed", "1", "--members", "10", "--meetings", "6")
        for _ in range(3):
            stage.manage(stage.HOUSE, env, "run_due", "--once")
        command = [sys.executable, "-m", "tests.bench.due", "planted", str(rows)]
        return subprocess.run(command, cwd=stage.HOUSE, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    if sys.argv[1:2] in (["planted"], ["told"]):
        import django

        django.setup()
        from coproduction.kit import clock

        if sys.argv[1] == "planted":
            planted(int(sys.argv[2]), clock.now())
        shown()
    elif reason := stage.why_not():
        sys.exit(reason)
    else:
        print(run(ROWS), flush=True)
