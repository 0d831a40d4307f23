"""Finding the row that names the columns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .columns import POSITION, column_of, is_live
from .shapes import HEADER_WITHIN, Cell, Layout, SheetError, Table, shortened
from .workbooks import cell_text

_INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is and what its cells mean: ``columns`` maps positions to canonical columns."""

    place: int  # index in the table
    width: int  # cells of the header row, empty ones at its end included
    columns: Mapping[int, str]
    typed: Mapping[str, str]
    ignored: tuple[str, ...]
    layout: Layout


def find_header(table: Table) -> Header | None:
    """The first of the top rows that names a country and a city, or ``None``.

    Raises ``SheetError`` when two of its columns mean the same.
    """
    for place, (_number, cells) in enumerate(table[:HEADER_WITHIN]):
        texts = [_typed(cell) for cell in cells]
        columns = {position: column for position, text in enumerate(texts) if (column := column_of(text))}
        named = set(columns.values())
        if named & {"country", "country_en"} and named & {"city", "city_en"}:
            _refuse_doubles(columns, texts)
            return _header(place, columns, texts)
    return None


def missing_header(table: Table) -> SheetError:
    """What to say about a table without a header: the nearest to one, and what it lacks."""
    top = [[text for cell in cells if (text := _typed(cell))] for _number, cells in table[:HEADER_WITHIN]]
    nearest = max(top, key=lambda texts: sum(1 for text in texts if column_of(text)), default=[])
    found = ", ".join(shortened(text, 30) for text in nearest[:12])
    if len(nearest) > 12:
        found += ", …"
    if not found:
        return SheetError(_("The first rows of the sheet are empty; the header must stand there."))
    sentence = _("No header with at least the columns country and city was found; found: %(columns)s.")
    return SheetError(sentence % {"columns": found})


def _typed(cell: Cell) -> str:
    return cell_text(cell).strip(_INVISIBLE + " \t\r\n\xa0")


def _header(place: int, columns: dict[int, str], texts: list[str]) -> Header:
    return Header(
        place=place,
        width=len(texts),
        columns=columns,
        typed=_by_column(columns, texts),
        ignored=tuple(text for position, text in enumerate(texts) if text and position not in columns),
        layout=Layout.LIVE if is_live(texts) else Layout.LIST,
    )


def _by_column(columns: dict[int, str], texts: list[str]) -> dict[str, str]:
    typed = {column: texts[position] for position, column in columns.items()}
    if POSITION in typed:
        both = typed.pop(POSITION)
        typed = {"lat": both, "lon": both} | typed
    return typed


def _refuse_doubles(columns: dict[int, str], texts: list[str]) -> None:
    for column, count in Counter(columns.values()).items():
        if count > 1:
            names = [texts[position] for position in columns if columns[position] == column]
            values = {"first": shortened(names[0], 30), "second": shortened(names[1], 30)}
            raise SheetError(_("The columns “%(first)s” and “%(second)s” mean the same: keep one.") % values)
