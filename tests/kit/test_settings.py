"""The settings are read again under other environments, as a start of the site would read them."""

import importlib
import os
import runpy
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from kombu import Connection

FILE = Path(__file__).resolve().parents[2] / "coproduction" / "settings.py"
MODES = (
    "DEMO",
    "TEST_MODE",
    "DEBUG",
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SITE_ADDRESS",
    "ALLOWED_HOSTS",
    "STATEMENT_SECONDS",
    "PACE",
    "BACKUP_KEY",
    "COPIES_SEALED",
)


@pytest.fixture
def read(monkeypatch, tmp_path):
    def under(**environment):
        for name in MODES:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAR_FOLDER", str(tmp_path / "var"))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(FILE))

    return under


def test_a_newcomers_key_is_made_once_and_only_its_owner_can_read_it(read, tmp_path):
    first, again = read(DEBUG="1"), read(DEMO="1")
    assert first["SECRET_KEY"] == again["SECRET_KEY"] and len(first["SECRET_KEY"]) >= 50
    kept = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "sealed"), [({"BACKUP_KEY": "a key"}, True), ({"COPIES_SEALED": "1"}, True), ({}, False)]
)
def test_whether_copies_are_sealed_is_known_without_the_key(read, given, sealed):
    found = read(DEBUG="1", **given)
    assert (found["COPIES_SEALED"], found["BACKUP_KEY"]) == (sealed, given.get("BACKUP_KEY", ""))


def test_with_nothing_set_it_is_production_and_trusts_nobody(read):
    found = read()
    assert found["PRODUCTION"] and found["ALLOWED_HOSTS"] == [] and found["SECRET_KEY"] == "unset"
    assert not any("sqlcount" in one for one in found["MIDDLEWARE"])


def test_nobody_is_asked_to_wait_in_test_mode_unless_that_is_said(read):
    assert read()["PACE"] and read(DEMO="1")["PACE"] and read(DEBUG="1")["PACE"]
    assert not read(TEST_MODE="1")["PACE"] and read(TEST_MODE="1", PACE="1")["PACE"]
    assert not read(PACE="0")["PACE"]


def test_test_mode_alone_counts_statements_and_moves_the_clock(read):
    assert "sqlcount" in read(TEST_MODE="1", CLOCK_AT="2026-12-24")["MIDDLEWARE"][0]
    assert read(TEST_MODE="1", CLOCK_AT="2026-12-24")["CLOCK_AT"] == "2026-12-24"
    assert read(DEBUG="1", CLOCK_AT="2026-12-24")["CLOCK_AT"] == ""


def test_postgresql_is_reached_through_a_pool_and_redis_wakes_the_workers(read):
    found = read(DATABASE_URL="postgres://u:p@db/name", REDIS_URL="redis://cache:6379/0", DATABASE_POOL="12")
    assert found["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 12
    assert found["CELERY_BROKER_URL"] == "redis://cache:6379/0"
    assert "Redis" in found["CACHES"]["passing"]["BACKEND"]
    assert found["CACHES"]["passing"]["OPTIONS"]["serializer"] == "coproduction.kit.passing.InWords"
    assert found["CACHES"]["default"]["BACKEND"] == "coproduction.kit.kept.Kept"  # tries are counted without Redis
    assert read(DEBUG="1")["CELERY_BROKER_URL"].startswith("filesystem://")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rediss://:p%40ss@cache:6379/0", "rediss://:p%40ss@cache:6379/0?ssl_cert_reqs=required"),
        ("rediss://cache/0?ssl_ca_certs=/ca.pem", "rediss://cache/0?ssl_ca_certs=/ca.pem&ssl_cert_reqs=required"),
        ("rediss://cache/0?ssl_cert_reqs=none", "rediss://cache/0?ssl_cert_reqs=none"),  # the checks refuse it
        ("redis://cache:6379/0", "redis://cache:6379/0"),
    ],
)
def test_a_redis_behind_tls_must_prove_who_it_is_to_workers_as_to_pages(read, given, kept):
    found = read(REDIS_URL=given)
    assert found["REDIS_URL"] == found["CELERY_BROKER_URL"] == found["CACHES"]["passing"]["LOCATION"] == kept


def test_what_celery_and_the_cache_make_of_it_is_a_certificate_that_is_checked(read):
    kept = read(REDIS_URL="rediss://cache:6379/0")["REDIS_URL"]
    with Connection(kept, transport="coproduction.broker:Transport") as broker:
        assert broker.ssl == {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    assert redis.connection.parse_url(kept)["ssl_cert_reqs"] == "required"


def test_a_statement_of_a_page_is_given_up_after_a_while_and_one_of_a_worker_is_not(read):
    at = {"DATABASE_URL": "postgres://u:p@db/name?options=-c%20lock_timeout%3D5s"}
    assert read(**at)["DATABASES"]["default"]["OPTIONS"]["options"] == "-c lock_timeout=5s"
    found = read(**at, STATEMENT_SECONDS="30")["DATABASES"]["default"]["OPTIONS"]
    assert found["options"] == "-c lock_timeout=5s -c statement_timeout=30s"
    assert "options" not in read(DATABASE_URL="postgres://u:p@db/name")["DATABASES"]["default"]["OPTIONS"]
    way_in = (FILE.parent / "wsgi.py").read_text()
    assert way_in.index('setdefault("STATEMENT_SECONDS", "30")') < way_in.index("get_wsgi_application()")


def test_a_value_may_lie_in_a_file_and_an_empty_one_is_not_set(read, tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("from a file\n")
    assert read(SECRET_KEY="", SECRET_KEY_FILE=str(kept))["SECRET_KEY"] == "from a file"
    assert read(SECRET_KEY="said", SECRET_KEY_FILE=str(kept))["SECRET_KEY"] == "said"
    assert read(SECRET_KEY_FILE="")["SECRET_KEY"] == "unset"
    with pytest.raises(ValueError, match="SECRET_KEY_FILE.*cannot be read"):
        read(SECRET_KEY_FILE=str(tmp_path / "none"))
    assert read(SECRET_KEY_FILE="", BEHIND_PROXY="1", PROXIES="", LOG_LEVEL="")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_a_number_that_is_none_is_told_by_name(read):
    with pytest.raises(ValueError, match="DATABASE_POOL must be a whole number"):
        read(DATABASE_URL="postgres://u:p@db/name", DATABASE_POOL="many")


@pytest.mark.parametrize(
    ("address", "host", "port", "user", "ssl", "tls"),
    [
        ("smtp://mail:2525", "mail", 2525, "", False, False),
        ("smtps://ann%40x:p%2Fw@mail", "mail", 465, "ann@x", True, False),
        ("smtp+tls://mail", "mail", 587, "", False, True),
    ],
)
def test_the_mail_server_is_read_from_one_address(read, address, host, port, user, ssl, tls):
    found = read(DEBUG="1", EMAIL_URL=address)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_USER"]) == (host, port, user)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)


def test_https_makes_cookies_safe_and_a_proxy_is_believed_only_when_named(read):
    found = read(SITE_ADDRESS="https://groups.example.org")
    assert found["SESSION_COOKIE_SECURE"] and found["SECURE_HSTS_SECONDS"] and "SECURE_PROXY_SSL_HEADER" not in found
    assert read(SITE_ADDRESS="https://groups.example.org", BEHIND_PROXY="1")["SECURE_PROXY_SSL_HEADER"]


def test_the_web_servers_way_in_answers(monkeypatch):
    monkeypatch.setenv("STATEMENT_SECONDS", "30")  # what it would set, and leave behind here
    assert callable(importlib.import_module("coproduction.wsgi").application)


def test_over_https_cookies_have_names_that_only_this_very_host_can_set(read):
    safe, at_home = read(SITE_ADDRESS="https://groups.example.org"), read(DEBUG="1")
    assert safe["SESSION_COOKIE_NAME"].startswith("__Host-") and safe["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert safe["CSRF_COOKIE_SECURE"] and "SESSION_COOKIE_NAME" not in at_home  # a browser refuses such names elsewhere
    for found in (safe, at_home):
        assert found["SESSION_COOKIE_HTTPONLY"] and found["CSRF_COOKIE_HTTPONLY"]
        assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
        assert not {"SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH"} & set(
            found
        )


def test_requests_are_listed_where_it_is_asked_for(read):
    assert not any("kit.logs" in one for one in read(DEBUG="1")["MIDDLEWARE"])
    assert "kit.logs" in read(DEBUG="1", LOG_REQUESTS="1")["MIDDLEWARE"][0]


PRODUCTION = {
    "SECRET_KEY": "k0-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2, "ALLOWED_HOSTS": "groups.example.org",
    "SITE_ADDRESS": "https://groups.example.org", "DATABASE_URL": "postgres://u:p@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0", "EMAIL_URL": "smtp://127.0.0.1:1", "FILE_SCANNER": "none",
}  # fmt: skip


def checked_for_production(tmp_path, **otherwise):
    not_here = {*MODES, "DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser tests set that
    set_now = {name: value for name, value in os.environ.items() if name not in not_here} | PRODUCTION | otherwise
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = set_now | {"VAR_FOLDER": str(tmp_path), "DJANGO_SETTINGS_MODULE": "coproduction.settings"}
    return subprocess.run(command, cwd=FILE.parents[1], env=environment, capture_output=True, text=True)


def test_django_finds_nothing_to_say_against_a_site_in_production(tmp_path):
    done = checked_for_production(tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_site_with_something_amiss_is_seen(tmp_path):
    done = checked_for_production(tmp_path, SECRET_KEY="k" * 50)
    assert done.returncode != 0 and "security.W009" in done.stderr
