"""A copy as one ``.zip``: equal bytes for equal files, and read back so that nothing hides in it.

The comment at its end holds the SHA-256 of all bytes before it. That is no signature, the manifest has
one; it finds damage in those bytes that do not belong to any file.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3
DIGEST = 64
LOCAL_HEADER, CENTRAL_HEADER, END_HEADER = 30, 46, 22
BLOCK = 1 << 20


class BundleError(Exception):
    """The file is no bundle as ``pack`` writes one; the sentence says why."""


def pack(files: Iterable[tuple[str, bytes]], target: BinaryIO) -> None:
    """Write files in the order of their names, without times, owners or anything of this machine."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.comment = b"0" * DIGEST
        for name, data in sorted(files):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = READABLE
            archive.writestr(entry, data)
    size = target.tell()
    target.seek(0)
    digest = _digest(target, size - DIGEST)
    target.seek(size - DIGEST)
    target.write(digest)


def open_bundle(path: Path) -> zipfile.ZipFile:
    """Open a bundle whose every byte is accounted for; raises ``BundleError`` and ``OSError``."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        digest = _digest(file, max(0, size - DIGEST))
        if digest != file.read(DIGEST):
            raise BundleError("The zip was damaged, changed or packed anew.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BundleError("The file is no zip.") from error
    if not _is_tight(archive, size):
        archive.close()
        raise BundleError("The zip hides something between its files.")
    return archive


def _digest(file: BinaryIO, length: int) -> bytes:
    found = hashlib.sha256()
    while length > 0 and (block := file.read(min(BLOCK, length))):
        found.update(block)
        length -= len(block)
    return found.hexdigest().encode()


def _is_tight(archive: zipfile.ZipFile, size: int) -> bool:
    """Say whether names differ and nothing lies between the files: programs that unpack read one story."""
    entries = archive.infolist()
    offset = 0
    for entry in entries:
        plain = not entry.extra and not entry.comment and not entry.flag_bits
        if not plain or entry.header_offset != offset:
            return False
        offset += LOCAL_HEADER + len(entry.filename) + entry.compress_size
    directory = sum(CENTRAL_HEADER + len(entry.filename) for entry in entries)
    names = {entry.filename for entry in entries}
    return len(names) == len(entries) and offset + directory + END_HEADER + DIGEST == size
