"""Offsets from UTC as people type them: compared with the city's zone, never stored."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from .names import clean_text
from .remarks import Read, note, quoted

WESTMOST: Final = -12 * 60
EASTMOST: Final = 14 * 60

_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХСеасорху−–—﹣－＋", "ABEKMHOPCTYXCeacopxy-----+")
_NUMBER = re.compile(
    r"(?P<word>U[A-Z]{1,3}|GMT|Z)?[\s:]*(?P<sign>[+-])?\s*"
    r"(?P<hours>\d{1,2})(?P<more>:\d{2}|[.,]\d{1,2}|\d{2})?(?:\s*(?:H|HRS|HOURS?)\b)?(?:\s*[,;(\s].*)?"
)
_UTC_ITSELF = re.compile(r"(?:U[CT]{1,3}S?|GMT|Z|ZULU)")
_ABBREVIATION = re.compile(r"[A-Z]{2,5}(?:\s?/\s?[A-Z]{2,5})*")
_HOURS_BY_ABBREVIATION: dict[str, tuple[float, ...]] = {
    "WET": (0,), "WEST": (1,), "BST": (1, 6), "CET": (1,), "CEST": (2,), "MEZ": (1,), "MESZ": (2,),
    "EET": (2,), "EEST": (3,), "MSK": (3,), "MCK": (3,), "TRT": (3,), "IST": (2, 5.5, 1), "IDT": (3,),
    "GST": (4,), "GET": (4,), "AMT": (4, -4), "AZT": (4,), "SGT": (8,), "HKT": (8,), "JST": (9,), "KST": (9,),
    "AWST": (8,), "ACST": (9.5,), "ACDT": (10.5,), "AEST": (10,), "AEDT": (11,), "NZST": (12,), "NZDT": (13,),
    "NST": (-3.5,), "NDT": (-2.5,), "AST": (-4, 3), "ADT": (-3,), "EST": (-5,), "EDT": (-4,), "ET": (-5, -4),
    "CST": (-6, 8), "CDT": (-5,), "CT": (-6, -5), "MST": (-7,), "MDT": (-6,), "MT": (-7, -6),
    "PST": (-8,), "PDT": (-7,), "PT": (-8, -7), "AKST": (-9,), "AKDT": (-8,), "HST": (-10,),
    "ART": (-3,), "BRT": (-3,), "CLT": (-4,), "CLST": (-3,),
}  # fmt: skip
_QUARTERS = {"25": 15, "50": 30, "75": 45}


@dataclass(frozen=True, slots=True)
class Offset:
    """What somebody meant by an offset: the minutes east of UTC that it can stand for."""

    minutes: frozenset[int]


def read_offset(text: str) -> Read[Offset]:
    """Read "UTC+1", "+3", "Uts+1", "UTC −8", "UTC+9.5", "CET" (also in Cyrillic letters), "EST/EDT".

    An abbreviation stands for all offsets that it is used for. What cannot be read is noted.
    """
    plain = clean_text(text[:200]).translate(_LOOK_ALIKE).upper().strip(" .()[]")
    if not plain:
        return Read(None)
    minutes = _minutes(plain)
    if minutes is None:
        return Read(None, (note(_("“%(text)s” is no offset from UTC.") % {"text": quoted(text)}),))
    return Read(Offset(minutes))


def offset_fits(offset: Offset, actual_minutes: int) -> bool:
    """Whether a typed offset can stand for the minutes that the city's clocks are east of UTC."""
    return actual_minutes in offset.minutes


def _minutes(text: str) -> frozenset[int] | None:
    if _UTC_ITSELF.fullmatch(text):
        return frozenset({0})
    if _ABBREVIATION.fullmatch(text):
        return _abbreviated(text)
    match = _NUMBER.fullmatch(text)
    if not match or not (match["word"] or match["sign"]):
        return None
    size = int(match["hours"]) * 60 + _part_of_hour(match["more"] or "")
    value = -size if match["sign"] == "-" else size
    return frozenset({value}) if WESTMOST <= value <= EASTMOST else None


def _abbreviated(text: str) -> frozenset[int] | None:
    names = [name.strip() for name in text.split("/")]
    if not all(name in _HOURS_BY_ABBREVIATION for name in names):
        return None
    return frozenset(int(hours * 60) for name in names for hours in _HOURS_BY_ABBREVIATION[name])


def _part_of_hour(more: str) -> int:
    digits = more.lstrip(":.,")
    if not digits:
        return 0
    if more[0] in ".,":  # 9.5 is a half, 5.75 three quarters, 5.30 and 5.45 are minutes
        return int(digits) * 6 if len(digits) == 1 else _QUARTERS.get(digits, int(digits))
    return int(digits)
