"""The second table of the live sheet, which knows where each city lies."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..cells import split_position
from .columns import POSITION, column_of
from .shapes import HEADER_WITHIN, SheetRow, Table
from .workbooks import cell_text

_NAMES: Final = ("city_en", "city")

Positions = dict[str, tuple[str, str]]


def positions_of(table: Table) -> Positions:
    """Latitude and longitude by folded city, if one of the top rows names a city and a position."""
    for place, (_number, cells) in enumerate(table[:HEADER_WITHIN]):
        columns = {column_of(cell_text(cell)): position for position, cell in enumerate(cells)}
        named = next((name for name in _NAMES if name in columns), "")
        if named and POSITION in columns:
            pairs = (
                (_text(row, columns[named]), _text(row, columns[POSITION])) for _n, row in table[place + 1 :]
            )
            return {city.casefold(): split_position(pair) for city, pair in pairs if city and pair}
    return {}


def with_positions(rows: Iterable[SheetRow], known: Positions) -> tuple[SheetRow, ...]:
    """The rows, those without a position of their own with their city's."""
    return tuple(_with_position(row, known) for row in rows)


def _with_position(row: SheetRow, known: Positions) -> SheetRow:
    names = [row.cells.get(name, "").strip().casefold() for name in _NAMES]
    found = next((known[name] for name in names if name in known), None)
    if found is None or row.cells.get("lat", "").strip():
        return row
    return replace(row, cells={**row.cells, "lat": found[0], "lon": found[1]})


def _text(cells: list[object], position: int) -> str:
    return cell_text(cells[position]).strip() if position < len(cells) else ""
