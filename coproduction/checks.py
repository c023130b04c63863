"""What must be set before production starts. A half-configured site is refused with a sentence, not discovered later."""

import os
import re
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.checks import Error, Warning, register

DOMAIN = re.compile(r"(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOTIFY_KEY = re.compile(rf".+-{UUID.pattern}-{UUID.pattern}", re.IGNORECASE)  # its name, the service, the secret
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver", ".localhost"}


@register
def configured(app_configs, **kwargs):
    return reply_errors() + (production_errors() if settings.PRODUCTION else exposed_errors())


def production_errors():
    wanted = [
        ("SECRET_KEY", random_enough(settings.SECRET_KEY, 50), "a random secret of at least 50 characters"),
        ("ALLOWED_HOSTS", bool(settings.ALLOWED_HOSTS) and "*" not in settings.ALLOWED_HOSTS, "the names of this site"),
        ("SITE_ADDRESS", settings.SITE_ADDRESS.startswith("https://"), "the address people type, with https://"),
        ("DATABASE_URL", "sqlite" not in settings.DATABASES["default"]["ENGINE"], "a PostgreSQL database"),
        ("REDIS_URL", bool(settings.REDIS_URL), "the Redis that wakes the workers"),
        (
            "MAIL_HOOK_SECRET",
            long_enough(settings.MAIL_HOOK_SECRET),
            "a random secret of 32 characters or more, or left out",
        ),
        ("FIGURES_TOKEN", long_enough(settings.FIGURES_TOKEN), "a random secret of 32 characters or more, or left out"),
        ("BACKUP_KEY", long_enough(settings.BACKUP_KEY), "a random secret of 32 characters or more, or left out"),
        ("SECURITY_CONTACT", contact(settings.SECURITY_CONTACT), "mailto:… or https://…, or left out"),
        ("FILE_SCANNER", scans_files(settings.FILE_SCANNER), "a program that scans files people add, or to none"),
        *notify_wanted(),
        *sealed_wanted(),
    ]
    found = [
        Error(f"{name} is not set to {meaning}.", hint="See 'A real start' in README.md, or run `manage.py demo`.",
              id=f"coproduction.{name}")
        for name, fine, meaning in wanted
        if not fine
    ]  # fmt: skip
    if not settings.EMAIL_URL:
        found.append(Warning("EMAIL_URL is not set: letters are kept, none is sent.", id="coproduction.EMAIL_URL"))
    return found


def long_enough(secret):
    """Unset is fine: what it guards is not there then."""
    return not secret or random_enough(secret, 32)


def random_enough(secret, length):
    """Chance hardly ever repeats so few characters; people who fill a line do."""
    return len(secret) >= length and len(set(secret)) >= 12


def contact(address):
    """Unset is fine. What is set must lead somewhere, and be one line."""
    return not address or bool(re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://\S+)", address))


def notify_wanted():
    """All of it or none: a key alone would send texts whose STOP nobody hears."""
    if not settings.NOTIFY_KEY:
        return []
    key = "an API key of GOV.UK Notify, as it was copied from there"
    template, token = "the id of a template in GOV.UK Notify", settings.NOTIFY_CALLBACK_TOKEN
    return [
        ("NOTIFY_KEY", bool(NOTIFY_KEY.fullmatch(settings.NOTIFY_KEY)), key),
        ("NOTIFY_ADDRESS", settings.NOTIFY_ADDRESS.startswith("https://"), "an address with https://"),
        ("NOTIFY_TEXT_TEMPLATE", bool(UUID.fullmatch(settings.NOTIFY_TEXT_TEMPLATE)), template),
        ("NOTIFY_LETTER_TEMPLATE", bool(UUID.fullmatch(settings.NOTIFY_LETTER_TEMPLATE)), template),
        ("NOTIFY_CALLBACK_TOKEN", random_enough(token, 32), "a random secret of at least 32 characters"),
    ]


def sealed_wanted():
    """What goes to another machine is sealed on its way, and that machine proves who it is."""
    database = settings.DATABASES["default"]
    options, redis, mail = database.get("OPTIONS", {}), urlsplit(settings.REDIS_URL), urlsplit(settings.EMAIL_URL)
    hosts = [database.get("HOST", ""), options.get("host", ""), options.get("hostaddr", "")]
    proved = options.get("sslmode") in {"verify-full", "verify-ca"}
    mean = "{}, which it needs on another machine, unless PLAIN_INSIDE=1 says that the network there is private"
    return [
        ("DATABASE_URL", proved or beside_us(",".join(hosts)), mean.format("a database with sslmode=verify-full")),
        ("REDIS_URL", redis.scheme == "rediss" or beside_us(redis.hostname), mean.format("a rediss:// address")),
        ("REDIS_URL", redis.scheme != "rediss" or asks_for_proof(redis.query), "one with ssl_cert_reqs=required"),
        (
            "EMAIL_URL",
            mail.scheme in {"smtps", "smtp+tls"} or beside_us(mail.hostname),
            mean.format("an smtps:// or smtp+tls:// address"),
        ),
    ]


def asks_for_proof(query):
    """The last one counts for Redis where something is said twice, so it is not said twice."""
    asked = parse_qs(query)
    return asked.get("ssl_cert_reqs") == ["required"] and asked.get("ssl_check_hostname", ["true"]) == ["true"]


def beside_us(hosts):
    """This machine, a socket, or a name without a dot, as containers that stand together call each other."""
    return settings.PLAIN_INSIDE or all(is_beside_us(host.strip()) for host in (hosts or "").split(","))


def is_beside_us(host):
    if host.startswith("/") or host.endswith(".localhost") or not set(host) & {".", ":"}:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def scans_files(program):
    """Whether files are scanned or not must be said. A program that is not there would refuse every file."""
    return program == "none" or os.access(program, os.X_OK)


def reply_errors():
    """Replies by email go to a name in the world's mail system, and only make sense where letters go out."""
    if not settings.REPLY_DOMAIN:
        return []
    if not DOMAIN.fullmatch(settings.REPLY_DOMAIN):
        words = "REPLY_DOMAIN is not a name that mail can be sent to, such as replies.example.org."
        return [Error(words, hint="Only the name: no @, no address.", id="coproduction.REPLY_DOMAIN")]
    if not settings.EMAIL_URL:
        words = "REPLY_DOMAIN is set, but EMAIL_URL is not: no letter goes out that could be answered."
        return [Warning(words, id="coproduction.REPLY_DOMAIN_alone")]
    return []


def exposed_errors():
    """Demo, test and debug modes sign people in without proof: never where others can reach the site."""
    mode = next(name for name in ("TEST_MODE", "DEMO", "DEBUG") if getattr(settings, name))
    if settings.SITE_ADDRESS.startswith("https://"):
        return [Error(f"{mode} is set on a site people can reach.", hint=f"Unset {mode}.", id=f"coproduction.{mode}")]
    return []


def refuse_half_configured():
    """Called where a server or worker starts, because those do not run the checks by themselves."""
    errors = [e for e in configured(None) if isinstance(e, Error)]
    if errors:
        raise SystemExit("\n".join(["This site is not ready to start:", *(f"- {e.msg}" for e in errors)]))
