"""Puts a copy on the disk: written beside, then renamed, so that nobody ever sees half of one."""

import contextlib
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from ...formats import bundle
from . import listing
from .errors import MirrorError

PART, OLD = ".part", ".old"
FOLDER_MODE, FILE_MODE = 0o755, 0o644
NAMED = 5


class PlaceRefused(MirrorError):
    """A copy must not be written there: something else would be lost or shown."""


def check_folder(place: Path) -> Path:
    """Return the full path of a folder that may hold a copy; raises ``PlaceRefused``.

    It may be absent, empty, or an earlier copy without other files in it.
    """
    place = _full(place)
    _refuse_own(place)
    try:
        if place.is_symlink():
            raise PlaceRefused(f"{place} is a link; name the folder itself.")
        if not place.exists():
            _refuse_parent(place)
        elif not place.is_dir():
            raise PlaceRefused(f"{place} is a file; name a folder.")
        elif any(place.iterdir()):
            _refuse_foreign(place)
    except OSError as error:
        raise PlaceRefused(f"{place} cannot be used: {error.strerror}.") from error
    return place


def check_zip(file: Path, *, beside: Path) -> Path:
    """Return the full path of a zip that may be written; raises ``PlaceRefused``.

    It may be absent or an earlier bundle, and must not lie in the folder of the copy.
    """
    file = _full(file)
    _refuse_own(file)
    if file == beside or file.is_relative_to(beside):
        raise PlaceRefused(f"{file} lies inside the copy; write the zip beside it.")
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise PlaceRefused(f"{file} is no plain file.")
        if file.exists() and not _is_bundle(file):
            raise PlaceRefused(f"{file} exists and is no bundle of a mirror; name another file.")
        _refuse_parent(file)
    except OSError as error:
        raise PlaceRefused(f"{file} cannot be used: {error.strerror}.") from error
    return file


@contextlib.contextmanager
def part_of(place: Path) -> Iterator[Path]:
    """Give an empty folder beside ``place`` and rename it there at the end; on failure nothing changes.

    What a killed process left is swept away; raises ``MirrorError`` while another one writes.
    """
    part = place.with_name(f".{place.name}{PART}")
    try:
        part.mkdir(exist_ok=True)
        descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise PlaceRefused(f"Nothing can be written beside {place}: {error.strerror}.") from error
    try:
        _hold(descriptor, part)
        _empty(part)
        part.chmod(FOLDER_MODE)
        yield part
        _replace(part, place)
    except OSError as error:
        raise MirrorError(f"The copy cannot be written: {error.strerror}. {place} is as it was.") from error
    finally:
        _forget(part, descriptor)


def write(folder: Path, name: str, data: bytes) -> None:
    """Write one file of a copy, readable for every web server whatever this user's mask says."""
    file = folder / name
    missing = [parent for parent in file.parents if folder in parent.parents and not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        parent.chmod(FOLDER_MODE)
    with file.open("xb") as target:
        target.write(data)
    file.chmod(FILE_MODE)


def write_zip(folder: Path, file: Path) -> None:
    """Pack a copy; the zip appears whole or not at all. Raises ``MirrorError``."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    part = file.with_name(f".{file.name}{PART}")
    try:
        with part.open("w+b") as target:
            bundle.pack(((name, (folder / name).read_bytes()) for name in names), target)
            target.flush()
            os.fsync(target.fileno())
        part.chmod(FILE_MODE)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MirrorError(f"{file} cannot be written: {error.strerror}.") from error


def _full(place: Path) -> Path:
    try:
        if "\0" in str(place):
            raise ValueError  # noqa: TRY301
        return place.parent.resolve() / place.name if place.name not in {"", ".."} else place.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise PlaceRefused(f"{str(place)!a} is no name of a file or folder.") from error


def _refuse_own(place: Path) -> None:
    """The site's own folders are served or read by it: a copy inside would become part of it."""
    for own in (settings.EDITIONS_DIR, settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        if place.is_relative_to(Path(own).resolve()):
            raise PlaceRefused(f"{place} lies in a folder of the site itself; write the copy elsewhere.")


def _refuse_parent(place: Path) -> None:
    if not place.parent.is_dir():
        raise PlaceRefused(f"There is no folder {place.parent}.")


def _refuse_foreign(place: Path) -> None:
    """Only what a copy lists may be thrown away."""
    try:
        listed = set(listing.parse((place / listing.NAME).read_bytes()).files) | listing.UNLISTED
    except (OSError, listing.ListingError):
        raise PlaceRefused(f"{place} is not empty and holds no mirror; name another folder.") from None
    foreign = sorted(set(listing.names_in(place)) - listed)
    if foreign:
        named = ", ".join(map(listing.shown, foreign[:NAMED]))
        raise PlaceRefused(f"{place} holds files that are no part of a mirror, which would be lost: {named}.")


def _is_bundle(file: Path) -> bool:
    try:
        with bundle.open_bundle(file) as archive:
            return listing.NAME in archive.namelist()
    except (OSError, bundle.BundleError):
        return False


def _hold(descriptor: int, part: Path) -> None:
    busy = MirrorError("Another process is writing this copy; try again when it has finished.")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise busy from None
    # The other one may have renamed the folder between opening and locking it.
    if not part.exists() or part.stat().st_ino != os.fstat(descriptor).st_ino:
        raise busy


def _empty(part: Path) -> None:
    for entry in part.iterdir():
        if stat.S_ISDIR(entry.lstat().st_mode):
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _replace(part: Path, place: Path) -> None:
    """Rename; an earlier copy steps aside first and comes back if the new one cannot take its place."""
    os.sync()
    old = place.with_name(f".{place.name}{OLD}")
    if old.exists():
        shutil.rmtree(old)
    if place.exists() and any(place.iterdir()):
        place.rename(old)
    try:
        part.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    if old.exists():
        shutil.rmtree(old)


def _forget(part: Path, descriptor: int) -> None:
    """Remove the folder if it is still this process's own and was not renamed."""
    try:
        if part.exists() and part.stat().st_ino == os.fstat(descriptor).st_ino and _is_held(descriptor):
            shutil.rmtree(part, ignore_errors=True)
    finally:
        os.close(descriptor)


def _is_held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
