"""Days, hours, zones, counts and states in the words of a page.

Everything here answers in a named language or in the active one, and depends on nothing else: no
clock, no request. What many rows share is kept, because Babel is slow.
"""

import datetime
import functools
import zoneinfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import get_language, npgettext, pgettext
from django.utils.translation import gettext as _

from ..statuses import CampaignState, Condition, Kind

# English pages are read worldwide: the day before the month, as in the rest of the world.
LOCALES = {"en": "en_GB"}
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
# British and Irish summers are not Greenwich time, and in Russian US Central Time has another region's name.
UNFIT_ZONE_NAMES = frozenset({("GMT", ""), ("America_Central", "ru")})
MINUTES_PER_HOUR = SECONDS_PER_MINUTE = 60


@functools.cache
def locale(language: str) -> Locale:
    """Return the CLDR locale that writes dates and numbers for ``language``."""
    return Locale.parse(LOCALES.get(language, language), sep="_" if language in LOCALES else "-")


def direction(language: str) -> str:
    """Return "rtl" for languages written from right to left, else "ltr"."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


@functools.lru_cache(maxsize=500)
def language_name(code: str, language: str) -> str:
    """Return what ``code`` is called in ``language``: "Russian", "русский"."""
    return str(Locale.parse(code, sep="-").get_display_name(locale(language)) or code)


def number(value: int) -> str:
    """Return a whole number with the active language's thousands: "4,493", "4 493"."""
    return _number(value, get_language() or "en")


@functools.lru_cache(maxsize=2000)
def _number(value: int, language: str) -> str:
    return format_decimal(value, locale=locale(language))


@functools.lru_cache(maxsize=2000)
def short_day(day: datetime.date, language: str) -> str:
    """Return "24 Feb"."""
    return format_skeleton("MMMd", day, locale=locale(language))


@functools.lru_cache(maxsize=2000)
def full_day(day: datetime.date, language: str) -> str:
    """Return "Friday, 24 February 2023"."""
    return format_date(day, "full", locale=locale(language))


@functools.lru_cache(maxsize=2000)
def long_day(day: datetime.date, language: str) -> str:
    """Return "24 February 2023"."""
    return format_date(day, "long", locale=locale(language))


@functools.lru_cache(maxsize=500)
def days(first: datetime.date, last: datetime.date, language: str) -> str:
    """Return the days of a campaign: "24–26 February 2023", or both days in full where they differ more."""
    if first == last:
        return long_day(first, language)
    day_comes_first = locale(language).date_formats["long"].pattern.startswith("d")
    if day_comes_first and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_day(last, language)}"
    if day_comes_first and first.year == last.year:
        return f"{format_date(first, 'd MMMM', locale=locale(language))} – {long_day(last, language)}"
    return f"{long_day(first, language)} – {long_day(last, language)}"


@functools.lru_cache(maxsize=5000)
def when(
    day: datetime.date | None, time: datetime.time | None, language: str, *, is_over: bool = False
) -> str:
    """Return the day and hour of a line in a list: "24 Feb, 14:00", "24 Feb, time to follow".

    ``is_over`` is for closed campaigns, where nothing follows any more.
    """
    if day and time:
        return _("%(day)s, %(time)s") % {"day": short_day(day, language), "time": f"{time:%H:%M}"}
    if day:
        return _("%(day)s, %(time)s") % {"day": short_day(day, language), "time": no_time(is_over=is_over)}
    if time:
        return _("%(day)s, %(time)s") % {"day": no_day(is_over=is_over), "time": f"{time:%H:%M}"}
    return no_day_and_time(is_over=is_over)


def no_time(*, is_over: bool) -> str:
    """Return the words for an hour that nobody gave."""
    return _("time not known") if is_over else _("time to follow")


def no_day(*, is_over: bool) -> str:
    """Return the words for a day that nobody gave."""
    return _("day not known") if is_over else _("day to follow")


def no_day_and_time(*, is_over: bool) -> str:
    """Return the words for a rally of which neither day nor hour is known."""
    return _("day and time not known") if is_over else _("day and time to follow")


def no_meeting_point(*, is_over: bool) -> str:
    """Return the words for a meeting point that nobody gave."""
    if is_over:
        return pgettext("meeting point", "not known")
    return pgettext("meeting point", "to follow")


@functools.lru_cache(maxsize=5000)
def machine_time(
    day: datetime.date | None, time: datetime.time | None, zone: str, fold: int | None = None
) -> str:
    """Return the value of ``<time datetime>``: with the city's offset, else the day alone, else empty.

    ``fold`` tells the passes of an hour that the clocks of ``zone`` repeat.
    """
    if day and time:
        return _on_the_wall(day, time, zone, fold).isoformat(timespec="minutes")
    return day.isoformat() if day else ""


def offset(day: datetime.date, time: datetime.time, zone: str, fold: int | None = None) -> str:
    """Return how far the city's clocks are from UTC at that moment: "UTC+1", "UTC−3:30", "UTC"."""
    ahead = _on_the_wall(day, time, zone, fold).utcoffset() or datetime.timedelta()
    minutes = int(ahead.total_seconds()) // SECONDS_PER_MINUTE
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), MINUTES_PER_HOUR)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def _on_the_wall(day: datetime.date, time: datetime.time, zone: str, fold: int | None) -> datetime.datetime:
    return datetime.datetime.combine(day, time, zoneinfo.ZoneInfo(zone)).replace(fold=fold or 0)


@functools.lru_cache(maxsize=2000)
def zone_name(zone: str, language: str) -> str:
    """Return what people call the time of a zone, summer and winter alike: "Central European Time" (CLDR).

    A zone without such a name is called after its place.
    """
    worldwide = get_global("meta_zones")
    known = (zone, *_older_names().get(zone, ()))
    shared = next((str(worldwide[name]) for name in known if name in worldwide), "")
    if UNFIT_ZONE_NAMES.isdisjoint({(shared, ""), (shared, language)}):
        names = locale(language).meta_zones.get(shared, {}).get("long", {})
        if name := names.get("generic") or names.get("standard"):
            return str(name)
    return zone_place(zone, language)


@functools.lru_cache(maxsize=2000)
def zone_place(zone: str, language: str) -> str:
    """Return the place that an IANA zone is named after: "Berlin", "Тбилиси" (CLDR exemplar cities)."""
    known = locale(language).time_zones
    for name in (zone, *_older_names().get(zone, ())):
        if "city" in known.get(name, {}):
            return str(known[name]["city"])
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@functools.cache
def _older_names() -> dict[str, list[str]]:
    """Return the former names of zones, under which CLDR keeps some of them."""
    names: dict[str, list[str]] = {}
    for older, newer in get_global("zone_aliases").items():
        names.setdefault(newer, []).append(older)
        names.setdefault(older, []).append(newer)
    return names


def local_moment(moment: datetime.datetime, zone: str, language: str) -> str:
    """Return "23 February 2023, 18:05" by the clocks of ``zone``."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return _("%(day)s, %(time)s") % {"day": long_day(local.date(), language), "time": f"{local:%H:%M}"}


def rallies(count: int) -> str:
    """Return "131 rallies"."""
    words = npgettext("with number", "%(number)s rally", "%(number)s rallies", count)
    return words % {"number": number(count)}


def cities(count: int) -> str:
    """Return "123 cities"."""
    words = npgettext("with number", "%(number)s city", "%(number)s cities", count)
    return words % {"number": number(count)}


def countries(count: int) -> str:
    """Return "47 countries"."""
    words = npgettext("with number", "%(number)s country", "%(number)s countries", count)
    return words % {"number": number(count)}


def organizers(count: int) -> str:
    """Return "3 organizers"."""
    words = npgettext("with number", "%(number)s organizer", "%(number)s organizers", count)
    return words % {"number": number(count)}


@functools.lru_cache(maxsize=100)
def condition(value: str, language: str) -> str:
    """Return the badge of a condition in a list; empty for rallies that are simply planned."""
    return "" if value == Condition.PLANNED else _capital(str(Condition(value).label))


@functools.lru_cache(maxsize=100)
def kind(value: str, language: str) -> str:
    """Return the kind of event with a capital; empty for a rally, which goes without saying."""
    if value == Kind.RALLY:
        return ""
    return _capital(str(Kind(value).label))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def condition_sentence(value: str, *, is_over: bool) -> str:
    """Return what a condition means for somebody who wants to come, or who looks back.

    Empty for what was planned in an action that is over: nobody said whether it took place.
    """
    return _looking_back(value) if is_over else _ahead(value)


def _ahead(value: str) -> str:
    return {
        Condition.PLANNED: _("Planned. The organizers have not confirmed it yet."),
        Condition.CONFIRMED: _("Confirmed by the organizers."),
        Condition.MOVED: _("The day, the hour or the place has changed. Here is how it is now."),
        Condition.POSTPONED: _("It does not take place as announced. A new day is to follow."),
        Condition.CANCELLED: _("It does not take place."),
    }[Condition(value)]


def _looking_back(value: str) -> str:
    return {
        Condition.PLANNED: "",
        Condition.CONFIRMED: _("Confirmed by the organizers."),
        Condition.MOVED: _("The day, the hour or the place was changed. Here is how it was announced last."),
        Condition.POSTPONED: _("It did not take place as announced."),
        Condition.CANCELLED: _("It did not take place."),
    }[Condition(value)]


def campaign_state(value: str) -> str:
    """Return what visitors should know about a campaign that is no longer open; empty for an open one."""
    return {
        CampaignState.CLOSED: _("This action is over. The list stays as it was."),
        CampaignState.ARCHIVED: _("This action is over and archived. The list stays as it was."),
    }.get(CampaignState(value), "")


@functools.lru_cache(maxsize=100)
def unnamed_group(language: str) -> str:
    """Return the label of a rally that no named community holds."""
    return pgettext("organizer", "Group of activists")
