"""How far a workbook's XML reaches, found out before anything makes room for it.

The workbook reader lays a sheet out as a full rectangle: two cells in opposite corners would ask for
billions. It also must never meet a document type, with whose entities a few bytes become gigabytes.
"""

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from .shapes import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, SheetError

MAX_AREA: Final = 1_200_000  # cells of all rectangles of a workbook, empty ones included
MAX_ELEMENTS: Final = 1_500_000
MAX_NAMES: Final = 1_000  # different element names
MAX_TOKEN: Final = 512 * 1024  # bytes of one tag
_DEEPEST: Final = MAX_ROWS + 10 * HEADER_WITHIN
_REFERENCE = re.compile(r"\s*\$?([A-Za-z]{0,3})\$?(\d{1,7})\s*")

Attributes = dict[str, str]


class Bounds:
    """Reads one part of a workbook piece by piece; raises ``SheetError`` as soon as it asks for too much."""

    def __init__(self, area: int = 0) -> None:
        self.area = area  # cells of the rectangles before, and of those that are complete
        self._elements = self._bytes = 0
        self._row = self._column = 0  # where the reader stands, from 1
        self._deepest = self._widest = 0
        self._repeated = 0  # times that the OpenDocument row at hand stands there
        self._filled = 0  # its last column with content
        self._known: dict[str, Callable[[Attributes], None] | None] = {}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.XmlDeclHandler = self._check_encoding

    def feed(self, chunk: bytes) -> None:
        """Read on. Raises ``SheetError`` for broken or oversized content."""
        if not self._bytes and (b"\x00" in chunk[:4] or chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}):
            raise _damaged()
        self._bytes += len(chunk)
        self._parse(chunk, last=False)
        if self._bytes - self._parser.CurrentByteIndex > MAX_TOKEN:
            raise _damaged()

    def close(self) -> None:
        """Check what the end of the part decides."""
        if self._bytes:
            self._parse(b"", last=True)
        self._end_table()

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise _damaged() from error

    def _start(self, name: str, attributes: Attributes) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise SheetError(_("The workbook holds too much for a list of rallies."))
        if name not in self._known:
            self._known[name] = self._meaning(name.rpartition(":")[2])
        meaning = self._known[name]
        if meaning:
            meaning(attributes)

    def _meaning(self, name: str) -> Callable[[Attributes], None] | None:
        if len(self._known) > MAX_NAMES:
            raise _damaged()
        meanings: dict[str, Callable[[Attributes], None]] = {
            "c": self._cell,
            "row": self._start_row,
            "table": self._open_document_table,
            "table-row": self._open_document_row,
            "table-cell": self._open_document_cell,
            "covered-table-cell": self._open_document_cell,
            "p": self._open_document_text,
            "encryption-data": self._refuse_encryption,
        }
        return meanings.get(name)

    def _start_row(self, attributes: Attributes) -> None:
        self._row, self._column = _reference(attributes)[1] or self._row + 1, 0

    def _cell(self, attributes: Attributes) -> None:
        column, row = _reference(attributes)
        self._row = row or self._row
        self._column = column or self._column + 1
        self._reach(self._row, self._column)

    def _open_document_table(self, _attributes: Attributes) -> None:
        self._end_table()
        self._row = self._repeated = 0

    def _open_document_row(self, attributes: Attributes) -> None:
        self._end_row()
        self._repeated = _repeats(attributes, "number-rows-repeated")

    def _open_document_cell(self, attributes: Attributes) -> None:
        self._column += _repeats(attributes, "number-columns-repeated")
        if any(key.endswith(("value-type", "formula")) for key in attributes):
            self._filled = self._column

    def _open_document_text(self, _attributes: Attributes) -> None:
        self._filled = self._column

    def _end_table(self) -> None:
        self._end_row()
        self.area += self._deepest * self._widest
        self._deepest = self._widest = 0

    def _end_row(self) -> None:
        """Count an OpenDocument row: repeated empty ones at the end are usual and cost nothing."""
        self._row += self._repeated
        if self._filled:
            self._reach(self._row, self._filled)
        self._column = self._filled = 0

    def _reach(self, row: int, column: int) -> None:
        if row <= self._deepest and column <= self._widest:
            return
        self._deepest, self._widest = max(self._deepest, row), max(self._widest, column)
        if column > MAX_COLUMNS:
            raise SheetError(_("The sheet has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})
        if row > _DEEPEST:
            raise SheetError(_("The sheet has more than %(limit)d rows.") % {"limit": MAX_ROWS})
        if self.area + self._deepest * self._widest > MAX_AREA:
            raise SheetError(_("The sheet is too large: remove empty rows and columns around the list."))

    def _refuse_encryption(self, _attributes: Attributes) -> None:
        raise SheetError(_("The workbook is protected with a password: save it without one."))

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise SheetError(_("The workbook is damaged: it declares entities, which no office program does."))

    def _check_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii", "ascii"}:
            raise _damaged()


def _reference(attributes: Attributes) -> tuple[int, int]:
    """Column and row of an element's "B7", 0 for what it does not say."""
    reference = attributes.get("r")
    if reference is None:
        return 0, 0
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise _damaged()
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def _repeats(attributes: Attributes, name: str) -> int:
    text = next((value for key, value in attributes.items() if key.endswith(name)), "1")
    if not text.isascii() or not text.isdigit() or len(text) > len("1048576"):
        raise _damaged()
    return max(int(text), 1)


def _damaged() -> SheetError:
    return SheetError(_("The workbook is damaged and cannot be read."))
