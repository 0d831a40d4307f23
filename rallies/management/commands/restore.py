"""``manage.py restore FILE``: put a backup in the place of the database while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.services import backup

WORD = "restore"


class Command(BaseCommand):
    """Checks a backup, asks, and restores it."""

    help = "Put a backup in the place of the database; what it replaces is kept beside."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="as manage.py backup wrote it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say in one sentence why not."""
        path = options["file"]
        try:
            backup.check(path=path)
            if not options["yes"]:
                self._ask()
            receipt = backup.restore(path=path, now=timezone.now())
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {path}. Nothing needs a restart; everybody signs in again.")
        if receipt.kept:
            self.stdout.write(f"What it replaced is kept as {receipt.kept}: delete it when all is well.")
        if receipt.is_older:
            self.stdout.write("The backup is older than this version: run 'manage.py migrate' now.")

    def _ask(self) -> None:
        self.stdout.write("The backup is sound. Its content takes the place of everything on this site.")
        try:
            answer = input(f"Type {WORD} to go on: ")
        except EOFError:
            answer = ""
        if answer.strip() != WORD:
            raise CommandError("Nothing was changed.")
