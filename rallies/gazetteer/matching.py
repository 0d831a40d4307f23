"""Which place somebody means who typed a name: the rule that imports and forms follow.

Names are compared inside the country by their keys, so case, accents, blanks, hyphens and apostrophes do not
count. One place of that name is taken; so is the first one when it is five times bigger than the second, and
then it must be shown; otherwise somebody is asked. What only resembles the name is offered and never taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from . import store
from .countries import match_country
from .places import Numbered, Place, by_number
from .sounding import one_letter_off, sound
from .spelling import Reading, clean, key, keys, readings, trailing_words

CLEARLY_BIGGER = 5  # times, measured on 4,000 typed names: smaller factors take wrong places
MOST_CANDIDATES = 8
_MOST_VALUES = 500


class MatchKind(StrEnum):
    """What may be done with a match."""

    SINGLE = "single"
    CLEAR = "clear"
    CLOSE = "close"
    OFFER = "offer"
    NONE = "none"


class Why(StrEnum):
    """Why a place is a candidate."""

    SAME_NAME = "same-name"
    SPELLING = "spelling"
    TRANSLITERATION = "transliteration"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant, and why it is thought of."""

    place: Place
    why: Why


@dataclass(frozen=True, slots=True)
class Match:
    """The result for one typed name; `place` is set for SINGLE and CLEAR only, `searched` is the name compared."""

    kind: MatchKind
    place: Place | None
    candidates: tuple[Candidate, ...]
    searched: str


@dataclass(frozen=True, slots=True)
class _Found:
    places: list[Numbered]
    contradicted: bool = False  # what stood behind the name says another place than any of these


@dataclass(frozen=True, slots=True)
class _Qualified:
    countries: set[str] = field(default_factory=set)
    divisions: set[str] = field(default_factory=set)


def match(text: str, *, country: str | None) -> Match:
    """The place that a typed name means, in a country (ISO code) or, without one, anywhere.

    Only reads. Never raises for odd text: what cannot be a name matches nothing. Raises `GazetteerMissing`.
    """
    searched = clean(text)
    for alternatives in readings(text):
        if (found := _alternatives(alternatives, country)).places:
            return _decide(found, searched)
    for reading in trailing_words(searched):
        found = _same_named(reading, country)
        if found.places and not found.contradicted and _says_where(reading, country):
            return _decide(found, searched)
    return _offer(text, country, searched)


def qualifier(text: str, *, country: str | None) -> set[str]:
    """Codes of the first-level divisions ("US.TX") that a word behind a name means; empty when it is none."""
    sql = "SELECT code FROM region_keys WHERE key = ?"
    codes = {str(code) for (code,) in store.rows(sql, (key(text),))}
    return {code for code in codes if country is None or code.startswith(f"{country}.")}


def _alternatives(alternatives: Iterable[Reading], country: str | None) -> _Found:
    """The places of one reading; where its alternatives mean different ones, all of them, to be asked about."""
    found = [result for reading in alternatives if (result := _same_named(reading, country)).places]
    if not found:
        return _Found([])
    firsts = {result.places[0].number for result in found}
    if len(firsts) == 1:
        return min(found, key=lambda result: len(result.places))
    united = {entry.number: entry for result in found for entry in result.places}
    return _Found([united[number] for number in sorted(united)], contradicted=True)


def _same_named(reading: Reading, country: str | None) -> _Found:
    for compared in keys(reading.name):
        if places := _with_key(compared, country):
            return _narrowed(places, reading, country)
    return _Found([])


def _with_key(compared: str, country: str | None) -> list[Numbered]:
    if country is None:
        found = store.rows("SELECT place FROM keys WHERE key = ?", (compared,))
    else:
        found = store.rows("SELECT place FROM keys WHERE country = ? AND key = ?", (country, compared))
    return by_number([int(str(number)) for (number,) in found])


def _narrowed(places: list[Numbered], reading: Reading, country: str | None) -> _Found:
    said = _qualified(reading, country)
    if not said.countries and not said.divisions:
        return _Found(places)
    chosen = [p for p in places if p.division in said.divisions or p.place.country in said.countries]
    return _Found(chosen) if chosen else _Found(places, contradicted=True)


def _qualified(reading: Reading, country: str | None) -> _Qualified:
    said = _Qualified()
    for text in reading.qualifiers:
        said.divisions.update(qualifier(text, country=country))
        named = match_country(text) if country is None else None
        if named and named.code and not named.repaired:
            said.countries.add(named.code)
    return said


def _says_where(reading: Reading, country: str | None) -> bool:
    said = _qualified(reading, country)
    return bool(said.countries or said.divisions)


def _decide(found: _Found, searched: str) -> Match:
    first = found.places[0].place
    candidates = tuple(Candidate(entry.place, Why.SAME_NAME) for entry in found.places[:MOST_CANDIDATES])
    if found.contradicted:
        return Match(MatchKind.CLOSE, None, candidates, searched)
    if len(found.places) == 1:
        return Match(MatchKind.SINGLE, first, candidates, searched)
    if first.population >= CLEARLY_BIGGER * max(1, found.places[1].place.population):
        return Match(MatchKind.CLEAR, first, candidates, searched)
    return Match(MatchKind.CLOSE, None, candidates, searched)


def _offer(text: str, country: str | None, searched: str) -> Match:
    found: dict[int, Candidate] = {}
    for alternatives in readings(text):
        for reading in alternatives:
            compared = key(reading.name)
            for entry, why in _resembling(compared, country):
                found.setdefault(entry.number, Candidate(entry.place, why))
    candidates = tuple(found.values())[:MOST_CANDIDATES]
    return Match(MatchKind.OFFER if candidates else MatchKind.NONE, None, candidates, searched)


def _resembling(compared: str, country: str | None) -> Iterable[tuple[Numbered, Why]]:
    if len(compared) < 3:
        return
    for numbers, why in (
        (_one_letter_off(compared, country), Why.SPELLING),
        (_sounding_alike(compared, country), Why.TRANSLITERATION),
        (_beginning_alike(compared, country), Why.BEGINNING),
    ):
        for entry in by_number(numbers[:MOST_CANDIDATES]):
            yield entry, why


def _one_letter_off(compared: str, country: str | None) -> list[int]:
    variants = list(dict.fromkeys(one_letter_off(compared)))
    found: set[int] = set()
    for start in range(0, len(variants), _MOST_VALUES):
        part = variants[start : start + _MOST_VALUES]
        marks = ",".join("?" * len(part))
        where, values = ("", part) if country is None else ("country = ? AND ", [country, *part])
        found |= {int(str(n)) for (n,) in store.rows(f"SELECT place FROM keys WHERE {where}key IN ({marks})", values)}
    return sorted(found)


def _sounding_alike(compared: str, country: str | None) -> list[int]:
    heard = sound(compared)
    if not heard or country is None:
        return []
    found = store.rows("SELECT place FROM sounds WHERE country = ? AND sound = ? ORDER BY place", (country, heard))
    return [int(str(number)) for (number,) in found]


def _beginning_alike(compared: str, country: str | None) -> list[int]:
    if len(compared) < 4 or country is None:
        return []
    sql = "SELECT DISTINCT place FROM keys WHERE country = ? AND key > ? AND key < ? ORDER BY place LIMIT ?"
    found = store.rows(sql, (country, compared, compared + chr(0x10FFFF), MOST_CANDIDATES))
    return [int(str(number)) for (number,) in found]
