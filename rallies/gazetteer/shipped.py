"""The tables that come with the product: xz-compressed lines of tab-separated text, UTF-8.

`tools/build_gazetteer.py` writes them, `installing` reads them. Places stand in order of population, the
biggest first; a place's number in this order is what the other tables and the installed file call it.

places   GeoNames id, country, code of the first-level division, latitude, longitude, population, zone, name
keys     for each place, in the same order: the comparison keys of its main name and of that name's
         translations, then those of all other names, both separated by blanks
names    number of the place, language, display name; only where it differs from the main name
regions  code ("US.TX"), English name, comparison keys of its names in all languages

small_places.tsv  hand-kept, in the columns of places: what real actions used and the source leaves out
"""

import functools
import hashlib
import lzma
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
TABLES = ("places", "keys", "names", "regions")
COUNTRIES = FOLDER / "countries.tsv.xz"
CORRECTIONS = FOLDER / "corrections.tsv"
SMALL_PLACES = FOLDER / "small_places.tsv"


def table_path(table: str) -> Path:
    return FOLDER / f"{table}.tsv.xz"


def lines(path: Path) -> Iterator[list[str]]:
    """The rows of a shipped table."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.rstrip("\n").split("\t")


def small_places() -> Iterator[list[str]]:
    """The hand-kept places, in the columns of the table of places; they are numbered after its rows."""
    for line in SMALL_PLACES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def corrections(kind: str) -> Iterator[tuple[str, str, str]]:
    """Hand-kept rows of one kind: of what, language or empty, text. The file's head explains the kinds."""
    for line in CORRECTIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found, of_what, language, text = line.split("\t")
            if found == kind:
                yield of_what, language, text


def fingerprint() -> str:
    """Changes whenever a shipped table or the corrections change (SHA-256 of their bytes)."""
    paths = (*(table_path(table) for table in TABLES), CORRECTIONS, SMALL_PLACES)
    return _digest(tuple((path, path.stat().st_mtime_ns) for path in paths))


@functools.lru_cache(maxsize=2)
def _digest(files: tuple[tuple[Path, int], ...]) -> str:
    """Kept per process, since health checks ask every few seconds."""
    digest = hashlib.sha256()
    for path, _changed in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
