"""What the environment must say before the product starts; ``config.settings`` asks on every start.

``problems`` is pure: it takes the environment as a mapping and returns one sentence per problem, so
that an operator mends all of them in one go. Secrets never appear in a sentence.
"""

import base64
import binascii
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host

Environment = Mapping[str, str]

TRUE_WORDS = frozenset({"1", "on", "true", "y", "yes"})
FALSE_WORDS = frozenset({"0", "false", "n", "no", "off"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("json", "line")
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
EMAIL_SCHEMES = ("consolemail", "dummymail", "filemail", "smtp", "smtp+ssl", "smtp+tls", "smtps")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", "testserver"})
TAKEN_PATHS = frozenset({"healthz", "static"})
SECRET_KEY_LENGTH = 50
SECRET_KEY_LETTERS = 10
CONTACT_KEY_BYTES = 32
CONTACT_KEY_LETTERS = 8
RECIPE_FOR_SIGNING = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
RECIPE_FOR_SEALING = (
    "make one with: python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
)
PORT_LIMIT = 65_535
WORKER_LIMIT = 64
EDITION_LIMIT = 1000
NUMBERS = (("PORT", PORT_LIMIT), ("WEB_CONCURRENCY", WORKER_LIMIT), ("EDITIONS_KEPT", EDITION_LIMIT))


class SettingsRefused(ImproperlyConfigured):
    """The environment is malformed or insecure; the message holds one line for each problem."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))


def require_settings() -> None:
    """Load the settings, or end the process: the problems go to standard error and the status is 1."""
    try:
        settings.configured or settings.SECRET_KEY  # noqa: B018
    except SettingsRefused as refused:
        sys.exit(str(refused))


def refuse_problems(environment: Environment) -> None:
    """Raise ``SettingsRefused`` when anything in ``environment`` keeps the product from starting."""
    found = problems(environment)
    if found:
        raise SettingsRefused(found)


def problems(environment: Environment) -> list[str]:
    """Return one sentence per malformed value and, without ``DEVELOPMENT``, per insecure one."""
    given = given_values(environment)
    checks = MALFORMED + (DEVELOPMENT_ONLY if is_development(given) else PRODUCTION_ONLY)
    return [sentence for check in checks for sentence in check(given)]


def given_values(environment: Environment) -> dict[str, str]:
    """Drop empty values: an empty variable counts as one that is not set."""
    return {name: value for name, value in environment.items() if value.strip()}


def is_development(given: Environment) -> bool:
    """Say whether ``DEVELOPMENT`` is switched on; an unreadable value counts as production."""
    return given.get("DEVELOPMENT", "").strip().lower() in TRUE_WORDS


def words(value: str) -> list[str]:
    """Split a list that is separated by commas."""
    return [word.strip() for word in value.split(",") if word.strip()]


def check_switches(given: Environment) -> Iterator[str]:
    value = given.get("DEVELOPMENT", "false").strip().lower()
    if value not in TRUE_WORDS | FALSE_WORDS:
        yield "DEVELOPMENT must be true or false."


def check_numbers(given: Environment) -> Iterator[str]:
    for name, limit in NUMBERS:
        value = given.get(name, "1")
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= limit):
            yield f"{name} must be a whole number from 1 to {limit}."


def check_log_level(given: Environment) -> Iterator[str]:
    if given.get("LOG_LEVEL", "INFO") not in LOG_LEVELS:
        yield f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}."
    if given.get("LOG_FORMAT", "json") not in LOG_FORMATS:
        yield f"LOG_FORMAT must be {' or '.join(LOG_FORMATS)}."


def check_admin_path(given: Environment) -> Iterator[str]:
    path = given.get("ADMIN_PATH", "admin").strip("/")
    if not re.fullmatch(r"[A-Za-z0-9_-]{3,}", path) or path in TAKEN_PATHS:
        yield "ADMIN_PATH must be one path segment of three or more letters, digits, hyphens or underscores."


def check_database(given: Environment) -> Iterator[str]:
    if "DATABASE_URL" not in given:
        return
    url = split_url(given["DATABASE_URL"])
    if url is None or url.scheme not in DATABASE_SCHEMES or len(url.path) <= 1:
        yield "DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:////FOLDER/FILE."
    elif url.scheme != "sqlite" and not (url.hostname or "host" in parse_qs(url.query)):
        yield "DATABASE_URL names no host: postgresql://USER:PASSWORD@HOST:PORT/NAME."


def check_email(given: Environment) -> Iterator[str]:
    if "EMAIL_URL" not in given:
        return
    url = split_url(given["EMAIL_URL"])
    if url is None or url.scheme not in EMAIL_SCHEMES:
        yield "EMAIL_URL must read smtp+tls://USER:PASSWORD@HOST:PORT, or dummymail:// to send nothing."


def check_addresses(given: Environment) -> Iterator[str]:
    """Addresses that are shown as ours or as copies of ours."""
    for name in ("OFFICIAL_HOSTS", "MIRRORS"):
        value = given.get(name, "")
        if not all(is_web_address(word) for word in words(value)):
            yield f"{name} must hold addresses that begin with https://, separated by commas."
    onion = given.get("ONION_URL", "https://a.onion").strip("/")
    if not (is_web_address(onion) and re.fullmatch(r"https?://[a-z2-7.]+\.onion(:\d+)?", onion)):
        yield "ONION_URL must be http:// or https:// and a host that ends in .onion."


def check_mirror_keys(given: Environment) -> Iterator[str]:
    for name in ("MIRROR_KEY", "MIRROR_PUBLIC_KEY"):
        if name in given and not is_contact_key(given[name]):
            yield f"{name} is not 32 bytes in URL-safe base64; make one with: manage.py make_mirror_key"


def check_proxied_values(given: Environment) -> Iterator[str]:
    """A leading dollar sign would make django-environ read another variable instead."""
    for name in ("SECRET_KEY", "CONTACT_KEYS", "MIRROR_KEY", "DATABASE_URL", "EMAIL_URL"):
        if given.get(name, "").startswith("$"):
            yield f"{name} must not begin with a dollar sign."


def check_secrets_given(given: Environment) -> Iterator[str]:
    if "SECRET_KEY" not in given:
        yield f"SECRET_KEY is missing; {RECIPE_FOR_SIGNING}"
    if not words(given.get("CONTACT_KEYS", "")):
        yield f"CONTACT_KEYS is missing, so private contacts cannot be encrypted; {RECIPE_FOR_SEALING}"


def check_contact_keys(given: Environment) -> Iterator[str]:
    if not all(is_contact_key(key) for key in words(given.get("CONTACT_KEYS", ""))):
        yield f"CONTACT_KEYS holds a key that is not 32 random bytes in URL-safe base64; {RECIPE_FOR_SEALING}"


def check_secret_key(given: Environment) -> Iterator[str]:
    key = given.get("SECRET_KEY", "")
    if 0 < len(key) < SECRET_KEY_LENGTH:
        yield f"SECRET_KEY is shorter than {SECRET_KEY_LENGTH} characters; {RECIPE_FOR_SIGNING}"
    elif key and is_guessable(key):
        yield f"SECRET_KEY is not random; {RECIPE_FOR_SIGNING}"


def check_hosts(given: Environment) -> Iterator[str]:
    hosts = words(given.get("ALLOWED_HOSTS", ""))
    if not hosts:
        yield "ALLOWED_HOSTS is empty: name the hosts of this site, for example rallies.example.org."
    elif any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS must name the hosts of this site; * lets anybody choose one."


def check_site_url(given: Environment) -> Iterator[str]:
    if "SITE_URL" not in given:
        yield "SITE_URL is missing: the public address, for example https://rallies.example.org."
        return
    url = split_url(given["SITE_URL"])
    if url is None or url.scheme != "https" or not url.hostname:
        yield "SITE_URL must begin with https:// and name a host."
    elif url.path.strip("/") or url.query or url.fragment or "@" in url.netloc:
        yield "SITE_URL must be a scheme and a host alone, for example https://rallies.example.org."
    elif not serves(words(given.get("ALLOWED_HOSTS", "")), url.netloc):
        yield "ALLOWED_HOSTS does not hold the host of SITE_URL."


def check_production_log_level(given: Environment) -> Iterator[str]:
    if given.get("LOG_LEVEL") == "DEBUG":
        yield "LOG_LEVEL=DEBUG writes private data into the log; use INFO or above."


def check_production_email(given: Environment) -> Iterator[str]:
    if given.get("EMAIL_URL", "").startswith(("consolemail:", "filemail:")):
        yield "EMAIL_URL must not write messages to the log or to files; name a mail server or dummymail://."


def check_loopback(given: Environment) -> Iterator[str]:
    """Development serves plain HTTP with public defaults, so nothing beyond this machine may reach it."""
    url = split_url(given.get("SITE_URL", "http://localhost"))
    if url is None or url.hostname not in LOOPBACK:
        yield "DEVELOPMENT=true is for this machine only: SITE_URL must be on 127.0.0.1 or localhost."
    if not LOOPBACK.issuperset(words(given.get("ALLOWED_HOSTS", ""))):
        yield "DEVELOPMENT=true is for this machine only: ALLOWED_HOSTS may hold 127.0.0.1 and localhost."
    if given.get("BIND", "127.0.0.1") not in LOOPBACK:
        yield "DEVELOPMENT=true is for this machine only: BIND must be 127.0.0.1."


def serves(hosts: list[str], netloc: str) -> bool:
    """Say whether the host of an address is one of ``hosts``; no hosts at all are another problem."""
    return not hosts or validate_host(split_domain_port(netloc)[0], hosts)


def split_url(value: str) -> SplitResult | None:
    """Return the parts of an address, or ``None`` when its host or port cannot be read."""
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        return None
    return None if port == 0 else url


def is_web_address(value: str) -> bool:
    """Say whether a value is an address that people can open, without a query, a fragment or a name."""
    url = split_url(value)
    if url is None or url.scheme not in {"http", "https"} or not url.hostname:
        return False
    is_open = url.scheme == "https" or url.hostname.endswith(".onion") or url.hostname in LOOPBACK
    return is_open and not (url.query or url.fragment or "@" in url.netloc)


def is_contact_key(key: str) -> bool:
    """Say whether ``key`` is a Fernet key that could be random: 32 bytes, not a handful of letters."""
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == CONTACT_KEY_BYTES and len(set(raw)) >= CONTACT_KEY_LETTERS


def is_guessable(key: str) -> bool:
    """Say whether ``key`` is one word over and over, made of few letters, or marked as a placeholder."""
    repeated = key in (key + key)[1:-1]
    return repeated or len(set(key)) < SECRET_KEY_LETTERS or "insecure" in key.lower()


Check = Callable[[Environment], Iterator[str]]

MALFORMED: tuple[Check, ...] = (
    check_switches,
    check_numbers,
    check_log_level,
    check_admin_path,
    check_database,
    check_email,
    check_addresses,
    check_mirror_keys,
    check_proxied_values,
    check_secrets_given,
    check_contact_keys,
)
PRODUCTION_ONLY: tuple[Check, ...] = (
    check_secret_key,
    check_hosts,
    check_site_url,
    check_production_log_level,
    check_production_email,
)
DEVELOPMENT_ONLY: tuple[Check, ...] = (check_loopback,)
