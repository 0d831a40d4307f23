"""What a page is made with besides records: while this stays the same, untouched pages stay the same."""

import functools
import hashlib
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.utils import translation

from .. import notice

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SOURCES = (
    ("templates", "*.html"),
    ("rallies", "*.py"),
    ("rallies/locale", "*.mo"),
    ("rallies/gazetteer", "*.tsv*"),
    ("static", "*"),
)
PACKAGES = ("babel", "brotli", "django", "tzdata")
# The key of copies is 32 random bytes, which no hash gives away; pages show its public half.
SETTINGS = (
    *("SITE_URL", "SITE_NAME", "CONTACT_EMAIL", "LANGUAGES", "STATIC_URL"),
    *("OFFICIAL_HOSTS", "MIRRORS", "ONION_URL", "MIRROR_KEY", "MIRROR_PUBLIC_KEY"),
)


@functools.cache
def of_code() -> str:
    """Return one hash over templates, code, translations, styles and packages, as loaded here."""
    digest = hashlib.sha256()
    for folder, pattern in SOURCES:
        for path in sorted(path for path in (ROOT / folder).rglob(pattern) if path.is_file()):
            digest.update(f"{path.relative_to(ROOT)}\n".encode())
            digest.update(path.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()


def current() -> str:
    """Return the hash of the code and of the settings that pages show, the same for every active language."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = "\n".join(f"{name} {getattr(settings, name)!s}" for name in SETTINGS)
    return hashlib.sha256(f"{of_code()}\n{shown}\n{_static_names()}\n{notice.digest()}".encode()).hexdigest()[
        :32
    ]


def _static_names() -> str:
    """Return the addresses of collected static files, which pages hold."""
    try:
        return (Path(settings.STATIC_ROOT) / "staticfiles.json").read_text(encoding="utf-8")
    except OSError:
        return ""
