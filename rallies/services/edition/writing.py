"""Writing an edition's files: new ones are written, those of the edition before are shared."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import manifest
from .manifest import Manifest, Page
from .rendering import Rendered
from .shelf import sync

# From here on the whole disk is brought up to date once instead of file by file.
MANY_FILES = 200
SYNC_THREADS = 16
# A file's time follows from its content, so that the validators of proxies, which are made of time and
# size, are equal on every server; the time itself is never sent.
TIME_BITS = 30
FILE_MODE = 0o644


class Writer:
    """Fills one unfinished edition; ``before`` is the edition whose files may be shared."""

    def __init__(self, part: Path, before: Path | None, pages_before: Manifest | None) -> None:
        self.part, self.before = part, before
        self.pages_before = pages_before.pages if before and pages_before else {}
        self.pages: dict[str, Page] = {}
        self.shared = 0
        self._written: list[Path] = []
        self._folders: set[Path] = set()
        part.mkdir(parents=True)

    def keep(self, path: str) -> bool:
        """Share a page that nothing touched; false where its files are not whole any more."""
        page = self.pages_before.get(path)
        if page is None or not self._share(page):
            return False
        self.pages[path] = page
        return True

    def add(self, path: str, rendered: Rendered) -> None:
        """Write a rendered page, or share it if it reads as before."""
        self.pages[path] = rendered.page
        if self.pages_before.get(path) == rendered.page and self._share(rendered.page, rendered):
            return
        for encoding, content in rendered.contents.items():
            self._write(rendered.page.file_in(encoding), content, rendered.page.etag)

    def note(self, name: str, text: str) -> None:
        """Write a file about the edition itself."""
        self._write(name, text.encode())

    def sync(self) -> None:
        """Bring everything to the disk."""
        if len(self._written) > MANY_FILES:
            os.sync()
            return
        # Side by side, so that the disk takes them together.
        with ThreadPoolExecutor(SYNC_THREADS) as threads:
            list(threads.map(sync, [*self._written, *{target.parent for target in self._written}]))

    def _share(self, page: Page, rendered: Rendered | None = None) -> bool:
        """Link the page's files from the edition before, if all of them are whole."""
        if self.before is None:
            return False
        names = {encoding: page.file_in(encoding) for encoding in ("", *page.packed)}
        try:
            for encoding, name in names.items():
                if not _is_whole(self.before / name, page.body_in(encoding), rendered, encoding):
                    return False
            for name in names.values():
                os.link(self.before / name, self._target(name))
        except OSError:
            # Vanished, or a file system without links: it is written instead.
            for name in names.values():
                (self.part / name).unlink(missing_ok=True)
            return False
        self.shared += 1
        return True

    def _write(self, name: str, content: bytes, etag: str = "") -> None:
        target = self._target(name)
        target.write_bytes(content)
        target.chmod(FILE_MODE)
        if etag:
            moment = int(etag, 16) % (1 << TIME_BITS)
            os.utime(target, (moment, moment))
        self._written.append(target)

    def _target(self, name: str) -> Path:
        target = self.part / name
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        return target


def _is_whole(file: Path, body: manifest.Body, rendered: Rendered | None, encoding: str) -> bool:
    """Compare the size of an untouched file, and the bytes of one that was rendered again anyway."""
    if rendered is None:
        return file.stat().st_size == body.size
    return file.read_bytes() == rendered.contents[encoding]
