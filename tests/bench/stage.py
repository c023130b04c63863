"""Sets both apps side by side: the bare floor and ours, same Python, server, worker count, PostgreSQL and data size."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
FLOOR = Path(os.environ.get("FLOOR", HOUSE.parent / "shared/bench/floor")).resolve()
PREFIX = os.environ.get("BENCH_PREFIX", "bench")
PG = {"host": "127.0.0.1", "port": "5432", "user": os.environ.get("BENCH_PG_USER", "postgres")}
REDIS = os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/9")
ROWS = int(os.environ.get("BENCH_ROWS", "1000"))


def why_not() -> str:
    """Why this machine cannot measure, or nothing."""
    if not (FLOOR / "manage.py").exists():
        return f"The floor to measure against is not at {FLOOR} (set FLOOR)."
    if not shutil.which("createdb"):
        return "PostgreSQL's commands are not on this machine."
    done = subprocess.run(["psql", *_pg(), "-d", "postgres", "-c", "select 1"], capture_output=True)
    return "" if done.returncode == 0 else "PostgreSQL on 127.0.0.1 does not let us in."


def _pg():
    return ["-h", PG["host"], "-p", PG["port"], "-U", PG["user"]]


@dataclass
class Running:
    name: str
    base: str
    pid: int
    cookies: dict
    pages: dict


def new_database(name: str, like="template1") -> str:
    subprocess.run(["dropdb", *_pg(), "--if-exists", "--force", name], check=True, capture_output=True)
    subprocess.run(["createdb", *_pg(), "-T", like, name], check=True, capture_output=True)
    return name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(application: str, folder: Path, env: dict, ready: str, kind=("--worker-class", "sync")):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--workers", "2", *kind,
               "--no-control-socket", "--timeout", "600", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]  # fmt: skip
    server = subprocess.Popen(command, cwd=folder, env=env, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}{ready}")
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except urllib.error.HTTPError:
            return  # it answers, even if not with a page
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer")


def manage(folder, env, *command) -> str:
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


@contextmanager
def the_floor():
    env = os.environ | {
        "FLOOR_PG_HOST": PG["host"], "FLOOR_PG_PORT": PG["port"], "FLOOR_PG_USER": PG["user"],
        "FLOOR_PG_DB": new_database(f"{PREFIX}_floor"), "FLOOR_SQL_HEADER": "1",
    }  # fmt: skip
    env.pop("DJANGO_SETTINGS_MODULE", None)
    manage(FLOOR, env, "migrate")
    cookie = re.search(r"sessionid=(\w+)", manage(FLOOR, env, "seed", "--feedback", str(ROWS)))[1]
    with served("floorapp.wsgi", FLOOR, env, "/plain") as (base, pid):
        yield Running("floor", base, pid, {"member": f"sessionid={cookie}"}, {})


@contextmanager
def ours(folder: Path):
    """TEST_MODE only counts statements and takes the seeded world; the files are hashed and gathered as in production."""
    user = f"postgres://{PG['user']}@{PG['host']}:{PG['port']}"
    env = os.environ | {
        "TEST_MODE": "1", "HASHED_STATIC": "1", "VAR_FOLDER": str(folder), "REDIS_URL": REDIS,
        "DATABASE_URL": f"{user}/{new_database(f'{PREFIX}_ours')}", "DJANGO_SETTINGS_MODULE": "coproduction.settings",
    }  # fmt: skip
    for name in ("CLOCK_AT", "DEBUG", "DEMO", "EMAIL_URL"):
        env.pop(name, None)
    manage(HOUSE, env, "migrate", "-v0")
    manage(HOUSE, env, "collectstatic", "--no-input", "-v0")
    made = json.loads(
        manage(
            HOUSE,
            env,
            "seed_world",
            "--seed",
            "1",
            "--members",
            "25",
            "--said",
            str(ROWS),
            "--meetings",
            "50",
            "--json",
        )
    )
    manage(HOUSE, env, "shell", "-c", PASSWORD)
    cookies = {one["persona"]: one["cookie"] for one in made["people"]}
    first = made["groups"][0]["slug"]
    objects = {one["kind"]: one for one in made["objects"] if one["group"] == first}
    with served("coproduction.wsgi", HOUSE, env, "/health/live") as (base, pid):
        yield Running("ours", base, pid, cookies, pages(first, objects))


SECRET_WORDS = "a long enough password to measure"
WHO = "third-member-1@example.org"
PASSWORD = (
    "from groups.people.models import Person;"
    f"person = Person.objects.get(email='{WHO}'); person.set_password('{SECRET_WORDS}'); person.save()"
)


def pages(slug, objects):
    return {
        "home": f"/groups/{slug}/", "meetings": f"/groups/{slug}/meetings/", "meeting": objects["meeting_many"]["url"],
        "log": f"/groups/{slug}/we-said/", "entry": objects["said_published"]["url"], "people": f"/groups/{slug}/people/",
        "overview": f"/groups/{slug}/overview/", "public": f"/public/{slug}/", "say": f"/groups/{slug}/we-said/say-something/",
    }  # fmt: skip
