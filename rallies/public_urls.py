"""Every public address: how each is put together, and which there are.

Pages, feeds and editions take addresses from here. The functions are pure; ``every_path`` takes the
rows of ``querysets`` that say what is public. A test holds them against the URLconf.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.utils.text import slugify

from . import gazetteer

# A list of this many rallies fits 14,000 bytes on the wire, if need be with names cut shorter.
LIST_LIMIT = 140
PART_SIZE = 100
ORGANIZERS_LIMIT = 200
NO_REGION = "other"
TEXT_PAGES = ("about", "verify", "contact", "mirrors")
# What stands below a language and is never part of an edition: Django answers it afresh.
LIVE = frozenset({"signup"})

Place = tuple[str, str, str, str, int]


def languages() -> list[str]:
    """Return the codes of the languages that have pages."""
    return [code for code, _name in settings.LANGUAGES]


def home(language: str) -> str:
    """The current campaign."""
    return f"/{language}/"


def text_page(language: str, name: str) -> str:
    """About, how to verify, contact, is this ours."""
    return f"/{language}/{name}/"


def campaigns(language: str) -> str:
    """All actions."""
    return f"/{language}/campaigns/"


def campaign(language: str, slug: str) -> str:
    """One action and its list."""
    return f"/{language}/campaigns/{slug}/"


def country(language: str, campaign_slug: str, slug: str) -> str:
    """The rallies of one country."""
    return f"/{language}/campaigns/{campaign_slug}/{slug}/"


def city(language: str, campaign_slug: str, country_slug: str, slug: str) -> str:
    """The rallies of one city; each has its public number as fragment."""
    return f"/{language}/campaigns/{campaign_slug}/{country_slug}/{slug}/"


def region(country_path: str, slug: str) -> str:
    """A region of a country whose list is too long for one page."""
    return f"{country_path}region/{slug}/"


def part(list_path: str, number: int) -> str:
    """An alphabetical part, from 1, of a list that is too long for one page."""
    return f"{list_path}part/{number}/"


def organizers(language: str) -> str:
    """All organizers."""
    return f"/{language}/organizers/"


def organizers_of_country(language: str, slug: str) -> str:
    """The organizers of one country, where all of them are too many for one page."""
    return f"/{language}/organizers/country/{slug}/"


def organizer(language: str, slug: str) -> str:
    """One organizer."""
    return f"/{language}/organizers/{slug}/"


def absolute(path: str) -> str:
    """Return ``path`` on the site's own host, which a setting names and never the request."""
    return f"{settings.SITE_URL}{path}"


def in_language(path: str, language: str) -> str:
    """Return the address of the same page in another language."""
    return f"/{language}/{path.split('/', 2)[2]}"


def region_slug(name: str) -> str:
    """Return a region's part of an address; places without a region share one."""
    return slugify(gazetteer.to_latin(name))[:80] or NO_REGION


def part_count(rallies: int) -> int:
    """Return how many parts a list of so many rallies has; 0 where one page holds it."""
    return -(-rallies // PART_SIZE) if rallies > LIST_LIMIT else 0


def every_path(
    *,
    campaigns_public: Iterable[str],
    addresses: Iterable[Place],
    organizers_public: Sequence[str],
    organizer_countries: Iterable[str | None] = (),
) -> Iterator[str]:
    """Yield every public path once, in all languages.

    Takes the addresses of public campaigns, the rows of ``Rally.objects.public().addresses()``, the
    addresses of public organizers, and those of their countries, which split a long list of them.
    """
    slugs, places = list(campaigns_public), list(addresses)
    is_split = len(organizers_public) > ORGANIZERS_LIMIT
    split_by = sorted({slug or NO_REGION for slug in organizer_countries}) if is_split else []
    for language in languages():
        yield home(language)
        yield from (text_page(language, name) for name in TEXT_PAGES)
        yield campaigns(language)
        yield from (campaign(language, slug) for slug in slugs)
        yield from _place_paths(language, places)
        yield organizers(language)
        yield from (organizers_of_country(language, slug) for slug in split_by)
        yield from (organizer(language, slug) for slug in organizers_public)


def _place_paths(language: str, places: list[Place]) -> Iterator[str]:
    for (campaign_slug, country_slug), rows in groupby(places, key=itemgetter(0, 1)):
        cities = list(rows)
        path = country(language, campaign_slug, country_slug)
        yield path
        yield from _split_paths(path, [(row[3], row[4]) for row in cities])
        yield from (city(language, campaign_slug, country_slug, row[2]) for row in cities)


def _split_paths(path: str, counted: list[tuple[str, int]]) -> Iterator[str]:
    """Yield the paths that a country's list is split into: by region if there are several, else by part."""
    if not part_count(sum(count for _name, count in counted)):
        return
    regions: dict[str, int] = {}
    for name, count in counted:
        slug = region_slug(name)
        regions[slug] = regions.get(slug, 0) + count
    if len(regions) == 1:
        regions = {"": sum(regions.values())}
    for slug, count in sorted(regions.items()):
        base = region(path, slug) if slug else path
        if slug:
            yield base
        yield from (part(base, number) for number in range(1, part_count(count) + 1))
