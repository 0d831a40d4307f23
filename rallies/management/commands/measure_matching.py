"""Counts what the matching rule does with real lists; docs/gazetteer.md holds the last result."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ... import gazetteer
from ...gazetteer import MatchKind
from ...gazetteer.spelling import key, readings

FAR = 50  # km between the place taken and the position in the list: another place
NEAR = 20  # km from the position in the list: a place that the gazetteer lists would stand there
ALIKE = 0.8  # share of letters in the same order (difflib) that makes two names look like one
COLUMNS = ("rows", "single", "clear", "asked", "missed", "taken %", "wrong", "wrong %", "unlisted")


@dataclass
class Tally:
    """What happened to the rows of a list."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    measured: int = 0
    wrong: int = 0
    unlisted: int = 0

    def add(self, kind: MatchKind | None, *, far: bool | None, unlisted: bool) -> None:
        self.rows += 1
        self.kinds[kind or MatchKind.NONE] += 1
        self.measured += far is not None
        self.wrong += bool(far)
        self.unlisted += unlisted

    def cells(self) -> list[str]:
        taken = self.kinds[MatchKind.SINGLE] + self.kinds[MatchKind.CLEAR]
        counts = [self.rows, self.kinds[MatchKind.SINGLE], self.kinds[MatchKind.CLEAR]]
        counts += [self.kinds[MatchKind.CLOSE] + self.kinds[MatchKind.OFFER], self.kinds[MatchKind.NONE]]
        wrong = ["by eye", "", ""]
        if self.measured:
            wrong = [str(self.wrong), f"{100 * self.wrong / self.rows:.2f}", str(self.unlisted)]
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
                kind, far, unlisted = self._judge(row, show=options["show"])
                for group in (path.name, _("all in “%(language)s”") % {"language": language}):
                    tallies.setdefault(group, Tally()).add(kind, far=far, unlisted=unlisted)
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

    def _judge(self, row: dict[str, str], *, show: bool) -> tuple[MatchKind | None, bool | None, bool]:
        country = gazetteer.match_country(row["country"]).code
        try:
            match = gazetteer.match(row["city"], country=country) if country else None
        except gazetteer.GazetteerMissing as error:
            raise CommandError(str(error)) from error
        far = _far(row, match.place if match else None)
        if show or far:
            self.stderr.write(_line(row, match, far=far))
        kind = match.kind if match else None
        return kind, far, bool(match and not match.place and _is_unlisted(row, match.searched, country))

    def _print(self, tallies: dict[str, Tally]) -> None:
        width = max(map(len, tallies))
        self.stdout.write("  ".join(["".ljust(width), *(column.rjust(8) for column in COLUMNS)]))
        for name, tally in tallies.items():
            self.stdout.write("  ".join([name.ljust(width), *(cell.rjust(8) for cell in tally.cells())]))


def _far(row: dict[str, str], place: gazetteer.Place | None) -> bool | None:
    """Whether a taken place lies elsewhere than the list says; None when it gives no position."""
    if (position := _position(row)) is None:
        return None
    return place is not None and gazetteer.distance_km(*position, place.latitude, place.longitude) > FAR


def _position(row: dict[str, str]) -> tuple[float, float] | None:
    try:
        return float(row["lat"]), float(row["lon"])
    except (KeyError, ValueError):
        return None


def _is_unlisted(row: dict[str, str], typed: str, country: str | None) -> bool:
    """Whether no listed place near the position in the list has a name like the typed one."""
    if (position := _position(row)) is None:
        return False
    around = [place for place, km in gazetteer.nearest(*position, limit=12, country=country) if km < NEAR]
    names = {key(reading.name) for alternatives in readings(typed) for reading in alternatives}
    return not any(
        SequenceMatcher(None, name, key(place.name)).ratio() >= ALIKE for name in names for place in around
    )


def _line(row: dict[str, str], match: gazetteer.Match | None, *, far: bool | None) -> str:
    place = match.place if match else None
    found = f"{place.name}, {place.region}, {place.country}, {place.population:,}" if place else "-"
    kind = match.kind if match else MatchKind.NONE
    return f"{'WRONG' if far else '     '} {kind:6} {row['country']} | {row['city']} | {found}"
