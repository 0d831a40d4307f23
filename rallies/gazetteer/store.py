"""The installed gazetteer: one SQLite file that is only ever read here.

Every thread of every process has its own connection. The file is opened as immutable, without locks, so a
newly installed one is seen by processes that start afterwards.
"""

import os
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

SCHEMA = "2"  # of the installed file; raised when its tables change

_open = threading.local()


class GazetteerError(Exception):
    """The gazetteer cannot do what it was asked for; the message says why."""


class GazetteerMissing(GazetteerError):
    """The installed file is not there or cannot be read; the message names the command that helps."""


def default_path() -> Path:
    """Where the settings say that the installed file stands."""
    return Path(settings.GAZETTEER_PATH)


def rows(sql: str, values: Sequence[object] = (), *, path: Path | None = None) -> list[tuple[object, ...]]:
    """The rows of a query. Raises `GazetteerMissing`."""
    place = path or default_path()
    try:
        return _connection(place).execute(sql, values).fetchall()
    except sqlite3.DatabaseError as error:
        close()
        raise GazetteerMissing(
            f"The gazetteer {place} is missing, damaged or old: run `manage.py install_gazetteer --force`."
        ) from error


def _connection(path: Path) -> sqlite3.Connection:
    known: tuple[int, Path, sqlite3.Connection] | None = getattr(_open, "known", None)
    if known and known[:2] == (os.getpid(), path):
        return known[2]
    close()
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        found = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    if found != (SCHEMA,):
        connection.close()
        raise sqlite3.DatabaseError("another schema")
    _open.known = (os.getpid(), path, connection)
    return connection


def close() -> None:
    """Close this thread's connection; the next query opens it again."""
    known = getattr(_open, "known", None)
    if known and known[0] == os.getpid():
        known[2].close()
    _open.known = None


def meta(name: str, *, path: Path | None = None) -> str:
    """A fact that the installer noted; empty when it did not. Raises `GazetteerMissing`."""
    found = rows("SELECT value FROM meta WHERE name = ?", (name,), path=path)
    return str(found[0][0]) if found else ""
