"""The small scripts beside the product."""

import gettext
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = """
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "city"
msgid_plural "cities"
msgstr[0] "город"
msgstr[1] "города"
msgstr[2] "городов"

#, fuzzy
msgid "country"
msgstr "не проверено"
"""


def load(name):
    spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def messages(tmp_path, monkeypatch):
    """The script that compiles, with one Russian catalogue of its own."""
    module = load("compile_messages")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    folder = tmp_path / "rallies" / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    module.source = folder / "django.po"
    module.target = folder / "django.mo"
    module.source.write_text(CATALOGUE, encoding="utf-8")
    return module


def test_compiled_catalogue_speaks_with_plurals_and_without_fuzzy_entries(messages):
    assert messages.main([]) == 0
    with messages.target.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert [read.ngettext("city", "cities", count) for count in (1, 3, 11, 21)] == [
        "город",
        "города",
        "городов",
        "город",
    ]
    assert read.gettext("country") == "country"


def test_catalogue_is_compiled_again_only_when_it_is_newer(messages):
    messages.main([])
    messages.target.write_bytes(b"kept")
    messages.main([])
    assert messages.target.read_bytes() == b"kept"
    later = messages.target.stat().st_mtime + 5
    os.utime(messages.source, (later, later))
    messages.main([])
    assert messages.target.read_bytes() != b"kept"
    messages.target.write_bytes(b"kept")
    messages.main(["--force"])
    assert messages.target.read_bytes() != b"kept"


@pytest.mark.parametrize("broken", [b'msgid "city"\nnonsense\n', b'msgid "city"\nmsgstr "\xff"\n'])
def test_broken_catalogue_is_named_and_leaves_the_compiled_one(messages, broken):
    messages.target.write_bytes(b"kept")
    messages.source.write_bytes(broken)
    with pytest.raises(SystemExit) as ended:
        messages.main(["--force"])
    assert str(ended.value).startswith("rallies/locale/ru/LC_MESSAGES/django.po cannot be compiled: ")
    assert messages.target.read_bytes() == b"kept"


def test_stale_lock_is_named(monkeypatch, capsys):
    lock = load("lock")
    monkeypatch.setattr(lock, "heading", lambda _groups: "# made from something else")
    assert lock.main(["--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "requirements.lock was not made from this pyproject.toml: run 'make lock'.",
        "requirements-dev.lock was not made from this pyproject.toml: run 'make lock'.",
    ]


def test_locks_of_different_groups_have_different_headings():
    lock = load("lock")
    assert lock.heading(()) != lock.heading(("dev",))


def test_postgres_is_real_and_gone_afterwards():
    connect = "import os, psycopg; connection = psycopg.connect(os.environ['DATABASE_URL'])"
    query = f"{connect}; print(connection.execute('SELECT version()').fetchone()[0])"
    command = [sys.executable, "tools/with_postgres.py", sys.executable, "-c", query]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("PostgreSQL 1")


def test_postgres_passes_the_status_of_its_command_on():
    command = [sys.executable, "tools/with_postgres.py", sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False).returncode == 7


def test_unknown_measurement_is_named():
    ended = subprocess.run(
        [sys.executable, "-m", "bench", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("No such measurement: nothing. There are: ")
