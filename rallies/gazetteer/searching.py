"""Search as you type, in any script."""

from dataclasses import dataclass

from . import store
from .installing import KEPT_PER_BEGINNING, LONGEST_BEGINNING
from .naming import labels
from .places import Place, by_number
from .spelling import clean, key, repair_alphabets

EXACT_WEIGHT = 20  # a place of exactly the typed name stands before ones up to so many times bigger
MAIN_WEIGHT = 5  # the same for a main name, in any language, against a by-name
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A found place, its name in the asker's language, and the comparison key that was found."""

    place: Place
    label: str
    matched: str


def search(text: str, *, country: str | None = None, language: str = "en", limit: int = 10) -> list[Hit]:
    """Places with a name in any script that begins with the text, big ones and exact names first.

    At most 50 are given. Raises `GazetteerMissing`.
    """
    compared = key(repair_alphabets(clean(text)))
    if not compared:
        return []
    found = {entry.place: entry for entry in (*_beginning(compared, country), *_exact(compared, country))}
    places = {entry.number: entry for entry in by_number(sorted(found))}
    weights = {number: _weight(found[number], compared, places[number].place) for number in found}
    ranked = sorted(found, key=lambda number: (-weights[number], number))[: min(limit, MOST_HITS)]
    shown = labels([places[number] for number in ranked], language)
    return [Hit(places[number].place, shown[number], found[number].key) for number in ranked]


@dataclass(frozen=True, slots=True)
class _Found:
    place: int
    key: str
    is_main: bool


def _weight(found: _Found, compared: str, place: Place) -> int:
    exact = EXACT_WEIGHT if found.key == compared else 1
    return max(1, place.population) * exact * (MAIN_WEIGHT if found.is_main else 1)


def _exact(compared: str, country: str | None) -> list[_Found]:
    sql = "SELECT place, key, is_main FROM keys WHERE key = ? AND (? IS NULL OR country = ?) LIMIT ?"
    return _rows(sql, (compared, country, country, MOST_HITS))


def _beginning(compared: str, country: str | None) -> list[_Found]:
    if len(compared) <= LONGEST_BEGINNING:
        sql = "SELECT place, key, is_main FROM beginnings WHERE country = ? AND beginning = ?"
        if kept := _rows(sql, (country or "", compared)):
            return kept
    where, values = ("", []) if country is None else ("country = ? AND ", [country])
    sql = f"""SELECT place, coalesce(min(CASE WHEN is_main THEN key END), min(key)), max(is_main) FROM keys
        WHERE {where}key >= ? AND key < ? GROUP BY place ORDER BY place LIMIT ?"""
    return _rows(sql, (*values, compared, compared + chr(0x10FFFF), KEPT_PER_BEGINNING))


def _rows(sql: str, values: tuple[object, ...]) -> list[_Found]:
    return [_Found(int(str(place)), str(found), bool(main)) for place, found, main in store.rows(sql, values)]
