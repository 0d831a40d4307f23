"""Where editions stand: numbered folders in one folder, and the link that says which is current.

``12/`` is a finished edition, whose files never change; ``13.part/`` one being written, never served and
removed by the next publication; ``current`` a link to the number that is served; ``pinned`` the number
that a rollback holds, for which publishing waits; ``lock`` is held by whoever publishes.
"""

import contextlib
import dataclasses
import datetime
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from .errors import Busy, FolderRefused

CURRENT = "current"
PINNED = "pinned"
LOCK = "lock"
PART = ".part"
DOOMED = ".old"
YOUNG = datetime.timedelta(minutes=10)
PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.05


@dataclasses.dataclass(frozen=True)
class Shelf:
    """The folder of editions, of which ``kept`` finished ones stay."""

    root: Path
    kept: int

    def folder(self, number: int) -> Path:
        """Return where a finished edition stands."""
        return self.root / str(number)

    def part(self, number: int) -> Path:
        """Return where an edition is written."""
        return self.root / f"{number}{PART}"

    def numbers(self) -> list[int]:
        """Return the finished editions, the latest first; none where there is no folder."""
        try:
            names = [entry.name for entry in self.root.iterdir()]
        except OSError:
            return []
        return sorted((int(name) for name in names if name.isascii() and name.isdigit()), reverse=True)

    def current(self) -> int | None:
        """Return the number that is served."""
        return link_number(self.root)

    def switch(self, number: int) -> None:
        """Serve another finished edition from now on; readers see the old or the new link, never none."""
        fresh = self.root / f"{CURRENT}.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(str(number))
        fresh.replace(self.root / CURRENT)
        sync(self.root)

    def finish(self, number: int) -> None:
        """Give a written edition its number."""
        self.part(number).rename(self.folder(number))
        sync(self.root)

    def pinned(self) -> int | None:
        """Return the number that a rollback holds."""
        try:
            return int((self.root / PINNED).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def pin(self, number: int) -> None:
        """Hold an edition: automatic publishing waits."""
        (self.root / PINNED).write_text(str(number), encoding="ascii")

    def unpin(self) -> None:
        """Let publishing go on."""
        (self.root / PINNED).unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Publish alone; waits ``patience`` seconds. The lock of a killed process is free at once.

        Raises ``Busy``, and ``FolderRefused`` for whatever the folder refuses meanwhile.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / LOCK).open("a") as file:
                _hold(file.fileno(), patience)
                yield
        except OSError as error:
            raise FolderRefused(error) from error

    def sweep(self) -> None:
        """Remove what killed publishers left half-written or half-deleted; call while holding the lock."""
        for suffix in (PART, DOOMED):
            for stale in self.root.glob(f"*{suffix}"):
                shutil.rmtree(stale)

    def prune(self, *, now: datetime.datetime) -> list[int]:
        """Remove old editions beyond ``kept``, never the current one nor one of the last ten minutes."""
        staying = {self.current(), self.pinned()}
        removed = []
        for number in self.numbers()[self.kept :]:
            if number not in staying and not self._is_young(number, now):
                doomed = self.root / f"{number}{DOOMED}"
                self.folder(number).rename(doomed)
                shutil.rmtree(doomed)
                removed.append(number)
        return removed

    def _is_young(self, number: int, now: datetime.datetime) -> bool:
        age = now.timestamp() - self.folder(number).stat().st_mtime
        # A clock that jumped back makes editions of the future; they are not old either.
        return age < YOUNG.total_seconds()


def from_settings() -> Shelf:
    """Return the shelf that the settings name."""
    return Shelf(root=Path(settings.EDITIONS_DIR), kept=settings.EDITIONS_KEPT)


def link_number(root: Path) -> int | None:
    """Return the number to which the current link points, without looking whether it is there."""
    try:
        return int((root / CURRENT).readlink().name)
    except (OSError, ValueError):
        return None


def sync(path: Path) -> None:
    """Bring a file, or a folder's own entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hold(descriptor: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy from None
            time.sleep(POLL_SECONDS)
        else:
            return
