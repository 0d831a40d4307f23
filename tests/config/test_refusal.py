"""Real processes: what an operator sees when settings or database are not in order."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOUND = {
    "SECRET_KEY": "Vv7mT2qk9aXw3ZrP0sLd8hNf5cYj1uGe6bKi4oQtRyMnBxWz-_EA",
    "CONTACT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "SITE_URL": "https://rallies.example.org",
    "ALLOWED_HOSTS": "rallies.example.org",
    "DEVELOPMENT": "false",
}
GUNICORN = ("-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi:application")


def environment(given):
    # An empty variable shadows the one in a developer's own .env file.
    names = ("DATABASE_URL", "EMAIL_URL", "LOG_LEVEL", "PORT", "BIND", "VAR_DIR", "ADMIN_PATH", *SOUND)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | dict.fromkeys(names, "") | given


def start(*arguments, **given):
    """Run Python in the checkout with these settings alone."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment(given), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [("manage.py", "check"), ("manage.py", "housekeeping"), GUNICORN])
def test_start_on_flawed_settings_ends_with_one_line_each(arguments):
    ended = start(*arguments, **SOUND | {"SECRET_KEY": "short", "ALLOWED_HOSTS": "a.org"})
    assert ended.returncode == 1
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("SECRET_KEY is shorter than 50 characters")
    assert lines[1] == "ALLOWED_HOSTS does not hold the host of SITE_URL."


def test_help_and_version_work_without_settings():
    assert start("manage.py", "--version").stdout.startswith("5.2")
    helped = start("manage.py", "help")
    assert helped.returncode == 0
    assert "migrate" in helped.stdout


def test_deploy_check_is_silent_in_production():
    ended = start("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **SOUND)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.strip() == "System check identified no issues (0 silenced)."


def test_database_without_tables_ends_in_a_sentence(tmp_path):
    ended = start("manage.py", "housekeeping", **SOUND, VAR_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == "The database has no tables yet: run 'manage.py migrate' first.\n"


def test_database_in_a_missing_folder_ends_in_a_sentence(tmp_path):
    ended = start("manage.py", "migrate", **SOUND, VAR_DIR=str(tmp_path / "missing"))
    assert ended.returncode == 1
    assert (
        ended.stderr == "The database file cannot be opened: its folder is missing or closed to this user.\n"
    )


def test_damaged_database_ends_in_a_sentence(tmp_path):
    (tmp_path / "rallies.sqlite3").write_bytes(b"no database at all " * 100)
    ended = start("manage.py", "migrate", **SOUND, VAR_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == "The database file is damaged or is no database: restore a backup.\n"


def test_database_server_out_of_reach_ends_in_a_sentence(tmp_path):
    address = f"postgresql://rallies:hunter2@/rallies?host={tmp_path}"
    ended = start("manage.py", "migrate", **SOUND, DATABASE_URL=address)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The database server cannot be reached")
    assert "hunter2" not in ended.stderr


def test_traceback_is_shown_when_asked_for(tmp_path):
    ended = start("manage.py", "housekeeping", "--traceback", **SOUND, VAR_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr


@pytest.mark.nightly
def test_locked_database_ends_in_a_sentence_after_its_patience(tmp_path):
    with sqlite3.connect(tmp_path / "rallies.sqlite3", isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        ended = start("manage.py", "migrate", **SOUND, VAR_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == "The database is in use by another process: wait until that has finished.\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_server_logs_neither_requests_nor_addresses(tmp_path):
    port = free_port()
    log = tmp_path / "log"
    given = environment(SOUND | {"PORT": str(port), "VAR_DIR": str(tmp_path), "WEB_CONCURRENCY": "1"})
    with log.open("w") as file:
        server = subprocess.Popen([sys.executable, *GUNICORN], cwd=ROOT, env=given, stdout=file, stderr=file)
    try:
        answer = wait_for(port)
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.sendall(b"NO SENSE\r\n\r\n")
            visitor.recv(1000)
    finally:
        server.terminate()
        server.wait(20)
    said = log.read_text()
    assert answer == 503
    assert "Listening at" in said
    assert "healthz?canary" not in said
    assert "Traceback" not in said


def wait_for(port):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz?canary", headers={"Host": "rallies.example.org"}
    )
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
