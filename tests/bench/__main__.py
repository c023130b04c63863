"""`python -m tests.bench`: prints how far we stand from the floor, for the goals of the page-speed table."""

import sys
import tempfile
from pathlib import Path

from tests.bench import digests, exports, measuring, sending, stage


def line(goal, what, value, must, best, fine):
    return f"| {goal} | {what} | {value} | {must} | {best} | {'met' if fine else 'NOT met'} |"


def lines(floor, ours, folder, **how):
    results = measuring.load(floor, ours, folder, **how)
    page = {name: ("ours", url) for name, url in ours.pages.items()}
    page["overview"], page["public"] = ("sponsor", ours.pages["overview"]), ("visitor", ours.pages["public"])
    for goal, name, base, must, best in (
        (1, "meeting", "/meeting/50", 0.6, 0.75), (2, "log", "/log", 0.6, 0.75), (2, "meetings", "/list", 0.6, 0.75),
        (2, "people", "/list", 0.6, 0.75), (3, "public", "/log", 0.7, 1.0),
    ):  # fmt: skip
        rate, work = measuring.against(results, page[name], ("floor", base))
        yield line(
            goal, f"{name} against {base}: req/s, 1/CPU", f"{rate:.2f}, {work:.2f}", must, best, max(rate, work) >= must
        )
    for name, most in (
        ("log", 8),
        ("meetings", 8),
        ("people", 8),
        ("meeting", 12),
        ("overview", 10),
        ("home", 15),
        ("entry", 15),
    ):
        count = results[page[name]]["sql"]
        yield line(5, f"statements: {name}", f"{count:g}", most, {8: 6, 12: 9}.get(most, "–"), count <= most)
    post = measuring.form_post(floor, ours)
    yield line(14, "a form post against /write, p50", f"{post:.2f}", 2.5, 1.8, post <= 2.5)
    sent, requests, script, html, elsewhere = measuring.first_visit(ours, ours.pages["meeting"])
    yield line(
        17,
        "first visit: bytes, requests",
        f"{sent:,}, {requests}",
        "120 kB, 10",
        "60 kB",
        sent <= 120_000 and requests <= 10,
    )
    fine = script <= 30_000 and html <= 60_000 and not elsewhere
    yield line(
        18,
        "meeting page: script, HTML, elsewhere",
        f"{script:,}, {html:,}, {len(elsewhere)}",
        "30 kB, 60 kB, 0",
        "0 kB",
        fine,
    )
    held = measuring.memory(ours.pid) / measuring.memory(floor.pid)
    yield line(20, "memory of two workers and their parent", f"{held:.2f}", 1.6, 1.3, held <= 1.6)
    hashed = measuring.sign_in(ours)
    yield line(21, "signing in against the bare hash", f"{hashed:.2f}", 1.3, 1.1, hashed <= 1.3)


def run(**how):
    with tempfile.TemporaryDirectory() as kept, stage.the_floor() as floor, stage.ours(Path(kept)) as ours:
        yield "| goal | what | ours | must | best | |"
        yield "|---|---|---|---|---|---|"
        yield from lines(floor, ours, Path(kept), **how)


if __name__ == "__main__":
    reason = stage.why_not()
    if reason:
        sys.exit(reason)
    for told in run():
        print(told, flush=True)
    for told in digests.run():
        print(told, flush=True)
    for told in sending.run():
        print(told, flush=True)
    for told in exports.run():
        print(told, flush=True)
