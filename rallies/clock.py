"""Wall time of a city and the instant behind it.

A city's clock skips hours in spring (a gap) and repeats them in autumn (a fold). Neither is
guessed: callers ask back. Zones are IANA names; instants are aware and in UTC.
"""

import datetime
import enum
import zoneinfo


class ClockProblem(enum.StrEnum):
    """Why a wall time does not name one instant."""

    GAP = "gap"
    FOLD = "fold"


class ClockError(ValueError):
    """A wall time that names no instant, or two; ``problem`` says which."""

    def __init__(self, problem: ClockProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def problem(day: datetime.date, time: datetime.time, zone: str) -> ClockProblem | None:
    """Say whether ``time`` on ``day`` is skipped or repeated by the clocks of ``zone`` (PEP 495)."""
    first = datetime.datetime.combine(day, time, zoneinfo.ZoneInfo(zone))
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    back = first.astimezone(datetime.UTC).astimezone(first.tzinfo)
    return ClockProblem.FOLD if back.replace(tzinfo=None) == first.replace(tzinfo=None) else ClockProblem.GAP


def instant(
    day: datetime.date | None, time: datetime.time | None, zone: str, *, fold: int | None = None
) -> datetime.datetime | None:
    """Return the UTC instant of a wall time, or ``None`` while the day or the time is to follow.

    ``fold`` answers a repeated hour: 0 is the first pass, 1 the second. Raises ``ClockError`` for a
    skipped hour, for a repeated one that has no answer, and at the very ends of the calendar.
    """
    if day is None or time is None:
        return None
    found = problem(day, time, zone)
    if found is ClockProblem.GAP or (found is ClockProblem.FOLD and fold is None):
        raise ClockError(found)
    local = datetime.datetime.combine(day, time, zoneinfo.ZoneInfo(zone)).replace(fold=fold or 0)
    try:
        return local.astimezone(datetime.UTC)
    except OverflowError:
        raise ClockError(ClockProblem.GAP) from None


def offset_minutes(day: datetime.date, time: datetime.time, zone: str) -> int:
    """Return the zone's distance from UTC at that wall time, in minutes, summer time included."""
    offset = datetime.datetime.combine(day, time, zoneinfo.ZoneInfo(zone)).utcoffset()
    return int((offset or datetime.timedelta()).total_seconds() // 60)
