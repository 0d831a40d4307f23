"""``manage.py import_rallies FILE --campaign SLUG``: bring a coordinators' sheet in."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.formats.sheet import MAX_BYTES
from rallies.gazetteer import GazetteerMissing
from rallies.models import Campaign, ImportBatch
from rallies.services import importing
from rallies.services.importing import decisions, report

LONG_SHEET = 500  # rows; longer ones show how far they are
DOOR = "import_rallies"


class Command(BaseCommand):
    """Plans and applies a sheet; what is doubtful or rejected is left out and said."""

    help = (
        "Bring a list of rallies into a campaign: CSV, TSV, XLSX, ODS, or the builder's raw table. "
        "Rows that are doubtful or rejected are left out; import the sheet again once they are decided."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", help="the sheet")
        parser.add_argument("--campaign", required=True, metavar="SLUG")
        parser.add_argument(
            "--language", default="", metavar="CODE", help="of the sheet's texts; else as its letters say"
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would happen and write nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish its rallies and open the campaign"
        )
        parser.add_argument("--report", choices=["text", "json"], default="text")
        parser.add_argument(
            "--decide",
            action="append",
            default=[],
            metavar="KIND:KEY=ANSWER",
            help="as the doubtful row shows it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, apply unless it is a dry run, and report."""
        answers = self._answers(options["decide"])
        language = self._language(options["language"])
        data = read_file(options["file"])
        campaign = self._campaign(options["campaign"])
        try:
            plan = importing.read_and_plan(
                data=data,
                name=Path(options["file"]).name,
                campaign=campaign,
                language=language,
                answers=answers,
                progress=self._progress,
            )
            batch = None if options["dry_run"] else self._apply(plan, publish=options["publish"])
        except (importing.SheetError, importing.ImportingError, GazetteerMissing) as error:
            raise CommandError(str(error)) from None
        if options["report"] == "json":
            self.stdout.write(json.dumps(report.as_json(plan), ensure_ascii=False, indent=1))
        else:
            self._report(plan, batch)

    def _apply(self, plan: importing.Plan, *, publish: bool) -> ImportBatch:
        return importing.apply(
            plan=plan, by=None, now=timezone.now(), door=DOOR, publish=publish, progress=self._progress
        )

    def _report(self, plan: importing.Plan, batch: ImportBatch | None) -> None:
        for line in report.as_lines(plan):
            self.stdout.write(line)
        left_out = report.remainder(plan)
        self.stdout.write("")
        if batch is None:
            self.stdout.write("Dry run: nothing was written.")
        else:
            self.stdout.write(f"{left_out}; the rest was applied." if left_out else "All rows were applied.")
            self.stdout.write(
                f"This is import {batch.pk}; take it back with: manage.py undo_import {batch.pk}"
            )

    def _progress(self, stage: str, done: int, total: int) -> None:
        if total < LONG_SHEET:
            return
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            self.stderr.write(f"\r{stage}: {done} of {total} rows", ending=end)
        elif done == total or done % LONG_SHEET == 0:
            self.stderr.write(f"{stage}: {done} of {total} rows")
        self.stderr.flush()

    @staticmethod
    def _answers(texts: list[str]) -> dict[tuple[str, str], str]:
        try:
            parsed = [decisions.parse(text) for text in texts]
        except (importing.DecisionError, GazetteerMissing) as error:
            raise CommandError(str(error)) from None
        return {(kind, key): answer for kind, key, answer in parsed}

    @staticmethod
    def _language(code: str) -> str:
        known = dict(settings.LANGUAGES)
        if code and code not in known:
            raise CommandError(f"“{code}” is no language of this site; choose one of: {', '.join(known)}.")
        return code

    @staticmethod
    def _campaign(slug: str) -> Campaign:
        campaign: Campaign | None = Campaign.objects.filter(slug=slug.replace("\x00", "")).first()
        if campaign:
            return campaign
        known = ", ".join(Campaign.objects.newest_first().values_list("slug", flat=True)[:10])
        there = f"there are: {known}" if known else "there is none yet; make it with create_campaign"
        raise CommandError(f"There is no campaign “{slug}”; {there}.")


def read_file(name: str) -> bytes:
    """Return the file's bytes, at most one more than a sheet may have; raises ``CommandError``."""
    path = Path(name)
    try:
        if path.is_dir():
            raise CommandError(f"“{name}” is a folder, not a sheet.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CommandError(f"There is no file “{name}”.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid name"
        raise CommandError(f"“{name}” cannot be read: {reason}.") from None
