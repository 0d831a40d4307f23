"""Bringing countries and cities from the read-only gazetteer into the working tables."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from .. import gazetteer
from ..models import City, Country, JournalEntry, User
from . import journal


class PlaceError(Exception):
    """A place that cannot be used; the message says why."""


def load_countries() -> int:
    """Add the countries of ISO 3166-1 that are not stored yet and return how many were added."""
    known = set(Country.objects.values_list("code", flat=True))
    missing = [
        Country(code=info.code, slug=info.slug, continent=info.continent)
        for info in gazetteer.COUNTRIES.values()
        if info.code not in known
    ]
    return len(Country.objects.bulk_create(missing, ignore_conflicts=True))


def ensure_city(*, geonames_id: int) -> City:
    """Return the stored city of a gazetteer place, copying it at first use."""
    return ensure_cities(geonames_ids=[geonames_id])[geonames_id]


def ensure_cities(*, geonames_ids: Iterable[int]) -> dict[int, City]:
    """Return stored cities by GeoNames number, copying those that are used for the first time.

    Raises ``PlaceError`` for a number that the gazetteer does not know.
    """
    wanted = set(geonames_ids)
    found = {
        city.geonames_id: city
        for city in City.objects.filter(geonames_id__in=wanted).select_related("country")
        if city.geonames_id is not None
    }
    missing = sorted(wanted - set(found))
    places = gazetteer.get_many(missing)
    if unknown := [number for number in missing if number not in places]:
        raise PlaceError(f"The gazetteer does not list place {unknown[0]}.")
    taken = set(City.objects.values_list("country_id", "slug")) if missing else set()
    for number in missing:
        city = _copy(places[number], taken)
        city.save(force_insert=True)
        found[number] = city
    return found


def add_unlisted(*, name: str, country: str, nearest: City, names: dict[str, str] | None = None) -> City:
    """Store a place that the gazetteer does not list, with zone and position of ``nearest``.

    Returns the stored one when a city of that name is there already. Raises ``ValidationError`` for
    a name that is empty or too long, and for bad ``names``.
    """
    known: City | None = City.objects.filter(country_id=country, name=name).first()
    if known:
        return known
    taken = set(City.objects.filter(country_id=country).values_list("country_id", "slug"))
    city = City(
        country_id=country,
        name=name,
        names=names or {},
        slug=_free_slug(name, country, "", 0, taken),
        timezone=nearest.timezone,
        latitude=nearest.latitude,
        longitude=nearest.longitude,
        nearest=nearest,
    )
    city.full_clean()
    city.save(force_insert=True)
    return city


@transaction.atomic
def rename(
    *, city: City, names: dict[str, str], by: User | None, now: datetime.datetime, door: str = ""
) -> City:
    """Change the names under which a city is shown, and journal them; nothing else of it changes."""
    before = city.names
    if names != before:
        city.names = names
        city.full_clean()
        city.save(update_fields=["names"])
        changes = {"names": [before, names]}
        action = JournalEntry.Action.CHANGED
        journal.record(action=action, subject=city, by=by, now=now, door=door, changes=changes)
    return city


def _copy(place: gazetteer.Place, taken: set[tuple[str, str]]) -> City:
    names = gazetteer.names(place.geonames_id)
    slug = _free_slug(place.name, place.country, place.region, place.geonames_id, taken)
    taken.add((place.country, slug))
    return City(
        geonames_id=place.geonames_id,
        country_id=place.country,
        slug=slug,
        name=place.name,
        names={code: names[code] for code, _label in settings.LANGUAGES if code in names},
        region=place.region,
        timezone=place.timezone,
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population,
    )


def _free_slug(name: str, country: str, region: str, number: int, taken: set[tuple[str, str]]) -> str:
    plain = slugify(gazetteer.to_latin(name))[:80].strip("-") or "city"
    with_number = [f"{plain}-{number}"] if number else []
    for slug in (plain, f"{plain}-{slugify(region)}"[:100].strip("-"), *with_number):
        if (country, slug) not in taken:
            return slug
    counter = 2
    while (country, f"{plain}-{counter}") in taken:
        counter += 1
    return f"{plain}-{counter}"
