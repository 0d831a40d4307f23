"""What an edition says about itself: ``manifest.json`` beside its files. Reads no database.

Serving, mirrors and the next publication read it. Format 1: ``format``, ``number``, ``made_at`` (UTC),
``journal`` (the newest entry that it knows), ``fingerprint`` (of the code), ``digest`` (of all pages, equal
on every server), ``missing`` (language to the path of its "no such page"), and ``pages``: for each
path its file, status, SHA-256, size in bytes, ETag, headers, and size and SHA-256 of each encoding.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import Damaged

FORMAT = 1
NAME = "manifest.json"
ENCODINGS = ("br", "gzip")
SUFFIXES = {"": "", "gzip": ".gz", "br": ".br"}


@dataclasses.dataclass(frozen=True, slots=True)
class Body:
    """A file of an edition: its bytes and their SHA-256."""

    size: int
    sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One path: the file that holds it, and what is sent with it."""

    file: str
    status: int
    etag: str
    headers: Mapping[str, str]
    plain: Body
    packed: Mapping[str, Body]

    def file_in(self, encoding: str) -> str:
        """Return the file of the page in an encoding; ``""`` is the page as it reads."""
        return self.file + SUFFIXES[encoding]

    def body_in(self, encoding: str) -> Body:
        """Return size and hash in an encoding."""
        return self.packed[encoding] if encoding else self.plain

    def etag_in(self, encoding: str) -> str:
        """Return the strong validator of the page in an encoding, without quotes."""
        return f"{self.etag}-{encoding}" if encoding else self.etag


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """An edition: its number, when and from what it was made, and its pages by path."""

    number: int
    made_at: str
    journal: int
    fingerprint: str
    pages: Mapping[str, Page]
    missing: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One hash over every path and its content; equal where the same pages were rendered."""
        lines = "".join(f"{path} {self.pages[path].plain.sha256}\n" for path in sorted(self.pages))
        return hashlib.sha256(lines.encode()).hexdigest()

    def text(self) -> str:
        """Return the manifest as it is stored, the same for the same edition."""
        stored = {
            "format": FORMAT,
            "number": self.number,
            "made_at": self.made_at,
            "journal": self.journal,
            "fingerprint": self.fingerprint,
            "digest": self.digest,
            "missing": dict(self.missing),
            "pages": {path: _stored(page) for path, page in sorted(self.pages.items())},
        }
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of the edition in ``folder``; raises ``Damaged``."""
    try:
        stored = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return _manifest(stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"The manifest of {folder.name} cannot be read ({type(error).__name__}).") from error


def _manifest(stored: Mapping[str, Any]) -> Manifest:
    if stored["format"] != FORMAT:
        raise ValueError(stored["format"])
    pages = {path: _page(page) for path, page in stored["pages"].items()}
    return Manifest(
        number=int(stored["number"]),
        made_at=str(stored["made_at"]),
        journal=int(stored["journal"]),
        fingerprint=str(stored["fingerprint"]),
        pages=pages,
        missing=dict(stored["missing"]),
    )


def _stored(page: Page) -> dict[str, Any]:
    return {
        "file": page.file,
        "status": page.status,
        "sha256": page.plain.sha256,
        "size": page.plain.size,
        "etag": page.etag,
        "headers": dict(page.headers),
        **{name: dataclasses.asdict(body) for name, body in sorted(page.packed.items())},
    }


def _page(stored: Mapping[str, Any]) -> Page:
    return Page(
        file=str(stored["file"]),
        status=int(stored["status"]),
        etag=str(stored["etag"]),
        headers=dict(stored["headers"]),
        plain=Body(int(stored["size"]), str(stored["sha256"])),
        packed={name: Body(**stored[name]) for name in ENCODINGS if name in stored},
    )
