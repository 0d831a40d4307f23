"""What machines are told about this process."""

import pytest
from django.db import connection

from rallies import gazetteer


@pytest.mark.django_db
def test_healthz_is_well_when_database_and_gazetteer_can_be_read(client, gazetteer_file):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "gazetteer": gazetteer.is_installed()}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_healthz_tells_a_missing_gazetteer(client, settings, tmp_path):
    settings.GAZETTEER_PATH = tmp_path / "nowhere.sqlite3"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "gazetteer": False})


@pytest.mark.django_db
def test_healthz_tells_a_database_without_tables(client, gazetteer_file):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rallies_country RENAME TO rallies_country_away")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
def test_healthz_takes_no_post(client):
    assert client.post("/healthz").status_code == 405
