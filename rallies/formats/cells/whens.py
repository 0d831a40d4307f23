"""Day, hour and offset typed into one cell."""

import datetime
import re

from django.utils.translation import gettext as _

from .dates import read_date
from .names import clean_text
from .offsets import read_offset
from .remarks import Read, note, quoted
from .times import read_time

_DAY = (
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{4}|[./-]\d{2}(?!\d|:))?\.?"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\.?(?:,?\s+\d{4})?|[^\W\d_]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?"
)
_HOUR = (
    r"\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.\d+)?)?|h\d{2})?(?:\s*(?i:[ap]\.?m)\b\.?|(?<=[:.h]\d\d)|(?<=:\d\d:\d\d))"
    r"(?:(?:\s+[-–—]\s+|[-–—])\d{1,2}[:.h]\d{2}(?:\s*(?i:[ap]\.?m)\b\.?)?)?|(?:[01]?\d|2[0-3])$"
)
_WEEKDAY = r"(?:[^\W\d_]{2,11}\.?,?\s+)??"
_WHEN = re.compile(
    rf"{_WEEKDAY}({_DAY})(?:(?:\s*,\s*|[T\s]\s*|\s+(?:at|в|um|à)\s+)({_HOUR})(.*))?", re.IGNORECASE
)
_TIME_FIRST = re.compile(rf"({_HOUR})\s*,?\s+({_DAY})", re.IGNORECASE)
_HOUR_AND_OFFSET = re.compile(
    rf"((?>{_HOUR}))\s*,?(?:\s*([+]\s*\d.*)|\s+([-−–]\s*\d.*|[A-ZА-Я][A-Za-zА-я]{{0,4}}\s*(?:[+−–-]\s*\d.*|/\s*[A-Z]{{2,5}})?))"
)
_STRAY_HOUR = re.compile(r"\d{1,2}[:.]\d{2}")


def split_when(text: str) -> tuple[str, str, str]:
    """Cut "24/02 13:00 UTC-2" into the texts of day, hour and offset; what has no day is all day."""
    plain = clean_text(text[:300])
    match = _WHEN.fullmatch(plain)
    if match:
        return match[1], match[2] or "", (match[3] or "").strip(" ,;()")
    match = _TIME_FIRST.fullmatch(plain)
    if match:
        return match[2], match[1], ""
    return plain, "", ""


def split_time(text: str) -> tuple[str, str]:
    """Cut "12:00 +1" or "14:00 CET" into hour and offset; what ends in no offset is all hour."""
    match = _HOUR_AND_OFFSET.fullmatch(clean_text(text[:300]))
    offset = (match[2] or match[3]) if match else ""
    return (match[1], offset) if match and read_offset(offset).value else (text, "")


def read_when(
    text: str, *, first_day: datetime.date, last_day: datetime.date
) -> tuple[Read[datetime.date], Read[datetime.time], str]:
    """Read day and hour of one cell; the offset stays text. A second hour is noted and left out."""
    day, hour, offset = split_when(text)
    time = read_time(hour)
    if _STRAY_HOUR.fullmatch(offset):
        left_out = note(_("The second hour %(text)s was left out.") % {"text": quoted(offset)})
        time, offset = Read(time.value, (*time.remarks, left_out)), ""
    return read_date(day, first_day=first_day, last_day=last_day), time, offset
