"""Reading editions while others publish them: the newest good one, and never less than the last good one."""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from ..services.edition import Damaged, manifest, shelf
from ..services.edition.manifest import Manifest, Page

log = logging.getLogger(__name__)
# How soon a new edition is noticed; the clock is monotonic, so that one that jumps changes nothing.
LOOK_SECONDS = 0.5
CACHE_BYTES = 24 * 1024 * 1024


class Reader:
    """Follows the current link of a shelf and reads pages of the edition behind it, for one process."""

    def __init__(
        self, root: Path, *, clock: Callable[[], float] = time.monotonic, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._shelf = shelf.Shelf(root=root, kept=0)
        self._clock, self._room = clock, cache_bytes
        self._looked = float("-inf")
        self._linked: int | None = None
        self._edition: Manifest | None = None
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def edition(self) -> Manifest | None:
        """Return the edition to serve; looks at the link at most twice a second."""
        moment = self._clock()
        if moment - self._looked >= LOOK_SECONDS:
            self._looked = moment
            self._follow()
        return self._edition

    def _follow(self) -> None:
        linked = self._shelf.current()
        if linked == self._linked and self._edition is not None:
            return
        changed = linked != self._linked
        self._linked = linked
        if linked is not None and (found := self._manifest(linked, is_news=changed)):
            self._edition = found
        elif self._edition is None:
            self._edition = self._newest_good(linked, is_news=changed)

    def _newest_good(self, damaged: int | None, *, is_news: bool) -> Manifest | None:
        """Return the latest older edition that can be read, where nothing is in memory."""
        for number in self._shelf.numbers():
            if number != damaged and (found := self._manifest(number, is_news=is_news)):
                return found
        return None

    def _manifest(self, number: int, *, is_news: bool) -> Manifest | None:
        try:
            return manifest.read(self._shelf.folder(number))
        except Damaged as error:
            if is_news:
                log.warning("Edition %s is not served. %s", number, error)
            return None

    def body(self, page: Page, encoding: str) -> bytes | None:
        """Return the bytes of a page, checked against the manifest; ``None`` if no edition holds them."""
        wanted = page.body_in(encoding)
        body = self._bodies.get(wanted.sha256)
        if body is None:
            body = self._read(page.file_in(encoding), wanted.sha256)
            if body is not None:
                self._keep(wanted.sha256, body)
            return body
        with self._lock:
            if wanted.sha256 in self._bodies:
                self._bodies.move_to_end(wanted.sha256)
        return body

    def _read(self, file: str, sha256: str) -> bytes | None:
        """Read a file from the edition, else from another one that holds the same bytes."""
        number = self._edition.number if self._edition else None
        numbers = [number, *(other for other in self._shelf.numbers() if other != number)]
        for candidate in numbers:
            if candidate is None:
                continue
            try:
                body = (self._shelf.folder(candidate) / file).read_bytes()
            except OSError:
                continue
            if hashlib.sha256(body).hexdigest() == sha256:
                return body
        return None

    def _keep(self, sha256: str, body: bytes) -> None:
        with self._lock:
            if sha256 not in self._bodies:
                self._bodies[sha256] = body
                self._size += len(body)
            while self._size > self._room:
                _oldest, dropped = self._bodies.popitem(last=False)
                self._size -= len(dropped)
