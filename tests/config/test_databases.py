import pytest
from django.db import connection

from config import databases

POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": "rallies"}


def test_sqlite_queues_its_writers_and_overwrites_what_is_deleted():
    opened = databases.with_options({"ENGINE": databases.SQLITE, "NAME": "x"})
    assert opened["NAME"] == "x"
    assert opened["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in opened["OPTIONS"]["init_command"]
    assert opened["CONN_MAX_AGE"] == 60


def test_postgresql_gives_up_waiting_and_checks_its_connections():
    opened = databases.with_options(POSTGRESQL)
    assert opened["CONN_HEALTH_CHECKS"] is True
    assert opened["CONN_MAX_AGE"] == 60
    assert "lock_timeout=10000" in opened["OPTIONS"]["options"]


def test_options_of_the_address_stay():
    opened = databases.with_options(POSTGRESQL | {"OPTIONS": {"host": "/run/pg", "connect_timeout": 1}})
    assert opened["OPTIONS"]["host"] == "/run/pg"
    assert opened["OPTIONS"]["connect_timeout"] == 1
    assert "statement_timeout" in opened["OPTIONS"]["options"]


def test_options_are_not_shared_between_entries():
    given = {"host": "/run/pg"}
    databases.with_options(POSTGRESQL | {"OPTIONS": given})
    assert given == {"host": "/run/pg"}
    assert "host" not in databases.POSTGRESQL_OPTIONS


@pytest.mark.django_db
def test_options_reach_the_open_connection():
    questions = {
        "sqlite": [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA secure_delete", 1)],
        "postgresql": [("SHOW statement_timeout", "30s"), ("SHOW lock_timeout", "10s")],
    }
    with connection.cursor() as cursor:
        for question, answer in questions[connection.vendor]:
            cursor.execute(question)
            assert cursor.fetchone() == (answer,)
