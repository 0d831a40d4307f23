"""What a restore does when the database is missing, broken, locked, or the command is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from rallies.models import Contact, Rally
from rallies.services import backup
from rallies.services.backup import postgresql, sqlite
from tests.factories import NOW, make_contact, make_rally
from tests.services.test_backup import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
on_sqlite = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="files of SQLite"
)
on_postgresql = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL"
)


@pytest.fixture
def saved(tmp_path):
    make_contact(make_rally())
    backup.save(path=tmp_path / "backup")
    return tmp_path / "backup"


def count(path):
    with sqlite3.connect(path) as opened:
        return opened.execute("SELECT COUNT(*) FROM rallies_rally").fetchone()[0]


@on_sqlite
def test_missing_database_is_put_in_place(saved, tmp_path):
    assert sqlite.restore(path=saved, database=tmp_path / "new.sqlite3") is None
    assert count(tmp_path / "new.sqlite3") == 1
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600


@on_sqlite
@pytest.mark.parametrize("damage", ["all", "inside"])
def test_broken_database_is_moved_aside_with_its_log(saved, tmp_path, damage):
    broken = tmp_path / "broken.sqlite3"
    content = bytearray(saved.read_bytes())
    content[16 * 4096 :] = b"\xa5" * (len(content) - 16 * 4096)
    broken.write_bytes(b"no database at all " * 100 if damage == "all" else bytes(content))
    log = tmp_path / "broken.sqlite3-wal"
    log.write_bytes(b"old log")
    before = broken.read_bytes()
    kept = sqlite.restore(path=saved, database=broken)
    assert kept == tmp_path / "broken.sqlite3.before-restore"
    assert kept.read_bytes() == before
    assert not log.exists()
    assert count(broken) == 1


@on_sqlite
def test_locked_database_stays_as_it_is(saved, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.2)
    make_rally()
    with sqlite3.connect(backup.database_path(), isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(backup.BackupError, match="in use by another process"):
            backup.restore(path=saved, now=NOW)
        holder.execute("ROLLBACK")
    assert Rally.objects.count() == 2
    assert sqlite.kept_copies(backup.database_path()) == []


@on_sqlite
def test_database_itself_is_neither_a_backup_nor_a_place_for_one(saved, tmp_path):
    with pytest.raises(backup.BackupError, match="is the database itself: name another file"):
        backup.save(path=backup.database_path(), force=True)
    with pytest.raises(backup.BackupError, match="is the database itself: name a backup"):
        backup.restore(path=backup.database_path(), now=NOW)
    Path(f"{saved}-wal").write_bytes(b"log")
    with pytest.raises(backup.BackupError, match="is a database in use"):
        backup.restore(path=saved, now=NOW)
    with pytest.raises(backup.BackupError, match="There is no database at"):
        sqlite.save(database=tmp_path / "none", path=tmp_path / "x", force=False)


@on_sqlite
def test_backup_with_broken_pages_is_refused(saved):
    content = bytearray(saved.read_bytes())
    content[16 * 4096 : 20 * 4096] = b"\xa5" * (4 * 4096)
    saved.write_bytes(bytes(content))
    with pytest.raises(backup.BackupError, match="is damaged"):
        backup.check(path=saved)


KILLED = """
import os, signal, sys
import django; django.setup()
from pathlib import Path
from django.utils import timezone
from rallies.services import backup
from rallies.services.backup import postgresql, sqlite
die = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
sqlite._end_sessions = die
postgresql._exchange_now = die
backup.restore(path=Path(sys.argv[1]), now=timezone.now())
"""


def test_killed_restore_changes_nothing_and_the_next_one_works(saved):
    """The process dies in the last moment before the content is exchanged."""
    make_rally()
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "config.test_settings", "DATABASE_URL": database_url()}
    died = subprocess.run([sys.executable, "-c", KILLED, str(saved)], env=given, cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    connection.close()
    try:
        assert Rally.objects.count() == 2
        kept = backup.restore(path=saved, now=NOW).kept
        assert Rally.objects.count() == 1
        assert Contact.objects.count() == 1
        assert kept is not None
    finally:
        clean()


def clean():
    if connection.vendor == "sqlite":
        for copy in sqlite.kept_copies(backup.database_path()):
            copy.unlink()
        return
    with connection.cursor() as cursor:
        for name in postgresql.kept_schemas():
            cursor.execute(f"DROP SCHEMA {name} CASCADE")


@on_postgresql
def test_empty_database_is_filled(saved):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("CREATE SCHEMA aside")
        for name in names:
            cursor.execute(f'ALTER TABLE public."{name}" SET SCHEMA aside')
    try:
        assert backup.restore(path=saved, now=NOW).kept is None
        assert Rally.objects.count() == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA aside CASCADE")


@on_postgresql
def test_database_that_stays_in_use_is_left_as_it_is(saved, monkeypatch):
    monkeypatch.setattr(postgresql, "ATTEMPTS", 2)
    make_rally()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE rallies_rally IN ROW EXCLUSIVE MODE")
        with pytest.raises(backup.BackupError, match="in use by another process"):
            backup.restore(path=saved, now=NOW)
        cursor.execute("ROLLBACK")
    other.close()
    assert Rally.objects.count() == 2
    assert postgresql.kept_schemas() == []


@on_postgresql
def test_other_faults_of_the_exchange_are_not_waited_for(saved, monkeypatch):
    def fail(*given):
        raise OperationalError("disk full")

    monkeypatch.setattr(postgresql, "_exchange_now", fail)
    with pytest.raises(OperationalError, match="disk full"):
        backup.restore(path=saved, now=NOW)
    assert LockNotAvailable is not None
    assert Rally.objects.count() == 1


@on_postgresql
def test_archive_with_a_table_that_no_migration_makes_is_refused(saved):
    manifest = postgresql.archive.read_manifest(saved)
    foreign = postgresql.Table(name="notes", columns=["text"], rows=0, sequences=[])
    more = postgresql.Manifest(migrations=manifest.migrations, tables=[*manifest.tables, foreign])
    with pytest.raises(backup.BackupError, match="has tables that its migrations do not make: notes"):
        postgresql.restore(path=saved, manifest=more)
    assert Rally.objects.count() == 1
