"""Compiles ``rallies/locale/*/LC_MESSAGES/*.po`` with Babel, so that no gettext binary is needed.

Only catalogues that are newer than their compiled file are compiled; ``--force`` compiles all. A
catalogue with an error ends with its name, its line and a non-zero status, and leaves the old file.
"""

import io
import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Compile what is out of date below the folder of the checkout."""
    for source in sorted(ROOT.glob("rallies/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if "--force" in arguments or is_stale(source, target):
            compile_catalogue(source, target)
    return 0


def is_stale(source: Path, target: Path) -> bool:
    """Say whether ``target`` is missing or older than ``source``."""
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile one catalogue, without its fuzzy entries, written beside and renamed."""
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        sys.exit(f"{source.relative_to(ROOT)} cannot be compiled: {error}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    beside.write_bytes(compiled.getvalue())
    beside.replace(target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
