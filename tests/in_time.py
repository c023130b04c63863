"""A run that must end by a time tries what it can until then and says how much it had no time for.

`TESTS_UNTIL` is that time in seconds since 1970; without it every test is tried.
"""

import os
import time

import pytest

UNTIL = float(os.environ.get("TESTS_UNTIL") or "inf")
NO_TIME = "there was no time left for it"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if time.time() > UNTIL:
        pytest.skip(NO_TIME)


def pytest_terminal_summary(terminalreporter):
    missed = [one for one in terminalreporter.stats.get("skipped", []) if NO_TIME in str(one.longrepr)]
    if missed:
        terminalreporter.write_line(f"NOT ALL: {NO_TIME}: {len(missed)} tests")
