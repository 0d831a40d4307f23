"""``manage.py backup FILE``: save the database while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rallies.services import backup


class Command(BaseCommand):
    """Saves one committed moment of the database to a file."""

    help = "Save the database to a file, without stopping the site."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="where the backup is written")
        parser.add_argument("--force", action="store_true", help="replace an existing file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Save, or say in one sentence why not."""
        try:
            size = backup.save(path=options["file"], force=options["force"])
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Saved {size / 1_000_000:.1f} MB to {options['file']}.")
