"""The raw table of the coordinators' site builder: a bold line per country, then a line per rally.

``city;when;organizer link=https://...;title link=https://...``
"""

import re

from django.utils.translation import gettext as _

from ..cells import split_link, split_when
from .lines import lines
from .shapes import HEADER_WITHIN, MAX_CELL, MAX_ROWS, SheetError, SheetRow

_BOLD = re.compile(r"\s*<(b|strong)>(.*?)</\1>\s*(?:<br\s*/?>)?\s*", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|#39);")
_CHARACTER = {"&amp;": "&", "&quot;": '"', "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&#39;": "'"}
_FIELDS = ("city", "when", "organizer", "title")


def is_builder(text: str) -> bool:
    """Whether one of the first lines with content is nothing but a bold country."""
    filled = [line for line in lines(text[: 64 * 1024]) if line.strip()]
    return any(_BOLD.fullmatch(line) for line in filled[:HEADER_WITHIN])


def rows(text: str) -> tuple[SheetRow, ...]:
    """The rallies of the table, numbered by their line in the file, each with its country.

    Raises ``SheetError`` for none, or more than ``MAX_ROWS``.
    """
    found: list[SheetRow] = []
    country = ""
    for number, line in enumerate(lines(text), 1):
        bold = _BOLD.fullmatch(line)
        if bold:
            country = _plain(bold[2]).strip()
        elif _plain(line).strip():
            found.append(_row(number, _plain(line).rstrip("\r\n"), country))
        if len(found) > MAX_ROWS:
            raise SheetError(_("The sheet has more than %(limit)d rows.") % {"limit": MAX_ROWS})
    if not found:
        raise SheetError(_("The sheet has countries but no rows."))
    return tuple(found)


def _plain(text: str) -> str:
    """Without markup; titles that were struck through by hand keep their words."""
    return _ENTITY.sub(lambda entity: _CHARACTER[entity[0]], _TAG.sub("", text))


def _row(number: int, line: str, country: str) -> SheetRow:
    parts = line.split(";")
    fields = dict(zip(_FIELDS, [*parts, "", "", ""], strict=False))
    date, time, offset = split_when(fields["when"])
    organizer, organizer_url = split_link(fields["organizer"])
    title, url = split_link(fields["title"])
    cells = {
        "country": country, "city": fields["city"], "date_raw": fields["when"].strip(), "date": date,
        "time": time, "offset": offset, "organizer": organizer, "organizer_url": organizer_url,
        "title": title, "url": url,
    }  # fmt: skip
    return SheetRow(number, cells, _problem(parts))


def _problem(parts: list[str]) -> str:
    if len(parts) == 1 or any(part.strip() for part in parts[len(_FIELDS) :]):
        return _("This line is not “city;when;organizer;title”.")
    if any(len(part) > MAX_CELL for part in parts):
        return _("A cell has more than %(limit)d characters.") % {"limit": MAX_CELL}
    return ""
