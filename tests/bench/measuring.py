"""What is measured, and how it is told: ratios to the floor in one interleaved run. Nothing here asserts a time."""

import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from argon2 import PasswordHasher

from tests.bench.stage import FLOOR, SECRET_WORDS, WHO, Running

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def load(floor: Running, ours: Running, folder: Path, *, rounds=5, requests=100, wrk=2) -> dict:
    """Every page of both, interleaved by the loader. Returns {(app, url): its rounds and facts}."""
    member = [ours.pages[name] for name in ("meeting", "log", "meetings", "people", "home", "entry")]
    specs = [
        {"name": "floor", "base": floor.base, "cookie": floor.cookies["member"], "pids": [floor.pid],
         "urls": ["/list", "/meeting/50", "/log"]},
        {"name": "ours", "base": ours.base, "cookie": ours.cookies["member"], "pids": [ours.pid], "urls": member},
        {"name": "sponsor", "base": ours.base, "cookie": ours.cookies["sponsor"], "pids": [ours.pid],
         "urls": [ours.pages["overview"]]},
        {"name": "visitor", "base": ours.base, "pids": [ours.pid], "urls": [ours.pages["public"]]},
    ]  # fmt: skip
    config, result = folder / "both.json", folder / "result.json"
    config.write_text(json.dumps(specs))
    command = [sys.executable, str(FLOOR.parent / "load.py"), "--config", str(config), "--json", str(result)]
    subprocess.run(
        [*command, "--rounds", str(rounds), "--requests", str(requests), "--wrk", str(wrk), "--again", "1"], check=True
    )
    return {(one["app"], one["url"]): one for one in json.loads(result.read_text())}


def median(one, key, part=None):
    values = [r[key] if part is None else r[key][part] for r in one["rounds"] if key in r]
    return statistics.median(values) if values else float("nan")


def against(results, ours, floor):
    """(req/s as a ratio, 1/CPU as a ratio): 1.0 is as fast as the floor."""
    mine, theirs = results[ours], results[floor]
    return median(mine, "rps") / median(theirs, "rps"), median(theirs, "cpu", 0) / median(mine, "cpu", 0)


class Asking:
    """One connection, with cookies, as a browser keeps it."""

    def __init__(self, base, cookie=""):
        self.host = urllib.parse.urlsplit(base).netloc
        self.base, self.cookies = base, dict(c.split("=", 1) for c in cookie.split("; ") if c)

    def ask(self, path, fields=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Referer": self.base + path}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        data = response.read()
        took = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return response, data, took

    def token(self, path):
        return TOKEN.search(self.ask(path)[1].decode())[1]


def form_post(floor: Running, ours: Running, times=60):
    """p50 of writing a draft (validated, with its step, its history) as a multiple of the floor's bare insert."""
    bare, mine, say = (
        Asking(floor.base, floor.cookies["member"]),
        Asking(ours.base, ours.cookies["member"]),
        ours.pages["say"],
    )
    fields = {
        "csrfmiddlewaretoken": mine.token(say),
        "words": "The bus stops too far from the clinic.",
        "shown_as": "GROUP",
    }
    took = {"bare": [], "mine": []}
    for _ in range(times):
        took["bare"].append(bare.ask("/write", {"said": "We said"})[2])
        response, _, seconds = mine.ask(say, fields)
        assert response.status == 302, "the draft was not taken"
        took["mine"].append(seconds)
    return statistics.median(took["mine"]) / statistics.median(took["bare"])


def sign_in(ours: Running, times=5):
    """p50 of signing in by password as a multiple of checking the bare hash. Few: the limits of signing in hold here too."""
    hasher = PasswordHasher()
    kept = hasher.hash(SECRET_WORDS)
    bare, mine = [], []
    for _ in range(times):
        start = time.perf_counter()
        hasher.verify(kept, SECRET_WORDS)
        bare.append(time.perf_counter() - start)
        asking = Asking(ours.base)
        fields = {"csrfmiddlewaretoken": asking.token("/sign-in/"), "login": WHO, "password": SECRET_WORDS}
        response, _, seconds = asking.ask("/sign-in/", fields)
        if response.status != 302:
            return float("nan")
        mine.append(seconds)
    return statistics.median(mine) / statistics.median(bare)


def first_visit(ours: Running, path: str, persona="member"):
    """(bytes sent, requests, bytes of script, bytes of HTML, addresses elsewhere) of a first visit with an empty cache."""
    asking = Asking(ours.base, ours.cookies[persona])
    response, data, _ = asking.ask(path, **{"Accept-Encoding": "gzip"})
    html = gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data
    files = sorted(set(STATIC.findall(html.decode())))
    sent, script = len(data), 0
    for one in files:
        answer, body, _ = asking.ask(one, **{"Accept-Encoding": "gzip"})
        sent += len(body)
        script += len(body) if one.split("?")[0].endswith(".js") else 0
    elsewhere = re.findall(r'(?:src|href)="(https?://(?!127\.0\.0\.1)[^"]+)"', html.decode())
    return sent, 1 + len(files), script, len(html), elsewhere


def processor(pid: int) -> float:
    """Seconds of processor time that a parent and its workers have used."""
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """MiB (PSS) of a parent and its workers."""
    kept = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in family(pid)]
    return sum(int(re.search(r"Pss:\s+(\d+)", one)[1]) for one in kept) / 1024


def family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found
