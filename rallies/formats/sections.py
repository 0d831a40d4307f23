"""Splitting a country's list that is too long for one page: by region, and those by the alphabet.

The numbers depend on the count of rallies alone, so that addresses are the same in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .. import public_urls
from . import lines
from .collation import SortKey, sort_key
from .lines import LineRow
from .payload import Section

MANY_REGIONS = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of one page; ``sections`` say how to go on where they are too many to be listed."""

    path: str
    name: str
    rows: list[LineRow]
    sections: tuple[Section, ...] = ()


def choose(
    rows: list[LineRow], *, base: str, language: str, region: str = "", part: int = 0
) -> Chosen | None:
    """Return what a page of a country shows; ``None`` where there is no such region or part.

    ``base`` is the country's path. Regions and parts exist only where the list is too long without.
    """
    path, name = base, ""
    if region:
        if not is_split_by_region(rows):
            return None
        rows = [row for row in rows if public_urls.region_slug(row.region) == region]
        path = public_urls.region(base, region)
        name = rows[0].region if rows else ""
    elif part and is_split_by_region(rows):
        return None
    if part:
        return _part(rows, path, language, part)
    if not rows:
        return None
    if not region and is_split_by_region(rows):
        return Chosen(path, name, rows, _regions(rows, base, language))
    return Chosen(path, name, rows, _parts(rows, path, language))


def is_split_by_region(rows: Sequence[LineRow]) -> bool:
    """Say whether the list is too long and lies in several regions."""
    is_long = public_urls.part_count(len(rows)) > 0
    return is_long and len({public_urls.region_slug(row.region) for row in rows}) >= MANY_REGIONS


def _regions(rows: list[LineRow], base: str, language: str) -> tuple[Section, ...]:
    inside: dict[str, list[LineRow]] = {}
    for row in rows:
        inside.setdefault(public_urls.region_slug(row.region), []).append(row)
    found = [
        Section(group[0].region, public_urls.region(base, slug), _counts(group))
        for slug, group in inside.items()
    ]
    return tuple(sorted(found, key=lambda section: (not section.name, sort_key(section.name, language))))


def _parts(rows: list[LineRow], path: str, language: str) -> tuple[Section, ...]:
    return tuple(
        Section(_span(group, language), public_urls.part(path, number), _counts(group))
        for number, group in enumerate(_groups(rows, language), start=1)
    )


def _part(rows: list[LineRow], path: str, language: str, number: int) -> Chosen | None:
    groups = _groups(rows, language)
    if not 1 <= number <= len(groups):
        return None
    group = groups[number - 1]
    return Chosen(public_urls.part(path, number), _span(group, language), group)


def _groups(rows: list[LineRow], language: str) -> list[list[LineRow]]:
    """Cut the list by the alphabet into parts of nearly equal length; none where it is short enough."""
    count = public_urls.part_count(len(rows))
    if not count:
        return []
    ordered = sorted(rows, key=lambda row: _place(row, language))
    size = -(-len(ordered) // count)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def _place(row: LineRow, language: str) -> tuple[SortKey, str]:
    return sort_key(lines.city_name(row, language), language), row.city_slug


def _span(rows: list[LineRow], language: str) -> str:
    """Return the first and the last city of a part: "Aachen – Dresden"."""
    first, last = lines.city_name(rows[0], language), lines.city_name(rows[-1], language)
    return first if first == last else f"{first} – {last}"


def _counts(rows: list[LineRow]) -> str:
    return lines.counts(len(rows), len({row.city_slug for row in rows}))
