"""``manage.py verify_mirror DIR|ZIP [--public-key KEY]``: is this copy true? Status 0 if so, 1 if not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rallies.services import mirror

NOT_TRUE, NOT_CHECKED = 1, 2
KEY_FILE_BYTES = 10_000


class Command(BaseCommand):
    help = (
        "Say whether a copy is true: every file as it was signed and none beside. The status is 0 if it is, "
        "1 if it is not, 2 if nothing could be checked. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", metavar="DIR|ZIP")
        parser.add_argument(
            "--public-key",
            default="",
            metavar="KEY",
            help="the key, its fingerprint, or a file that holds one of them; else the key of this site",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = mirror.verify(Path(options["place"]), key=read_key(options["public_key"]))
        except (mirror.MirrorError, OSError, ValueError) as error:
            raise CommandError(str(error), returncode=NOT_CHECKED) from None
        if not verdict.is_true:
            raise CommandError("\n  ".join([verdict.sentence, *verdict.files]), returncode=NOT_TRUE)
        self.stdout.write(verdict.sentence)


def read_key(given: str) -> str:
    """Return the key itself, or the text of the file that ``given`` names."""
    path = Path(given)
    if not given or "\0" in given or len(given) > 1000 or not path.is_file():
        return given
    with path.open(encoding="utf-8") as file:
        return file.read(KEY_FILE_BYTES)
