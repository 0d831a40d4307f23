"""What a sheet is once it has been read, what it may be at most, and why it can be refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 20_000  # rows with content
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 5_000  # characters
HEADER_WITHIN: Final = 10  # rows from the top in which the header is looked for

Cell = object  # what a workbook's cell holds: text, number, truth, day, hour
Table = list[tuple[int, list[Cell]]]  # row number as a spreadsheet shows it, and the row's cells


class SheetError(Exception):
    """The file cannot be used as a sheet; the text is one translated sentence for its owner."""


class Layout(StrEnum):
    """Whose habits a sheet follows."""

    LIST = "list"
    LIVE = "live"
    BUILDER = "builder"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: ``cells`` maps canonical columns to the text as typed, for columns that are there.

    ``number`` is what a spreadsheet shows (in a builder table: the line in the file). ``problem`` is
    empty, or says in one sentence why the row as a whole cannot be used.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet.

    ``headers`` maps canonical columns to the header as typed, for messages; ``ignored`` lists the headers
    that mean nothing here; ``encoding`` is empty for workbooks; ``language`` is "ru", "en" or empty,
    guessed from the letters of countries and cities.
    """

    rows: tuple[SheetRow, ...]
    layout: Layout
    headers: Mapping[str, str]
    ignored: tuple[str, ...]
    encoding: str
    language: str


def shortened(text: str, limit: int = 60) -> str:
    """The text on one line, cut for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
