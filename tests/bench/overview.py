"""What leaders see, at the size of a network: goals 7 and 8, and the overview against the floor's kept counts.

Two worlds of 1,000 groups: in the small one all groups together said 1,000 things, in the large one 1,000,000. The rows are
put in by the database itself; `manage.py recount` then counts them. Costs are seconds of processor time of this process and
of its database server process together, because other work on the machine does not count towards them.

`python -m tests.bench.overview` prints ratios; it needs what `tests.bench` needs.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import measuring, stage

GROUPS, OF_SPONSOR, SMALL, LARGE = 1_000, 50, 1_000, 1_000_000
KEPT = "made once, for a minute"  # as its readers get it; the others are made anew for each
PAGES = {
    "overview of a group": "/groups/group-0/overview/", "overview of 50 groups": "/overview/",
    f"overview of a group, {KEPT}": "/groups/group-0/overview/", f"overview of 50 groups, {KEPT}": "/overview/",
    "days of unanswered voice, a group": "/groups/group-0/debt/", "days of unanswered voice, 50 groups": "/debt/",
    "a number, a group": "/groups/group-0/overview/numbers/cause-MONEY/", "the list of a group": "/groups/group-0/we-said/",
    "home of a group": "/groups/group-0/", "search, a rare word": "/groups/group-0/we-said/?show=all&q=tambourine",
    "search, a common word": "/groups/group-0/we-said/?show=all&q=appointments",
}  # fmt: skip


def environment(database, folder):
    user = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
    env = os.environ | {
        "TEST_MODE": "1", "DATABASE_URL": f"{user}/{database}", "REDIS_URL": stage.REDIS, "VAR_FOLDER": folder,
        "DJANGO_SETTINGS_MODULE": "coproduction.settings", "HASHED_STATIC": "1", "CLOCK_AT": "2026-11-18T10:00:00+00:00",
    }  # fmt: skip
    for name in ("DEBUG", "DEMO", "EMAIL_URL"):
        env.pop(name, None)
    return env


def tables(folder) -> str:
    """An empty database with all tables, of which each world is a copy."""
    name = stage.new_database(f"{stage.PREFIX}_overview_tables")
    stage.manage(stage.HOUSE, environment(name, folder), "migrate", "-v0")
    stage.manage(stage.HOUSE, environment(name, folder), "collectstatic", "--no-input", "-v0")
    return name


def world(like, entries, folder):
    name = stage.new_database(f"{stage.PREFIX}_overview_{entries}", like)
    env = environment(name, folder)

    def part(name, *numbers):
        command = [sys.executable, "-m", "tests.bench.overview", name, *map(str, numbers)]
        done = subprocess.run(command, cwd=stage.HOUSE, env=env, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    part("plant", GROUPS, entries)
    return env, part


def run(*, small=SMALL, large=LARGE, rounds=3):
    with tempfile.TemporaryDirectory() as folder:
        like = tables(folder)
        (_, few), (env, many) = world(like, small, folder), world(like, large, folder)
        yield f"| page | {large:,} entries / {small:,} | ms of processor | statements | must | |"
        yield "|---|---|---|---|---|---|"
        costs = [(few("cost"), many("cost")) for _ in range(rounds)]
        for page in PAGES:
            cheap = statistics.median(one[page][0] for one, _ in costs)
            dear = statistics.median(one[page][0] for _, one in costs)
            statements = {one[page][1] for pair in costs for one in pair}
            must = 3 if "search" in page else 1.3
            fine = dear / cheap <= must and (max(statements) <= 10 or "overview" not in page)
            told = "/".join(map(str, sorted(statements)))
            yield f"| {page} | {dear / cheap:.2f} | {cheap:.1f}, {dear:.1f} | {told} | {must} | {'met' if fine else 'NOT met'} |"
        yield from against_the_floor(env, many("cookie"), Path(folder), rounds)


def against_the_floor(env, cookie, folder, rounds):
    os.environ.setdefault("BENCH_ROWS", "1000")
    with stage.the_floor() as floor, stage.served("coproduction.wsgi", stage.HOUSE, env, "/health/live") as (base, pid):
        ours = [PAGES["overview of a group"], PAGES["overview of 50 groups"]]
        specs = [
            {"name": "floor", "base": floor.base, "cookie": floor.cookies["member"], "pids": [floor.pid],
             "urls": ["/dashboard/kept"]},
            {"name": "ours", "base": base, "cookie": cookie, "pids": [pid], "urls": ours},
        ]  # fmt: skip
        config, result = folder / "both.json", folder / "result.json"
        config.write_text(json.dumps(specs))
        load = [sys.executable, str(stage.FLOOR.parent / "load.py"), "--config", str(config), "--json", str(result)]
        subprocess.run(
            [*load, "--rounds", str(rounds), "--requests", "60", "--wrk", "2", "--again", "0"], check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        results = {(one["app"], one["url"]): one for one in json.loads(result.read_text())}
        for url in ours:
            rate, work = measuring.against(results, ("ours", url), ("floor", "/dashboard/kept"))
            fine = "met" if max(rate, work) >= 0.6 else "NOT met"
            yield f"| {url} against /dashboard/kept | req/s {rate:.2f} | 1/CPU {work:.2f} | | 0.6 | {fine} |"


# --- what runs in a process of its own ---


def plant(groups: int, entries: int) -> None:

    from feedback.answers.models import Decision
    from feedback.debt.models import Owing
    from feedback.log.models import Step
    from groups.membership.models import Role
    from tests import builders
    from tests.bench.digests import copies, without_guards

    now, group = builders.NOW, builders.group("Group 0")
    farah = builders.membership(group, Role.FACILITATOR, name="Farah")
    okoro = builders.membership(group, Role.SPONSOR, name="Dr Okoro")
    topic = builders.topic(group, "Topic 0")
    said = builders.said(
        group,
        "The letters about appointments come too late. " * 3,
        topic=topic,
        hear_by=now.date(),
        answer_by=now.date(),
    )
    step = Step.objects.create(
        group=group,
        said=said,
        kind="HEARD",
        stage_to="HEARD",
        headline="Heard",
        at=now,
        working_days=3,
        promised_days=5,
    )
    given = Decision.objects.create(
        said=said, round=1, kind="CANNOT", cause="MONEY", reason="No", what_matters="x", what_binds="y", decided_by="z",
        by=okoro, at=now,
    )  # fmt: skip
    owing = Owing.objects.create(said=said, group=group, promised_on=now.date(), from_day=0)
    among = groups if entries >= groups * 100 else OF_SPONSOR  # the few entries are the sponsor's
    here, ago = f"{group.pk} + i % {among}", f"(1 + (i / {among}) * 37 % 700) * interval '1 day'"
    stages = (
        "(array['SENT', 'HEARD', 'DOING', 'DID', 'CANNOT', 'CANNOT', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED'])"
    )
    stage_of = f"{stages}[1 + (i / {among}) % 10]"
    done = f"{stage_of} IN ('DID', 'ANSWERED')"
    waits = f"{stage_of} IN ('SENT', 'HEARD', 'DOING')"
    refused = f"{stage_of} = 'CANNOT'"
    number = "(DATE '2026-11-18' - DATE '2018-01-01') * 5 / 7"
    with without_guards():
        copies("groups_group", group.pk, 1, groups - 1, name="'Group ' || i", slug="'group-' || i")
        for one, many in ((farah, groups), (okoro, OF_SPONSOR)):
            copies("groups_membership", one.pk, 1, many - 1, group_id=f"{group.pk} + i")
        copies("feedback_topic", topic.pk, 1, groups * 10 - 1, group_id=f"{group.pk} + i % {groups}",
               name=f"'Topic ' || i / {groups}")  # fmt: skip
        copies(
            "feedback_said", said.pk, 1, entries - 1, group_id=here, number=f"2 + i / {among}", stage=stage_of,
            topic_id=f"{topic.pk} + i % {among} + {groups} * ((i / {among}) % 10)",
            words=f"s.words || CASE WHEN (i / {among}) % 200 = 7 THEN 'tambourine' ELSE '' END",
            sent_at=f"s.sent_at - {ago}", opened_at=f"s.opened_at - {ago}", moved_at=f"s.moved_at - {ago}",
            due_on=f"CASE WHEN {waits} THEN DATE '2026-11-20' - (i / {among}) % 9 END",
            decision=f"CASE WHEN {refused} THEN 'CANNOT' WHEN {done} THEN 'WE_WILL' ELSE '' END",
            did_at=f"CASE WHEN {done} THEN s.sent_at - {ago} END",
        )  # fmt: skip
        for kind, most, promised in (("HEARD", 9, 5), ("DECIDED", 30, 20)):
            copies(
                "feedback_step", step.pk, 1, entries - 1, group_id=here, said_id=f"{said.pk} + i", kind=f"'{kind}'",
                at=f"s.at - {ago}", working_days=f"1 + i * 7 % {most}", promised_days=str(promised),
            )  # fmt: skip
        copies("feedback_decision", given.pk, 1, entries - 1, said_id=f"{said.pk} + i", at=f"s.at - {ago}",
               cause="(array['MONEY', 'STAFF', 'LAW', 'POLICY'])[1 + i % 4]")  # fmt: skip
        copies(
            "feedback_owing", owing.pk, 1, entries - 1, group_id=here, said_id=f"{said.pk} + i",
            promised_on=f"DATE '2026-11-18' - (1 + (i / {among}) * 37 % 700)",
            from_day=f"{number} - (1 + (i / {among}) * 37 % 700) * 5 / 7",
            stopped_on=f"CASE WHEN {waits} THEN NULL ELSE DATE '2026-11-10' END",
            stop_day=f"CASE WHEN {waits} THEN NULL ELSE {number} - 9 END",
            settled_on=f"CASE WHEN {stage_of} = 'ANSWERED' THEN DATE '2026-11-10' END",
        )  # fmt: skip
    from feedback.overview import operations

    operations.recount()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX IF NOT EXISTS said_search ON feedback_said USING gin (search)")
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps("planted"))


def _client():
    from groups.membership.models import Membership, Role
    from tests.cast import signed_in

    okoro = Membership.objects.select_related("person").filter(role=Role.SPONSOR).first().person
    return signed_in(okoro)


def cost(times: int = 6) -> None:
    from django.core.cache import caches

    from tests.bench.digests import Counted

    client, found = _client(), {}
    for page, url in PAGES.items():
        client.get(url)
        with Counted() as counted:
            for _ in range(times):
                if KEPT not in page:
                    caches["pages"].clear()
                response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        found[page] = [1000 * (counted.mine + counted.theirs) / times, counted.statements // times]
    print(json.dumps(found))


def cookie() -> None:
    print(json.dumps("; ".join(f"{name}={one.value}" for name, one in _client().cookies.items())))


if __name__ == "__main__":
    parts = {"plant": plant, "cost": cost, "cookie": cookie}
    if len(sys.argv) > 1 and sys.argv[1] in parts:
        import django

        django.setup()
        parts[sys.argv[1]](*map(int, sys.argv[2:]))
    elif reason := stage.why_not():
        sys.exit(reason)
    else:
        for told in run(large=int(sys.argv[1]) if len(sys.argv) > 1 else LARGE):
            print(told, flush=True)
