"""The suite's settings: the product's own, in test mode, with a cheap password hash."""

import os

os.environ.setdefault("TEST_MODE", "1")
if os.environ.get("REDIS_URL") and os.environ.get("PYTEST_XDIST_WORKER"):
    # Tests that run beside each other must not find each other's limits and caches: a Redis database for each worker.
    _redis, _, _number = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{_redis}/{int(_number or 0) + 1 + int(os.environ['PYTEST_XDIST_WORKER'][2:])}"

from coproduction.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
if not REDIS_URL:  # noqa: F405
    CELERY_BROKER_URL = "memory://"  # nobody listens: tests send with delivery.send_due, or start real workers
    CELERY_BROKER_TRANSPORT_OPTIONS = {}

# What one worker of the tests has no row for is another's file: a folder for each.
MEDIA_ROOT = VAR / f"media-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"  # noqa: F405

ERASURES_FILE = MEDIA_ROOT / "erasures.txt"

# Every test client starts the site once more. Looking for a style sheet when it is asked for saves reading all of them each time.
WHITENOISE_AUTOREFRESH = True

if "init_command" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    # What nobody put in order comes the other way round. SQLite alone always gives the order in which rows were made, and a page
    # or a test that relied on that would fail on PostgreSQL once in a while.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"  # noqa: F405
