"""A real server with two workers while an operator saves, closes, opens and restores beside it."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.config.test_refusal import GUNICORN, ROOT, free_port

KEYS = {
    "DEVELOPMENT": "true",
    "SECRET_KEY": "Vv7mT2qk9aXw3ZrP0sLd8hNf5cYj1uGe6bKi4oQtRyMnBxWz-_EA",
    "CONTACT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}


@pytest.fixture
def site(tmp_path):
    """The environment of a new site on SQLite, and its address."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    empty = dict.fromkeys(
        ("DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS", "BIND", "ADMIN_PATH", "LOG_LEVEL"), ""
    )
    given = kept | empty | KEYS | {"VAR_DIR": str(tmp_path), "PORT": str(port), "WEB_CONCURRENCY": "2"}
    manage(given, "migrate", "-v0")
    manage(given, "collectstatic", "--noinput", "-v0")
    server = subprocess.Popen(
        [sys.executable, *GUNICORN], cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield given, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def manage(given, *arguments, typed=""):
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=given, input=typed, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def ask(address):
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def answers(address):
    """What both workers say, most likely."""
    return {ask(address)[0] for _number in range(12)}


def test_operator_works_beside_a_running_server(site, tmp_path):
    given, address = site
    assert answers(f"{address}/admin/login/") == {200}
    manage(given, "backup", str(tmp_path / "backup"))
    manage(
        given,
        "create_campaign",
        "year",
        "--title",
        "en=Year",
        "--first-day",
        "2023-02-24",
        "--last-day",
        "2023-02-26",
    )

    start = time.monotonic()
    said = manage(given, "lockdown", "--destroy-contact-key", typed="destroy contacts\n")
    assert time.monotonic() - start < 10
    assert "0 contacts were destroyed" in said
    assert answers(f"{address}/admin/login/") == {503}
    assert answers(f"{address}/en/about/") == {200}
    assert '"lockdown": true' in ask(f"{address}/healthz")[1]
    manage(given, "lockdown", "--end")
    assert answers(f"{address}/admin/login/") == {200}

    campaigns = "from rallies.models import Campaign; print(Campaign.objects.count())"
    assert manage(given, "shell", "--no-imports", "-c", campaigns).split()[-1] == "1"
    said = manage(given, "restore", str(tmp_path / "backup"), typed="restore\n")
    assert re.search(r"kept as .*rallies\.sqlite3\.before-restore", said)
    assert manage(given, "shell", "--no-imports", "-c", campaigns).split()[-1] == "0"
    assert answers(f"{address}/admin/login/") == {200}
    told = json.loads(ask(f"{address}/healthz")[1])
    assert (told["database"], told["migrations"], told["lockdown"]) == (True, True, False)


def test_doors_close_and_notices_are_set_without_any_database(tmp_path):
    """The database server is out of reach, and then there is no table."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    empty = dict.fromkeys(("SITE_URL", "ALLOWED_HOSTS", "BIND", "ADMIN_PATH", "LOG_LEVEL", "PORT"), "")
    for address in (f"postgresql://rallies:x@/rallies?host={tmp_path}", f"sqlite:///{tmp_path}/none.sqlite3"):
        given = kept | empty | KEYS | {"VAR_DIR": str(tmp_path), "DATABASE_URL": address}
        assert "are closed on this server" in manage(given, "lockdown")
        assert (tmp_path / "switches" / "lockdown").exists()
        assert "open again" in manage(given, "lockdown", "--end")
        assert not (tmp_path / "switches" / "lockdown").exists()
        assert "The notice is set" in manage(given, "notice", "--text", "en=Wait.", "--text", "ru=Ждите.")
        assert manage(given, "notice") == "en: Wait.\nru: Ждите.\n"
