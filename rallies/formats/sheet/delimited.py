"""Text with one row per line: commas, semicolons or tabs between the cells."""

import csv
import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .columns import column_of
from .lines import lines
from .shapes import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, SheetError, Table

_DELIMITERS = ",;\t"
_SAMPLE = 64 * 1024
_MOST_LINES = 10 * MAX_ROWS  # blank ones included
_MOST_MARKS = 20_000  # delimiters in one line; more are no cells of a list
_END = "\ue000"  # stands in a row of its own unless a quotation mark before it was never closed
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n)")  # what Excel writes and hides


def table(text: str) -> Table:
    """The rows of the text, numbered as a spreadsheet numbers them; blank rows are left out.

    Raises ``SheetError`` for too many rows or columns and for a quotation mark that is never closed.
    """
    named = _SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
    delimiter = named[1] if named else _delimiter(text[:_SAMPLE])
    rows: Table = []
    number = 0
    for number, cells in enumerate(_records(text + "\n" + _END, delimiter), 1):
        if cells == [_END]:
            return rows
        if any(not cell.isspace() for cell in cells if cell):
            rows.append((number, _narrow(cells)))
        if len(rows) > MAX_ROWS + HEADER_WITHIN or number > _MOST_LINES:
            raise SheetError(_("The sheet has more than %(limit)d rows.") % {"limit": MAX_ROWS})
    raise SheetError(_("The quotation mark that opens in row %(row)d is never closed.") % {"row": number})


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(_bearable(text, delimiter), delimiter=delimiter)
    except csv.Error as error:
        raise SheetError(_("A cell of the file is too long, or a quotation mark is never closed.")) from error


def _bearable(text: str, delimiter: str) -> Iterator[str]:
    for line in lines(text):
        if line.count(delimiter) > _MOST_MARKS:
            raise _too_wide()
        yield line


def _too_wide() -> SheetError:
    return SheetError(_("The sheet has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})


def _narrow(cells: list[str]) -> list[object]:
    """The cells without the empty ones behind the last column that a sheet may have."""
    if len(cells) > MAX_COLUMNS:
        if any(cell.strip() for cell in cells[MAX_COLUMNS:]):
            raise _too_wide()
        return list(cells[:MAX_COLUMNS])
    return list(cells)


def _delimiter(sample: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _known_headers(sample, delimiter))


def _known_headers(sample: str, delimiter: str) -> tuple[int, int]:
    """Most known headers in one of the first rows, then most cells: how well a delimiter fits."""
    best = (0, 0)
    top = itertools.islice(csv.reader(lines(sample), delimiter=delimiter), HEADER_WITHIN)
    for cells in top:
        known = sum(1 for cell in cells[:MAX_COLUMNS] if column_of(cell))
        best = max(best, (known, len(cells)))
    return best
