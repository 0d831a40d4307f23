"""The lists of rallies as HTML.

They are the bulk of every page, and template nodes for each cell took six times as long
(docs/pages.md): here a row is one string, every value in it escaped once.
"""

import functools
import html
from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..formats.payload import CityBlock, ContinentBlock, CountryBlock, RallyLine

register = template.Library()
# The same names, days and addresses stand on every rendering of a page.
escape = functools.lru_cache(maxsize=20_000)(html.escape)
# A country of more rallies may go on in the next column.
KEPT_TOGETHER = 12
# ``<time>`` must hold something that a machine can read.
WORDS = ("<i>", "</i>")


@register.simple_tag
def city_list(cities: Iterable[CityBlock]) -> SafeString:
    """A list of cities with their rallies."""
    return _safe(_cities(cities))


@register.simple_tag
def country_list(continent: ContinentBlock) -> SafeString:
    """The countries of a continent, each with its cities."""
    return _safe("".join([_country(country) for country in continent.countries]))


@register.simple_tag
def jump_list(continent: ContinentBlock, *, is_index: bool) -> SafeString:
    """Links to the countries of a continent: down the page, or to their own pages from an index."""
    return _safe(
        " ".join(
            [
                f'<a href="{escape(country.path) if is_index else "#" + escape(country.slug)}">'
                f"{escape(country.name)}</a>"
                for country in continent.countries
            ]
        )
    )


def _safe(made: str) -> SafeString:
    """Mark what this module put together; every value in it went through ``escape``."""
    return mark_safe(made)  # noqa: S308  # nosec


def _country(country: CountryBlock) -> str:
    length = " long" if country.rally_count > KEPT_TOGETHER else ""
    return (
        f'<section class="country{length}" id="{escape(country.slug)}"><h3><a href="{escape(country.path)}">'
        f"{escape(country.name)}</a> <small>{country.rally_count}</small></h3>\n"
        f"{_cities(country.cities)}</section>\n"
    )


def _cities(cities: Iterable[CityBlock]) -> str:
    items = [
        f'<li><a href="{escape(city.path)}">{escape(city.name)}</a>'
        f"{''.join([_rally(rally) for rally in city.rallies])}</li>\n"
        for city in cities
    ]
    return f'<ul class="cities">{"".join(items)}</ul>' if items else ""


def _rally(rally: RallyLine) -> str:
    machine = escape(rally.machine_time)
    start, end = (f'<time datetime="{machine}">', "</time>") if machine else WORDS
    badge = f'<b class="{escape(rally.condition)}">{escape(rally.badge)}</b> ' if rally.badge else ""
    about = f" <span>{badge}{escape(rally.about)}</span>" if badge or rally.about else ""
    return f"<p>{start}{escape(rally.when)}{end}{about}</p>"
