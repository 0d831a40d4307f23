"""Countries: codes, continents, slugs, names in every language, and finding the one that is meant.

Works without the installed gazetteer. Codes are those of ISO 3166-1, with XK for Kosovo. Slugs are shipped
and do not follow CLDR when it renames a country, so that addresses stay.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from . import shipped
from .sounding import distance
from .spelling import clean, key, repair_alphabets

CONTINENTS = ("AF", "AN", "AS", "EU", "NA", "OC", "SA")
LONG_ENOUGH = 6  # letters from which one wrong letter still leaves a country recognisable
SHORTEST = 3  # letters of a code or abbreviation: no spelling mistakes are looked for
_ASIDE = re.compile(r"\([^)]*\)?|\d+|^the\s+", re.IGNORECASE)


@dataclass(frozen=True)
class CountryInfo:
    """A country's ISO code, the GeoNames code of its continent, and its part of an address."""

    code: str
    continent: str
    slug: str


@dataclass(frozen=True, slots=True)
class CountryMatch:
    """What a typed country means: a code, or candidates to ask about; `repaired` when a letter was wrong."""

    code: str | None
    candidates: tuple[str, ...]
    searched: str
    repaired: bool = False


@functools.cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in shipped.lines(shipped.COUNTRIES))


COUNTRIES: Mapping[str, CountryInfo] = MappingProxyType({row[0]: CountryInfo(*row[:3]) for row in _rows()})


def country_name(code: str, language: str) -> str:
    """The name in a language: corrections, then CLDR, then English; the code when nobody names it."""
    plain = language.split("-", maxsplit=1)[0]
    corrected = _corrected().get((code, language)) or _corrected().get((code, plain))
    name = corrected or _territories(language).get(code) or _territories(plain).get(code)
    return name or (code if language == "en" else country_name(code, "en"))


@functools.cache
def _corrected() -> dict[tuple[str, str], str]:
    return {(code, language): name for code, language, name in shipped.corrections("country-name")}


@functools.lru_cache(maxsize=100)
def _territories(language: str) -> Mapping[str, str]:
    try:
        return MappingProxyType(dict(Locale.parse(language, sep="-").territories))
    except (UnknownLocaleError, ValueError):
        return MappingProxyType({})


def match_country(text: str) -> CountryMatch:
    """The country that somebody typed in any language, case or abbreviation.

    A name of six letters and more with one wrong letter is taken when it can be only one country; anything
    vaguer is offered as candidates.
    """
    written = repair_alphabets(clean(text))
    searched = ""
    for attempt in (written, _ASIDE.sub(" ", written)):
        searched = key(attempt)
        found = _spellings().get(searched, ())
        if len(found) == 1:
            return CountryMatch(found[0], found, searched)
        if found:
            return CountryMatch(None, found, searched)
    return _misspelt(searched)


def _misspelt(searched: str) -> CountryMatch:
    if len(searched) <= SHORTEST:
        return CountryMatch(None, (), searched)
    limit = 2 if len(searched) >= LONG_ENOUGH else 1
    by_distance: dict[int, set[str]] = {}
    for spelling, codes in _sure_spellings().items():
        if len(spelling) > SHORTEST and (steps := distance(searched, spelling, limit)) <= limit:
            by_distance.setdefault(steps, set()).update(codes)
    nearest = by_distance.get(1, set())
    if len(nearest) == 1 and len(searched) >= LONG_ENOUGH:
        return CountryMatch(min(nearest), tuple(nearest), searched, repaired=True)
    found = [code for steps in sorted(by_distance) for code in sorted(by_distance[steps])]
    return CountryMatch(None, tuple(dict.fromkeys(found)), searched)


@functools.cache
def _sure_spellings() -> dict[str, tuple[str, ...]]:
    """Keys of CLDR's names and ISO's codes; two-letter codes and our own names and aliases decide alone."""
    found = _grouped(row[3] for row in _rows()) | {code.lower(): (code,) for code in COUNTRIES}
    for kind in ("country-name", "country-alias"):
        found.update({key(name): (code,) for code, _language, name in shipped.corrections(kind)})
    return found


@functools.cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """All keys, those of smaller languages too, as far as no better known name has the same key."""
    return _grouped(row[4] for row in _rows()) | _sure_spellings()


def _grouped(columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row, spellings in zip(_rows(), columns, strict=True):
        for spelling in spellings.split():
            found[spelling] = (*found.get(spelling, ()), row[0])
    return found
