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
    """A test that says how many seconds it may take on a slow machine is not begun when fewer are left."""
    takes = item.get_closest_marker("takes")
    if time.time() + (takes.args[0] if takes else 0) > UNTIL:
        pytest.skip(NO_TIME)


def pytest_terminal_summary(terminalreporter):
    missed = [one for one in terminalreporter.stats.get("skipped", []) if NO_TIME in str(one.longrepr)]
    if missed:
        terminalreporter.write_line(f"NOT ALL: {NO_TIME}: {len(missed)} tests")
