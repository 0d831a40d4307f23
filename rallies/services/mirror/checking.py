"""Says whether a copy is true: every file as listed, none beside, and the list signed by the right key."""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from ...formats import bundle
from . import listing, signing
from .errors import MirrorError

BLOCK = 1 << 20
SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Verdict:
    """Whether a copy is true, why in one sentence, and the files that differ."""

    sentence: str
    is_true: bool = False
    files: tuple[str, ...] = ()


class Held(Protocol):
    """A copy as it came: a folder or a zip."""

    def names(self) -> set[str]:
        """Return everything in it that is no folder."""

    def open(self, name: str) -> BinaryIO:
        """Open a plain file; raises ``OSError`` for anything else."""


@dataclass(frozen=True)
class Folder:
    """A copy in a folder. Links are not followed, and pipes are not waited for."""

    place: Path

    def names(self) -> set[str]:
        return set(listing.names_in(self.place))

    def open(self, name: str) -> BinaryIO:
        descriptor = os.open(self.place / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        file = os.fdopen(descriptor, "rb")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            file.close()
            raise OSError("no plain file")
        return file


@dataclass(frozen=True)
class Bundle:
    """A copy in a zip."""

    archive: zipfile.ZipFile

    def names(self) -> set[str]:
        return set(self.archive.namelist())

    def open(self, name: str) -> BinaryIO:
        try:
            return self.archive.open(name)  # type: ignore[return-value]
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError("cannot be unpacked") from error


def verify(place: Path, *, key: str = "") -> Verdict:
    """Check a folder or a zip against ``key``: a public key, its fingerprint, or this site's own if empty.

    Raises ``MirrorError`` when there is nothing to check, or nothing to check it against.
    """
    expected = _expected(key)
    try:
        with _held(place) as held:
            return _verify(held, expected)
    except bundle.BundleError as error:
        return Verdict(f"Not true: {error} If somebody packed it anew, unpack it and check the folder.")
    except OSError as error:
        raise MirrorError(f"{place} cannot be read: {error.strerror or error}.") from error


def _expected(key: str) -> str:
    """Return the fingerprint of the key that counts; a copy's own word about its key counts for nothing."""
    if not key.strip():
        own = signing.site_key()
        if own is None:
            raise MirrorError(
                "Whose copy should it be? Give the fingerprint from the live site with --public-key."
            )
        return signing.fingerprint(own)
    return signing.fingerprint_in(key)


@contextmanager
def _held(place: Path) -> Iterator[Held]:
    if place.is_dir():
        yield Folder(place)
        return
    if not place.is_file():
        raise MirrorError(f"There is no folder or zip {listing.shown(str(place))}.")
    with bundle.open_bundle(place) as archive:
        yield Bundle(archive)


def _verify(held: Held, expected: str) -> Verdict:
    names = held.names()
    absent = sorted(listing.UNLISTED - names)
    if absent:
        return Verdict(f"Not true: it has no {absent[0]}, so nobody can say whose it is.")
    try:
        data = _read(held, listing.NAME, listing.MAX_BYTES)
        signature = _read(held, listing.SIGNATURE, SIGNATURE_BYTES)
        listed = listing.parse(data)
        public = signing.decode(listed.public_key)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, listing.ListingError, signing.KeyRefused):
        return Verdict("Not true: its list of files or the signature cannot be read.")
    if signing.fingerprint(public) != expected:
        return Verdict(f"Not true: another key signed it, {signing.fingerprint(public)}.")
    if not signing.is_signed(data, signature, public=public):
        return Verdict("Not true: its list of files is not the one that was signed.")
    return _compare(held, names - listing.UNLISTED, listed)


def _compare(held: Held, names: set[str], listed: listing.Listing) -> Verdict:
    expected = set(listed.files)
    differing = [f"missing: {listing.shown(name)}" for name in sorted(expected - names)]
    differing += [f"added: {listing.shown(name)}" for name in sorted(names - expected)]
    differing += [
        f"changed: {listing.shown(name)}"
        for name in sorted(names & expected)
        if not _is_as_listed(held, name, listed.files[name])
    ]
    if differing:
        return Verdict(f"Not true: {len(differing)} of its files differ.", files=tuple(differing))
    return Verdict(
        f"True: a copy of {listing.shown(listed.site)} made at {listing.shown(listed.copied_at)}, "
        f"{len(expected)} files, signed by {signing.fingerprint(signing.decode(listed.public_key))}.",
        is_true=True,
    )


def _is_as_listed(held: Held, name: str, file: listing.File) -> bool:
    """Read no further than the listed size, so that nothing that unpacks for ever is unpacked."""
    digest, left = hashlib.sha256(), file.size
    try:
        with held.open(name) as opened:
            while block := opened.read(min(BLOCK, left + 1)):
                digest.update(block)
                left -= len(block)
                if left < 0:
                    return False
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return False
    return left == 0 and digest.hexdigest() == file.sha256


def _read(held: Held, name: str, most: int) -> bytes:
    with held.open(name) as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise OSError("too long")
    return data
