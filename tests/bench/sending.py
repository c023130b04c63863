"""`python -m tests.bench.sending`: how sending grows, as ratios of one run. Needs PostgreSQL, not the floor.

The mail server is a process of its own; on a machine with two cores it and PostgreSQL share them with the workers, which makes the
figure of two workers smaller than it is elsewhere. So it stands beside two others: workers who share nothing, and the workers' own
processor time. Figures of different runs are not comparable, ratios within one are.
"""

import itertools
import json
import os
import resource
import socketserver
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench import stage
from tests.bench.counted import Counted

COUNT = itertools.count()
LETTERS = int(os.environ.get("BENCH_LETTERS", "2000"))
TURNS = 40


# --- what runs in a process of its own, inside the product ---


def people(count, what="reader"):
    from groups.people.models import Person

    names = [Person(email=f"{what}-{count}-{number}@example.org", name="A reader") for number in range(count)]
    return Person.objects.bulk_create(names)


def told(*counts):
    """What it costs to plan a meeting, and to move it, in groups of so many members besides the one who plans it. In turns."""
    from datetime import timedelta

    from coproduction.kit import clock
    from groups.meetings import operations

    now, groups = clock.now(), [grown(count, clock.now()) for count in counts]
    known()
    costs = {(deed, count): [] for deed in ("plan", "move") for count in counts}
    for round_ in range(TURNS + 1):
        for count, planner in zip(counts, groups, strict=True):
            with Counted() as planning:
                meeting = plan(planner, f"Meeting {round_}", now)
            later = {"starts_at": meeting.starts_at + timedelta(days=1), "ends_at": meeting.ends_at + timedelta(days=1)}
            with Counted() as moving:
                operations.change(meeting=meeting, by=planner, now=now, **later)
            costs["plan", count].append(planning)
            costs["move", count].append(moving)
    return {
        f"{deed} {count}": {"cost": sum(one.cost for one in each[1:]), "statements": each[-1].statements}
        for (deed, count), each in costs.items()
    }


def known():
    """What the database would have counted by itself a minute later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def grown(count, now):
    """A group of so many, and who plans its meetings."""
    from groups.membership.models import Membership, Role
    from tests import builders

    group = builders.group(name=f"Group of {count}", slug=f"group-of-{count}")
    rows = [Membership(group=group, person=one, role=Role.MEMBER, joined_at=now) for one in people(count, "member")]
    Membership.objects.bulk_create(rows)
    return builders.membership(group, Role.FACILITATOR, name=f"Planner {count}")


def plan(planner, title, now):
    from datetime import timedelta

    from groups.meetings import operations

    starts = now + timedelta(days=40)
    return operations.plan(
        by=planner, now=now, title=title, starts_at=starts, ends_at=starts + timedelta(hours=2), how="ONLINE",
        joining_link="https://example.org/join",
    )  # fmt: skip


def emptied():
    """What those meetings told is not sent: that would take longer than all that is measured here."""
    from groups.notices.models import Letter, Mailing

    return {"letters": Letter.objects.all().delete()[0], "to many": Mailing.objects.all().delete()[0]}


def posted(count):
    """Letters waiting to go, as one change that told so many."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from coproduction.kit import clock
    from groups.notices import operations
    from groups.notices.models import Letter

    now, readers = clock.now(), people(count)
    letters = [{"to": one, "key": f"bench-{count}:{one.pk}"} for one in readers]
    with CaptureQueriesContext(connection) as asked:
        operations.post_many("groups/notices/emails/note", letters, at=now)
    begun = time.perf_counter()
    while operations.unfold(now=now):
        pass
    wrote = time.perf_counter() - begun
    return {"statements": len(asked), "written a second": Letter.objects.count() / wrote}


def drained():
    """Sends what is due. Gives how many, when it began and ended, its own processor time (s), and the memory it came to (MiB)."""
    from coproduction.kit import clock
    from groups.notices import delivery

    begun, own = time.time(), time.process_time()
    sent = delivery.send_due(clock.now, seconds=600)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    own = time.process_time() - own
    return {"sent": sent["sent"], "begun": begun, "ended": time.time(), "own": own, "MiB": peak}


def ticked():
    """A minute in which nothing is due: statements, and milliseconds (median of 5)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    import feedback.tasks  # noqa: F401
    import groups.tasks  # noqa: F401
    from groups.notices import tasks

    took = []
    for _ in range(6):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            tasks.tick()
        took.append(time.perf_counter() - begun)
    statements = [
        one for one in asked if one["sql"] not in ("BEGIN", "COMMIT")
    ]  # each sign is a transaction of its own
    return {"statements": len(statements), "ms": 1000 * statistics.median(took[1:])}


def inside(what, *numbers):
    import django

    django.setup()
    print(json.dumps(globals()[what](*map(int, numbers))))


def sink(port):
    """A mail server that takes everything and does as little as one can: a process for each connection, nothing read twice."""

    class Takes(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                if line[:4].upper() == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                self.wfile.write(b"250 taken\r\n")

    class Server(socketserver.ForkingTCPServer):
        allow_reuse_address = True

    Server(("127.0.0.1", int(port)), Takes).serve_forever()


# --- the run ---


def begin(env, what, *words):
    command = [sys.executable, "-m", "tests.bench.sending", what, *map(str, words)]
    return subprocess.Popen(command, cwd=stage.HOUSE, env=env, stdout=subprocess.PIPE, text=True)


def of(*running):
    found = []
    for one in running:
        out, _ = one.communicate()
        if one.returncode:
            raise SystemExit(f"{one.args[-2:]} failed")
        found.append(json.loads(out.splitlines()[-1]))
    return found


def rate(runs):
    """Letters a second from the first start to the last end."""
    return sum(one["sent"] for one in runs) / (max(one["ended"] for one in runs) - min(one["begun"] for one in runs))


def put(place, letters):
    """Posts so many, or a few more: how many there are tells one lot of readers from another."""
    [posted] = of(begin(place, "posted", letters + next(COUNT)))
    return posted


def of_workers(place, other):
    """How many letters a second one worker sends, two do, and two who share nothing: each with a database and a mail server of
    its own. The last is what this machine can give. And the same for the workers' own processor time: what two would do if each
    had a core, and the database and the mail server were elsewhere. Medians of three rounds, in turns."""
    plans = {"one": [(place, 1)], "two": [(place, 2)], "apart": [(place, 1), (other, 1)]}
    found = {kind: [] for kind in plans}
    for _round in range(3):
        for kind, places in plans.items():
            for each, _ in places:
                put(each, LETTERS // len(places))
            runs = of(*[begin(each, "drained") for each, workers in places for _ in range(workers)])
            found[kind].append((rate(runs), sum(one["sent"] / one["own"] for one in runs)))
    return {kind: [statistics.median(column) for column in zip(*rates, strict=True)] for kind, rates in found.items()}


def lines(place, other):
    [found] = of(begin(place, "told", 1, 1000))
    for deed, called in (("plan", "planning"), ("move", "moving")):
        one, many = found[f"{deed} 1"], found[f"{deed} 1000"]
        yield f"12 | {called} a meeting that tells 1,000, against one that tells 1 | {many['cost'] / one['cost']:.2f} | 1.1"
        yield f"12 | its statements, telling 1,000 and 1 | {many['statements']}, {one['statements']} | the same"
    of(begin(place, "emptied"))
    posted = put(place, LETTERS)
    of(begin(place, "drained"))
    yield f"13 | statements to post {LETTERS} letters | {posted['statements']} | 50"
    rates = of_workers(place, other)
    (one, own), (two, both), (apart, _) = (rates[kind] for kind in ("one", "two", "apart"))
    yield f"– | two workers against one, each on a core of its own (by their own processor time) | {both / own:.2f} | 1.7"
    yield f"– | on the clock, with PostgreSQL and the mail server on the same cores | {two / one:.2f} | –"
    yield f"– | on the clock, against two workers who share nothing on the same cores | {two / apart:.2f} | –"
    yield f"– | writing letters against sending them, a second | {posted['written a second'] / one:.1f} | –"
    peaks = []
    for count in (1000, 10_000):
        put(place, count)
        peaks += [one["MiB"] for one in of(begin(place, "drained"))]
    yield f"11 | memory of a worker after 10,000 letters against 1,000 | {peaks[1] / peaks[0]:.2f} | 1.2"
    [quiet] = of(begin(place, "ticked"))
    yield f"– | statements of a minute in which nothing is due | {quiet['statements']} | 3"


@contextmanager
def place(name):
    with tempfile.TemporaryDirectory() as kept:
        port = stage.free_port()
        user = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
        env = os.environ | {
            "TEST_MODE": "1", "VAR_FOLDER": kept, "REDIS_URL": stage.REDIS, "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DATABASE_URL": f"{user}/{stage.new_database(f'{stage.PREFIX}_{name}')}",
            "DJANGO_SETTINGS_MODULE": "coproduction.settings", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        stage.manage(Path(stage.HOUSE), env, "migrate", "-v0")
        mail = begin(env, "sink", port)
        try:
            yield env
        finally:
            mail.terminate()
            mail.wait(30)


def run():
    with place("sending") as here, place("sending_apart") as other:
        yield "| goal | what | ours | must |"
        yield "|---|---|---|---|"
        yield from (f"| {one} |" for one in lines(here, other))


if __name__ == "__main__":
    if sys.argv[1:2] == ["sink"]:
        sink(sys.argv[2])
    elif sys.argv[1:]:
        inside(*sys.argv[1:])
    else:
        for said in run():
            print(said, flush=True)
