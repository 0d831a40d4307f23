"""The settings of the test suite: those of the product, with fast passwords and keys of its own."""

import os
import tempfile
from pathlib import Path

# Nothing of a developer's own .env reaches the tests: an empty variable hides the one in the file.
os.environ.setdefault("DATABASE_URL", "")
os.environ.setdefault("EMAIL_URL", "")
os.environ.setdefault("ADMIN_PATH", "")
os.environ.setdefault("BIND", "")
os.environ.setdefault("PORT", "")
os.environ.setdefault("LOG_LEVEL", "")
os.environ.setdefault("LOG_FORMAT", "")
os.environ.setdefault("SITE_NAME", "")
os.environ.setdefault("OFFICIAL_HOSTS", "")
os.environ.setdefault("MIRRORS", "")
os.environ.setdefault("ONION_URL", "")
os.environ.setdefault("MIRROR_KEY", "")
os.environ.setdefault("MIRROR_PUBLIC_KEY", "")
os.environ.setdefault("DEVELOPMENT", "true")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("CONTACT_KEYS", "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtLS0tLS0=")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the product: connections to a database in memory lock each other by other rules.
    file_name = f"rallies-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / file_name)}
# Static files are found where they are written, so that tests need no collectstatic.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
