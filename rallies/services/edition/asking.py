"""Asking for a publication after a change: one waiting job, however many changes there are."""

import datetime
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from .errors import EditionError
from .publishing import publish

log = logging.getLogger(__name__)
KEPT = datetime.timedelta(days=1)


@task()
def publish_changes() -> dict[str, Any]:
    """The job: publish what differs. A failure is logged and stays in the list of jobs."""
    try:
        receipt = publish(now=timezone.now())
    except EditionError as error:
        log.error("The edition was not published. %s", error)  # noqa: TRY400  # the sentence says it all
        raise
    return {"number": receipt.number, "rendered": receipt.rendered, "pages": receipt.pages}


def ask_after_commit() -> None:
    """Have what this transaction changes published once it is stored; a failure here undoes nothing."""
    transaction.on_commit(ask, robust=True)


def ask() -> None:
    """Put a job into the queue unless one waits there already, which will see this change too."""
    waiting = DBTaskResult.objects.ready().filter(task_path=publish_changes.module_path)
    if not waiting.exists():
        publish_changes.enqueue()


def waiting_jobs() -> bool:
    """Say whether a job waits."""
    return DBTaskResult.objects.ready().exists()


def forget_jobs(*, now: datetime.datetime) -> int:
    """Delete jobs that ended more than a day ago, and those that a killed worker never ended."""
    old = DBTaskResult.objects.filter(enqueued_at__lt=now - KEPT)
    return old.exclude(pk__in=DBTaskResult.objects.ready()).delete()[0]
