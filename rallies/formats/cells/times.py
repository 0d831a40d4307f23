"""Hours of the day as people type them."""

import datetime
import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from .names import clean_text
from .remarks import Read, Remark, doubt, is_placeholder, note, quoted, reject

NIGHT: Final = (datetime.time(2), datetime.time(5))  # a rally that starts in these hours is doubted

_NOON: Final = 12
_CLOCK = re.compile(
    r"(?<![\d.,:/+])(?P<hour>\d{1,2})"
    r"(?:\s?:\s?(?P<colon>\d{2})(?::\d{2})?|[.,](?P<point>\d{2}))?(?!\d|[.,:/]\d)"
    r"(?P<word>\s?(?:(?:h|u)(?P<letter>\d{2})?\b|(?:h|hrs?|hs|heures?|horas?|hours?|uhr|ч|час\w*)\b)\.?)?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\b|p\b|(?:утра|дня|вечера|ночи)\b)\.?)?",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:-+>?|–|—|~|to|till|until|bis|до|à|alle(?:\sore)?|and)\s*", re.IGNORECASE)
_LEADING = re.compile(r"(?:at|kl|ore|um|ab|from|в|с|со|à|a las)?[\s.]*", re.IGNORECASE)
_TRAILING = re.compile(r"[\s.]*(?:hrs?)?[\s.]*", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-4])([0-5][05])(\s*[-–]\s*\d{4})?(?:\s*hrs)?", re.IGNORECASE)
_HYPHENED = re.compile(r"(\d{1,2})-(00|2[5-9]|[345]\d)()")
_LOST_ZERO = re.compile(r"(\d{1,2})[.,]([1-5])()")
_LOOKS_LIKE_TIME = re.compile(r"\d{1,3}\s?[:.]\s?\d{2}(?::\d{2})?")
_NOON_WORD = re.compile(r"(?:12\s*)?\b(?:noon|midday|mittags?|полдень)\b", re.IGNORECASE)
_MIDNIGHT_WORD = re.compile(r"(?:12\s*)?\b(?:midnight|полночь|mitternacht)\b", re.IGNORECASE)
_AFTERNOON = ("p", "дня", "вечера")


@dataclass(frozen=True, slots=True)
class _Found:
    hour: int
    minute: int
    spans: bool  # an end was given as well
    whole: bool  # the text says nothing else


def read_time(text: str) -> Read[datetime.time]:
    """Read the hour at which a rally starts.

    Nothing, "00:00" and text without an hour mean that the time is to follow; of a span the start is taken.
    An hour of ``NIGHT`` is kept and doubted. Digits that look like an hour and are none are rejected.
    """
    plain = clean_text(text[:300]).replace("：", ":")
    if not plain:
        return Read(None)
    if is_placeholder(plain):
        return Read(None, (_to_follow(text),))
    spelt = _MIDNIGHT_WORD.sub("00:00", _NOON_WORD.sub("12:00", plain))
    found = _whole(spelt) or _inside(spelt)
    if found is None:
        broken = _LOOKS_LIKE_TIME.fullmatch(spelt)
        return Read(None, (_no_hour(text) if broken else _to_follow(text),))
    if (found.hour, found.minute) in {(0, 0), (24, 0)}:
        return Read(None, (note(_("“%(text)s” was read as: time to follow.") % {"text": quoted(text)}),))
    value = datetime.time(found.hour, found.minute)
    return Read(value, _remarks(text, found, value))


def _whole(text: str) -> _Found | None:
    """Notations that only count when nothing else is typed: 1430, 14-30, 15.3 (a lost zero)."""
    for pattern, unit in ((_FOUR_DIGITS, 1), (_HYPHENED, 1), (_LOST_ZERO, 10)):
        match = pattern.fullmatch(text)
        if match and _possible(int(match[1]), int(match[2]) * unit):
            return _Found(int(match[1]), int(match[2]) * unit, bool(match[3]), whole=unit == 1)
    return None


def _inside(text: str) -> _Found | None:
    """The first hour in a text: one with minutes or a word, or the start of a span that has them."""
    clocks = list(_CLOCK.finditer(text))
    for place, clock in enumerate(clocks):
        end = _end_of_span(text, clocks, place)
        last = end or clock
        alone = _LEADING.fullmatch(text[: clock.start()]) and _TRAILING.fullmatch(text[last.end() :])
        if not (_is_marked(clock) or (end and _is_marked(end)) or alone):
            continue
        hour, minute = _start(clock, end)
        if _possible(hour, minute):
            return _Found(hour, minute, end is not None, bool(alone))
    return None


def _end_of_span(text: str, clocks: list[re.Match[str]], place: int) -> re.Match[str] | None:
    if place + 1 == len(clocks):
        return None
    between = text[clocks[place].end() : clocks[place + 1].start()]
    return clocks[place + 1] if _TO.fullmatch(between) else None


def _is_marked(clock: re.Match[str]) -> bool:
    return any(clock[name] for name in ("colon", "point", "word", "half"))


def _possible(hour: int, minute: int) -> bool:
    return (hour < 24 and minute < 60) or (hour, minute) == (24, 0)


def _start(clock: re.Match[str], end: re.Match[str] | None) -> tuple[int, int]:
    hour, minute = int(clock["hour"]), _minute(clock)
    if clock["half"]:
        return _of_day(hour, clock["half"]), minute
    if end and end["half"] and end["half"].casefold().startswith(_AFTERNOON) and hour < _NOON:
        stop = _of_day(int(end["hour"]), end["half"]), _minute(end)
        return (hour + _NOON, minute) if (hour + _NOON, minute) < stop else (hour, minute)
    return hour, minute


def _minute(clock: re.Match[str]) -> int:
    return int(clock["colon"] or clock["point"] or clock["letter"] or 0)


def _of_day(hour: int, half: str) -> int:
    if half.casefold().startswith(_AFTERNOON):
        return hour + _NOON if hour < _NOON else hour
    return 0 if hour == _NOON else hour


def _remarks(text: str, found: _Found, value: datetime.time) -> tuple[Remark, ...]:
    values = {
        "text": quoted(text),
        "time": f"{value:%H:%M}",
        "later": f"{value.hour + _NOON if value.hour < _NOON else value.hour:02}:{value:%M}",
    }
    remarks = []
    if found.spans:
        remarks.append(note(_("“%(text)s”: the start, %(time)s, was taken.") % values))
    elif not found.whole:
        remarks.append(note(_("“%(text)s” was read as %(time)s.") % values))
    if NIGHT[0] <= value <= NIGHT[1]:
        remarks.append(doubt(_("%(time)s at night: is %(later)s meant?") % values))
    return tuple(remarks)


def _to_follow(text: str) -> Remark:
    return note(_("“%(text)s” names no hour: time to follow.") % {"text": quoted(text)})


def _no_hour(text: str) -> Remark:
    return reject(_("“%(text)s” is no hour of the day.") % {"text": quoted(text)})
