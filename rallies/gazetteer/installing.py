"""Building the installed file from the shipped tables.

It is written beside its final place and renamed, so that nobody ever sees half of it.
"""

import bisect
import itertools
import lzma
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from . import shipped, store
from .sounding import sound
from .spelling import key

Progress = Callable[[str], None]
Key = tuple[str, int, bool]  # comparison key, number of the place, whether it is a main name

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (number INTEGER PRIMARY KEY, geonames_id INTEGER NOT NULL, country TEXT NOT NULL,
    division TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL,
    timezone TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE keys (key TEXT, place INTEGER, country TEXT NOT NULL, is_main INTEGER NOT NULL,
    PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE sounds (country TEXT, sound TEXT, place INTEGER, PRIMARY KEY (country, sound, place))
    WITHOUT ROWID;
CREATE TABLE names (place INTEGER, language TEXT, name TEXT NOT NULL, PRIMARY KEY (place, language))
    WITHOUT ROWID;
CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE region_keys (key TEXT, code TEXT, PRIMARY KEY (key, code)) WITHOUT ROWID;
CREATE TABLE beginnings (country TEXT, beginning TEXT, place INTEGER, key TEXT NOT NULL,
    is_main INTEGER NOT NULL, PRIMARY KEY (country, beginning, place)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX keys_country ON keys (country, key, is_main);
CREATE UNIQUE INDEX places_geonames_id ON places (geonames_id);
CREATE INDEX places_latitude ON places (latitude, longitude);
"""
LONGEST_BEGINNING = 4  # longer ones have few enough names to be sorted when asked for
KEPT_PER_BEGINNING = 40
CODE_LENGTH = 2  # letters of a country code
COMMON = 150  # keys that a beginning must have before its biggest places are kept ready


class InstallError(store.GazetteerError):
    """The file could not be written; the message says where and why."""


def install(path: Path, progress: Progress | None = None) -> int:
    """Write the gazetteer to `path`, whatever stood there, and return its number of places.

    Calls `progress` with one line per step. Raises `InstallError`; the old file then stays.
    """
    tell = progress or (lambda _line: None)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise InstallError(f"The gazetteer cannot be written to {path}: {error.strerror}.") from error
    try:
        count = _build(Path(beside), tell)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except (OSError, EOFError, ValueError, lzma.LZMAError, sqlite3.Error) as error:
        raise InstallError(f"The gazetteer cannot be written to {path}: {error}.") from error
    finally:
        Path(beside).unlink(missing_ok=True)
    store.close()
    return count


def is_installed(path: Path | None = None) -> bool:
    """Whether the file can be read and was built from the tables that this version ships."""
    try:
        return store.meta("fingerprint", path=path) == shipped.fingerprint()
    except store.GazetteerMissing:
        return False


def _build(path: Path, tell: Progress) -> int:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;"
        )
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        tell("places")
        numbers, countries = _write_places(connection)
        tell("names")
        _write_names(connection, numbers)
        tell("spellings")
        _write_keys(connection, numbers, countries)
        tell("regions")
        _write_regions(connection)
        tell("indexes")
        connection.executescript(_INDEXES)  # ends the transaction as well
        facts = {"schema": store.SCHEMA, "fingerprint": shipped.fingerprint()}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        connection.execute("ANALYZE")
    finally:
        connection.close()
    return len(countries)


def _write_places(connection: sqlite3.Connection) -> tuple[dict[str, int], list[str]]:
    numbers: dict[str, int] = {}
    countries: list[str] = []

    rows = itertools.chain(shipped.lines(shipped.table_path("places")), shipped.small_places())

    def prepared() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(rows):
            geonames_id, country, division, latitude, longitude, population, timezone, name = row
            numbers[geonames_id] = number
            countries.append(country)
            yield (
                number, int(geonames_id), country, f"{country}.{division}", float(latitude), float(longitude),
                int(population), timezone, name,
            )  # fmt: skip

    connection.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", prepared())
    return numbers, countries


def _write_names(connection: sqlite3.Connection, numbers: dict[str, int]) -> None:
    connection.executemany("INSERT INTO names VALUES (?, ?, ?)", shipped.lines(shipped.table_path("names")))
    corrected = [(numbers[place], language, name) for place, language, name in shipped.corrections("name")]
    connection.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", corrected)


def _write_keys(connection: sqlite3.Connection, numbers: dict[str, int], countries: list[str]) -> None:
    main, found = _keys_of_places(numbers)
    keys = sorted(
        (entry, number, entry in main[number]) for number, entries in enumerate(found) for entry in entries
    )
    connection.executemany(
        "INSERT INTO keys VALUES (?, ?, ?, ?)",
        ((entry, number, countries[number], is_main) for entry, number, is_main in keys),
    )
    sounds = {(countries[number], heard, number) for entry, number, _main in keys if (heard := sound(entry))}
    connection.executemany("INSERT INTO sounds VALUES (?, ?, ?)", sorted(sounds))
    beginnings = sorted(_common_beginnings(keys, countries))
    connection.executemany("INSERT INTO beginnings VALUES (?, ?, ?, ?, ?)", beginnings)


def _keys_of_places(numbers: dict[str, int]) -> tuple[list[set[str]], list[set[str]]]:
    """By number of the place: the keys of its main names, and all its keys; corrections applied."""
    columns = [
        (set(main.split()), set(other.split())) for main, other in shipped.lines(shipped.table_path("keys"))
    ]
    main = [first for first, _second in columns]
    found = [first | second for first, second in columns]
    for row in shipped.small_places():
        main.append({key(row[-1])})
        found.append({key(row[-1])})
    for place, _language, name in shipped.corrections("name"):
        main[numbers[place]].add(key(name))
        found[numbers[place]].add(key(name))
    for place, _language, name in shipped.corrections("alias"):
        found[numbers[place]].add(key(name))
    for place, _language, name in shipped.corrections("not"):
        found[numbers[place]].discard(key(name))
    return main, found


def _common_beginnings(keys: list[Key], countries: list[str]) -> Iterator[tuple[object, ...]]:
    """The biggest places for short beginnings that too many names share; country "" is the whole world."""
    for beginning, kept in _shared_beginnings(keys, 0, len(keys), "", LONGEST_BEGINNING):
        yield from (("", beginning, number, entry, is_main) for entry, number, is_main in kept)
    scoped = sorted((countries[number] + entry, number, is_main) for entry, number, is_main in keys)
    for scope, kept in _shared_beginnings(scoped, 0, len(scoped), "", CODE_LENGTH + LONGEST_BEGINNING):
        country, beginning = scope[:CODE_LENGTH], scope[CODE_LENGTH:]
        if beginning:
            yield from (
                (country, beginning, number, entry[CODE_LENGTH:], is_main) for entry, number, is_main in kept
            )


def _shared_beginnings(
    keys: list[Key], start: int, end: int, shared: str, longest: int
) -> Iterator[tuple[str, list[Key]]]:
    """Walk sorted keys, going deeper only where more than `COMMON` of them begin alike."""
    length = len(shared) + 1
    while start < end:
        beginning = keys[start][0][:length]
        after = bisect.bisect_right(keys, (beginning + chr(0x10FFFF), 0, False), start, end)
        if len(beginning) == length and after - start > COMMON:
            yield beginning, _biggest(keys[start:after])
            if length < longest:
                yield from _shared_beginnings(keys, start, after, beginning, longest)
        start = after if len(beginning) == length else start + 1


def _biggest(keys: list[Key]) -> list[Key]:
    """One key for each of the biggest places: most by a main name of theirs, some by any other name."""
    main = sorted({number for _entry, number, is_main in keys if is_main})[:KEPT_PER_BEGINNING]
    every = sorted({number for _entry, number, _main in keys})[: KEPT_PER_BEGINNING // 4]
    chosen = {*main, *every}
    kept: dict[int, Key] = {}
    for found in keys:
        if found[1] in chosen and (found[1] not in kept or found[2] > kept[found[1]][2]):
            kept[found[1]] = found
    return list(kept.values())


def _write_regions(connection: sqlite3.Connection) -> None:
    for code, name, *entries in shipped.lines(shipped.table_path("regions")):
        connection.execute("INSERT INTO regions VALUES (?, ?)", (code, name))
        connection.executemany(
            "INSERT OR IGNORE INTO region_keys VALUES (?, ?)", ((entry, code) for entry in entries)
        )
    renamed = [(name, code) for code, _language, name in shipped.corrections("region-name")]
    connection.executemany("UPDATE regions SET name = ? WHERE code = ?", renamed)
    added = [(key(name), code) for code, _language, name in shipped.corrections("region")]
    connection.executemany("INSERT OR IGNORE INTO region_keys VALUES (?, ?)", added)
