"""Which language a sheet is written in, as far as its letters tell."""

import re
from collections.abc import Iterable
from typing import Final

from .shapes import SheetRow

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u0400-\u04ff]")
_NOT_RUSSIAN = re.compile(r"[іїєґўјљњћђџѓќѕ]", re.IGNORECASE)
_CLEAR: Final = 0.8  # share of letters that decides
_STRAY: Final = 0.01  # share of letters of a sister language that typing slips explain


def language_of(rows: Iterable[SheetRow]) -> str:
    """Return "ru" or "en" by the letters of countries and cities, or an empty text when they do not tell."""
    text = " ".join(f"{row.cells.get('country', '')} {row.cells.get('city', '')}" for row in rows)
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    letters = cyrillic + latin + len(_OTHER.findall(text))
    if cyrillic and cyrillic >= _CLEAR * letters and len(_NOT_RUSSIAN.findall(text)) <= _STRAY * cyrillic:
        return "ru"
    return "en" if latin and latin >= _CLEAR * letters else ""
