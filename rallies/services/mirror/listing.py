"""The list of a copy's files, ``manifest.json``: what was signed, and what a check goes by."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "rallies-mirror-1"
NAME = "manifest.json"
SIGNATURE = "manifest.sig"
# What the list cannot hold: itself and its signature.
UNLISTED = frozenset({NAME, SIGNATURE})
MAX_BYTES = 64 * 1024 * 1024


class ListingError(Exception):
    """The bytes are no list of a copy."""


@dataclass(frozen=True)
class File:
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Where a copy comes from, when it was made, whose it is, and its files."""

    site: str
    site_name: str
    live: tuple[str, ...]
    address: str
    edition: int
    edition_made_at: str
    copied_at: str
    public_key: str
    fingerprint: str
    files: Mapping[str, File]

    @property
    def is_signed(self) -> bool:
        """Whether the copy carries a signature: its key is named exactly then."""
        return bool(self.public_key)

    def text(self) -> bytes:
        """Return the list as it is signed: equal bytes for equal copies."""
        files = {
            name: {"size": file.size, "sha256": file.sha256} for name, file in sorted(self.files.items())
        }
        about = {name: value for name, value in vars(self).items() if name != "files"}
        stored = {"format": FORMAT, **about, "live": list(self.live), "files": files}
        return (json.dumps(stored, ensure_ascii=False, indent=1) + "\n").encode()


def parse(data: bytes) -> Listing:
    """Read a list; raises ``ListingError`` for anything that ``text`` did not write."""
    try:
        stored: dict[str, Any] = json.loads(data)
        if stored.pop("format") != FORMAT:
            raise ListingError("The list of files has another format.")
        files = {name: File(**file) for name, file in stored.pop("files").items()}
        key, live = str(stored["public_key"]), tuple(stored["live"])
        return Listing(**{**stored, "public_key": key, "live": live}, files=files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ListingError("The list of files cannot be read.") from error


def names_in(folder: Path) -> Iterator[str]:
    """Yield everything below a folder that is no folder itself; links are named, never followed."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                name = f"{below}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                else:
                    yield name


def shown(name: str) -> str:
    """Return a name for a terminal: what does not print is written out."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
