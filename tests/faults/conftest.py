"""A site of its own per test: database, editions, gunicorn, worker, all real and all in a temporary folder."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = """
import django; django.setup()
from tests.factories import make_campaign, make_city, make_organizer, make_rally
year = make_campaign(slug="year")
make_rally(campaign=year, organizers=[make_organizer(slug="ark")])
make_rally(campaign=year, city=make_city("Paris"))
"""
CANCEL = """
import django; django.setup()
from django.utils import timezone
from rallies.models import Rally
from rallies.services import moderation
rally = Rally.objects.get(city__slug="paris")
moderation.set_condition(rally=rally, condition="cancelled", by=None, now=timezone.now())
"""


class Site:
    """Processes and files of one site; every process that it starts ends with it."""

    def __init__(self, var, **env):
        self.var, self.port = var, free_port()
        self.editions = var / "editions"
        self.database = var / "rallies.sqlite3"
        self.processes = []
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.test_settings",
            "VAR_DIR": str(var),
            "GAZETTEER_PATH": str(ROOT / "var" / "gazetteer.sqlite3"),
            "DATABASE_URL": f"sqlite:///{var / 'rallies.sqlite3'}?timeout=1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "PYTHONPATH": str(ROOT),
            **env,
        }

    def manage(self, *words, check=True, **options):
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=check,
            timeout=60,
            **options,
        )

    def run(self, script):
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=self.env,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def start(self, *command):
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def work(self):
        return self.start(str(ROOT / "manage.py"), "work")

    def serve(self):
        self.start("-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi:application")
        wait_for(self.listens)

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
        finally:
            connection.close()

    def send(self, data):
        """Send bytes as they are and return everything that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except ConnectionResetError:
                pass
        return answer

    def paths(self):
        manifest = json.loads((self.editions / "current" / "manifest.json").read_text(encoding="utf-8"))
        return [path for path, page in manifest["pages"].items() if page["status"] == 200]

    def statuses(self):
        return {self.get(path)[0] for path in self.paths()}

    def ask_for_admin(self, language="ru"):
        """Ask for a page that needs the database: whose session is this?"""
        return self.get("/admin/", Cookie="session=" + "x" * 32, **{"Accept-Language": language})

    def current(self):
        return (self.editions / "current").readlink().name

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGKILL if process.args[-1] == "work" else signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)


def free_port():
    for port in range(20000 + os.getpid() % 10000, 32000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError


def wait_for(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {condition}")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A site with two rallies and a first edition, made once and copied for each test."""
    site = Site(tmp_path_factory.mktemp("prepared"))
    site.manage("migrate", "-v0")
    site.run(SEED)
    site.manage("publish_edition")
    with sqlite3.connect(site.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return site.var


@pytest.fixture
def site(prepared, tmp_path):
    """A copy of the prepared site; nothing of it runs yet."""
    shutil.copytree(prepared, tmp_path / "var", symlinks=True)
    made = Site(tmp_path / "var")
    yield made
    made.stop()


@pytest.fixture
def served(site):
    """The same with gunicorn before it."""
    site.serve()
    return site


@pytest.fixture
def cancel():
    """A moderator's click, as a program for the site's own processes."""
    return CANCEL
