"""Backups of the database that the suite runs on: SQLite, and PostgreSQL in the second run."""

import os
import resource
import sqlite3
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection

from rallies.models import Campaign, Contact, JournalEntry, Rally
from rallies.services import backup
from rallies.services.backup import archive, files, postgresql, schema, sqlite
from tests.factories import NOW, make_campaign, make_city, make_contact, make_rally

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "canary@example.org"


@pytest.fixture(autouse=True)
def _nothing_stays(vendor):
    """What restores put aside goes with the test."""
    yield
    if vendor == "sqlite":
        for copy in sqlite.kept_copies(backup.database_path()):
            copy.unlink()
    else:
        with connection.cursor() as cursor:
            for name in postgresql.kept_schemas():
                cursor.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def saved(tmp_path):
    """A backup of a site with one campaign, one rally, one contact and one session."""
    rally = make_rally(campaign=make_campaign(slug="year"))
    make_contact(rally, CANARY)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=NOW)
    backup.save(path=tmp_path / "backup")
    return tmp_path / "backup"


def content(path):
    """Everything that a backup holds, unpacked."""
    if path.read_bytes().startswith(sqlite.MAGIC):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def journal_ids(path):
    """The numbers of the journal's entries in a backup, read without our own code."""
    if path.read_bytes().startswith(sqlite.MAGIC):
        with sqlite3.connect(path) as opened:
            return {number for (number,) in opened.execute("SELECT id FROM rallies_journalentry")}
    with zipfile.ZipFile(path) as packed:
        lines = packed.read("rallies_journalentry.copy").splitlines()
    return {int(line.split(b"\t")[0]) for line in lines}


def kept_rallies(name):
    """How many rallies are in what a restore has put aside."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(name) as opened:
            return opened.execute("SELECT COUNT(*) FROM rallies_rally").fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {name}.rallies_rally")
        return cursor.fetchone()[0]


def write_entries(acknowledged, stop):
    while not stop.is_set():
        made = JournalEntry.objects.create(at=NOW, action="changed", subject="site", subject_id="x")
        acknowledged.append(made.pk)
    connection.close()


def test_backup_under_writers_holds_every_row_acknowledged_before(tmp_path):
    acknowledged, stop = [], threading.Event()
    writers = [threading.Thread(target=write_entries, args=(acknowledged, stop)) for _number in range(3)]
    for writer in writers:
        writer.start()
    lost, seen = set(), []
    try:
        for number in range(8):
            while len(acknowledged) < 20 * (number + 1):
                assert all(writer.is_alive() for writer in writers)
                stop.wait(0.01)
            before = set(acknowledged)
            backup.save(path=tmp_path / f"{number}")
            found = journal_ids(tmp_path / f"{number}")
            lost |= before - found
            seen.append(len(before))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert lost == set()
    assert seen == sorted(set(seen)), "writers were at work"


def test_restore_under_writers_loses_no_acknowledged_row(saved):
    acknowledged, stop = [], threading.Event()
    writer = threading.Thread(target=write_entries, args=(acknowledged, stop))
    writer.start()
    try:
        while len(acknowledged) < 50:
            assert writer.is_alive()
        receipt = backup.restore(path=saved, now=NOW)
        while JournalEntry.objects.filter(subject_id="x").count() < 20:
            assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    now = set(JournalEntry.objects.values_list("pk", flat=True))
    if connection.vendor == "sqlite":
        kept = journal_ids(Path(receipt.kept))
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {receipt.kept}.rallies_journalentry")
            kept = {number for (number,) in cursor.fetchall()}
    assert set(acknowledged) <= now | kept
    assert len(kept & set(acknowledged)) >= 50


def test_restore_brings_back_what_was_saved(saved):
    rally = Rally.objects.get()
    Rally.objects.all().delete()
    make_rally(campaign=make_campaign(slug="other"))
    make_rally()
    receipt = backup.restore(path=saved, now=NOW)
    assert [found.public_id for found in Rally.objects.all()] == [rally.public_id]
    assert [found.slug for found in Campaign.objects.all()] == ["year"]
    assert Contact.objects.get().unsealed() == CANARY
    assert receipt.is_older is False
    assert kept_rallies(receipt.kept) == 2
    entry = JournalEntry.objects.get(subject="site")
    assert (entry.door, entry.subject_id, entry.at) == ("restore", "database", NOW)


def test_restored_site_goes_on_working(saved):
    backup.restore(path=saved, now=NOW)
    last = Rally.objects.get().pk
    assert make_rally(campaign=Campaign.objects.get()).pk > last
    with pytest.raises(IntegrityError):
        Rally.objects.create(campaign_id=10**9, city=make_city(), created_at=NOW, updated_at=NOW)
    call_command("check")
    call_command("migrate", "--check")


def test_restore_ends_every_session(saved):
    assert b"k" * 32 in content(saved)
    Session.objects.create(session_key="n" * 32, session_data="x", expire_date=NOW)
    backup.restore(path=saved, now=NOW)
    assert Session.objects.count() == 0


def test_restore_forgets_contacts_whose_day_has_come(saved):
    backup.restore(path=saved, now=NOW.replace(year=2024))
    assert Contact.objects.count() == 0
    assert JournalEntry.objects.filter(action="deleted").count() == 1


def test_second_restore_keeps_what_the_first_one_kept(saved):
    make_rally()
    first = backup.restore(path=saved, now=NOW)
    second = backup.restore(path=saved, now=NOW)
    assert first.kept != second.kept
    assert (kept_rallies(first.kept), kept_rallies(second.kept)) == (2, 1)


def test_backup_is_for_its_owner_alone_and_holds_contacts_sealed(saved):
    assert saved.stat().st_mode & 0o777 == 0o600
    sealed = bytes(Contact.objects.get().sealed)
    held = content(saved)
    assert CANARY.encode() not in held
    assert sealed in held or sealed.hex().encode() in held
    assert [path.name for path in saved.parent.iterdir()] == ["backup"]


def test_deleted_contact_is_in_no_page_of_a_backup(tmp_path):
    contact = make_contact(make_rally(), CANARY)
    sealed = bytes(contact.sealed)
    contact.delete()
    backup.save(path=tmp_path / "backup")
    assert sealed not in content(tmp_path / "backup")
    assert sealed.hex().encode() not in content(tmp_path / "backup")


def test_existing_file_is_replaced_by_force_alone(saved):
    before = saved.read_bytes()
    make_rally()
    with pytest.raises(backup.BackupError, match="exists already: choose another name, or use --force"):
        backup.save(path=saved)
    assert saved.read_bytes() == before
    backup.save(path=saved, force=True)
    backup.restore(path=saved, now=NOW)
    assert Rally.objects.count() == 2


def change_last_migration(path):
    """Make a backup of a later version: one more migration than the code has."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(path) as opened:
            opened.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('rallies', '9999_later', '2026-01-01')"
            )
        return
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["manifest.json"] = members["manifest.json"].replace(
        b'"migrations": [', b'"migrations": [["rallies", "9999_later"],', 1
    )
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)


def test_backup_of_a_newer_version_is_refused(saved):
    change_last_migration(saved)
    make_rally()
    with pytest.raises(backup.NewerBackup, match=r"newer version \(it has rallies\.9999_later\)"):
        backup.restore(path=saved, now=NOW)
    assert Rally.objects.count() == 2


def test_older_backup_says_that_migrations_follow(saved, monkeypatch):
    known = schema.known_migrations()
    monkeypatch.setattr(schema, "known_migrations", lambda: known | {("rallies", "9999_later")})
    receipt = backup.restore(path=saved, now=NOW)
    assert receipt.is_older is True
    assert not JournalEntry.objects.filter(door="restore").exists()


@pytest.mark.parametrize("kept", [0, 1, 10, 400, 0.5, 0.999])
def test_truncated_file_is_refused_and_changes_nothing(saved, kept):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: kept if isinstance(kept, int) else int(len(whole) * kept)])
    make_rally()
    with pytest.raises(backup.BackupError, match=r"is damaged|is no backup|cannot be used"):
        backup.restore(path=saved, now=NOW)
    assert Rally.objects.count() == 2


def test_flipped_bytes_in_an_archive_are_found(tmp_path):
    whole = tmp_path / "whole"
    manifest = archive.Manifest(migrations=[("rallies", "0001_first")], tables=[])
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x.copy", "1\tone\n" * 100)
        packed.writestr(archive.MANIFEST, manifest.to_json())
    assert archive.read_manifest(whole) == manifest
    data = whole.read_bytes()
    start = data.index(b"x.copy") + len(b"x.copy")
    for place in (start, start + 3, data.index(archive.MANIFEST.encode()) + len(archive.MANIFEST) + 5):
        flipped = tmp_path / f"flipped-{place}"
        flipped.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        with pytest.raises(backup.BackupError, match="is damaged"):
            archive.read_manifest(flipped)


def test_wrong_files_are_refused_in_a_sentence(tmp_path, saved):
    text = tmp_path / "text"
    text.write_text("no backup at all")
    packed = tmp_path / "packed"
    with zipfile.ZipFile(packed, "w") as other:
        other.writestr("manifest.json", '{"format": "something"}')
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as opened:
        opened.execute("CREATE TABLE notes (text)")
    said = {}
    for path in (text, packed, foreign, tmp_path / "missing", tmp_path):
        with pytest.raises(backup.BackupError) as refused:
            backup.check(path=path)
        said[path.name] = str(refused.value)
    assert "is no backup of this product" in said["text"]
    assert "is no backup" in said["packed"] or "is a backup of PostgreSQL" in said["packed"]
    assert "is no backup" in said["foreign"] or "is a backup of SQLite" in said["foreign"]
    assert "There is no" in said["missing"]
    assert all("\n" not in sentence for sentence in said.values())


def test_backup_of_the_other_database_is_refused(tmp_path, vendor):
    other = tmp_path / "other"
    other.write_bytes(archive.MAGIC + b"x" * 20 if vendor == "sqlite" else sqlite.MAGIC)
    with pytest.raises(backup.BackupError, match="but this site runs on"):
        backup.check(path=other)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("missing/backup", "its folder is missing"),
        (".", "is a folder"),
        ("file/backup", "its folder is missing"),
    ],
)
def test_unusable_places_are_named_in_a_sentence(tmp_path, place, sentence):
    (tmp_path / "file").touch()
    with pytest.raises(backup.BackupError, match=sentence):
        backup.save(path=tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_folder_closed_to_this_user_is_named_in_a_sentence():
    with pytest.raises(backup.BackupError, match=r"cannot be (read or written by this user|used)|is missing"):
        backup.save(path=Path("/proc/backup"))


def test_full_disk_leaves_nothing_and_the_old_backup_stays(saved):
    """A process that may write no more than 40 KB to any file."""
    before = saved.read_bytes()
    program = (
        "import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY));"
        "import django; django.setup();"
        "from pathlib import Path; from rallies.services import backup\n"
        "try: backup.save(path=Path(sys.argv[1]), force=True)\n"
        "except backup.BackupError as error: print(error)"
    )
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "config.test_settings", "DATABASE_URL": database_url()}
    ended = subprocess.run(
        [sys.executable, "-c", program, str(saved)],
        env=given, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "There is no room for" in ended.stdout, ended.stderr
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["backup"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


def database_url():
    """The test database as another process names it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"{os.environ['DATABASE_URL'].replace('/postgres?', '/' + given['NAME'] + '?')}"


def test_unknown_faults_keep_their_reason():
    with (
        pytest.raises(backup.BackupError, match=r"x cannot be used: Is a directory"),
        files.sentences(Path("x")),
    ):
        raise IsADirectoryError(21, "Is a directory")


def test_server_that_breaks_off_is_told_without_details():
    with (
        pytest.raises(backup.BackupError, match=r"^The database server broke off: gone\.$"),
        files.sentences(Path("x")),
    ):
        raise psycopg.OperationalError("gone\nDETAIL: canary@example.org")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database or disk is full", "There is no room"),
        ("database is locked", "in use by another process"),
        ("attempt to write a readonly database", "cannot be read or written"),
        ("file is not a database", "is damaged"),
        ("something else", "cannot be used: something else"),
    ],
)
def test_faults_of_sqlite_are_told_in_words(said, sentence):
    with pytest.raises(backup.BackupError, match=sentence), files.sentences(Path("x")):
        raise sqlite3.OperationalError(said)
