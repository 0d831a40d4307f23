"""All settings, read from the environment and from ``.env``; ``.env.example`` names every variable.

Nothing insecure is a default: without ``DEVELOPMENT=true`` the process refuses to start until the
settings are those of a production site (``rallies.startup`` says what is wrong, one line each).
Raises ``SettingsRefused`` with all problems at once.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import databases
from rallies import startup

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
startup.refuse_problems(os.environ)
# An empty variable counts as one that is not set.
env.ENVIRON = startup.given_values(os.environ)

DEVELOPMENT = env.bool("DEVELOPMENT", default=False)
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
CONTACT_KEYS = env.list("CONTACT_KEYS", default=[])
BIND = env.str("BIND", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=2)
FORWARDED_ALLOW_IPS = env.str("FORWARDED_ALLOW_IPS", default="127.0.0.1,::1")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if DEVELOPMENT else "json")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="") or _("Rallies")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# Where the site may be read: its own hosts, the main one first, and copies that others host.
OTHER_HOSTS = [address.rstrip("/") for address in env.list("OFFICIAL_HOSTS", default=[])]
OFFICIAL_HOSTS = list(dict.fromkeys([SITE_URL, *OTHER_HOSTS]))
MIRRORS = env.list("MIRRORS", default=[])
ONION_URL = env.str("ONION_URL", default="").rstrip("/")
MIRROR_KEY = env.str("MIRROR_KEY", default="")
MIRROR_PUBLIC_KEY = env.str("MIRROR_PUBLIC_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
# Files that close the doors or show a notice at once, also when the database is away.
SWITCHES_DIR = VAR_DIR / "switches"
EDITIONS_DIR = VAR_DIR / "editions"
EDITIONS_KEPT = env.int("EDITIONS_KEPT", default=10)
GAZETTEER_PATH = Path(env.str("GAZETTEER_PATH", default=str(VAR_DIR / "gazetteer.sqlite3")))

SQLITE_URL = f"sqlite:///{VAR_DIR / 'rallies.sqlite3'}"
DATABASES = {"default": databases.with_options(env.db_url("DATABASE_URL", default=SQLITE_URL))}

INSTALLED_APPS = [
    "rallies",
    "rallies.apps.RalliesAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "config.logs.NumberedRequests",
    "rallies.middleware.PublicPages",
    "rallies.middleware.ClosedDoors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "rallies.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "rallies.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# An upload is a sheet: larger bodies and wider forms are refused before they are decoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SECURE_HTTPS = not DEVELOPMENT
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 63_072_000 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HTTPS
SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if SECURE_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CSRF_COOKIE_AGE = 12 * 60 * 60
# Not in a cookie: what was said to staff names unpublished rallies, and would go out with public pages.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Outside development a message must not end in the log, where its private links would stay.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEVELOPMENT else "dummymail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="rallies@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JsonLines"},
        "line": {"()": "config.logs.PlainLines", "with_values": DEVELOPMENT},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
