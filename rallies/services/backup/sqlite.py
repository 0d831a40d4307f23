"""Saving and restoring a SQLite database while others read and write it.

A copy of the main file would lose what is still in the write-ahead log; ``VACUUM INTO`` copies one
committed moment and leaves out pages of deleted rows. Restoring fills the live file in one
transaction, because renaming over it would leave running processes on the old one.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection as default

from . import files, schema
from .files import BackupError

MAGIC = b"SQLite format 3\x00"
PATIENCE_SECONDS = 20
PRAGMAS = ("synchronous=FULL", "secure_delete=ON", "foreign_keys=OFF")
# Tables of SQLite itself cannot be dropped or made.
NAMES = "SELECT name, sql FROM {}.sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def save(*, database: Path, path: Path, force: bool) -> None:
    """Write one committed moment of ``database`` to ``path``; an unsound copy is thrown away."""
    if not database.is_file():
        raise BackupError(f"There is no database at {database} yet.")
    if path.exists() and path.samefile(database):
        raise BackupError(f"{path} is the database itself: name another file.")
    with files.new_file(path, force=force) as partial:
        _copy(database, partial)
        applied_migrations(partial)


def applied_migrations(path: Path) -> list[schema.Migration]:
    """Check every page of a backup and return its migrations; raises ``BackupError``."""
    with files.sentences(path):
        if (log := path.with_name(f"{path.name}-wal")).is_file() and log.stat().st_size:
            raise BackupError(f"{path} is a database in use: make a backup of it first.")
        with _opened(path, "mode=ro&immutable=1") as connection:
            answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if answer != "ok":
                raise BackupError(f"{path} is damaged: use another backup.")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'rallies_rally'").fetchone():
                raise BackupError(f"{path} is no backup of this product.")
            return connection.execute("SELECT app, name FROM django_migrations").fetchall()


def restore(*, path: Path, database: Path) -> Path | None:
    """Replace the content of ``database`` by that of the checked backup at ``path``.

    Returns where the replaced content was put, ``None`` when there was none. Writers wait meanwhile;
    what they have written before is in the replaced copy. A database that cannot be read is moved
    aside as it is. Sessions of the backup do not come back.
    """
    kept = free_name(database)
    if not database.exists():
        _place(path, database)
        return None
    with files.sentences(database):
        try:
            _refill(path, database, kept)
        except (sqlite3.DatabaseError, BackupError) as error:
            if not _is_damage(error):
                raise
            _move_aside(database, kept)
            _place(path, database)
    return kept


def free_name(database: Path) -> Path:
    """Return a name beside the database that no earlier restore has used."""
    number, kept = 1, database.with_name(f"{database.name}.before-restore")
    while kept.exists():
        number += 1
        kept = database.with_name(f"{database.name}.before-restore-{number}")
    return kept


def kept_copies(database: Path) -> list[Path]:
    """Return what earlier restores have put aside, which holds contacts as the database does."""
    return sorted(database.parent.glob(f"{database.name}.before-restore*"))


def destroy_contacts(path: Path) -> bool:
    """Delete all contacts of a copy and overwrite where they were; say whether that could be done."""
    try:
        with _opened(path, "mode=rw") as connection:
            connection.execute("DELETE FROM rallies_contact")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        return False
    return True


def _copy(database: Path, path: Path) -> None:
    with _opened(database, "mode=rw") as connection:
        connection.execute("VACUUM INTO ?", [str(path)])


def _refill(path: Path, database: Path, kept: Path) -> None:
    """Hold the writers back, put the present content aside, and fill in the backup's; all or nothing."""
    with _opened(database, "mode=rw") as connection:
        connection.execute("ATTACH ? AS backup", [_address(path, "mode=ro&immutable=1")])
        connection.execute("BEGIN IMMEDIATE")
        try:
            with files.new_file(kept) as partial:
                _copy(database, partial)
            _replace_tables(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _replace_tables(connection: sqlite3.Connection) -> None:
    for kind in ("view", "trigger", "table"):
        for name, _text in connection.execute(NAMES.format("main"), [kind]).fetchall():
            connection.execute(f"DROP {kind} main.{_quoted(name)}")
    for name, text in connection.execute(NAMES.format("backup"), ["table"]).fetchall():
        connection.execute(text)
        _copy_rows(connection, _quoted(name))
    connection.execute("DELETE FROM main.sqlite_sequence")
    _copy_rows(connection, "sqlite_sequence")
    for kind in ("index", "trigger", "view"):
        for _name, text in connection.execute(NAMES.format("backup"), [kind]).fetchall():
            connection.execute(text)
    _end_sessions(connection)


def _copy_rows(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"INSERT INTO main.{table} SELECT * FROM backup.{table}")  # noqa: S608  # quoted


def _place(path: Path, database: Path) -> None:
    """Put a copy of the backup where no database is."""
    with files.new_file(database, force=True) as partial:
        with _opened(path, "mode=ro&immutable=1") as connection:
            connection.execute("VACUUM INTO ?", [str(partial)])
        with _opened(partial, "mode=rw") as connection:
            _end_sessions(connection)


def _is_damage(error: Exception) -> bool:
    """Say whether the database itself cannot be read; a lock or a full disk is another matter."""
    said = error.__cause__ if isinstance(error, BackupError) else error
    return isinstance(said, sqlite3.DatabaseError) and not isinstance(said, sqlite3.OperationalError)


def _move_aside(database: Path, kept: Path) -> None:
    """Rename an unreadable database; its log goes with it, or it would be taken for the new one's."""
    for ending in ("-shm", "-wal", ""):
        with contextlib.suppress(FileNotFoundError):
            database.with_name(f"{database.name}{ending}").rename(kept.with_name(f"{kept.name}{ending}"))


def _end_sessions(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM main.django_session")


@contextlib.contextmanager
def _opened(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    """Open a file as Django does, because constraints use functions that Django defines."""
    like = default.copy()
    like.settings_dict |= {"NAME": _address(path, how), "OPTIONS": {"timeout": PATIENCE_SECONDS}}
    connection: sqlite3.Connection = like.get_new_connection(like.get_connection_params())
    try:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


def _address(path: Path, how: str) -> str:
    return f"file:{quote(os.path.abspath(path))}?{how}"  # noqa: PTH100  # symbolic links stay


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
