"""Publishes the public site, or goes back to an older edition of it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...services import edition

LAST = 0
BAR_WIDTH = 30


class Command(BaseCommand):
    """``publish_edition``: what differs; ``--full``: everything; ``--rollback [N]``: an older one."""

    help = (
        "Publish what changed and switch visitors to it. A rollback is held until this command runs "
        "again without --rollback, or with --unpin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--full", action="store_true", help="render every page anew")
        how.add_argument(
            "--rollback", nargs="?", type=int, const=LAST, metavar="N", help="go back to edition N, or by one"
        )
        how.add_argument("--unpin", action="store_true", help="let the worker publish again after a rollback")
        how.add_argument("--list", action="store_true", help="show the editions that stand here")

    def handle(self, **options: Any) -> None:
        try:
            if options["list"]:
                self._list()
            elif options["rollback"] is not None:
                self._roll_back(options["rollback"])
            elif options["unpin"]:
                edition.unpin()
                self.stdout.write("The worker publishes changes again.")
            else:
                self._publish(full=options["full"], quiet=options["verbosity"] == 0)
        except edition.EditionError as error:
            raise CommandError(str(error)) from error

    def _publish(self, *, full: bool, quiet: bool) -> None:
        shown = sys.stderr.isatty() and not quiet
        receipt = edition.publish(
            now=timezone.now(), full=full, unpin=True, progress=self._show if shown else None
        )
        if not receipt.is_new:
            self.stdout.write(f"Nothing changed: edition {receipt.number} is up to date.")
            return
        removed = f", old ones removed: {len(receipt.removed)}" if receipt.removed else ""
        self.stdout.write(
            f"Edition {receipt.number} is public: {receipt.pages} pages, {receipt.rendered} rendered, "
            f"{receipt.shared} shared{removed}."
        )

    def _roll_back(self, number: int) -> None:
        held = edition.roll_back(number=number or None)
        self.stdout.write(
            f"Edition {held} is public again and held. Changes are published again after "
            "'manage.py publish_edition'."
        )

    def _list(self) -> None:
        for number, is_current in edition.history():
            self.stdout.write(f"{number}{' (public)' if is_current else ''}")

    def _show(self, done: int, total: int) -> None:
        if done % 20 and done != total:
            return
        filled = BAR_WIDTH * done // total
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        self.stderr.write(f"\r[{bar}] {done}/{total}", ending="\n" if done == total else "")
        self.stderr.flush()
