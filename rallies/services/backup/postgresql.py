"""Saving and restoring a PostgreSQL database without the server's own programs.

Saving reads every table in one REPEATABLE READ transaction: one committed moment, no writer waits.
Restoring builds the tables anew in a schema of their own, from the migrations that the backup had,
fills them, and exchanges them with the present ones in one short transaction.
"""

import contextlib
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import atomic
from psycopg import sql
from psycopg.errors import LockNotAvailable

from . import archive, files
from .archive import Manifest, Table
from .files import BackupError

BUILDING = "rallies_restoring"
KEPT = "before_restore"
# Shorter than the server waits before it ends one side of a deadlock: a visitor's write is never that side.
LOCK_MILLISECONDS = 500
ATTEMPTS = 40
PAUSE_SECONDS = 0.1
MIGRATIONS = "django_migrations"
CONTACTS = "rallies_contact"
COLUMNS = """
    SELECT attname, pg_get_serial_sequence(quote_ident(%s), attname) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


def save(*, path: Path, force: bool) -> None:
    """Write one committed moment of the database to ``path``."""
    with files.new_file(path, force=force) as partial, own_cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as written:
            tables = [_save_table(cursor, name, written) for name in _table_names()]
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            manifest = Manifest(migrations=cursor.fetchall(), tables=tables)
            written.writestr(archive.MANIFEST, manifest.to_json())
        cursor.execute("COMMIT")
        archive.read_manifest(partial)


def _table_names() -> list[str]:
    """Return the tables that migrations make; others can be made anew, or belong to somebody else."""
    present = connection.introspection.table_names()
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    return sorted(names | ({MIGRATIONS} & set(present)))


def _save_table(cursor: Any, name: str, written: zipfile.ZipFile) -> Table:
    columns, sequences = [], []
    cursor.execute(COLUMNS, [name, sql.Identifier(name).as_string()])
    for column, sequence in cursor.fetchall():
        columns.append(column)
        if sequence:
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  # as the server quoted it
            sequences.append((column, *cursor.fetchone()))
    rows = 0
    with (
        written.open(f"{name}.copy", "w", force_zip64=True) as file,
        cursor.copy(_copying(name, columns, "TO STDOUT")) as copy,
    ):
        for block in copy:
            file.write(block)
            rows += bytes(block).count(b"\n")
    return Table(name=name, columns=columns, rows=rows, sequences=sequences)


def restore(*, path: Path, manifest: Manifest) -> str | None:
    """Replace the tables by those of the checked archive; return the schema that holds the old ones.

    ``None`` when there were none. Reading goes on meanwhile; what is written before the exchange stays in the
    old tables. Sessions of the backup do not come back.
    """
    target = _current_schema()
    _drop_unfinished()
    try:
        with files.sentences(path):
            _build(manifest)
            _fill(path, manifest)
            return _exchange(target)
    finally:
        connection.close()  # and with it the search path of this session
        _drop_unfinished()


def _build(manifest: Manifest) -> None:
    """Run the migrations of the backup in a schema of their own."""
    _run(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(BUILDING)))
    _run(sql.SQL("SET search_path TO {}").format(sql.Identifier(BUILDING)))
    _run("SET statement_timeout TO 0")
    executor = MigrationExecutor(connection)
    executor.migrate(manifest.migrations)


def _fill(path: Path, manifest: Manifest) -> None:
    made = {*connection.introspection.table_names()}
    missing = {table.name for table in manifest.tables} - made
    if missing:
        names = ", ".join(sorted(missing))
        raise BackupError(f"The backup has tables that its migrations do not make: {names}.")
    with atomic(durable=True), connection.cursor() as cursor, zipfile.ZipFile(path) as saved:
        _run(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(_listed(made)))
        for table in manifest.tables:
            with (
                saved.open(table.member) as file,
                cursor.copy(_copying(table.name, table.columns, "FROM STDIN")) as copy,
            ):
                while block := file.read(1 << 16):
                    copy.write(block)
            for column, last, was_given in table.sequences:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [sql.Identifier(table.name).as_string(), column, last, was_given],
                )
        cursor.execute("DELETE FROM django_session")


def _exchange(target: str) -> str | None:
    """Put the new tables in the place of the old ones as soon as no writer holds one of them."""
    new = set(connection.introspection.table_names())
    for _attempt in range(ATTEMPTS):
        try:
            return _exchange_now(new, target)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(PAUSE_SECONDS)
    raise BackupError("The database is in use by another process: wait until that has finished.")


@atomic(durable=True)
def _exchange_now(new: set[str], target: str) -> str | None:
    _run(sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(target)))
    _run(f"SET LOCAL lock_timeout TO '{LOCK_MILLISECONDS}ms'")
    old = new & set(connection.introspection.table_names())
    kept = _free_schema() if old else None
    if kept:
        _run(sql.SQL("LOCK TABLE {}").format(_listed(old)))
        _run(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(kept)))
        _move(old, target, kept)
    _move(new, BUILDING, target)
    _run(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(BUILDING)))
    return kept


def _move(names: set[str], source: str, target: str) -> None:
    for name in sorted(names):
        moved = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
        _run(moved.format(sql.Identifier(source, name), sql.Identifier(target)))


def kept_schemas() -> list[str]:
    """Return the schemas that hold what earlier restores replaced."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname ~ %s ORDER BY 1", [rf"^{KEPT}(_\d+)?$"]
        )
        return [name for (name,) in cursor.fetchall()]


def destroy_contacts(schema: str | None = None) -> None:
    """Delete all contacts of a schema, the present one by default, and the file that they were in."""
    with own_cursor() as cursor:
        name = sql.Identifier(*filter(None, (schema, CONTACTS)))
        cursor.execute(f"SET lock_timeout TO '{ATTEMPTS * LOCK_MILLISECONDS // 10}ms'")
        cursor.execute(sql.SQL("TRUNCATE {}").format(name))


def _free_schema() -> str:
    taken, number, name = kept_schemas(), 1, KEPT
    while name in taken:
        number += 1
        name = f"{KEPT}_{number}"
    return name


def _current_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _drop_unfinished() -> None:
    """Drop what a restore that was killed has left."""
    _run(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(BUILDING)))


def _run(statement: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _listed(names: set[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, sorted(names)))


def _copying(name: str, columns: list[str], direction: str) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) " + direction).format(sql.Identifier(name), listed)


@contextlib.contextmanager
def own_cursor() -> Iterator[Any]:
    """Yield a cursor of a connection of its own, without the time-outs of requests."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SET statement_timeout TO 0")
            yield cursor
    finally:
        own.close()
