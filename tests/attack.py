"""Attacks the site with somebody else's tool (wapiti), signed in as one of four roles.

`python -m tests.attack [--minutes 10] [ROLE…]`; without a role each of the four in turn.

Each role has a seeded site of its own, because what it presses it presses. Two things fail: what wapiti calls medium or worse, and
any answer of 500 or above, which the server's own log tells. Wapiti is not installed with the project: `uv tool run` fetches it. It
asks nothing of other machines here: modules that need one outside are left out, and so is what has no meaning without HTTPS.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.bench import measuring, stage

WAPITI = "wapiti3==3.2.2"
ROLES = ("member", "facilitator", "sponsor", "organisation_admin")
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,upload,xss"
MEDIUM = 2
TOKEN = (
    "a" * 32
)  # of forms: wapiti does not send back the one that a page gives it, and would attack nothing but that door
ENDS = ("sign-out", "you/erase", "people/leave", "you/sign-in", "you/email")  # what ends the visit or the account
SHARE = 0.35  # of the time goes into looking round, the rest into attacks


def uv():
    return [os.environ["UV"]] if os.environ.get("UV") else [shutil.which("uv") or "uv"]


def seeded(folder):
    """(what was made, the environment, the database that each role gets a copy of)."""
    name = stage.new_database(f"{stage.PREFIX}_attack")
    env = os.environ | {
        "TEST_MODE": "1", "HASHED_STATIC": "1", "VAR_FOLDER": str(folder), "REDIS_URL": stage.REDIS, "LOG_LEVEL": "ERROR",
        "DATABASE_URL": at(name), "DJANGO_SETTINGS_MODULE": "coproduction.settings",
    }  # fmt: skip
    for one in ("CLOCK_AT", "DEBUG", "DEMO", "EMAIL_URL"):
        env.pop(one, None)
    stage.manage(stage.HOUSE, env, "migrate", "-v0")
    stage.manage(stage.HOUSE, env, "collectstatic", "--no-input", "-v0")
    return json.loads(stage.manage(stage.HOUSE, env, "seed_world", "--seed", "1", "--json")), env, name


def at(database):
    return f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}/{database}"


def addresses(made, role):
    """Where this role begins: the front pages and one thing of each kind of its group, so that what is deep is reached as well."""
    group = made["groups"][0]["slug"]
    if role == "organisation_admin":
        return ["/", "/you/", "/organisations/"]
    things = {one["kind"]: one["url"] for one in made["objects"] if one["group"] == group and one["url"]}
    return ["/", f"/groups/{group}/", "/you/", *things.values()]


def attack(role, made, env, database, folder, minutes):
    """(what wapiti found, how often the server answered with what)."""
    who = next(one for one in made["people"] if one["persona"] == role)
    log, report = folder / f"{role}.log", folder / f"{role}.json"
    kind = ("--worker-class", "gthread", "--threads", "4", "--access-logfile", str(log),
            "--access-logformat", "%(s)s %(m)s %(U)s")  # fmt: skip
    env = env | {"DATABASE_URL": at(stage.new_database(f"{stage.PREFIX}_attack_{role}", like=database))}
    seconds = int(minutes * 60)
    with stage.served("coproduction.wsgi", stage.HOUSE, env, "/health/live", kind) as (base, _):
        command = [
            *uv(), "tool", "run", "--quiet", "--from", WAPITI, "wapiti", "-u", f"{base}/", "--scope", "folder", "-m", MODULES,
            "-C", f"{who['cookie']}; csrftoken={TOKEN}", "--skip", "csrfmiddlewaretoken", "-S", "normal",
            "--max-links-per-page", "60", "--max-parameters", "40", "--max-scan-time", str(int(seconds * SHARE)),
            "--max-attack-time", str(int(seconds * (1 - SHARE) / len(MODULES.split(",")))),
            "--no-bugreport", "--store-session", str(folder / role), "-f", "json", "-o", str(report), "-v", "0",
        ]  # fmt: skip
        for one in addresses(made, role):
            command += ["-s", f"{base}{one}"]
        for one in ENDS:
            command += ["-x", f"{base}/{one}*", "-x", f"{base}/*{one}*"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=seconds * 3 + 300)
        still_in = measuring.Asking(base, who["cookie"]).ask("/you/")[0].status == 200
    answers = Counter(line.split(" ", 1)[0] for line in log.read_text().splitlines())
    broken = sorted({line for line in log.read_text().splitlines() if re.match(r"5\d\d ", line)})
    return json.loads(report.read_text()), answers, broken if still_in else [*broken, "signed out on the way"]


def found(report):
    """(level, what, where) of each thing wapiti tells of; what it calls an anomaly is judged by the server's log."""
    for what, ones in report["vulnerabilities"].items():
        for one in ones:
            yield one["level"], what, f"{one['method']} {one['path']}", one["info"]


def told(role, report, answers, broken):
    """The lines about one role, and whether nothing was found."""
    worse = sorted({one for one in found(report) if one[0] >= MEDIUM})
    below = Counter(what for level, what, *_ in found(report) if level < MEDIUM)
    lines = [
        f"{role}: {answers.total()} requests ({', '.join(f'{n} × {code}' for code, n in sorted(answers.items()))}), "
        f"{len(report['infos'].get('crawled_pages', [])) or report['infos'].get('crawled_pages_nbr', '?')} pages; "
        f"{len(worse)} medium or worse, {len(broken)} of 500 or above; lower: {dict(below)}"
    ]
    return [*lines, *(f"  {one}" for one in worse), *(f"  {one}" for one in broken)], not worse and not broken


def run(roles, minutes):
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        made, env, database = seeded(folder)
        fine = []
        for role in roles:
            lines, well = told(role, *attack(role, made, env, database, folder, minutes))
            print("\n".join(lines), flush=True)
            fine.append(well)
    print(f"attack: {sum(fine)} of {len(fine)} roles found nothing of medium severity or above and no 500")
    return all(fine)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("roles", nargs="*", default=ROLES)
    options.add_argument("--minutes", type=float, default=10, help="for each role")
    given = options.parse_args()
    sys.exit(0 if run(given.roles, given.minutes) else 1)
