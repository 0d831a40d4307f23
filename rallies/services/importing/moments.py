"""Day and hour of a row at its place: what is doubtful, what may be answered, what was answered."""

import dataclasses

from django.utils.translation import gettext as _

from ... import clock
from ...formats.cells import Offset, offset_fits
from . import decisions
from .plan import Values, Where

HALF_DAY = 12  # hours


def with_answer(values: Values, kind: str, answer: str) -> Values:
    """Return the values with a remembered answer about the day or the hour in place of what was typed."""
    if kind == "date":
        return dataclasses.replace(values, date=decisions.day(answer))
    time, fold = decisions.hour(answer)
    return dataclasses.replace(values, time=time, fold=fold)


def clock_doubt(values: Values, zone: str, city: str) -> str:
    """Say why day and hour name no instant, or two, by the clocks of the city; empty when they name one."""
    if not (values.date and values.time):
        return ""
    problem = clock.problem(values.date, values.time, zone)
    words = {"time": f"{values.time:%H:%M}", "city": city}
    if problem is clock.ClockProblem.GAP:
        return _("The clocks of %(city)s skip %(time)s on that day.") % words
    if problem is clock.ClockProblem.FOLD and values.fold is None:
        return _("The clocks of %(city)s show %(time)s twice on that day.") % words
    return ""


def answers_to(kind: str, values: Values, where: Where) -> list[str]:
    """Return the answers to offer; others are taken as well."""
    if kind == "date" or values.time is None:
        return [values.date.isoformat()] if values.date else []
    typed = f"{values.time:%H:%M}"
    problem = clock.problem(values.date, values.time, where.place.timezone) if values.date else None
    if problem is clock.ClockProblem.FOLD:
        return [f"{typed} {which}" for which in decisions.PASSES]
    later = values.time.replace(hour=(values.time.hour + HALF_DAY) % 24)
    return [f"{later:%H:%M}"] if problem else [f"{later:%H:%M}", typed]


def wrong_offset(values: Values, offset: Offset | None, typed: str, where: Where) -> str:
    """Say that a typed offset is not that of the place at that hour; empty when it fits or says nothing."""
    if not (values.date and values.time and offset):
        return ""
    minutes = clock.offset_minutes(values.date, values.time, where.place.timezone)
    if offset_fits(offset, minutes):
        return ""
    words = {"typed": typed, "city": where.name, "offset": _offset_text(minutes)}
    return _("%(typed)s typed; %(city)s is %(offset)s on that day.") % words


def _offset_text(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
