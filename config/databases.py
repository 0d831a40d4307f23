"""How each database has to be opened so that it neither loses rows nor waits for ever."""

from typing import Any

SQLITE = "django.db.backends.sqlite3"
# Writers queue instead of failing, an answered request is on the disk, deleted contacts are overwritten.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    ),
}
POSTGRESQL_OPTIONS = {"connect_timeout": 5, "options": "-c statement_timeout=30000 -c lock_timeout=10000"}
# Opening a connection costs a fresh page more than its queries do.
KEPT = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def with_options(database: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of ``DATABASES`` with the options of its engine; those of its URL stay."""
    given = database.get("OPTIONS", {})
    if database["ENGINE"] == SQLITE:
        return {**database, **KEPT, "OPTIONS": {**SQLITE_OPTIONS, **given}}
    options = {**POSTGRESQL_OPTIONS, **given}
    return {**database, **KEPT, "OPTIONS": options}
