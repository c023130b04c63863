"""Digests at the size of a network: goals 9 to 11, and what a reader costs when the groups have said a million things.

The rows are put in by the database itself, by copying one row that the builders made. What is added between the two sizes is
settled record: the letters stay the same, so that only the size of the log differs. Costs are seconds of processor time of this
process and of its database server process together, because other work on the machine does not count towards them.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

from tests.bench import stage
from tests.bench.counted import Counted

GROUPS, MEMBERS = 2_000, 30
SMALL, LARGE = 10_000, 1_000_000


def run(*, small=SMALL, large=LARGE, groups=GROUPS, letters=1_000):
    """Yields the rows of the table."""
    address = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
    database = f"{address}/{stage.new_database(f'{stage.PREFIX}_digests')}"
    with mail_sink() as port:
        env = os.environ | {
            "TEST_MODE": "1", "DATABASE_URL": database, "REDIS_URL": stage.REDIS, "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "coproduction.settings", "VAR_FOLDER": os.environ.get("VAR_FOLDER", "/tmp/bench"),
        }  # fmt: skip
        env.pop("CLOCK_AT", None)
        stage.manage(stage.HOUSE, env, "migrate", "-v0")

        def part(name, *numbers):
            command = [sys.executable, "-m", "tests.bench.digests", name, *map(str, numbers)]
            return numbers_of(
                subprocess.run(command, cwd=stage.HOUSE, env=env, check=True, capture_output=True, text=True)
            )

        part("plant", groups, small)
        few = part("gather", 500)
        part("add", groups, small, large)
        many = part("gather", 500)
        ratio = many["cost"] / few["cost"]
        told = f"{ratio:.2f} ({few['cost']:.2f} ms and {many['cost']:.2f} ms a reader)"
        yield f"| – | cost of a reader, {large:,} entries / {small:,} | {told} | 1.3 | – | {'met' if ratio <= 1.3 else 'NOT met'} |"
        count = many["statements"]
        yield f"| 10 | statements for a batch of 500 readers | {count:g} | 15 | 10 | {'met' if count <= 15 else 'NOT met'} |"
        held = part("post", letters * 10)["peak"] / part("post", letters)["peak"]
        fine = "met" if held <= 1.2 else "NOT met"
        yield f"| 11 | memory, {letters * 10:,} readers / {letters:,} | {held:.2f} | 1.2 | 1.05 | {fine} |"
        prepare_floor()
        rounds = [(part("send", letters), floor(letters, port)) for _ in range(5)]
        ratio = statistics.median(bare["cost"] / ours["cpu"] for ours, bare in rounds)
        clock = statistics.median(letters / ours["wall"] / bare["mails_per_s"] for ours, bare in rounds)
        told = f"{ratio:.2f} (on the clock {clock:.2f})"
        fine = "met" if ratio >= 0.5 else "NOT met"
        yield f"| 9 | digests to a sink, letters a second of one core, against the floor | {told} | 0.5 | 0.7 | {fine} |"


def numbers_of(done) -> dict:
    return {name: float(value) for name, value in re.findall(r"(\w+)[= ]([\d.]+)", done.stdout)}


@contextmanager
def mail_sink():
    port = stage.free_port()
    sink = subprocess.Popen([sys.executable, str(stage.FLOOR / "sink.py"), str(port)], stdout=subprocess.DEVNULL)
    try:
        time.sleep(2)
        yield port
    finally:
        sink.terminate()
        sink.wait(30)


def floor_env(port=0) -> dict:
    env = os.environ | {
        "FLOOR_PG_HOST": stage.PG["host"], "FLOOR_PG_PORT": stage.PG["port"], "FLOOR_PG_USER": stage.PG["user"],
        "FLOOR_PG_DB": f"{stage.PREFIX}_floor", "FLOOR_SMTP_PORT": str(port),
    }  # fmt: skip
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return env


def prepare_floor() -> None:
    stage.new_database(f"{stage.PREFIX}_floor")
    stage.manage(stage.FLOOR, floor_env(), "migrate")
    stage.manage(stage.FLOOR, floor_env(), "seed", "--feedback", str(stage.ROWS))


def floor(letters: int, port: int) -> dict:
    """The floor builds each message once more, only to weigh it. That is no part of its `cost`, as it is none of its rate."""
    command = [sys.executable, "manage.py", "digest", "--recipients", str(letters)]
    unsent, sent = (
        numbers_of(
            subprocess.run(
                [*command, *more], cwd=stage.FLOOR, env=floor_env(port), check=True, capture_output=True, text=True
            )
        )
        for more in ([], ["--send"])
    )
    share = unsent["build_s"] / (unsent["read_s"] + unsent["render_s"] + unsent["build_s"])
    return sent | {"cost": sent["cpu_s"] - unsent["cpu_s"] * share}


# --- what runs in a process of its own ---


def copies(table: str, source: int, first: int, last: int, **instead) -> None:
    """Copies one row many times, inside the database. `instead` are columns with an expression of `i`, the number."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
            " AND column_name <> 'id'",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        told = ", ".join(f"{instead.get(name, f's.{name}')}" for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {told}"
            f" FROM {table} s, generate_series({first}, {last}) i WHERE s.id = {source}"
        )


@contextmanager
def without_guards():
    """No keys or counts are looked after row by row, and indexes are laid again at the end: it is only about the rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'feedback_said' AND indexdef NOT LIKE '%UNIQUE%'"
        )
        laid = cursor.fetchall()
        for name, _ in laid:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in laid:
            if "gin" not in definition:  # searching is measured elsewhere
                cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def plant(groups: int, entries: int) -> None:
    from feedback.digests import operations
    from feedback.log.models import Stage
    from groups.membership.models import Membership, Role
    from tests import builders

    now = builders.NOW
    group = builders.group("Group 0")
    farah = builders.membership(group, Role.FACILITATOR, name="Farah")
    said = builders.said(group, "The letters about appointments come too late. " * 3, stage=Stage.DOING)
    meeting = builders.meeting(group, farah, starts_at=now + timedelta(days=20))
    mine = operations.unsaved(farah.person, [farah], now)
    mine.save()
    everyone = groups * MEMBERS
    with without_guards():
        copies("groups_group", group.pk, 1, groups - 1, name="'Group ' || i", slug="'group-' || i")
        copies("groups_person", farah.person_id, 1, everyone - 1, email="'person-' || i || '@example.org'")
        some = "WHEN 0 THEN 'FACILITATOR' WHEN 1 THEN 'SPONSOR' WHEN 2 THEN 'POINT_OF_CONTACT'"
        role = f"CASE i % {MEMBERS} {some} ELSE 'MEMBER' END"
        first = farah.person_id
        copies(
            "groups_membership", farah.pk, 1, everyone - 1, person_id=f"{first} + i", role=role,
            group_id=f"{group.pk} + i / {MEMBERS}",
        )  # fmt: skip
        stages = "(array['SENT', 'HEARD', 'DOING', 'DID', 'CANNOT'])"
        copies(
            "feedback_said", said.pk, 1, entries - 1, group_id=f"{group.pk} + i % {groups}", number=f"2 + i / {groups}",
            stage=f"{stages}[1 + (i / {groups}) % 5]", moved_at="s.moved_at + i % 600 * interval '1 minute'",
            opened_at="s.opened_at - i % 900 * interval '1 hour'", due_on="DATE '2026-11-20' + i % 9",
            decision=f"CASE WHEN (i / {groups}) % 5 = 4 THEN 'CANNOT' ELSE '' END",
        )  # fmt: skip
        copies("groups_meeting", meeting.pk, 1, groups - 1, group_id=f"{group.pk} + i")
        copies("feedback_subscription", mine.pk, 1, everyone - 1, person_id=f"{first} + i", frequency="'WEEKLY'")
    print(f"planted {Membership.objects.count()}")


def add(groups: int, before: int, entries: int) -> None:
    from feedback.log.models import Said

    said = Said.objects.order_by("id").first()
    with without_guards():
        copies(
            "feedback_said", said.pk, before, entries - 1, group_id=f"{said.group_id} + i % {groups}", stage="'ANSWERED'",
            number=f"2 + i / {groups}", moved_at="s.moved_at - interval '40 days' - i % 9000 * interval '1 hour'",
            opened_at="s.opened_at - interval '90 days'", did_at="s.opened_at", due_on="NULL::date",
        )  # fmt: skip
    print(f"added {entries - before}")


def gather(readers: int, rounds: int = 5) -> None:
    """What it costs to know what each of them is told. Each round is of other readers; the first only warms up."""
    from feedback.digests import queries
    from feedback.digests.models import Subscription
    from tests import builders

    now, found = builders.NOW + timedelta(days=5), []
    ids = list(Subscription.objects.order_by("id").values_list("person_id", flat=True))
    for number in range(rounds + 1):
        told = dict.fromkeys(ids[number * readers : (number + 1) * readers], builders.NOW)
        with Counted() as counted:
            _, digests = queries.digests_for(told, now)
        found.append(((counted.mine + counted.theirs) * 1000 / readers, counted.statements, digests))
    lines = sum(len(digest.lines) for _, _, digests in found for digest in digests.values()) / (readers * (rounds + 1))
    cost = sorted(cost for cost, _, _ in found[1:])[rounds // 2]
    print(f"cost={cost:.4f} statements={posting(readers)} lines={lines:.1f}")


def posting(readers: int) -> int:
    """The statements that serve so many readers: their claim, what they are told, their letters."""
    from django.db import transaction

    from feedback.digests import operations
    from tests import builders

    with transaction.atomic():
        with Counted() as counted:
            operations.send_due(now=builders.NOW + timedelta(days=5))
        transaction.set_rollback(True)
    return counted.statements


def due(readers: int) -> None:
    """Nobody but these has a digest due, and no letter is there."""
    from feedback.digests.models import Subscription
    from groups.notices.models import Letter
    from tests import builders

    Letter.objects.all().delete()
    Subscription.objects.update(next_due_at=builders.NOW + timedelta(days=365), letter_key="", covers_from=builders.NOW)
    ids = list(Subscription.objects.order_by("id").values_list("pk", flat=True)[:readers])
    Subscription.objects.filter(pk__in=ids).update(next_due_at=builders.NOW + timedelta(days=4))


def post(readers: int) -> None:
    from feedback.digests import operations
    from tests import builders

    due(readers)
    while operations.send_due(now=builders.NOW + timedelta(days=5)):
        pass
    print(f"peak={resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")


def send(readers: int) -> None:
    """From due to taken by the mail server, in one process. A few go first, so that nothing is loaded while we measure."""
    from feedback.digests import operations
    from groups.notices import delivery
    from groups.notices.models import Letter
    from tests import builders

    now = builders.NOW + timedelta(days=5)
    due(10)
    operations.send_due(now=now)
    delivery.send_due(lambda: now)
    due(readers)
    with Counted() as counted:
        while operations.send_due(now=now):
            pass
        delivery.send_due(lambda: now, seconds=3600)
    sent = Letter.objects.filter(state="SENT", way="EMAIL")
    assert sent.count() == readers, f"{sent.count()} went"
    size = sum(len(one.text) + len(one.html) for one in sent.iterator()) / readers
    print(f"cpu={counted.mine:.3f} server={counted.theirs:.3f} wall={counted.wall:.3f} size={size:.0f}")


if __name__ == "__main__":
    parts = {"plant": plant, "add": add, "gather": gather, "post": post, "send": send}
    if len(sys.argv) > 1:
        import django

        django.setup()
        parts[sys.argv[1]](*map(int, sys.argv[2:]))
    elif reason := stage.why_not():
        sys.exit(reason)
    else:
        for told in run():
            print(told, flush=True)
