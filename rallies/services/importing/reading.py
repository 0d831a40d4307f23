"""One row of a sheet: its cells read, repaired and checked, its place not looked up yet."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from ...formats import cells
from ...formats.cells import Level, Offset, Read
from ...formats.sheet import SheetRow
from ...models import Campaign
from .places import Asked
from .plan import Values

Column = str
Note = tuple[Column, str]
T = TypeVar("T")

_NO = frozenset({"0", "no", "n", "false", "-", "нет", "не", "off"})
_ENGLISH = "en"


@dataclasses.dataclass(slots=True)
class RowRead:
    """What one row says. ``doubts`` are about the day or the hour; any rejection keeps the row out."""

    number: int
    asked: Asked
    city: str
    values: Values = dataclasses.field(default_factory=Values)
    offset: Offset | None = None
    typed_offset: str = ""
    notes: list[Note] = dataclasses.field(default_factory=list)
    doubts: dict[Column, str] = dataclasses.field(default_factory=dict)
    rejections: list[Note] = dataclasses.field(default_factory=list)


class RowReader:
    """Reads the rows of one sheet into ``language``, days in the light of the campaign's."""

    def __init__(self, *, campaign: Campaign, language: str, rows: Sequence[SheetRow]) -> None:
        self.campaign, self.language = campaign, language
        self._has_marks = any(_is_yes(row.cells.get("ok", "")) for row in rows)

    def read(self, row: SheetRow) -> RowRead:
        """Return what the row says; never raises for what people type."""
        found = RowRead(row.number, asked=_asked(row.cells), city=_city(row.cells))
        if row.problem:
            found.rejections.append(("", row.problem))
            return found
        if not self._is_marked(row.cells):
            found.rejections.append(("ok", _("The row is not marked ok.")))
        found.asked = dataclasses.replace(found.asked, position=self._position(found, row.cells))
        day, time = self._moment(found, row.cells)
        names = self._texts(row.cells, "organizer")
        unnamed = bool(names) and all(cells.is_unnamed(name) for name in names.values())
        titles = self._texts(row.cells, "title")
        found.values = Values(
            date=day,
            time=time,
            kind=_kind(row.cells, titles),
            titles=titles,
            places=self._texts(row.cells, "place"),
            names={}
            if unnamed
            else {code: name for code, name in names.items() if not cells.is_unnamed(name)},
            is_unnamed=unnamed,
            organizer_url=self._link(found, row.cells, "organizer_url"),
            url=self._link(found, row.cells, "url"),
        )
        return found

    def _is_marked(self, row: Mapping[str, str]) -> bool:
        if "ok" not in row:
            return True
        mark = cells.clean_text(row["ok"])
        if not mark:
            return not self._has_marks
        return mark.casefold() not in _NO

    def _position(self, found: RowRead, row: Mapping[str, str]) -> tuple[float, float] | None:
        return _noted(found, "lat", cells.read_position(row.get("lat", ""), row.get("lon", "")))

    def _moment(
        self, found: RowRead, row: Mapping[str, str]
    ) -> tuple[datetime.date | None, datetime.time | None]:
        first, last = self.campaign.first_day, self.campaign.last_day
        whole = row.get("date", "") if row.get("date", "").strip() else row.get("date_raw", "")
        day, time, offset = cells.read_when(whole, first_day=first, last_day=last)
        hour, glued = cells.split_time(row.get("time", ""))
        if hour.strip():
            time, offset = cells.read_time(hour), glued
        offset = row.get("offset", "").strip() or offset
        _read_offset(found, offset)
        return _noted(found, "date", day), _noted(found, "time", time)

    def _texts(self, row: Mapping[str, str], column: str) -> dict[str, str]:
        typed = {self.language: row.get(column, "")}
        if english := row.get(f"{column}_en", ""):
            typed = {**typed, _ENGLISH: english} if typed[self.language].strip() else {_ENGLISH: english}
        cleaned = {code: cells.clean_text(text) for code, text in typed.items()}
        return {code: text for code, text in cleaned.items() if text and not cells.is_placeholder(text)}

    @staticmethod
    def _link(found: RowRead, row: Mapping[str, str], column: str) -> str:
        return _noted(found, column, cells.repair_link(row.get(column, ""))) or ""


def _asked(row: Mapping[str, str]) -> Asked:
    country = cells.clean_text(row.get("country", "")) or cells.clean_text(row.get("country_en", ""))
    typed = (cells.clean_text(row.get(column, "")) for column in ("city", "city_en"))
    return Asked(country=country, cities=tuple(dict.fromkeys(text for text in typed if text)))


def _city(row: Mapping[str, str]) -> str:
    return cells.clean_text(row.get("city", "")) or cells.clean_text(row.get("city_en", ""))


def _kind(row: Mapping[str, str], titles: Mapping[str, str]) -> str:
    texts = (row.get("kind", ""), *titles.values())
    return next((kind for text in texts if (kind := cells.guess_kind(text))), "")


def _read_offset(found: RowRead, text: str) -> None:
    found.typed_offset = cells.clean_text(text)
    found.offset = _noted(found, "offset", cells.read_offset(text)) if found.typed_offset else None


def _noted(found: RowRead, column: Column, read: Read[T]) -> T | None:
    """Sort what is to be said about a cell, and return its value."""
    for remark in read.remarks:
        if remark.level is Level.NOTE:
            found.notes.append((column, remark.reason))
        elif remark.level is Level.REJECT:
            found.rejections.append((column, remark.reason))
        else:
            found.doubts[column] = remark.reason
    return read.value


def _is_yes(text: str) -> bool:
    plain = cells.clean_text(text).casefold()
    return bool(plain) and plain not in _NO
