"""Turns an edition into the files of a copy. The same edition gives the same bytes, its time apart."""

import datetime
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib.staticfiles import finders

from ... import public_urls
from ...formats import relative
from . import guide
from .errors import MirrorError
from .source import Edition

ENTRANCE, HOW_TO, READ_ME, ICON = "index.html", "HOW-TO.html", "README.txt", "favicon.ico"
POLICY: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
PLAIN_FILES = "file:"
# What a static file may be called: no hidden, absolute or climbing name.
PLAIN_NAME = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)


class Copying:
    """One copy on its way: the pages, then what they asked for."""

    def __init__(self, edition: Edition, *, copied_at: datetime.datetime, base: str) -> None:
        self.edition = edition
        self.copied_at = copied_at
        self.base = base
        self.static: dict[str, Path] = {}
        self.copy = relative.Copy(origin=settings.SITE_URL, find=self._find, base=base)

    @property
    def count(self) -> int:
        """How many addresses there are to copy."""
        return len(self.edition.pages)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the copy once, as name and bytes; raises ``MirrorError``."""
        try:
            yield from self._addresses()
            yield ENTRANCE, self._page(guide.entrance(), path="/", file=ENTRANCE)
            yield HOW_TO, self._page(guide.how_to(), path="/", file=HOW_TO)
            yield READ_ME, guide.read_me(copied_at=self.copied_at, base=self.base).encode()
            if icon := _static_file(ICON):
                yield ICON, icon.read_bytes()
            yield from self._static_files()
        except relative.LinkError as error:
            raise MirrorError(str(error)) from error

    def _addresses(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self.edition.pages):
            data, file = self.edition.read(path), relative.file_of(path)
            yield (
                file,
                self._page(data.decode(), path=path, file=file) if self.edition.is_html(path) else data,
            )

    def _page(self, html: str, *, path: str, file: str) -> bytes:
        language = language_of(path)
        note = guide.note(language=language, path=path, copied_at=self.copied_at)
        page = relative.Page(path=path, file=file)
        made = relative.copied(
            relative.with_note(html, note), page=page, copy=self.copy, form_words=guide.form_words(language)
        )
        return relative.with_rules(
            made, policy=self._policy, referrer=settings.SECURE_REFERRER_POLICY
        ).encode()

    def _static_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield what the pages asked for, and what those files ask for in turn."""
        done: set[str] = set()
        while waiting := sorted(self.static.keys() - done):
            for name in waiting:
                done.add(name)
                data = self.static[name].read_bytes()
                if name.endswith(".css"):
                    page = relative.Page(path=f"/{name}", file=name)
                    data = relative.style(data.decode(), page=page, copy=self.copy).encode()
                yield name, data

    def _find(self, path: str) -> str | None:
        if path == "/":
            return ENTRANCE
        if path in self.edition.pages:
            return relative.file_of(path)
        if path == f"/{ICON}":
            return ICON
        if not path.startswith(settings.STATIC_URL):
            return None
        file = _static_file(path.removeprefix(settings.STATIC_URL))
        if file is None:
            return None
        name = path.removeprefix("/")
        self.static[name] = file
        return name

    @cached_property
    def _policy(self) -> str:
        """The site's own policy; a page cannot forbid frames by itself, and a copy sends no form.

        For pages from plain files some browsers do not count the files beside them as the same origin.
        """
        directives = {name: list(values) for name, values in POLICY.items() if name != "frame-ancestors"}
        for values in directives.values():
            values.extend([PLAIN_FILES] if SELF in values else [])
        directives["form-action"] = [NONE]
        return "; ".join(f"{name} {' '.join(values)}" for name, values in sorted(directives.items()))


def language_of(path: str) -> str:
    """Return the language of an address; the first one for addresses without."""
    first, known = path.split("/")[1], public_urls.languages()
    return first if first in known else known[0]


def _static_file(name: str) -> Path | None:
    """Return where a static file lies: collected, or as it is written during development.

    Links that people write come here too, so a name is plain or it is none.
    """
    if not PLAIN_NAME.fullmatch(name):
        return None
    collected = Path(settings.STATIC_ROOT) / name
    written = None if collected.is_file() else finders.find(name)
    found = Path(written) if written else collected
    return found if found.is_file() else None
