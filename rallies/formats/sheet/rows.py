"""From a table below its header to rows with canonical cells."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from ..cells import split_position, split_time, split_when
from .columns import POSITION
from .headers import Header
from .shapes import MAX_CELL, MAX_ROWS, Cell, SheetError, SheetRow, Table
from .workbooks import cell_text

_BLANK = " \t\r\n\xa0\u200b\ufeff"
_ALONE_IS_NOTHING = frozenset({"ok"})  # a column of empty check boxes goes on below the list


def rows_of(table: Table, header: Header) -> tuple[SheetRow, ...]:
    """The rows below the header that say anything. Raises ``SheetError`` for none, or too many."""
    found = tuple(_rows(table[header.place + 1 :], header))
    if not found:
        raise SheetError(_("The sheet has a header but no rows."))
    if len(found) > MAX_ROWS:
        raise SheetError(_("The sheet has more than %(limit)d rows.") % {"limit": MAX_ROWS})
    return found


def _rows(table: Table, header: Header) -> Iterator[SheetRow]:
    for number, cells in table:
        texts = {column: _text(cells, position, column) for position, column in header.columns.items()}
        problem = _problem(cells, header, texts)
        said = {column for column, text in texts.items() if text.strip(_BLANK)} - _ALONE_IS_NOTHING
        if said or problem:
            yield SheetRow(number, _finished(texts, header.typed), problem)


def _text(cells: list[Cell], position: int, column: str) -> str:
    return cell_text(cells[position], column) if position < len(cells) else ""


def _problem(cells: list[Cell], header: Header, texts: Mapping[str, str]) -> str:
    if any(cell_text(cell).strip(_BLANK) for cell in cells[header.width :]):
        return _("This row has more cells than the header has columns.")
    for column, text in texts.items():
        if len(text) > MAX_CELL:
            values = {"column": header.typed.get(column, column), "limit": MAX_CELL}
            return _("The cell “%(column)s” has more than %(limit)d characters.") % values
    if _repeats(texts, header.typed):
        return _("This row repeats the header.")
    return ""


def _repeats(texts: Mapping[str, str], typed: Mapping[str, str]) -> bool:
    said = {
        column: text.strip(_BLANK) for column, text in texts.items() if column in typed and text.strip(_BLANK)
    }
    return len(said) > 1 and all(text == typed[column] for column, text in said.items())


def _finished(texts: dict[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Cells that hold two things, parted: a position, a day with its hour, an hour with its offset."""
    cells = {column: text for column, text in texts.items() if column != POSITION}
    if POSITION in texts and not cells.get("lat", "").strip():
        cells["lat"], cells["lon"] = split_position(texts[POSITION])
    if "date" not in columns and "date_raw" in columns:
        cells["date"] = cells["date_raw"]
    if not cells.get("time", "").strip():
        date, time, offset = split_when(cells.get("date", ""))
        if time:
            cells |= {"date": date, "time": time}
            _fill(cells, "offset", offset)
    else:
        time, offset = split_time(cells["time"])
        if offset:
            cells["time"] = time
            _fill(cells, "offset", offset)
    return cells


def _fill(cells: dict[str, str], column: str, text: str) -> None:
    if text and not cells.get(column, "").strip():
        cells[column] = text
