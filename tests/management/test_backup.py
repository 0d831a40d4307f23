import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rallies.models import Rally
from rallies.services import backup
from rallies.services.backup import postgresql, schema, sqlite
from tests.factories import make_rally

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_commands_save_ask_and_restore(tmp_path, capsys, monkeypatch):
    path = tmp_path / "backup"
    make_rally()
    call_command("backup", path)
    assert capsys.readouterr().out == f"Saved {path.stat().st_size / 1e6:.1f} MB to {path}.\n"
    make_rally()
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    with pytest.raises(CommandError, match=r"Nothing was changed\."):
        call_command("restore", path)
    assert Rally.objects.count() == 2
    monkeypatch.setattr("builtins.input", lambda _prompt: "restore")
    call_command("restore", path)
    said = capsys.readouterr().out
    assert Rally.objects.count() == 1
    assert "Nothing needs a restart" in said
    assert "is kept as" in said
    call_command("restore", path, "--yes")
    with pytest.raises(CommandError, match="There is no"):
        call_command("restore", tmp_path / "missing", "--yes")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", path)


def test_restore_without_a_terminal_changes_nothing(tmp_path, monkeypatch):
    def closed(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    call_command("backup", tmp_path / "backup")
    make_rally()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", tmp_path / "backup")
    assert Rally.objects.count() == 1


def test_restore_tells_to_migrate_an_older_backup(tmp_path, capsys, monkeypatch):
    known = schema.known_migrations()
    monkeypatch.setattr(schema, "known_migrations", lambda: known | {("rallies", "9999_later")})
    call_command("backup", tmp_path / "backup")
    call_command("restore", tmp_path / "backup", "--yes")
    assert "run 'manage.py migrate' now" in capsys.readouterr().out
