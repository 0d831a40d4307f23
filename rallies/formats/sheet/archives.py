"""Opening a workbook's archive without believing anything that it says about itself.

Only parts that are XML and passed ``bounds`` reach the workbook reader, in a fresh uncompressed archive:
so sizes that lie, doubled names, names that climb out and unknown compression have no effect there.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .bounds import Bounds
from .shapes import SheetError

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 24 * 1024 * 1024  # bytes of all parts together
CHUNK: Final = 64 * 1024

_WANTED = re.compile(r"mimetype|.*\.(?:xml|rels)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def checked_copy(data: bytes) -> bytes:
    """Return a safe, uncompressed copy of a workbook's archive.

    Raises ``SheetError`` for damaged, encrypted, oversized or booby-trapped archives and for archives that
    hold no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            _check_contents(archive)
            return _copied(archive, [entry for entry in entries if _WANTED.fullmatch(entry.filename)])
    except _BROKEN as error:
        raise SheetError(_("The workbook is damaged and cannot be opened.")) from error


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise SheetError(_("The workbook is protected with a password: save it without one."))
    if len({name.lower() for name in names}) < len(names) or any(_climbs(name) for name in names):
        raise SheetError(_("The workbook is damaged: its parts have forbidden names."))


def _climbs(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/")


def _check_contents(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if "xl/workbook.xml" in names:
        return
    if {"mimetype", "content.xml"} <= names:
        with archive.open("mimetype") as part:
            if part.read(100).startswith(_OPEN_DOCUMENT):
                return
    raise SheetError(_("The archive holds no .xlsx or .ods workbook."))


def _copied(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bytes:
    copy = io.BytesIO()
    area = 0
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as fresh:
        for entry in entries:
            bounds = Bounds(area) if entry.filename != "mimetype" else None
            with fresh.open(zipfile.ZipInfo(entry.filename), "w") as target:
                for chunk in _unpacked(archive, entry):
                    if bounds:
                        bounds.feed(chunk)
                    target.write(chunk)
            if bounds:
                bounds.close()
                area = bounds.area
    return copy.getvalue()


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces; ``zipfile`` stops at the declared size, and a false one fails its checksum."""
    if entry.compress_type not in _PLAIN:
        raise zipfile.BadZipFile(entry.filename)
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def _too_large() -> SheetError:
    return SheetError(_("The workbook is too large once it is unpacked."))
