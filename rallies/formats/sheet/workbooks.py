"""The tables of .xlsx and .ods workbooks, and their typed cells as text."""

import datetime
import io
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from .shapes import Cell, SheetError, Table

MAX_SHEETS: Final = 20
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets has no zone
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # the days of 2000 to 2099
_OLDEST_YEAR = 1905  # days before it are hours without a day


def tables(archive: bytes) -> Iterator[Table]:
    """The rows of every visible sheet, in the workbook's order, formulas as their stored results.

    Raises ``SheetError`` when the workbook cannot be read.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(archive))
        sheets = workbook.sheets_metadata
        visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    except BaseException as error:
        raise _unreadable(error) from error
    for name in visible[:MAX_SHEETS]:
        try:
            rows = _rows(workbook.get_sheet_by_name(name))
        except BaseException as error:
            raise _unreadable(error) from error
        yield rows


def _rows(sheet: CalamineSheet) -> Table:
    rows = sheet.to_python(skip_empty_area=False)
    return [(number, list(row)) for number, row in enumerate(rows, 1)]


def _unreadable(error: BaseException) -> BaseException:
    """A sentence for the reader's errors and panics (no ``Exception``); interruptions stay what they are."""
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return error
    return SheetError(_("The workbook is damaged and cannot be read."))


def cell_text(value: Cell, column: str = "") -> str:
    """What a cell shows: ISO days, hours of 24, numbers without needless points. Text stays as it is.

    A bare number in the columns of day and hour is a spreadsheet's serial day or part of a day.
    """
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(float(value), column)
        case datetime.datetime() | datetime.time() | datetime.timedelta():
            return _clock(value, column)
    return str(value)


def _clock(value: datetime.datetime | datetime.time | datetime.timedelta, column: str) -> str:
    if isinstance(value, datetime.datetime):
        return _moment(value, column)
    if isinstance(value, datetime.time):
        return _hour(datetime.datetime.combine(_EPOCH, value))
    return _hour(_EPOCH + value) if value < datetime.timedelta(days=1) else str(value)


def _number(value: float, column: str) -> str:
    if column == "time" and 0 <= value < 1:
        return _hour(_EPOCH + datetime.timedelta(days=value))
    if column in {"date", "date_raw"} and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return _moment(_EPOCH + datetime.timedelta(days=value), column)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if "e" not in repr(value) else f"{value:.10f}".rstrip("0").rstrip(".")


def _moment(value: datetime.datetime, column: str) -> str:
    if value.year < _OLDEST_YEAR or column == "time":
        return _hour(value)
    day, hour = value.date().isoformat(), _hour(value)
    return day if hour == "00:00" else f"{day} {hour}"


def _hour(value: datetime.datetime) -> str:
    """Hour and minute; a spreadsheet's 13:59:59.999 is 14:00."""
    return f"{value + datetime.timedelta(seconds=1):%H:%M}"
