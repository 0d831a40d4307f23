"""Reads the current edition from its files; no database, and nothing that its manifest does not vouch for."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ..edition import manifest
from ..edition.errors import Damaged
from .errors import MirrorError

# What an address may consist of. Nothing else becomes a file name, on any machine.
PATH = re.compile(r"/(?:[a-z0-9][a-z0-9-]*/)*(?:[a-z0-9][a-z0-9.-]*)?", re.IGNORECASE)
OK = 200


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition: where it stands, its number, when it was made, and the addresses that answer."""

    folder: Path
    number: int
    made_at: str
    pages: Mapping[str, manifest.Page]

    def is_html(self, path: str) -> bool:
        """Say whether an address answers with a page, not with a feed or another file."""
        return self.pages[path].headers.get("Content-Type", "").startswith("text/html")

    def read(self, path: str) -> bytes:
        """Return what an address answers with; raises ``MirrorError`` when the file is not as published."""
        page = self.pages[path]
        file = (self.folder / page.file).resolve()
        if not file.is_relative_to(self.folder):
            raise MirrorError(f"The edition keeps {path} outside of its folder.")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise MirrorError(f"The edition's file of {path} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(data).hexdigest() != page.plain.sha256:
            raise MirrorError(f"The edition's file of {path} is damaged; publish the edition again.")
        return data


def current() -> Edition:
    """Return the edition that is being served; raises ``MirrorError`` when there is none to copy."""
    try:
        folder = (Path(settings.EDITIONS_DIR) / "current").resolve(strict=True)
        found = manifest.read(folder)
    except OSError:
        raise MirrorError("There is no edition yet; publish one with: manage.py publish_edition") from None
    except Damaged as error:
        raise MirrorError(f"{error} Publish the edition again.") from error
    pages = {path: page for path, page in found.pages.items() if page.status == OK}
    for path in pages:
        if not PATH.fullmatch(path):
            raise MirrorError(f"The edition holds an address that no file can have: {path!a}")
    return Edition(folder=folder, number=found.number, made_at=found.made_at, pages=pages)
