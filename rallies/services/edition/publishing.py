"""Publishing: what a change touches is rendered, the rest is shared, and readers are switched at once."""

import dataclasses
import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max

from ... import public_urls
from ...models import Edition, JournalEntry
from . import fingerprint, manifest, records, rendering, rendering_many, shelf
from .errors import Damaged, NoEdition, PageGone
from .manifest import Manifest
from .records import Records
from .shelf import Shelf
from .touching import paths_touched_by
from .writing import Writer

Progress = Callable[[int, int], None]
# Each time that a page vanishes while it is rendered, everything is read again.
ATTEMPTS = 3


@dataclasses.dataclass(frozen=True)
class Receipt:
    """What a publication did; ``number`` is what is served now, and ``is_new`` whether that is fresh."""

    number: int
    is_new: bool = False
    pages: int = 0
    rendered: int = 0
    shared: int = 0
    removed: tuple[int, ...] = ()
    pinned: int | None = None


def publish(
    *,
    now: datetime.datetime,
    full: bool = False,
    unpin: bool = False,
    progress: Progress | None = None,
    on: Shelf | None = None,
) -> Receipt:
    """Publish what is public now and switch readers to it; does nothing when nothing differs.

    Renders the pages that changed since the current edition (all with ``full``, or when code, templates,
    styles or translations changed), shares the other files, and removes old editions. A rollback's
    edition stays until ``unpin``. Raises ``EditionError`` or ``DatabaseError``; then nothing changes.
    """
    place = on or shelf.from_settings()
    with place.lock():
        if unpin:
            place.unpin()
        if pinned := place.pinned():
            return Receipt(number=place.current() or pinned, pinned=pinned)
        place.sweep()
        for attempt in range(ATTEMPTS):
            try:
                return _Publication(place, now, full=full, progress=progress).run()
            except PageGone:
                place.sweep()
                if attempt == ATTEMPTS - 1:
                    raise
    raise AssertionError  # pragma: no cover - the loop returns or raises


def roll_back(*, number: int | None = None, on: Shelf | None = None) -> int:
    """Serve an older edition, the one before the current or the given one, and hold it; returns its number.

    Needs no database. Publishing waits until somebody unpins. Raises ``NoEdition`` and ``Damaged``.
    """
    place = on or shelf.from_settings()
    with place.lock():
        current, numbers = place.current(), place.numbers()
        older = [other for other in numbers if current is None or other < current]
        if number is not None:
            older = [number] if number in numbers else []
        if not older:
            wanted = f"edition {number}" if number is not None else "an older edition"
            raise NoEdition(f"There is no such edition to go back to: {wanted}.")
        manifest.read(place.folder(older[0]))
        place.pin(older[0])
        place.switch(older[0])
        return older[0]


def unpin(*, on: Shelf | None = None) -> None:
    """Let publishing go on after a rollback; what is served stays until the next publication."""
    place = on or shelf.from_settings()
    with place.lock():
        place.unpin()


class _Publication:
    """One publication, used once while the lock is held."""

    def __init__(
        self, place: Shelf, now: datetime.datetime, *, full: bool, progress: Progress | None
    ) -> None:
        self.place, self.now, self.progress = place, now, progress
        # Read before anything else: what is written meanwhile is found by the next publication.
        self.journal = newest_entry()
        self.records = records.read_public()
        self.paths = records.paths()
        self.fingerprint = fingerprint.current()
        self.before = _usable(place, self.fingerprint)
        self.full = full or self.before is None

    def run(self) -> Receipt:
        touched = self._touched()
        gone = bool(self.before and set(self.paths) != _published(self.before[0]))
        if not touched and not gone and self.before and not self.full:
            return Receipt(number=self.before[0].number, pages=len(self.paths))
        number = self._next_number()
        part = self.place.part(number)
        try:
            receipt = self._make(number, part, touched)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return dataclasses.replace(receipt, removed=tuple(self.place.prune(now=self.now)))

    def _make(self, number: int, part: Path, touched: set[str]) -> Receipt:
        before, pages_before = _shared_folder(self.place)
        writer = Writer(part, before, pages_before)
        rendered = self._fill(writer, touched)
        made = Manifest(
            number=number,
            made_at=self.now.astimezone(datetime.UTC).isoformat(timespec="seconds"),
            journal=self.journal,
            fingerprint=self.fingerprint,
            pages=writer.pages,
            missing={code: f"/{code}/{rendering.MISSING}" for code in public_urls.languages()},
        )
        writer.note(records.NAME, self.records.text())
        writer.note(manifest.NAME, made.text())
        writer.sync()
        self._register(made, rendered)
        self.place.finish(number)
        self.place.switch(number)
        return Receipt(number, is_new=True, pages=len(made.pages), rendered=rendered, shared=writer.shared)

    def _touched(self) -> set[str]:
        if self.full or self.before is None:
            return set(self.paths)
        known, was = self.before
        fresh = {path for path in self.paths if path not in known.pages}
        return fresh | paths_touched_by(was, self.records, self.paths)

    def _fill(self, writer: Writer, touched: set[str]) -> int:
        """Put every page into the edition; returns how many were rendered."""
        waiting = [path for path in self.paths if path in touched or not writer.keep(path)]
        for done, (path, rendered) in enumerate(rendering_many.render_many(waiting), 1):
            writer.add(path, rendered)
            self._tell(done, len(waiting))
        for language in public_urls.languages():
            path = f"/{language}/{rendering.MISSING}"
            if self.full or not writer.keep(path):
                writer.add(path, rendering.render_missing(language))
        return len(waiting)

    def _tell(self, done: int, total: int) -> None:
        if self.progress:
            self.progress(done, total)

    def _next_number(self) -> int:
        """Return a number above every known one; another server's newest if this one has not got it yet."""
        here = max(self.place.numbers(), default=0)
        newest = Edition.objects.order_by("-number").first()
        if newest and newest.number > here:
            return newest.number if newest.journal >= self.journal else newest.number + 1
        return here + 1

    def _register(self, made: Manifest, rendered: int) -> None:
        """Write the number down; another server that was faster has made the same pages."""
        fields = {
            "made_at": self.now,
            "journal": made.journal,
            "digest": made.digest,
            "page_count": len(made.pages),
            "rendered_count": rendered,
        }
        try:
            with transaction.atomic():
                Edition.objects.get_or_create(number=made.number, defaults=fields)
        except IntegrityError:  # pragma: no cover - two servers within a millisecond
            return


def newest_entry() -> int:
    """Return the number of the newest journal entry; 0 when there is none."""
    newest: int | None = JournalEntry.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _usable(place: Shelf, code: str) -> tuple[Manifest, Records] | None:
    """Return the current edition if its untouched pages may be taken over."""
    number = place.current()
    if number is None:
        return None
    try:
        known = manifest.read(place.folder(number))
        was = records.read_stored(place.folder(number))
    except Damaged:
        return None
    return (known, was) if known.fingerprint == code else None


def _shared_folder(place: Shelf) -> tuple[Path | None, Manifest | None]:
    """Return the current edition, whose identical files are shared even when all pages are rendered."""
    number = place.current()
    try:
        return (place.folder(number), manifest.read(place.folder(number))) if number else (None, None)
    except Damaged:
        return None, None


def _published(known: Manifest) -> set[str]:
    return {path for path, page in known.pages.items() if page.status == 200}


def history(*, on: Shelf | None = None) -> Iterator[tuple[int, bool]]:
    """Yield the editions that stand here, the latest first, and which one is served."""
    place = on or shelf.from_settings()
    current = place.current()
    yield from ((number, number == current) for number in place.numbers())
