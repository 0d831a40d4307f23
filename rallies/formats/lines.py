"""Lists of rallies: rows of the database become continents, countries, cities and lines, in order."""

import datetime
import functools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from .. import gazetteer, public_urls
from ..models.texts import choose
from ..statuses import Continent
from . import wording
from .collation import sort_key
from .payload import CityBlock, ContinentBlock, CountryBlock, RallyLine

# How much a line says about kind and organizers: tried in turn until a page is light enough.
ABOUT_LENGTHS = (64, 24, 0)
MIDNIGHT = datetime.time()
CONTINENT_ORDER = {code: index for index, code in enumerate(Continent.values)}


class LineRow(NamedTuple):
    """A row of ``RallyQuerySet.in_lines``."""

    pk: int
    date: datetime.date | None
    time: datetime.time | None
    fold: int | None
    condition: str
    kind: str
    has_unnamed_organizer: bool
    city_slug: str
    city_name: str
    region: str
    country: str
    country_slug: str
    continent: str
    latitude: float
    longitude: float
    timezone: str
    city_names: str


class CountryCount(NamedTuple):
    """A row of ``RallyQuerySet.counted_by_country``."""

    code: str
    slug: str
    continent: str
    rallies: int
    cities: int


Holders = Mapping[int, Sequence[str]]


def read_rows(rows: Iterable[tuple[Any, ...]]) -> list[LineRow]:
    """Give the plain rows of the database their names."""
    return [LineRow._make(row) for row in rows]


@functools.lru_cache(maxsize=8000)
def names_in(written: str) -> dict[str, str]:
    """Read names by language from JSON text; the same few thousand stand on every page."""
    names: dict[str, str] = json.loads(written)
    return names


def holders(rows: Iterable[tuple[int, str, str]], language: str) -> dict[int, list[str]]:
    """Return the names of the organizers of each rally, by the rally's key."""
    found: dict[int, list[str]] = {}
    for pk, names, source_language in rows:
        found.setdefault(pk, []).append(choose(names_in(names), language, source_language)[0])
    return found


def city_blocks(
    rows: Iterable[LineRow],
    names: Holders,
    *,
    base: str,
    language: str,
    is_over: bool,
    about_length: int = ABOUT_LENGTHS[0],
) -> tuple[CityBlock, ...]:
    """Return the cities of one country in the order of the alphabet; ``base`` is the country's path."""
    found: dict[str, tuple[str, list[RallyLine]]] = {}
    for row in rows:
        about = _about(row, names.get(row.pk, ()), language, about_length)
        line = rally_line(row, about, language=language, is_over=is_over)
        slug = row.city_slug
        if slug in found:
            found[slug][1].append(line)
        else:
            found[slug] = city_name(row, language), [line]
    blocks = [CityBlock(name, f"{base}{slug}/", tuple(lines)) for slug, (name, lines) in found.items()]
    return tuple(sorted(blocks, key=lambda block: (sort_key(block.name, language), block.path)))


def rally_line(row: LineRow, about: str, *, language: str, is_over: bool) -> RallyLine:
    """Return one rally of a list."""
    return RallyLine(
        when=wording.when(row.date, row.time, language, is_over=is_over),
        machine_time=wording.machine_time(row.date, row.time, row.timezone, row.fold),
        condition=row.condition,
        badge=wording.condition(row.condition, language),
        about=about,
    )


def _about(row: LineRow, names: Sequence[str], language: str, length: int = ABOUT_LENGTHS[0]) -> str:
    """Return what sort of event it is and who holds it, in so many letters at most."""
    kind = wording.kind(row.kind, language)
    parts = [kind] if kind else []
    parts += names
    if row.has_unnamed_organizer:
        parts.append(wording.unnamed_group(language))
    about = ", ".join(parts)
    if len(about) <= length:
        return about
    return f"{about[: length - 1].rstrip()}…" if length else ""


def continents(
    counts: Iterable[CountryCount],
    *,
    campaign_slug: str,
    language: str,
    rows: Iterable[LineRow] = (),
    names: Holders | None = None,
    is_over: bool = False,
) -> tuple[ContinentBlock, ...]:
    """Return continents with their countries; with ``rows``, the countries hold their cities."""
    by_country: dict[str, list[LineRow]] = {}
    for row in rows:
        by_country.setdefault(row.country_slug, []).append(row)
    ranked = sorted(counts, key=lambda count: CONTINENT_ORDER[count.continent])
    blocks = []
    for code, group in groupby(ranked, key=attrgetter("continent")):
        inside = list(group)
        countries = []
        for count in inside:
            path = public_urls.country(language, campaign_slug, count.slug)
            cities = city_blocks(
                by_country.get(count.slug, ()), names or {}, base=path, language=language, is_over=is_over
            )
            countries.append(_country(count, path, cities, language))
        countries.sort(key=lambda block: sort_key(block.name, language))
        counted = _joined(
            wording.rallies(sum(count.rallies for count in inside)), wording.countries(len(inside))
        )
        name = str(Continent(code).label)
        blocks.append(ContinentBlock(name, code.lower(), counted, tuple(countries)))
    return tuple(blocks)


def _country(count: CountryCount, path: str, cities: tuple[CityBlock, ...], language: str) -> CountryBlock:
    return CountryBlock(
        name=gazetteer.country_name(count.code, language),
        slug=count.slug,
        path=path,
        rally_count=count.rallies,
        counts="" if cities else counts(count.rallies, count.cities),
        cities=cities,
    )


def with_countries(
    rows: Iterable[LineRow], *, campaign_slug: str, language: str, is_over: bool
) -> tuple[CityBlock, ...]:
    """Return cities of any country, named with it, in the order of the rows: one entry per rally."""
    blocks = []
    for row in rows:
        path = public_urls.city(language, campaign_slug, row.country_slug, row.city_slug)
        line = rally_line(row, _about(row, (), language), language=language, is_over=is_over)
        blocks.append(CityBlock(with_country(row, language), path, (line,)))
    return tuple(blocks)


def with_country(row: LineRow, language: str) -> str:
    """Return "Berlin, Germany"."""
    return f"{city_name(row, language)}, {gazetteer.country_name(row.country, language)}"


def city_name(row: LineRow, language: str) -> str:
    """Return the city's name for readers of ``language``; the twin of ``City.name_in``."""
    return names_in(row.city_names).get(language) or row.city_name


def counts(rallies: int, cities: int) -> str:
    """Return "131 rallies, 123 cities"."""
    return _joined(wording.rallies(rallies), wording.cities(cities))


def _joined(*parts: str) -> str:
    return ", ".join(parts)


def by_time(rows: Iterable[LineRow]) -> list[LineRow]:
    """Return the rows in the order of ``RallyQuerySet.by_time``: what is to follow comes last."""
    return sorted(
        rows, key=lambda row: (row.date or datetime.date.max, row.time is None, row.time or MIDNIGHT, row.pk)
    )


def count_by_country(rows: Iterable[LineRow]) -> list[CountryCount]:
    """Count what ``RallyQuerySet.counted_by_country`` counts, from rows that are there already."""
    rallies: Counter[tuple[str, str, str]] = Counter()
    cities: dict[tuple[str, str, str], set[str]] = {}
    for row in rows:
        country = (row.country, row.country_slug, row.continent)
        rallies[country] += 1
        cities.setdefault(country, set()).add(row.city_slug)
    return [CountryCount(*country, count, len(cities[country])) for country, count in rallies.items()]


def nearest_first(rows: Iterable[LineRow], *, latitude: float, longitude: float) -> list[LineRow]:
    """Return the rows by their city's distance from a position, the rallies of a city in order of time."""
    return sorted(
        rows, key=lambda row: gazetteer.distance_km(latitude, longitude, row.latitude, row.longitude)
    )
