"""What machines ask: can this process work, and does the work get done."""

import dataclasses
import datetime
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connection

from .. import gazetteer
from . import lockdown
from .backup import schema


@dataclasses.dataclass(frozen=True)
class Health:
    """The state of this process. Ages are in seconds, ``None`` when there is nothing of that age."""

    database: bool
    migrations: bool
    gazetteer: bool
    edition_age: int | None
    oldest_job_age: int | None
    lockdown: bool

    @property
    def is_good(self) -> bool:
        """Whether every part works; ages and a lockdown are for people to judge."""
        return self.database and self.migrations and self.gazetteer


def report(*, now: datetime.datetime) -> Health:
    """Look at everything once, with two short queries."""
    applied = _applied_migrations()
    return Health(
        database=applied is not None,
        migrations=applied is not None and schema.is_complete(applied),
        gazetteer=gazetteer.is_installed(),
        edition_age=_edition_age(),
        oldest_job_age=None if applied is None else _oldest_job_age(now),
        lockdown=lockdown.is_closed(),
    )


def _applied_migrations() -> set[tuple[str, str]] | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    except Error:
        return None


def _edition_age() -> int | None:
    """Return how long ago the current edition was written here; the manifest is its last file."""
    try:
        written = (Path(settings.EDITIONS_DIR) / "current" / "manifest.json").stat().st_mtime
    except OSError:
        return None
    return max(0, int(time.time() - written))


def _oldest_job_age(now: datetime.datetime) -> int | None:
    """Return how long the oldest job waits: a worker that runs leaves none for long."""
    if not apps.is_installed("django_tasks_db"):
        return None
    from django_tasks_db.models import DBTaskResult

    try:
        oldest = (
            DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
        )
    except Error:
        return None
    return None if oldest is None else max(0, int((now - oldest).total_seconds()))
