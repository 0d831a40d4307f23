"""Reading a sheet of rallies: CSV in any usual encoding, .xlsx, .ods, or the site builder's raw table.

Pure: bytes in, rows of text out. Nothing is evaluated, fetched or written.
"""

from dataclasses import replace

from . import archives, builder, containers, decoding, delimited, headers, positions, workbooks
from .columns import COLUMNS
from .language import language_of
from .rows import rows_of
from .shapes import (
    HEADER_WITHIN,
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Layout,
    Sheet,
    SheetError,
    SheetRow,
    Table,
    shortened,
)

__all__ = [
    "COLUMNS",
    "HEADER_WITHIN",
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Layout",
    "Sheet",
    "SheetError",
    "SheetRow",
    "read",
]


def read(data: bytes, *, name: str = "") -> Sheet:
    """Read a sheet by its content; ``name`` only stands before the sentence of an error.

    Of a workbook the first visible sheet with a known header counts; another one that maps cities to
    positions completes it. Raises ``SheetError`` for whatever
    cannot be read whole: nothing, too much, damage, encryption, letters that cannot be told, no header.
    """
    try:
        if containers.container_of(data) is containers.Container.ZIP:
            return _workbook(data)
        return _text(data)
    except SheetError as error:
        if not name:
            raise
        raise SheetError(f"{shortened(name)}: {error}") from error


def _workbook(data: bytes) -> Sheet:
    tables = [_filled(table) for table in workbooks.tables(archives.checked_copy(data))]
    found = ((place, header) for place, table in enumerate(tables) if (header := headers.find_header(table)))
    place, header = next(found, (0, None))
    if header is None:
        raise headers.missing_header(max(tables, key=len, default=[]))
    sheet = _sheet(tables[place], header, encoding="")
    known: positions.Positions = {}
    for table in tables[:place] + tables[place + 1 :]:
        known |= positions.positions_of(table)
    return replace(sheet, rows=positions.with_positions(sheet.rows, known))


def _filled(table: Table) -> Table:
    return [(number, cells) for number, cells in table if any(cell != "" for cell in cells)]


def _text(data: bytes) -> Sheet:
    text, encoding = decoding.decode(data)
    if builder.is_builder(text):
        return _builder(text, encoding)
    table = delimited.table(text)
    header = headers.find_header(table)
    if not header:
        raise headers.missing_header(table)
    return _sheet(table, header, encoding=encoding)


def _sheet(table: Table, header: headers.Header, *, encoding: str) -> Sheet:
    rows = rows_of(table, header)
    return Sheet(rows, header.layout, header.typed, header.ignored, encoding, language_of(rows))


def _builder(text: str, encoding: str) -> Sheet:
    rows = builder.rows(text)
    names = {column: column for column in COLUMNS if column in rows[0].cells}
    return Sheet(rows, Layout.BUILDER, names, (), encoding, language_of(rows))
