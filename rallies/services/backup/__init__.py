"""Backups: one committed moment of the database in one file, and the way back."""

import dataclasses
import datetime
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from ...models import JournalEntry
from .. import housekeeping
from . import archive, files, postgresql, schema, sqlite
from .files import BackupError
from .schema import NewerBackup

__all__ = ["BackupError", "NewerBackup", "Receipt", "check", "restore", "save"]

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
        raise BackupError(_("%(path)s is no backup of this product.") % {"path": path})
    if vendor != connection.vendor:
        names = {"path": path, "theirs": ENGINES[vendor], "ours": ENGINES[connection.vendor]}
        raise BackupError(_("%(path)s is a backup of %(theirs)s, but this site runs on %(ours)s.") % names)
    if vendor == "sqlite" and database_path().exists() and path.samefile(database_path()):
        raise BackupError(_("%(path)s is the database itself: name a backup.") % {"path": path})
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
        JournalEntry.objects.create(
            at=now, door="restore", action=JournalEntry.Action.CHANGED, subject="site", subject_id="database"
        )
    return Receipt(kept=None if kept is None else str(kept), is_older=is_older)


def database_path() -> Path:
    """Return the file of a SQLite database."""
    return Path(connection.settings_dict["NAME"])


def _vendor(start: bytes) -> str | None:
    if start == sqlite.MAGIC:
        return "sqlite"
    return "postgresql" if start.startswith(archive.MAGIC) else None
