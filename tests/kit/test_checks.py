import pytest

from coproduction import checks
from tests import notify

SECRET = "nobody-guesses-these-words-of-ours"


@pytest.fixture
def production(settings):
    settings.PRODUCTION, settings.TEST_MODE = True, False
    settings.SECRET_KEY = SECRET * 2
    settings.ALLOWED_HOSTS = ["groups.example.org"]
    settings.SITE_ADDRESS = "https://groups.example.org"
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
    settings.REDIS_URL = "redis://cache:6379/0"
    settings.EMAIL_URL = "smtp://mail:25"
    settings.FILE_SCANNER = "none"
    return settings


@pytest.fixture(autouse=True)
def put_back_engine(settings):
    kept = settings.DATABASES["default"].copy()
    yield
    settings.DATABASES["default"].clear()
    settings.DATABASES["default"].update(kept)


def found():
    return {one.id.removeprefix("coproduction.") for one in checks.configured(None)}


def test_a_fully_configured_site_may_start(production):
    assert found() == set()
    production.FIGURES_TOKEN = production.MAIL_HOOK_SECRET = production.BACKUP_KEY = SECRET
    production.SECURITY_CONTACT = "mailto:security@example.org"
    assert found() == set()
    checks.refuse_half_configured()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "abcdefghijk" * 6),
        ("SECRET_KEY", "a" * 64),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["*"]),
        ("SITE_ADDRESS", "http://groups.example.org"),
        ("REDIS_URL", ""),
        ("FIGURES_TOKEN", SECRET[:31]),
        ("MAIL_HOOK_SECRET", SECRET[:31]),
        ("FIGURES_TOKEN", "a" * 32),
        ("MAIL_HOOK_SECRET", "a" * 32),
        ("BACKUP_KEY", "a" * 32),
        ("SECURITY_CONTACT", "security@example.org"),
        ("SECURITY_CONTACT", "mailto:a@example.org\nExpires: never"),
        ("BACKUP_KEY", SECRET[:31]),
        ("FILE_SCANNER", ""),
        ("FILE_SCANNER", "/no/such/scanner"),
    ],
)
def test_a_half_configured_site_is_refused_with_a_sentence(production, name, value):
    setattr(production, name, value)
    assert found() == {name}
    with pytest.raises(SystemExit, match=name):
        checks.refuse_half_configured()


@pytest.fixture
def texting(production):
    """Everything that text and post ask for."""
    notify.point_to(production, notify.Notify())
    production.NOTIFY_ADDRESS = "https://api.notifications.service.gov.uk"
    return production


def test_text_and_post_may_start_when_all_of_it_is_set(texting):
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_KEY", "not a key"),
        ("NOTIFY_ADDRESS", "http://api.notifications.service.gov.uk"),
        ("NOTIFY_TEXT_TEMPLATE", ""),
        ("NOTIFY_LETTER_TEMPLATE", "letter"),
        ("NOTIFY_CALLBACK_TOKEN", ""),
        ("NOTIFY_CALLBACK_TOKEN", "a" * 32),
        ("NOTIFY_CALLBACK_TOKEN", SECRET[:31]),
    ],
)
def test_text_and_post_half_configured_are_refused(texting, name, value):
    setattr(texting, name, value)
    assert found() == {name}
    with pytest.raises(SystemExit, match=name):
        checks.refuse_half_configured()


def test_a_newcomers_database_is_not_for_production(production):
    production.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    assert found() == {"DATABASE_URL"}


def test_without_a_mail_server_it_starts_and_warns(production):
    production.EMAIL_URL = ""
    assert found() == {"EMAIL_URL"}
    checks.refuse_half_configured()


def test_test_mode_is_refused_where_people_can_reach_the_site(settings):
    settings.SITE_ADDRESS = "https://groups.example.org"
    assert found() == {"TEST_MODE"}
    settings.SITE_ADDRESS = "http://127.0.0.1:8000"
    assert found() == set()


@pytest.mark.parametrize(
    "name", ["replies", "a@replies.example.org", "replies.example.org:25", "-x.example.org", "x..org"]
)
def test_a_reply_domain_that_no_mail_can_be_sent_to_is_refused(production, name):
    production.REPLY_DOMAIN = name
    assert found() == {"REPLY_DOMAIN"}


def test_a_reply_domain_is_fine_where_letters_go_out_and_odd_where_none_does(production):
    production.REPLY_DOMAIN = "replies.example.org"
    assert found() == set()
    production.EMAIL_URL = ""
    assert found() == {"EMAIL_URL", "REPLY_DOMAIN_alone"}


# --- what goes over a network that others share ---


def point_to(production, database="db", options=None, redis="redis://redis:6379/0", mail="smtp://mail:25"):
    production.DATABASES["default"] |= {"HOST": database, "OPTIONS": options or {}}
    production.REDIS_URL, production.EMAIL_URL = redis, mail


OPEN = [
    ("DATABASE_URL", {"database": "db.example.org"}),
    ("DATABASE_URL", {"database": "10.0.0.5"}),
    ("DATABASE_URL", {"database": "fd00::5"}),
    ("DATABASE_URL", {"database": "127.0.0.1,db.example.org"}),
    ("DATABASE_URL", {"database": "db.example.org", "options": {"sslmode": "require"}}),
    ("DATABASE_URL", {"database": "", "options": {"host": "db.example.org"}}),
    ("DATABASE_URL", {"options": {"hostaddr": "10.0.0.5"}}),
    ("REDIS_URL", {"redis": "redis://:secret@redis.example.org:6379/0"}),
    ("EMAIL_URL", {"mail": "smtp://name:secret@mail.example.org:25"}),
]


@pytest.mark.parametrize(("name", "where"), OPEN)
def test_nothing_goes_openly_to_another_machine_unless_the_network_is_said_to_be_private(production, name, where):
    point_to(production, **where)
    assert found() == {name}
    production.PLAIN_INSIDE = True
    assert found() == set()


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"database": "127.0.0.1", "redis": "redis://localhost/0", "mail": "smtp://[::1]:25"},
        {"database": "/var/run/postgresql.d", "redis": "unix:///run/redis.sock", "mail": "smtp://mail.localhost"},
        {"database": "db.example.org", "options": {"sslmode": "verify-full"}},
        {"database": "db.example.org", "options": {"sslmode": "verify-ca"}},
        {"redis": "rediss://redis.example.org/0?ssl_cert_reqs=required", "mail": "smtps://mail.example.org"},
        {"mail": "smtp+tls://mail.example.org"},
    ],
)
def test_what_is_beside_us_or_sealed_may_start(production, where):
    point_to(production, **where)
    assert found() == set()


@pytest.mark.parametrize("asked", ["ssl_cert_reqs=none", "ssl_cert_reqs=optional", "ssl_check_hostname=false", ""])
def test_a_redis_that_need_not_prove_who_it_is_is_refused(production, asked):
    if "hostname" in asked:
        asked += "&ssl_cert_reqs=required"
    point_to(production, redis=f"rediss://redis:6379/0?{asked}")
    production.PLAIN_INSIDE = True
    assert found() == {"REDIS_URL"}
