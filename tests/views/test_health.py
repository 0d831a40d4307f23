import datetime
import os
import time

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from rallies.services import health
from rallies.services.backup import schema

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.SWITCHES_DIR = tmp_path / "switches"
    settings.EDITIONS_DIR = tmp_path / "editions"


def test_healthy_process_says_so(client, gazetteer_file):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "migrations": True,
        "gazetteer": True,
        "edition_age": None,
        "oldest_job_age": None,
        "lockdown": False,
    }
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_missing_migration_is_told(client, monkeypatch):
    known = schema.known_migrations()
    monkeypatch.setattr(schema, "known_migrations", lambda: known | {("rallies", "9999_later")})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"], answer.json()["migrations"]) == (503, True, False)


def test_database_that_fails_is_told_without_its_words(client, monkeypatch):
    def fail():
        raise DatabaseError("canary")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["migrations"]) == (False, False)
    assert "canary" not in answer.content.decode()


def test_missing_gazetteer_is_told(client, settings, tmp_path):
    settings.GAZETTEER_PATH = tmp_path / "none.sqlite3"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["gazetteer"]) == (503, False)


def test_age_of_the_edition_is_told(client, settings):
    folder = settings.EDITIONS_DIR / "current"
    folder.mkdir(parents=True)
    (folder / "manifest.json").touch()
    os.utime(folder / "manifest.json", (time.time() - 100, time.time() - 100))
    assert 100 <= client.get("/healthz").json()["edition_age"] <= 105
    os.utime(folder / "manifest.json", (time.time() + 999, time.time() + 999))
    assert client.get("/healthz").json()["edition_age"] == 0


def test_age_of_the_oldest_waiting_job_is_told(client):
    from django_tasks_db.models import DBTaskResult

    from rallies.services import edition

    edition.ask()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(seconds=50))
    assert 50 <= client.get("/healthz").json()["oldest_job_age"] <= 55
    DBTaskResult.objects.update(status="RUNNING")
    assert client.get("/healthz").json()["oldest_job_age"] is None


def test_jobs_that_cannot_be_read_are_left_out(monkeypatch):
    from django_tasks_db.models import DBTaskResult

    def fail():
        raise DatabaseError

    monkeypatch.setattr(DBTaskResult.objects, "ready", fail)
    assert health.report(now=timezone.now()).oldest_job_age is None


def test_site_without_jobs_has_no_age_of_them(settings):
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "django_tasks_db"]
    assert health.report(now=timezone.now()).oldest_job_age is None


def test_health_asks_the_database_twice(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(2):
        client.get("/healthz")


def test_health_is_for_reading_alone(client):
    assert client.post("/healthz").status_code == 405


def test_healthz_takes_no_post(client):
    assert client.post("/healthz").status_code == 405
