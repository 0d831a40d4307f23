"""Keeping this server's edition up to date: waiting jobs, what jobs missed, what other servers published."""

import datetime
import logging
import uuid

from django_tasks_db.management.commands.db_worker import Worker

from .asking import forget_jobs, waiting_jobs
from .errors import EditionError
from .publishing import newest_entry, publish

log = logging.getLogger(__name__)
# A job that a killed worker took, a change without a journal entry: found at the latest after this.
SWEEP_SECONDS = 30.0
# Records without a job are given this long for their own job, so that not every worker renders at once.
PATIENCE_SECONDS = 1.0


class Follower:
    """One worker's memory; ticks are monotonic seconds, so that a clock that jumps changes nothing."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self._newest: int | None = None
        self._behind_since: float | None = None
        self._swept: float | None = None

    def turn(self, *, now: datetime.datetime, tick: float) -> None:
        """Carry out waiting jobs, then publish if this server is behind; a refused page is only logged."""
        if waiting_jobs():
            self._work()
            self._newest = newest_entry()
        if self._is_due(tick):
            self._publish(now)
            self._swept, self._behind_since = tick, None
            forget_jobs(now=now)

    def _work(self) -> None:
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        worker.run()

    def _is_due(self, tick: float) -> bool:
        if self._swept is None or tick - self._swept >= SWEEP_SECONDS:
            return True
        if newest_entry() == self._newest:
            self._behind_since = None
            return False
        if self._behind_since is None:
            self._behind_since = tick
        return tick - self._behind_since >= PATIENCE_SECONDS

    def _publish(self, now: datetime.datetime) -> None:
        newest = newest_entry()
        try:
            publish(now=now)
        except EditionError as error:
            log.error("The edition was not published. %s", error)  # noqa: TRY400  # the sentence says it all
        self._newest = newest
