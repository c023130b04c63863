"""Fifty people use the site for a while, each at their own pace: nothing may fail, and memory may not grow.

`python -m tests.bench.soak --minutes 10`. It runs what production runs (README, “A real start”): a web server of two processes with
four threads each, a worker and the clock, on PostgreSQL and Redis. A quarter of the time counts as warming up. What is compared is
the memory (PSS) of all these processes then and at the end, each the median of a sixth of the time.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from bs4 import BeautifulSoup

from tests.bench import measuring, stage

PEOPLE, PAUSE = 50, 4  # seconds between two things one person does, on average
MOST = 1.05  # times the memory after warming up
SAYS = b'data-form="say"'


@contextmanager
def site(folder):
    """Gives (address, the processes, the group's slug, the cookies of its people, one object of each kind)."""
    user = f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}"
    env = os.environ | {
        "TEST_MODE": "1", "HASHED_STATIC": "1", "VAR_FOLDER": str(folder), "REDIS_URL": stage.REDIS, "LOG_LEVEL": "ERROR",
        "DATABASE_URL": f"{user}/{stage.new_database(f'{stage.PREFIX}_soak')}",
        "DJANGO_SETTINGS_MODULE": "coproduction.settings",
    }  # fmt: skip
    for name in ("CLOCK_AT", "DEBUG", "DEMO", "EMAIL_URL"):
        env.pop(name, None)
    stage.manage(stage.HOUSE, env, "migrate", "-v0")
    stage.manage(stage.HOUSE, env, "collectstatic", "--no-input", "-v0")
    world = ("seed_world", "--seed", "1", "--members", str(PEOPLE), "--said", "200", "--json")
    made = json.loads(stage.manage(stage.HOUSE, env, *world))
    slug = made["groups"][0]["slug"]
    cookies = [one["cookie"] for one in made["people"] if one["group"] == slug and one["cookie"]]
    objects = {one["kind"]: one["url"] for one in made["objects"] if one["group"] == slug}
    words = (
        "-m",
        "celery",
        "--quiet",
        "-A",
        "coproduction",
        "worker",
        "--beat",
        "-s",
        f"{folder}/beat",
        "-c",
        "1",
        "-l",
        "ERROR",
    )
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", *words], cwd=stage.HOUSE, env=env, start_new_session=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    as_in_production = ("--worker-class", "gthread", "--threads", "4")
    try:
        with stage.served("coproduction.wsgi", stage.HOUSE, env, "/health/live", as_in_production) as (base, pid):
            yield base, (pid, worker.pid), slug, cookies, objects
    finally:
        worker.terminate()
        worker.wait(60)


def those_with_a_place(base, slug, cookies):
    """(cookie, whether they speak in the talk) of those who are in the group now: a seeded world has others as well."""
    for cookie in cookies:
        asking, here = measuring.Asking(base, cookie), f"/groups/{slug}/"
        if asking.ask(here)[0].status == 200:
            yield cookie, SAYS in asking.ask(f"{here}talk/")[1]


class Somebody(threading.Thread):
    def __init__(self, number, cookie, speaks, base, slug, objects, over):
        super().__init__(daemon=True)
        self.asking, self.speaks, self.over = measuring.Asking(base, cookie), speaks, over
        self.here, self.objects, self.chance = f"/groups/{slug}/", objects, random.Random(number)
        self.done, self.wrong, self.took = Counter(), [], []

    def run(self):
        while not self.over.wait(self.chance.uniform(0.1, 1.9) * PAUSE):
            deeds = [self.reads] * 4 + ([self.says, self.agrees, self.replies] if self.speaks else [])
            deed = self.chance.choice(deeds)
            try:
                deed()
            except Exception as broken:  # whatever it is, it is told at the end
                self.wrong.append(f"{deed.__name__}: {broken!r}")
            self.done[deed.__name__] += 1

    def ask(self, path, fields=None):
        answer, data, seconds = self.asking.ask(path, fields)
        self.took.append(seconds)
        if answer.status >= 400:
            self.wrong.append(f"{answer.status} at {path}")
        return data

    def form(self, path):
        page = BeautifulSoup(self.ask(path), "html.parser")
        return {one["name"]: one.get("value", "") for one in page.select("main form[data-form] input[type=hidden]")}

    def reads(self):
        pages = ["/", self.here, *(f"{self.here}{name}/" for name in ("we-said", "meetings"))]
        pages += [self.objects["said_published"], f"{self.here}we-said/?q=letters"]
        if self.speaks:
            pages += [f"{self.here}talk/", f"{self.here}people/", self.objects["meeting"]]
        self.ask(self.chance.choice(pages))

    def says(self):
        path = f"{self.here}talk/"
        words = f"The ramp is too steep, {self.chance.random()}."
        self.ask(path, self.form(path) | {"words": words, "shown_as": "NAME"})

    def agrees(self):
        page = BeautifulSoup(self.ask(f"{self.here}talk/"), "html.parser")
        if form := page.select_one("form[action$='me-too/']"):
            held = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
            self.ask(form["action"], held)

    def replies(self):
        path = f"{self.objects['meeting']}reply/"
        self.ask(path, self.form(path) | {"answer": self.chance.choice(["YES", "MAYBE", "NO"])})


def run(minutes: float):
    """Yields the rows of the table."""
    yield "| minute | things done | wrong | memory: web, worker (MiB) |"
    with tempfile.TemporaryDirectory() as kept, site(Path(kept)) as (base, pids, slug, cookies, objects):
        over, people = threading.Event(), list(those_with_a_place(base, slug, cookies))[:PEOPLE]
        if len(people) < PEOPLE:
            raise SystemExit(f"only {len(people)} people have a place")
        crowd = [Somebody(number, *people[number], base, slug, objects, over) for number in range(PEOPLE)]
        for one in crowd:
            one.start()
        begun, held, told = time.monotonic(), [], 0
        while (passed := time.monotonic() - begun) < minutes * 60:
            held.append((passed, [measuring.memory(pid) for pid in pids]))
            if passed >= told * 60:
                done, wrong = sum(one.done.total() for one in crowd), sum(len(one.wrong) for one in crowd)
                yield f"| {told} | {done} | {wrong} | {held[-1][1][0]:.0f}, {held[-1][1][1]:.0f} |"
                told += 1
            time.sleep(5)
        over.set()
        for one in crowd:
            one.join(60)
    yield from outcome(crowd, held, minutes * 60)


def outcome(crowd, held, seconds):
    wrong, done = [w for one in crowd for w in one.wrong], sum((one.done for one in crowd), Counter())
    first, last = (
        statistics.median(sum(parts) for at, parts in held if begin <= at / seconds <= begin + 1 / 6)
        for begin in (1 / 4, 5 / 6)
    )
    took = sorted(seconds for one in crowd for seconds in one.took)
    kinds = ", ".join(f"{name} {number}" for name, number in sorted(done.items()))
    yield f"| – | {done.total()} ({kinds}) | p50 {took[len(took) // 2]:.2f} s, p95 {took[len(took) * 95 // 100]:.2f} s | |"
    yield f"| – | what went wrong | {len(wrong)} | {'met' if not wrong else 'NOT met'} |"
    for what, number in Counter(wrong).most_common(10):
        yield f"| – | {what} | {number} | |"
    grown = last / first
    yield f"| – | memory at the end / after warming up | {grown:.3f} | {'met' if grown <= MOST else 'NOT met'} |"


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=10)
    for line in run(options.parse_args().minutes):
        print(line, flush=True)
