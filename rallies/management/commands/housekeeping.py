"""``manage.py housekeeping``: forgets what is due and follows new time-zone rules."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from rallies.services import housekeeping


class Command(BaseCommand):
    """Runs the duties once, or again and again in the worker's container."""

    help = "Delete expired contacts and sessions and follow time-zone updates."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("--every", type=int, metavar="SECONDS", help="do it again after so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, report counts only, and wait for the next round if asked to."""
        self._round()
        while options["every"]:
            time.sleep(options["every"])
            close_old_connections()
            self._round()

    def _round(self) -> None:
        receipt = housekeeping.keep_house(now=timezone.now())
        self.stdout.write(
            f"Deleted {receipt.contacts_deleted} contacts and {receipt.sessions_deleted} sessions; "
            f"{receipt.instants_changed} instants changed."
        )
