"""Search as you type, in any script."""

from dataclasses import dataclass

from . import store
from .installing import KEPT_PER_BEGINNING, LONGEST_BEGINNING
from .naming import labels
from .places import Numbered, Place, by_number
from .spelling import clean, key, repair_alphabets

EXACT_WEIGHT = 20  # a place of exactly the typed name stands before ones up to so many times bigger
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
    exact = set(_exact(compared, country))
    numbers = exact | set(_beginning(compared, country))
    ranked = sorted(by_number(sorted(numbers)), key=lambda entry: -_weight(entry, exact))[
        : min(limit, MOST_HITS)
    ]
    shown, matched = labels(ranked, language), _matched(ranked, compared)
    return [Hit(entry.place, shown[entry.number], matched[entry.number]) for entry in ranked]


def _weight(entry: Numbered, exact: set[int]) -> int:
    return max(1, entry.place.population) * (EXACT_WEIGHT if entry.number in exact else 1)


def _exact(compared: str, country: str | None) -> list[int]:
    sql = "SELECT place FROM keys WHERE key = ? AND (? IS NULL OR country = ?) ORDER BY place LIMIT ?"
    return _numbers(sql, (compared, country, country, MOST_HITS))


def _beginning(compared: str, country: str | None) -> list[int]:
    if len(compared) <= LONGEST_BEGINNING:
        sql = "SELECT place FROM beginnings WHERE country = ? AND beginning = ?"
        if kept := _numbers(sql, (country or "", compared)):
            return kept
    values = (compared, compared + chr(0x10FFFF), KEPT_PER_BEGINNING)
    if country is None:
        return _numbers(
            "SELECT DISTINCT place FROM keys WHERE key >= ? AND key < ? ORDER BY place LIMIT ?", values
        )
    sql = "SELECT DISTINCT place FROM keys WHERE country = ? AND key >= ? AND key < ? ORDER BY place LIMIT ?"
    return _numbers(sql, (country, *values))


def _numbers(sql: str, values: tuple[object, ...]) -> list[int]:
    return [int(str(number)) for (number,) in store.rows(sql, values)]


def _matched(ranked: list[Numbered], compared: str) -> dict[int, str]:
    """The shortest key of each place that begins with what was typed."""
    marks = ",".join("?" * len(ranked))
    sql = f"SELECT place, min(key) FROM keys WHERE place IN ({marks}) AND key >= ? AND key < ? GROUP BY place"
    values = (*(entry.number for entry in ranked), compared, compared + chr(0x10FFFF))
    return {int(str(place)): str(found) for place, found in store.rows(sql, values)}
