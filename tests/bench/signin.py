"""`python -m tests.bench.signin`: whether it takes as long for an address with an account as for one without.

In one process, in turns, with the hash of a real start: each way in is tried with each address once a round, in another order each
time. Prints medians as ratios to that of an address nobody has: on the clock, and of processor time, which other work on the
machine does not change. The goal is within a tenth. Tests count hashes and statements instead (tests/pages/test_signin_alike.py).
"""

import os
import random
import statistics
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("BENCH_SIGNIN_ROUNDS", "300"))
ADDRESSES = {
    "no account": "nobodyat@example.org", "with a password": "withpass@example.org", "without one": "withoutp@example.org",
    "closed": "closedac@example.org",
}  # fmt: skip


def prepare(folder):
    os.environ |= {
        "TEST_MODE": "1",
        "VAR_FOLDER": folder,
        "DJANGO_SETTINGS_MODULE": "coproduction.settings",
        "LOG_LEVEL": "ERROR",
    }
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    import django

    django.setup()
    from django.core.management import call_command

    from groups.people.models import Person

    call_command("migrate", verbosity=0)
    for name, given in (("with a password", {"password": "a rather long password"}), ("without one", {}),
                        ("closed", {"password": "a rather long password", "is_active": False})):  # fmt: skip
        Person.objects.create_user(ADDRESSES[name], name=name, **given)


def ways():
    from django.urls import reverse

    asked, check = reverse("account_request_login_code"), reverse("account_confirm_login_code")

    def code(client, address):
        client.post(asked, {"email": address})
        client.post(check, {"code": "000000"})

    login, forgotten = reverse("account_login"), reverse("account_reset_password")
    return {
        "a wrong password": lambda client, address: client.post(
            login, {"login": address, "password": "wrong wrong wrong"}
        ),
        "a code, and a wrong one": code,
        "a new password": lambda client, address: client.post(forgotten, {"email": address}),
    }


def measured(way):
    """Seconds of each address: on the clock, and of the processor."""
    from django.core.cache import cache
    from django.test import Client

    took = {name: ([], []) for name in ADDRESSES}
    for number in range(ROUNDS + 10):
        for name in random.sample(list(ADDRESSES), len(ADDRESSES)):
            cache.clear()
            client = Client()
            clock, work = time.perf_counter(), time.process_time()
            way(client, ADDRESSES[name])
            if number >= 10:  # the first ones fill what is read once
                took[name][0].append(time.perf_counter() - clock)
                took[name][1].append(time.process_time() - work)
    return {name: [statistics.median(one) for one in both] for name, both in took.items()}


def run():
    yield "| way | address | on the clock | processor | |"
    yield "|---|---|---|---|---|"
    for what, way in ways().items():
        medians = measured(way)
        base = medians.pop("no account")
        for name, (clock, work) in medians.items():
            ratios = clock / base[0], work / base[1]
            fine = all(0.9 <= one <= 1.1 for one in ratios)
            yield f"| {what} | {name} | {ratios[0]:.3f} | {ratios[1]:.3f} | {'met' if fine else 'NOT met'} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        prepare(folder)
        for told in run():
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
