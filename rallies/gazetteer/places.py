"""Places by number and by position."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from . import store

EARTH_RADIUS = 6371.0088  # km, mean radius of the IUGG
NEAR_POLE = 85  # degrees of latitude; beyond it all longitudes are searched
KM_PER_DEGREE = 111.0  # of latitude; a little less than true, so that no place is missed
COLUMNS = """p.number, p.geonames_id, p.country, coalesce(r.name, ''), p.latitude, p.longitude, p.population,
    p.timezone, p.name, p.division"""
TABLES = "places p LEFT JOIN regions r ON r.code = p.division"
_MOST_VALUES = 500  # in one query; SQLite allows more, older ones 999


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ISO code of its country, GeoNames' main name, IANA zone; the region may be empty."""

    geonames_id: int
    country: str
    name: str
    region: str
    latitude: float
    longitude: float
    population: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A place with its number in the installed file (0 is the biggest) and its division's code."""

    number: int
    place: Place
    division: str


def numbered(row: tuple[object, ...]) -> Numbered:
    """What a row of `COLUMNS` holds."""
    number, geonames_id, country, region, latitude, longitude, population, timezone, name, division = row
    position = float(str(latitude)), float(str(longitude))
    named = int(str(geonames_id)), str(country), str(name), str(region)
    place = Place(*named, *position, int(str(population)), str(timezone))
    return Numbered(int(str(number)), place, str(division))


def get(geonames_id: int) -> Place | None:
    """The place of a GeoNames number, if the gazetteer has it."""
    return get_many([geonames_id]).get(geonames_id)


def get_many(ids: Iterable[int]) -> dict[int, Place]:
    """The places of these GeoNames numbers; unknown ones are left out."""
    wanted = [number for number in dict.fromkeys(ids) if 0 < number < 2**63]
    found: dict[int, Place] = {}
    for start in range(0, len(wanted), _MOST_VALUES):
        part = wanted[start : start + _MOST_VALUES]
        marks = ",".join("?" * len(part))
        for row in store.rows(f"SELECT {COLUMNS} FROM {TABLES} WHERE p.geonames_id IN ({marks})", part):
            place = numbered(row).place
            found[place.geonames_id] = place
    return found


def by_number(numbers: list[int]) -> list[Numbered]:
    """The places with these numbers of the installed file, biggest first."""
    found: list[Numbered] = []
    for start in range(0, len(numbers), _MOST_VALUES):
        part = numbers[start : start + _MOST_VALUES]
        marks = ",".join("?" * len(part))
        found += map(
            numbered, store.rows(f"SELECT {COLUMNS} FROM {TABLES} WHERE p.number IN ({marks})", part)
        )
    return sorted(found, key=lambda entry: entry.number)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance in kilometres (haversine formula)."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    half_east = math.radians(other_longitude - longitude) / 2
    half_north = (other_north - north) / 2
    share = math.sin(half_north) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, share)))


def nearest(
    latitude: float, longitude: float, *, limit: int = 3, country: str | None = None
) -> list[tuple[Place, float]]:
    """The places nearest to a position (degrees, WGS 84) with their distance in kilometres, nearest first.

    Raises `ValueError` for a position that is not on Earth.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("A position lies between -90 and 90 degrees north, -180 and 180 degrees east.")
    found: list[tuple[Place, float]] = []
    for degrees in (0.25, 1, 4, 16, 180):
        around = _around(latitude, longitude, degrees, country)
        measured = [(p, distance_km(latitude, longitude, p.latitude, p.longitude)) for p in around]
        found = sorted(measured, key=lambda entry: (entry[1], entry[0].geonames_id))[:limit]
        if len(found) == limit and found[-1][1] <= degrees * KM_PER_DEGREE:
            break
    return found


def _around(latitude: float, longitude: float, degrees: float, country: str | None) -> list[Place]:
    """All places in a box that holds the circle of so many degrees around a position."""
    farthest = abs(latitude) + degrees
    width = 180.0 if farthest >= NEAR_POLE else degrees / math.cos(math.radians(farthest))
    sql = f"""SELECT {COLUMNS} FROM {TABLES} WHERE p.latitude BETWEEN ? AND ?
        AND min(abs(p.longitude - ?), 360 - abs(p.longitude - ?)) <= ? AND (? IS NULL OR p.country = ?)"""
    values = (latitude - degrees, latitude + degrees, longitude, longitude, width, country, country)
    return [numbered(row).place for row in store.rows(sql, values)]
