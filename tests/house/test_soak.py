"""What `tests.bench.soak` makes of what it saw."""

from collections import Counter
from types import SimpleNamespace

from tests.bench import soak

MINUTES = 10


def told(*wrong, grows=1.0):
    person = SimpleNamespace(wrong=list(wrong), done=Counter(reads=3), took=[0.1, 0.2, 0.3])
    held = [(at, [100 * (grows if at > 300 else 1), 50]) for at in range(0, MINUTES * 60, 5)]
    return "\n".join(soak.outcome([person], held, MINUTES * 60))


def test_nothing_wrong_and_memory_that_stays_are_met():
    assert told().count("| met |") == 2 and "NOT met" not in told(grows=1.05)


def test_one_thing_wrong_and_memory_that_grows_are_not_met_and_named():
    assert "500 at /talk/ | 1" in told("500 at /talk/") and told("500 at /talk/").count("NOT met") == 1
    assert told(grows=1.1).count("NOT met") == 1
