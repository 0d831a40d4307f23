"""Counts what the matching rule does with real lists; docs/gazetteer.md holds the last result."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ... import gazetteer
from ...gazetteer import MatchKind

FAR = 50  # km between the place taken and the position in the list: another place
COLUMNS = ("rows", "single", "clear", "asked", "missed", "taken %", "wrong", "wrong %")


@dataclass
class Tally:
    """What happened to the rows of a list."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    measured: int = 0
    wrong: int = 0

    def add(self, kind: MatchKind | None, *, far: bool | None) -> None:
        self.rows += 1
        self.kinds[kind or MatchKind.NONE] += 1
        self.measured += far is not None
        self.wrong += bool(far)

    def cells(self) -> list[str]:
        taken = self.kinds[MatchKind.SINGLE] + self.kinds[MatchKind.CLEAR]
        counts = [self.rows, self.kinds[MatchKind.SINGLE], self.kinds[MatchKind.CLEAR]]
        counts += [self.kinds[MatchKind.CLOSE] + self.kinds[MatchKind.OFFER], self.kinds[MatchKind.NONE]]
        wrong = [str(self.wrong), f"{100 * self.wrong / self.rows:.2f}"] if self.measured else ["by eye", ""]
        return [*map(str, counts), f"{100 * taken / max(1, self.rows):.1f}", *wrong]


class Command(BaseCommand):
    help = (
        "Measures the matching of places on CSV lists with the columns country and city, perhaps lat and lon."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--show", action="store_true", help="print every spelling with its result")

    def handle(self, *args: Any, **options: Any) -> None:
        tallies: dict[str, Tally] = {}
        for path in options["files"]:
            language = path.stem.rsplit("_", 1)[-1]
            for row in self._rows(path):
                kind, far = self._judge(row, show=options["show"])
                for group in (path.name, _("all in “%(language)s”") % {"language": language}):
                    tallies.setdefault(group, Tally()).add(kind, far=far)
        self._print(tallies)

    def _rows(self, path: Path) -> list[dict[str, str]]:
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = [row for row in csv.DictReader(stream) if row.get("city") and row.get("country")]
        except (OSError, UnicodeError, csv.Error) as error:
            raise CommandError(_("%(path)s cannot be read as a CSV list.") % {"path": path}) from error
        if not rows:
            raise CommandError(_("%(path)s has no rows with country and city.") % {"path": path})
        return rows

    def _judge(self, row: dict[str, str], *, show: bool) -> tuple[MatchKind | None, bool | None]:
        country = gazetteer.match_country(row["country"]).code
        try:
            match = gazetteer.match(row["city"], country=country) if country else None
        except gazetteer.GazetteerMissing as error:
            raise CommandError(str(error)) from error
        far = _far(row, match.place if match else None)
        if show or far:
            self.stderr.write(_line(row, match, far=far))
        return (match.kind if match else None), far

    def _print(self, tallies: dict[str, Tally]) -> None:
        width = max(map(len, tallies))
        self.stdout.write("  ".join(["".ljust(width), *(column.rjust(8) for column in COLUMNS)]))
        for name, tally in tallies.items():
            self.stdout.write("  ".join([name.ljust(width), *(cell.rjust(8) for cell in tally.cells())]))


def _far(row: dict[str, str], place: gazetteer.Place | None) -> bool | None:
    """Whether a taken place lies elsewhere than the list says; None when it gives no position."""
    try:
        latitude, longitude = float(row["lat"]), float(row["lon"])
    except (KeyError, ValueError):
        return None
    if place is None:
        return False
    return gazetteer.distance_km(latitude, longitude, place.latitude, place.longitude) > FAR


def _line(row: dict[str, str], match: gazetteer.Match | None, *, far: bool | None) -> str:
    place = match.place if match else None
    found = f"{place.name}, {place.region}, {place.country}, {place.population:,}" if place else "-"
    kind = match.kind if match else MatchKind.NONE
    return f"{'WRONG' if far else '     '} {kind:6} {row['country']} | {row['city']} | {found}"
