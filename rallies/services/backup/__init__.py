"""Backups: one committed moment of the database in one file, and the way back."""

import dataclasses
import datetime
from pathlib import Path

from django.db import connection

from ...models import JournalEntry
from .. import housekeeping, journal
from . import archive, files, postgresql, schema, sqlite
from .files import BackupError
from .schema import NewerBackup

__all__ = ["BackupError", "NewerBackup", "Receipt", "check", "destroy_kept_contacts", "restore", "save"]

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclasses.dataclass(frozen=True)
class Receipt:
    """What a restore did: where the replaced content is, and whether ``migrate`` has to follow."""

    kept: str | None
    is_older: bool


def save(*, path: Path, force: bool = False) -> int:
    """Save the database to ``path`` and return the file's size in bytes.

    The file can be read by its owner alone and holds contacts sealed, as the database does. What was
    acknowledged before the call is in it; writers do not wait. Raises ``BackupError``.
    """
    if connection.vendor == "sqlite":
        sqlite.save(database=database_path(), path=path, force=force)
    else:
        postgresql.save(path=path, force=force)
    return path.stat().st_size


def check(*, path: Path) -> list[schema.Migration]:
    """Read the whole backup and return its migrations; raises ``BackupError`` if it is of no use here."""
    with files.sentences(path), path.open("rb") as file:
        start = file.read(16)
    vendor = _vendor(start)
    if vendor is None:
        raise BackupError(f"{path} is no backup of this product.")
    if vendor != connection.vendor:
        raise BackupError(
            f"{path} is a backup of {ENGINES[vendor]}, but this site runs on {ENGINES[connection.vendor]}."
        )
    if vendor == "sqlite" and database_path().exists() and path.samefile(database_path()):
        raise BackupError(f"{path} is the database itself: name a backup.")
    applied = (
        sqlite.applied_migrations(path) if vendor == "sqlite" else archive.read_manifest(path).migrations
    )
    schema.refuse_newer(applied)
    return applied


def restore(*, path: Path, now: datetime.datetime) -> Receipt:
    """Check the backup, put it in the place of the database, and keep what it replaces.

    Running processes need no restart. Everybody has to sign in again; contacts whose day has passed are
    forgotten again; the journal says that there was a restore (both only once the tables are those of this
    version). Raises ``BackupError``, and then nothing has changed.
    """
    applied = check(path=path)
    connection.close()
    if connection.vendor == "sqlite":
        kept: object = sqlite.restore(path=path, database=database_path())
    else:
        kept = postgresql.restore(path=path, manifest=archive.read_manifest(path))
    is_older = not schema.is_complete(applied)
    if not is_older:
        housekeeping.forget_contacts(now=now)
        journal.record_site(action=JournalEntry.Action.CHANGED, about="database", now=now, door="restore")
    return Receipt(kept=None if kept is None else str(kept), is_older=is_older)


def destroy_kept_contacts() -> list[str]:
    """Destroy the contacts in what restores have put aside; return the copies that could not be opened."""
    if connection.vendor == "sqlite":
        return [
            str(path) for path in sqlite.kept_copies(database_path()) if not sqlite.destroy_contacts(path)
        ]
    for name in postgresql.kept_schemas():
        postgresql.destroy_contacts(name)
    return []


def database_path() -> Path:
    """Return the file of a SQLite database."""
    return Path(connection.settings_dict["NAME"])


def _vendor(start: bytes) -> str | None:
    if start == sqlite.MAGIC:
        return "sqlite"
    return "postgresql" if start.startswith(archive.MAGIC) else None
