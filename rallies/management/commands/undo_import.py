"""``manage.py undo_import NUMBER``: take an import back as a whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.models import ImportBatch
from rallies.services import importing


class Command(BaseCommand):
    """Undoes one import and says what it left alone."""

    help = "Take an import back: by its number, or the last one of a campaign."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("number", nargs="?", type=int, help="as import_rallies printed it")
        parser.add_argument("--campaign", metavar="SLUG", help="instead of a number: its last import")

    def handle(self, *args: Any, **options: Any) -> None:
        """Undo, or say in one sentence why not."""
        if (options["number"] is None) == (options["campaign"] is None):
            raise CommandError("Name either the number of an import or --campaign.")
        batch = self._batch(options["number"], options["campaign"])
        try:
            receipt = importing.undo(batch=batch, by=None, now=timezone.now(), door="undo_import")
        except importing.ImportingError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Import {batch.pk} is undone: {receipt.rallies_deleted} rallies and "
            f"{receipt.organizers_deleted} organizers deleted, {receipt.rallies_restored} rallies put back."
        )
        for kept in receipt.kept:
            self.stdout.write(f"  row {kept.row}, {kept.what}: stays, {kept.reason}")

    @staticmethod
    def _batch(number: int | None, campaign: str | None) -> ImportBatch:
        batches = ImportBatch.objects.select_related("campaign").order_by("-pk")
        if number is not None:
            found = batches.filter(pk=number).first() if abs(number) < 2**63 else None
            name = f"import {number}"
        else:
            found = batches.filter(campaign__slug=campaign, state=ImportBatch.State.APPLIED).first()
            name = f"import of “{campaign}” that could be undone"
        if found is None:
            raise CommandError(f"There is no {name}.")
        return found
