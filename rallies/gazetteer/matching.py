"""Which place somebody means who typed a name: the rule that imports and forms follow.

Names are compared inside the country by their keys: case, accents, blanks, hyphens and apostrophes do not
count. One place of that name is taken; so is the first one when it is five times bigger than the second, and
then it must be shown; otherwise somebody is asked. What only resembles the name is offered and never taken.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from . import store
from .countries import match_country
from .places import Numbered, Place, by_number, distance_km
from .sounding import SHORTEST_OUTLINE, one_letter_off, sound
from .spelling import Reading, clean, key, keys, readings, trailing_words

CLEARLY_BIGGER = 5  # times, measured on 4,000 typed names: smaller factors take wrong places
NEIGHBOURS = 10  # km
SAME_AREA = 60  # km from the place that stands behind a name as its qualifier ("Chaoyang, Beijing")
MOST_CANDIDATES = 8
_DIVISION_WORD = re.compile(
    r"\b(?:state of|state|province of|province|region|county|prefecture|oblast|"
    r"штат|провинция|область|край|земля)\b",
    re.IGNORECASE,
)
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
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant, and why it is thought of."""

    place: Place
    why: Why


@dataclass(frozen=True, slots=True)
class Match:
    """The result for one typed name: `place` for SINGLE and CLEAR only, `searched` is the cleaned text."""

    kind: MatchKind
    place: Place | None
    candidates: tuple[Candidate, ...]
    searched: str


@dataclass(frozen=True, slots=True)
class _Found:
    """Places that bear a name, biggest first; `main` are those whose main name it is, in any language."""

    places: list[Numbered]
    main: frozenset[int] = frozenset()
    contradicted: bool = False  # what stood beside the name means none of these, or several


@dataclass(frozen=True, slots=True)
class _Qualified:
    countries: set[str] = field(default_factory=set)
    divisions: set[str] = field(default_factory=set)
    places: list[Numbered] = field(default_factory=list)


def match(text: str, *, country: str | None) -> Match:
    """The place that a typed name means, in a country (ISO code) or, without one, anywhere.

    Only reads. Never raises for odd text: what cannot be a name matches nothing. Raises `GazetteerMissing`.
    """
    searched = clean(text)
    read = readings(text)
    for alternatives in read:
        if (found := _alternatives(alternatives, country)).places:
            return _decide(found, searched)
    for reading in (shorter for alternatives in read for shorter in trailing_words(alternatives[0])):
        if qualifier(reading.qualifiers[0], country=country):
            found = _same_named(reading, country)
            if found.places:
                return _decide(found, searched)
    return _offer(read, country, searched)


def qualifier(text: str, *, country: str | None) -> set[str]:
    """Codes of the first-level divisions ("US.TX") that a word beside a name means; empty when it is none."""
    spellings = list({key(text), key(_DIVISION_WORD.sub("", text))})
    marks = ",".join("?" * len(spellings))
    codes = {
        str(code) for (code,) in store.rows(f"SELECT code FROM region_keys WHERE key IN ({marks})", spellings)
    }
    return {code for code in codes if country is None or code.startswith(f"{country}.")}


def _alternatives(alternatives: tuple[Reading, ...], country: str | None) -> _Found:
    """The places of one reading; all of them, to be asked about, where its alternatives differ."""
    first, *others = alternatives
    regions = [reading.name for reading in others if qualifier(reading.name, country=country)]
    first = Reading(first.name, (*first.qualifiers, *regions))
    names = [first, *(reading for reading in others if reading.name not in regions)]
    found = [result for reading in names if (result := _same_named(reading, country)).places]
    if not found:
        return _Found([])
    if len({result.places[0].number for result in found}) == 1:
        return min(found, key=lambda result: len(result.places))
    united = {entry.number: entry for result in found for entry in result.places}
    return _Found([united[number] for number in sorted(united)], contradicted=True)


def _same_named(reading: Reading, country: str | None) -> _Found:
    for compared in keys(reading.name):
        if (found := _with_key(compared, country)).places:
            return _narrowed(found, reading, country)
    return _Found([])


def _with_key(compared: str, country: str | None) -> _Found:
    if country is None:
        found = store.rows("SELECT place, is_main FROM keys WHERE key = ?", (compared,))
    else:
        found = store.rows(
            "SELECT place, is_main FROM keys WHERE country = ? AND key = ?", (country, compared)
        )
    numbers = {int(str(place)): bool(is_main) for place, is_main in found}
    return _Found(by_number(list(numbers)), frozenset(number for number in numbers if numbers[number]))


def _narrowed(found: _Found, reading: Reading, country: str | None) -> _Found:
    said = _qualified(reading, country)
    if not said.countries and not said.divisions and not said.places:
        is_region = not found.main and bool(qualifier(reading.name, country=country))
        return replace(found, contradicted=is_region)
    chosen = [p for p in found.places if _fits(p, said)]
    return replace(found, places=chosen) if chosen else replace(found, contradicted=True)


def _fits(entry: Numbered, said: _Qualified) -> bool:
    if entry.division in said.divisions or entry.place.country in said.countries:
        return True
    return any(_km(entry.place, other.place) <= SAME_AREA for other in said.places)


def _qualified(reading: Reading, country: str | None) -> _Qualified:
    said = _Qualified()
    for text in reading.qualifiers:
        said.divisions.update(qualifier(text, country=country))
        named = match_country(text) if country is None else None
        if named and named.code and not named.repaired:
            said.countries.add(named.code)
        if country and not said.divisions:
            said.places.extend(_with_key(key(text), country).places)
    return said


def _decide(found: _Found, searched: str) -> Match:
    first = found.places[0]
    candidates = tuple(Candidate(entry.place, Why.SAME_NAME) for entry in found.places[:MOST_CANDIDATES])
    if found.contradicted or not _stands_out(first, found):
        return Match(MatchKind.CLOSE, None, candidates, searched)
    kind = MatchKind.SINGLE if len(found.places) == 1 else MatchKind.CLEAR
    return Match(kind, first.place, candidates, searched)


def _stands_out(first: Numbered, found: _Found) -> bool:
    """Whether the biggest place may be taken although others have the name.

    Neighbours are one place for a rally: same zone, same dot on the map. A name that others bear beside their
    main one does not make them rivals of a bigger place called so, but the other way round it does.
    """
    rivals = [entry for entry in found.places[1:] if _km(first.place, entry.place) > NEIGHBOURS]
    main_rivals = [entry for entry in rivals if entry.number in found.main]
    if first.number in found.main:
        rivals = main_rivals
    elif main_rivals:
        return False
    return not rivals or first.place.population >= CLEARLY_BIGGER * max(1, rivals[0].place.population)


def _km(first: Place, second: Place) -> float:
    return distance_km(first.latitude, first.longitude, second.latitude, second.longitude)


def _offer(read: list[tuple[Reading, ...]], country: str | None, searched: str) -> Match:
    found: dict[int, Candidate] = {}
    for reading in (reading for alternatives in read for reading in alternatives):
        for entry in _around(reading, country):
            found.setdefault(entry.number, Candidate(entry.place, Why.AROUND))
        for entry, why in _resembling(key(reading.name), country):
            found.setdefault(entry.number, Candidate(entry.place, why))
    candidates = tuple(found.values())[:MOST_CANDIDATES]
    return Match(MatchKind.OFFER if candidates else MatchKind.NONE, None, candidates, searched)


def _around(reading: Reading, country: str | None) -> list[Numbered]:
    """Listed places behind an unlisted one ("Hendon, London"). Not taken: 12 % lay further than 50 km."""
    if country is None:
        return []
    return [entry for text in reading.qualifiers for entry in _with_key(key(text), country).places[:1]]


def _resembling(compared: str, country: str | None) -> Iterable[tuple[Numbered, Why]]:
    if len(compared) < SHORTEST_OUTLINE:
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
        found |= {
            int(str(n))
            for (n,) in store.rows(f"SELECT place FROM keys WHERE {where}key IN ({marks})", values)
        }
    return sorted(found)


def _sounding_alike(compared: str, country: str | None) -> list[int]:
    heard = sound(compared)
    if not heard or country is None:
        return []
    found = store.rows(
        "SELECT place FROM sounds WHERE country = ? AND sound = ? ORDER BY place", (country, heard)
    )
    return [int(str(number)) for (number,) in found]


def _beginning_alike(compared: str, country: str | None) -> list[int]:
    if len(compared) <= SHORTEST_OUTLINE or country is None:
        return []
    sql = "SELECT DISTINCT place FROM keys WHERE country = ? AND key > ? AND key < ? ORDER BY place LIMIT ?"
    found = store.rows(sql, (country, compared, compared + chr(0x10FFFF), MOST_CANDIDATES))
    return [int(str(number)) for (number,) in found]
