"""Backup files: written beside and renamed, so that a name never holds half a backup."""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg

OWNER_ONLY = 0o600


class BackupError(Exception):
    """Why nothing was saved or restored, in one sentence for the operator."""


@contextlib.contextmanager
def new_file(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield an empty file beside ``path``, readable for its owner alone; it takes the name at the end.

    It is on the disk before it is renamed, and gone when the block fails. An existing file is replaced
    only with ``force``. Raises ``BackupError`` for whatever the disk refuses.
    """
    with sentences(path):
        if path.is_dir():
            raise BackupError(f"{path} is a folder: name a file.")
        if path.exists() and not force:
            raise BackupError(f"{path} exists already: choose another name, or use --force.")
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY))
        try:
            yield partial
            flush(partial)
            partial.replace(path)
            flush(path.parent)
        finally:
            partial.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Wait until a file's content, or a folder's entries, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what the disk or SQLite says about ``path`` into a ``BackupError``."""
    try:
        yield
    except OSError as error:
        raise BackupError(_sentence(path, error)) from error
    except sqlite3.Error as error:
        raise BackupError(_sqlite_sentence(path, error)) from error
    except psycopg.Error as error:  # while rows are copied; Django words what happens before and after
        reason = str(error).partition("\n")[0]
        raise BackupError(f"The database server broke off: {reason}.") from error


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return f"There is no room for {path}: the disk is full."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{path} cannot be read or written by this user."
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return f"There is no {path}, or its folder is missing."
    return f"{path} cannot be used: {error.strerror}."


def _sqlite_sentence(path: Path, error: sqlite3.Error) -> str:
    said = str(error).lower()
    # A write that a quota or the end of the disk cuts short is an "I/O error" to SQLite.
    if "full" in said or "i/o error" in said:
        return f"There is no room for {path}, or the disk fails: free some space."
    if "locked" in said:
        return "The database is in use by another process: wait until that has finished."
    if "unable to open" in said or "readonly" in said:
        return f"{path} cannot be read or written by this user."
    if "not a database" in said or "malformed" in said:
        return f"{path} is damaged, or is no database."
    return f"{path} cannot be used: {error}."
