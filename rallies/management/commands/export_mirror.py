"""``manage.py export_mirror DEST [--base-url https://...] [--zip FILE]``: a signed copy for another host."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies import startup
from rallies.services import mirror

STEP = 500


class Command(BaseCommand):
    help = (
        "Write the current edition as a signed copy that opens from any host, a sub-path or plain files. "
        "Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DEST", help="new, empty, or an earlier copy")
        parser.add_argument(
            "--base-url", default="", metavar="URL", help="where the copy will stand, if known"
        )
        parser.add_argument(
            "--zip", default="", metavar="FILE", help="the same as one file, with a guide inside"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"]:
            raise CommandError("Name a folder for the copy.")
        base = options["base_url"]
        if base and not startup.is_web_address(base):
            raise CommandError("--base-url must begin with https:// and hold neither a name, ? nor #.")
        zip_file = Path(options["zip"]) if options["zip"] else None
        try:
            made = mirror.export(
                folder=Path(options["folder"]),
                zip_file=zip_file,
                base=f"{base.rstrip('/')}/" if base else "",
                now=timezone.now(),
                progress=self._progress,
            )
        except mirror.MirrorError as error:
            raise CommandError(str(error)) from None
        places = " and ".join(filter(None, [options["folder"], options["zip"]]))
        self.stdout.write(
            f"Copied edition {made.edition} at {made.copied_at}: {len(made.files)} files in {places}."
        )
        if made.is_signed:
            self.stdout.write(f"Signed by {made.fingerprint}.")
        else:
            self.stderr.write(
                "Not signed, so nobody can check it: make a key with manage.py make_mirror_key."
            )

    def _progress(self, done: int, total: int) -> None:
        if done % STEP == 0 and sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {max(done, total)} files", ending="\n" if done >= total else "")
            self.stderr.flush()
