"""Builds the gazetteer's file from the shipped tables."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ... import gazetteer


class Command(BaseCommand):
    help = "Installs the gazetteer where GAZETTEER_PATH says; does nothing when the right one is there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="build it again even when it is there")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.GAZETTEER_PATH)
        if gazetteer.is_installed(path) and not options["force"]:
            self.stdout.write(_("The gazetteer is installed: %(path)s") % {"path": path})
            return
        started = time.monotonic()
        try:
            count = gazetteer.install(path, self._tell)
        except gazetteer.InstallError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(count)d places installed in %(seconds).0f seconds: %(path)s")
            % {"count": count, "seconds": time.monotonic() - started, "path": path}
        )

    def _tell(self, step: str) -> None:
        self.stderr.write(_("Gazetteer: %(step)s") % {"step": step})
