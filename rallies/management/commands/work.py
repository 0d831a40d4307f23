"""The worker beside the server: carries out waiting jobs and keeps the edition up to date."""

import logging
import os
import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from ...services.edition import following

log = logging.getLogger(__name__)
# What the public waits for is made of this and the rendering.
INTERVAL = 0.25
# After a fault the database is left alone for a moment.
REST = 2.0


class Command(BaseCommand):
    """Runs until it is told to stop; with ``--once`` until nothing waits."""

    help = "Carry out jobs and publish changes as they come. Survives a database that is away for a while."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started this one ends"
        )

    def handle(self, **options: Any) -> None:
        self.is_running = True
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        # Its notes about starting and ending, four times a second, tell nobody anything.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        parent, follower = os.getppid(), following.Follower()
        while self.is_running:
            rest = self._turn(follower)
            if options["once"] or (options["with_parent"] and os.getppid() != parent):
                return
            time.sleep(rest)

    def _turn(self, follower: following.Follower) -> float:
        """Do what waits; return how many seconds to rest. A fault of the database ends nothing."""
        close_old_connections()
        try:
            follower.turn(now=timezone.now(), tick=time.monotonic())
        except (DatabaseError, InterfaceError) as error:
            log.warning("The worker waits for the database (%s).", type(error).__name__)
            return REST
        return INTERVAL

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_running = False
