"""Days as people type them, read in the light of a campaign's days."""

import datetime
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .names import clean_text
from .remarks import Read, Remark, doubt, is_placeholder, note, quoted, reject

NEAR_DAYS: Final = 7  # a rally this near to the campaign is noted, one further off is doubted

_MONTHS = (
    ("jan", "янв", "січ", "ene", "gen", "sty"), ("feb", "фев", "лют", "fév", "fev", "lut"),
    ("mar", "мар", "бер", "mär", "mrz"), ("apr", "апр", "кві", "avr", "abr", "kwi"),
    ("may", "мая", "май", "тра", "mai", "mag", "maj"), ("jun", "июн", "чер", "juin", "giu", "cze"),
    ("jul", "июл", "лип", "juil", "lug", "lip"), ("aug", "авг", "сер", "aoû", "ago", "sie"),
    ("sep", "сен", "вер", "set", "wrz"), ("oct", "окт", "жов", "okt", "ott", "paź"),
    ("nov", "ноя", "лис", "lis"), ("dec", "дек", "гру", "dez", "déc", "dic", "gru"),
)  # fmt: skip
_MONTH_BY_START = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts}
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|пон|вто|сре|чет|пят|суб|вос|пн|вт|ср|чт|пт|сб|вс)[^\W\d_]*[.,]*\s+(?=\S)",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?Z?$")
_YEAR_WORD = re.compile(r"\s*(?:г\.?|гг\.?|года?)$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-./ ])\s*(\d{1,2})(?:\s*[-./ ]\s*(\d{4})|\s*\2\s*(\d{2}))?\.?")
_DAY_AND_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е|\.)?(?:\s+of)?[\s./-]*([^\W\d_]{3,})\.?[\s,./-]*(\d{4}|\d{2})?",
    re.IGNORECASE,
)
_NAME_AND_DAY = re.compile(
    r"([^\W\d_]{3,})\.?[\s./-]*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,./-]+(\d{4}))?", re.IGNORECASE
)
_SPAN = re.compile(r"(\d{1,2}(?:[./]\d{1,2})?)\s*[-–—]\s*\d{1,2}(?=[./]\d|\s+[^\W\d_])(.*)")
_SPAN_START = re.compile(r"\d{1,2}[./]\d{1,2}")


def read_date(text: str, *, first_day: datetime.date, last_day: datetime.date) -> Read[datetime.date]:
    """Read a day; a missing year becomes the one nearest to the campaign.

    Where day and month could be exchanged, the reading inside the campaign's days wins, else the nearer
    one; both inside is doubtful. Days outside the campaign are noted up to ``NEAR_DAYS`` away and doubtful
    beyond. Nothing typed, or only "to follow", gives no value; other text and impossible days are rejected.
    """
    plain = clean_text(text[:200])
    if not plain:
        return Read(None)
    if is_placeholder(plain):
        return Read(None, (note(_("“%(text)s”: the day is to follow.") % {"text": quoted(text)}),))
    bare = _MIDNIGHT.sub("", _YEAR_WORD.sub("", _WEEKDAY.sub("", plain)))
    span = _SPAN.fullmatch(bare)
    if span:
        bare = _first_of_span(span)
    found = _best_days(bare, first_day, last_day)
    if found is None:
        return Read(None, (reject(_("“%(text)s” is no day that can be read.") % {"text": quoted(text)}),))
    if not found:
        return Read(None, (reject(_("“%(text)s”: there is no such day.") % {"text": quoted(text)}),))
    remarks = list(_remarks(text, found, first_day, last_day))
    if span:
        remarks.insert(
            0, doubt(_("“%(text)s” names several days: is the first meant?") % {"text": quoted(text)})
        )
    return Read(found[0], tuple(remarks))


def days_outside(day: datetime.date, first_day: datetime.date, last_day: datetime.date) -> int:
    """Days from the campaign to ``day``: negative before it, 0 during it, positive after it."""
    if day < first_day:
        return (day - first_day).days
    return max((day - last_day).days, 0)


def _first_of_span(span: re.Match[str]) -> str:
    start, rest = span[1], span[2]
    return start if _SPAN_START.fullmatch(start) else start + rest


def _best_days(text: str, first: datetime.date, last: datetime.date) -> list[datetime.date] | None:
    """Possible days, the nearest to the campaign first; ``None`` when the text names no day."""
    readings = list(_readings(text))
    if not readings:
        return None
    days: list[datetime.date] = []
    for year, month, day in readings:
        years = [year] if year else range(first.year - 1, last.year + 2)
        possible = [found for one in years if (found := _day(one, month, day))]
        if possible:
            days.append(min(possible, key=lambda found: abs(days_outside(found, first, last))))
    distinct = list(dict.fromkeys(days))
    return sorted(distinct, key=lambda found: abs(days_outside(found, first, last)))


def _readings(text: str) -> Iterator[tuple[int, int, int]]:
    """Year (0 when untold), month and day, the usual order first."""
    if match := _YEAR_FIRST.fullmatch(text):
        yield int(match[1]), int(match[2]), int(match[3])
    elif match := _NUMBERS.fullmatch(text):
        one, other, year = int(match[1]), int(match[3]), _year(match[4] or match[5])
        yield year, other, one
        # With points and blanks the day comes first, unless that cannot be.
        if match[2] in "/-" or other > 12:
            yield year, one, other
    else:
        yield from _named_month(text)


def _named_month(text: str) -> Iterator[tuple[int, int, int]]:
    if match := _DAY_AND_NAME.fullmatch(text):
        name, day, year = match[2], match[1], match[3]
    elif match := _NAME_AND_DAY.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return
    month = _month(name)
    if month:
        yield _year(year), month, int(day)


def _month(name: str) -> int:
    lowered = name.casefold()
    return _MONTH_BY_START.get(lowered[:4]) or _MONTH_BY_START.get(lowered[:3], 0)


def _year(text: str | None) -> int:
    if not text:
        return 0
    return int(text) + (2000 if len(text) == len("24") else 0)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _remarks(
    text: str, found: list[datetime.date], first: datetime.date, last: datetime.date
) -> Iterator[Remark]:
    values = {"text": quoted(text), "day": found[0].isoformat()}
    distance = days_outside(found[0], first, last)
    if len(found) > 1:
        other = {"other": found[1].isoformat()}
        if days_outside(found[1], first, last) == 0:
            yield doubt(_("“%(text)s” can be %(day)s or %(other)s.") % (values | other))
        else:
            yield note(_("“%(text)s” was read as %(day)s.") % values)
    if distance:
        yield (note if abs(distance) <= NEAR_DAYS else doubt)(_outside(distance))


def _outside(distance: int) -> str:
    days = abs(distance)
    if distance < 0:
        sentence = ngettext(
            "%(days)d day before the campaign's first day.",
            "%(days)d days before the campaign's first day.",
            days,
        )
    else:
        sentence = ngettext(
            "%(days)d day after the campaign's last day.",
            "%(days)d days after the campaign's last day.",
            days,
        )
    return sentence % {"days": days}
