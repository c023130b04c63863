"""Every setting, read from the environment once.

Four ways to run, told apart by one variable each: `DEMO` (set by `manage.py demo`), `TEST_MODE` (the suite and outside
checks), `DEBUG` (a developer's own machine), and none of them: production, which `checks.py` refuses to start half-configured.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from coproduction.kit.environment import kept_secret, redis_address, text, whole, words, yes

ROOM = Path(__file__).resolve().parent.parent
VAR = Path(text("VAR_FOLDER") or ROOM / "var")  # what a newcomer's machine keeps: database, broker, letters


DEMO, TEST_MODE, DEBUG = yes("DEMO"), yes("TEST_MODE"), yes("DEBUG")
PRODUCTION = not (DEMO or TEST_MODE or DEBUG)
CLOCK_AT = text("CLOCK_AT") if TEST_MODE else ""

SECRET_KEY = text("SECRET_KEY") or ("unset" if PRODUCTION else kept_secret(VAR))
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS") or ([] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
SITE_ADDRESS = text("SITE_ADDRESS", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS] if SITE_ADDRESS else []

# The neutral brand: an organisation puts its own name, logo and colour here.
BRAND_NAME = text("BRAND_NAME", "Co-production groups")
BRAND_STYLESHEET = text("BRAND_STYLESHEET")  # a file under static that sets --app-brand and --app-brand-dark, or empty
BRAND_LOGO = text("BRAND_LOGO")  # a file under static/img, or empty for the name in words

INSTALLED_APPS = [
    "coproduction",
    "groups",
    "feedback",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
]
MIDDLEWARE = [
    # These come first, so that styles, redirects and errors carry what pages carry.
    "coproduction.kit.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "coproduction.kit.hooks.OverHttpsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coproduction.pages.signed_out.SignInFirstMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "coproduction.kit.access.DoorsMiddleware",
    "coproduction.kit.pace.PaceMiddleware",
]
if yes("LOG_REQUESTS"):
    MIDDLEWARE.insert(0, "coproduction.kit.logs.AskedMiddleware")
if TEST_MODE:
    MIDDLEWARE.insert(0, "coproduction.kit.sqlcount.SqlCountMiddleware")

ROOT_URLCONF = "coproduction.urls"
WSGI_APPLICATION = "coproduction.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "coproduction.pages.layout.layout",
            ],
        },
    }
]

# --- what is kept, and where ---

DATABASES = {
    "default": dj_database_url.parse(text("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=0)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # without it 116 of 200 simultaneous replies were refused
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1, "max_size": whole("DATABASE_POOL", 8), "timeout": 10,  # seconds until a page says that it cannot
    }  # fmt: skip
    if _seconds := whole("STATEMENT_SECONDS", 0):  # of one statement; wsgi.py sets it for pages, workers have no end
        _before = DATABASES["default"]["OPTIONS"].get("options", "")
        DATABASES["default"]["OPTIONS"]["options"] = f"{_before} -c statement_timeout={_seconds}s".strip()
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after PostgreSQL was away, nobody is given a dead connection
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PLAIN_INSIDE = yes("PLAIN_INSIDE")  # the network to the database, Redis and the mail server is nobody else's
REDIS_URL = redis_address("REDIS_URL")
CACHES = {
    # What guards signing in: tries that are counted, codes that work once. In the database, so that it holds without Redis.
    "default": {"BACKEND": "coproduction.kit.kept.Kept", "LOCATION": "groups.Kept"},
    # What must leave no trace in the database, not even on a newcomer's machine: counts of what somebody wrote today.
    "passing": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "passing-in-words",  # "passing" held what only Python's pickle reads, until it ran out
            "OPTIONS": {
                "serializer": "coproduction.kit.passing.InWords",
                "socket_connect_timeout": 3,
                "socket_timeout": 3,  # one that is there and silent keeps nobody waiting
            },
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "passing",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    ),
    # Parts of pages that are the same for all their readers, for a minute. Each process keeps its own: nothing to be away.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # What a process counts by itself while Redis is away.
    "own": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "own",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
# Whether somebody who goes on faster than people do is asked to wait (kit/pace.py). Outside checks send hundreds of forms as one.
PACE = yes("PACE") if text("PACE") else not TEST_MODE
# The numbers of who was erased, beside the database and in no backup of it: what makes an older backup forget again.
ERASURES_FILE = Path(text("ERASURES_FILE") or VAR / "erasures.txt")
# Where each day's head of the history is written too, beside the letters to operators. Unset: only letters.
AUDIT_HEADS_FILE = text("AUDIT_HEADS_FILE")
MEDIA_ROOT = Path(text("MEDIA_FOLDER") or VAR / "media")
BACKUP_KEY = text("BACKUP_KEY")  # seals what `manage.py backup` writes. Unset: whoever has the file can read it
# Whether they are, for a process that makes none and need not know the key.
COPIES_SEALED = yes("COPIES_SEALED") or bool(BACKUP_KEY)
FILE_SCANNER = text("FILE_SCANNER")  # a program that is given a file's path: 0 clean, 1 harmful; or "none"

# --- people and signing in (how allauth behaves beyond this: signin.py) ---

AUTH_USER_MODEL = "groups.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "coproduction.signin_passwords.NotGuessedFirst"},
    {"NAME": "coproduction.signin_passwords.NotAboutUs"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_ADAPTER = "coproduction.signin.Adapter"
MFA_ADAPTER = "coproduction.signin.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "coproduction.signin_forms.Password",
    "request_login_code": "coproduction.signin_forms.AskForCode",
    "confirm_login_code": "coproduction.signin_forms.Code",
    "reauthenticate": "coproduction.signin_forms.PasswordAgain",
    "change_password": "coproduction.signin_forms.ChangePassword",
    "set_password": "coproduction.signin_forms.SetPassword",
    "reset_password": "coproduction.signin_forms.ResetPassword",
    "reset_password_from_key": "coproduction.signin_forms.NewPassword",
}
MFA_FORMS = {
    "authenticate": "coproduction.signin_forms.SecondStep",
    "reauthenticate": "coproduction.signin_forms.SecondStepAgain",
    "activate_totp": "coproduction.signin_forms.SetUpApp",
    "add_webauthn": "coproduction.signin_forms.AddPasskey",
    "edit_webauthn": "coproduction.signin_forms.NamePasskey",
    "login_webauthn": "coproduction.signin_forms.PasskeyAlone",
    "authenticate_webauthn": "coproduction.signin_forms.Passkey",
    "reauthenticate_webauthn": "coproduction.signin_forms.PasskeyAgain",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2  # times
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION = "none"  # people join by invitation to an address, which proves it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # allauth's letter offers to sign up, which nobody can: we write our own
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth's own would fill its list of addresses, which is to stay empty: an address somebody had must not let anybody in.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {  # from one place; how often by name: coproduction/kit/tries.py
    "request_login_code": "20/m/ip",
    "reset_password": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = whole("PROXIES", 1) if yes("BEHIND_PROXY") else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True  # they are kept as hashes: signin_second.py
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # allauth's own list of proved addresses is not ours: see EMAIL_VERIFICATION
MFA_TOTP_ISSUER = BRAND_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute for whoever types slowly
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SESSION_COOKIE_AGE = 14 * 24 * 3600  # without using it
SIGN_IN_LASTS = 30 * 24 * 3600  # however often somebody comes
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_ADDRESS.startswith("https://")
BROWSER_COOKIE_NAME = "browser"  # says that somebody was here with this browser before, and lets nobody in
if SESSION_COOKIE_SECURE:  # a name by which browsers take them from this very host over HTTPS, and from no other
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, BROWSER_COOKIE_NAME = "__Host-session", "__Host-forms", "__Host-browser"
CSRF_FAILURE_VIEW = "coproduction.pages.errors.form_too_old"

# --- headers (those that every answer carries: kit/headers.py) ---

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # the machine that watches asks from beside us, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
if yes("BEHIND_PROXY"):  # only when the proxy in front sets and cleans this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip
PERMISSIONS_POLICY["publickey-credentials-get"] = PERMISSIONS_POLICY["publickey-credentials-create"] = "self"

# --- words and time ---

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [ROOM / "templates" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "coproduction.kit.formats"

# --- forms and files ---

CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # so that TemplatesSetting finds Django's own widget templates
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 3  # no form asks for more than one
FILE_UPLOAD_HANDLERS = ["coproduction.kit.uploads.Uploads"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOM / "static"]
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
HASHED_STATIC = not (TEST_MODE or DEBUG) or yes("HASHED_STATIC")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads our files
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}

# --- letters ---

EMAIL_URL = text("EMAIL_URL")  # unset: letters are kept and shown in the product, none leaves the machine
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or {"smtps": 465, "smtp+tls": 587}.get(_mail.scheme, 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
# The name mail for us is sent to (its MX leads to `manage.py receive_mail`). Unset: letters do not offer a reply by email.
REPLY_DOMAIN = text("REPLY_DOMAIN").lower()
MAIL_HOOK_SECRET = text("MAIL_HOOK_SECRET")  # a mail provider proves itself with it at /hooks/mail/. Unset: 404
SECURITY_CONTACT = text("SECURITY_CONTACT")  # mailto: or https:, for /.well-known/security.txt. Unset: 404
FIGURES_TOKEN = text("FIGURES_TOKEN")  # whoever collects /figures/ proves itself with it. Unset: 404
DEFAULT_FROM_EMAIL = text("LETTERS_FROM", "Co-production groups <letters@localhost>")

# Text messages and letters by post go through GOV.UK Notify. Without its key there are none, and nothing else changes.
NOTIFY_KEY = text("NOTIFY_KEY")
NOTIFY_ADDRESS = text("NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk").rstrip("/")
NOTIFY_TEXT_TEMPLATE, NOTIFY_LETTER_TEMPLATE = text("NOTIFY_TEXT_TEMPLATE"), text("NOTIFY_LETTER_TEMPLATE")
NOTIFY_CALLBACK_TOKEN = text("NOTIFY_CALLBACK_TOKEN")  # Notify proves itself with it at /hooks/notify/. Unset: 404
NOTIFY_TIMEOUT = whole("NOTIFY_TIMEOUT", 20)  # seconds
# The most that goes in one calendar month; 0: none. What is over it goes by email.
TEXTS_A_MONTH = whole("TEXTS_A_MONTH", 3_000)
TEXTS_A_MONTH_PER_GROUP = whole("TEXTS_A_MONTH_PER_GROUP", 300)
TEXTS_A_MONTH_PER_PERSON = whole("TEXTS_A_MONTH_PER_PERSON", 40)
POST_A_MONTH = whole("POST_A_MONTH", 300)
POST_A_MONTH_PER_GROUP = whole("POST_A_MONTH_PER_GROUP", 60)
POST_A_MONTH_PER_PERSON = whole("POST_A_MONTH_PER_PERSON", 8)

# --- Celery: wakes workers, holds nothing (delivery.md) ---

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_connect_timeout": 5, "socket_keepalive": True}
if not REDIS_URL:
    _broker = VAR / "broker"
    _broker.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker may be away for as long as it likes; 100 tries are 46 minutes
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 280
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is away is no reason to make a person wait: the tick finds it
CELERY_DB_REUSE_MAX = 1000  # Celery 5.7 closes the connection around every task otherwise (3.6 times slower)
CELERY_TIMEZONE = "UTC"

# --- logs: what happened, never who or what they wrote ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "coproduction.kit.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "groups": {"level": text("LOG_LEVEL", "INFO")},
        "coproduction": {"level": text("LOG_LEVEL", "INFO")},
        "notifications_python_client": {"level": "CRITICAL"},  # it would log what Notify said about a person's number
    },
}
