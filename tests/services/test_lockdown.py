import datetime
import sqlite3
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from rallies.models import Contact, JournalEntry
from rallies.services import backup, lockdown, switches
from rallies.services.backup import postgresql, sqlite
from tests.factories import NOW, make_campaign, make_contact, make_rally, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def switches_dir(settings, tmp_path):
    """Doors of the test alone."""
    settings.SWITCHES_DIR = tmp_path / "switches"
    return settings.SWITCHES_DIR


@pytest.fixture
def answer(monkeypatch):
    """Answer the question of a command."""

    def say(text):
        monkeypatch.setattr("builtins.input", lambda _prompt: text)

    return say


def closed_paths(client):
    return [
        client.get("/admin/"),
        client.get("/admin/login/"),
        client.post("/admin/login/"),
        client.post("/en/"),
    ]


def test_doors_close_at_once_and_the_public_pages_stay(client):
    rally = make_rally(campaign=make_campaign(slug="year"))
    before = [page.status_code for page in closed_paths(client)]
    assert 503 not in before
    lockdown.close(now=NOW)
    assert [page.status_code for page in closed_paths(client)] == [503] * 4
    page = client.get("/en/campaigns/year/")
    assert page.status_code == 200
    assert str(rally.city) in page.content.decode()
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/healthz").json()["lockdown"] is True
    lockdown.end(now=NOW)
    assert [page.status_code for page in closed_paths(client)] == before


def test_closed_door_helps_in_the_language_of_its_reader(client):
    lockdown.close(now=NOW)
    page = client.get("/admin/", headers={"accept-language": "ru;q=0.9, de"})
    assert '<html lang="ru"' in page.content.decode()
    assert page["Content-Language"] == "ru"
    assert (page["Cache-Control"], page["Retry-After"]) == ("no-store", "3600")
    assert 'href="/ru/"' in page.content.decode()
    assert not page.cookies
    english = client.get("/admin/").content.decode()
    assert "Forms and administration of this site are closed" in english


def test_signed_in_people_are_signed_out(client):
    make_user(username="anna")
    assert client.login(username="anna", password=PASSWORD)
    receipt = lockdown.close(now=NOW)
    assert receipt == lockdown.Receipt(sessions_ended=1, contacts_destroyed=None, copies_left=[])
    assert Session.objects.count() == 0
    lockdown.end(now=NOW)
    assert client.get("/admin/").status_code == 302


def test_closing_and_opening_are_in_the_journal():
    lockdown.close(now=NOW)
    assert lockdown.end(now=NOW) is True
    assert lockdown.end(now=NOW) is False
    entries = JournalEntry.objects.filter(subject="site", subject_id="doors").order_by("pk")
    assert [entry.changes["doors"] for entry in entries] == [["open", "closed"], ["closed", "open"]]
    assert {entry.door for entry in entries} == {"lockdown"}


def test_contacts_stay_unless_their_destruction_is_asked_for():
    make_contact(make_rally())
    lockdown.close(now=NOW)
    assert Contact.objects.get().unsealed() == "canary@example.org"


def database_bytes():
    path = backup.database_path()
    with_log = [path, path.with_name(f"{path.name}-wal")]
    return b"".join(file.read_bytes() for file in with_log if file.exists())


def test_destroyed_contacts_are_in_no_byte_of_the_database():
    sealed = [
        bytes(make_contact(make_rally(), f"canary-{number}@example.org").sealed) for number in range(20)
    ]
    if connection.vendor == "sqlite":
        assert all(word in database_bytes() for word in sealed)
    receipt = lockdown.close(now=NOW, destroy_contacts=True)
    assert receipt.contacts_destroyed == 20
    assert Contact.objects.count() == 0
    deleted = JournalEntry.objects.filter(action="deleted", door="lockdown")
    assert deleted.count() == 20
    assert deleted[0].changes == {"contact": ["kept", None]}
    if connection.vendor == "sqlite":
        assert not any(word in database_bytes() for word in sealed)


def test_contacts_in_what_a_restore_put_aside_are_destroyed_too(tmp_path):
    sealed = bytes(make_contact(make_rally()).sealed)
    backup.save(path=tmp_path / "backup")
    kept = backup.restore(path=tmp_path / "backup", now=NOW).kept
    try:
        receipt = lockdown.close(now=NOW, destroy_contacts=True)
        assert receipt.copies_left == []
        if connection.vendor == "sqlite":
            with sqlite3.connect(kept) as copy:
                assert copy.execute("SELECT COUNT(*) FROM rallies_contact").fetchone() == (0,)
                assert copy.execute("SELECT COUNT(*) FROM rallies_rally").fetchone() == (1,)
            with Path(kept).open("rb") as file:
                assert sealed not in file.read()
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {kept}.rallies_contact")
                assert cursor.fetchone() == (0,)
    finally:
        drop_kept()


def drop_kept():
    if connection.vendor == "sqlite":
        for copy in sqlite.kept_copies(backup.database_path()):
            copy.unlink()
        return
    with connection.cursor() as cursor:
        for name in postgresql.kept_schemas():
            cursor.execute(f"DROP SCHEMA {name} CASCADE")


def test_damaged_copy_is_named_for_deletion(vendor, answer, capsys):
    if vendor == "postgresql":
        assert backup.destroy_kept_contacts() == []
        return
    damaged = sqlite.free_name(backup.database_path())
    damaged.write_bytes(b"no database at all " * 100)
    answer("destroy contacts")
    try:
        call_command("lockdown", "--destroy-contact-key")
    finally:
        drop_kept()
    assert capsys.readouterr().err == f"{damaged} may still hold contacts: delete it.\n"


def test_lockdown_of_a_large_site_takes_less_than_ten_seconds():
    rally = make_rally()
    Contact.objects.bulk_create(
        Contact(rally=rally, sealed=b"s" * 300, created_at=NOW, delete_on=NOW.date())
        for _number in range(5000)
    )
    Session.objects.bulk_create(
        Session(session_key=f"{number:032}", session_data="x" * 200, expire_date=NOW)
        for number in range(5000)
    )
    start = time.monotonic()
    receipt = lockdown.close(now=NOW, destroy_contacts=True)
    assert time.monotonic() - start < 10
    assert (receipt.sessions_ended, receipt.contacts_destroyed) == (5000, 5000)


def test_doors_close_even_when_the_database_fails(monkeypatch, capsys, answer, client):
    make_contact(make_rally())

    def fail(**parts):
        raise DatabaseError

    monkeypatch.setattr(lockdown.journal, "record_site", fail)
    answer("destroy contacts")
    with pytest.raises(CommandError, match=r"contacts were not destroyed\. Replace CONTACT_KEYS now\."):
        call_command("lockdown", "--destroy-contact-key")
    said = capsys.readouterr()
    assert "are closed on this server" in said.out
    assert "The database did not answer" in said.err
    assert client.get("/admin/").status_code == 503
    assert lockdown.end(now=NOW) is True
    assert client.get("/admin/login/").status_code == 200


def test_command_closes_first_and_destroys_only_after_the_typed_words(answer, capsys):
    make_contact(make_rally())
    answer("yes")
    with pytest.raises(CommandError, match="No contact was destroyed; the doors stay closed"):
        call_command("lockdown", "--destroy-contact-key")
    assert Contact.objects.count() == 1
    assert lockdown.is_closed()
    answer("destroy contacts")
    call_command("lockdown", "--destroy-contact-key")
    said = capsys.readouterr().out
    assert "1 contacts were destroyed." in said
    assert "replace CONTACT_KEYS" in said
    call_command("lockdown", "--end")
    call_command("lockdown", "--end")
    assert capsys.readouterr().out == "Forms and administration are open again.\nThey were open.\n"
    with pytest.raises(CommandError, match="Choose either"):
        call_command("lockdown", "--end", "--destroy-contact-key")


def test_without_a_terminal_nothing_is_destroyed(monkeypatch):
    def closed(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    make_contact(make_rally())
    with pytest.raises(CommandError, match="No contact was destroyed"):
        call_command("lockdown", "--destroy-contact-key")
    assert Contact.objects.count() == 1


def test_marker_that_cannot_be_written_or_seen(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.SWITCHES_DIR = tmp_path / "file"
    assert lockdown.is_closed() is False
    with pytest.raises(CommandError, match="The doors stay open: "):
        call_command("lockdown")
    settings.SWITCHES_DIR = tmp_path / ("n" * 300)
    assert lockdown.is_closed() is True
    with pytest.raises(CommandError, match="The doors stay closed: "):
        call_command("lockdown", "--end")


def test_switch_is_for_its_owner_and_leaves_no_other_file(switches_dir):
    lockdown.close(now=NOW)
    marker = switches.path_of(lockdown.MARKER)
    assert marker.stat().st_mode & 0o777 == 0o600
    assert datetime.datetime.fromisoformat(marker.read_text().strip()) == NOW
    assert list(switches_dir.iterdir()) == [marker]
