"""A mirror: a signed copy of the current edition that any host of plain files can serve.

    source.py    the current edition, read from its files
    copying.py   its pages with relative links, and what they need
    guide.py     the words around them
    listing.py   the list of files that is signed
    signing.py   the keys
    writing.py   onto the disk, whole or not at all
    checking.py  is a copy true?

No step asks the database.
"""

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from . import checking, copying, guide, listing, signing, source, writing
from .checking import Verdict, verify
from .errors import MirrorError

__all__ = ["MirrorError", "Verdict", "checking", "export", "guide", "signing", "verify"]

Progress = Callable[[int, int], None]


def export(
    *,
    folder: Path,
    zip_file: Path | None = None,
    base: str = "",
    now: datetime.datetime,
    progress: Progress | None = None,
) -> listing.Listing:
    """Copy the current edition into ``folder``, and into a zip as well; returns the list of its files.

    ``base`` is the address at which the copy will stand, if it is known. ``progress`` is called with how
    many files are done and how many there are at least. Signed where there is a ``MIRROR_KEY``. An
    earlier copy is replaced in one go; raises ``MirrorError`` and leaves it as it was.
    """
    folder = writing.check_folder(folder)
    zip_file = writing.check_zip(zip_file, beside=folder) if zip_file else None
    edition = source.current()
    public = signing.site_key() if settings.MIRROR_KEY else None
    copied_at = now.astimezone(datetime.UTC).replace(microsecond=0)
    work = copying.Copying(edition, copied_at=copied_at, base=base)
    with writing.part_of(folder) as part:
        made = listing.Listing(
            site=settings.SITE_URL,
            site_name=guide.site_name(),
            live=tuple(guide.live_addresses()),
            address=base,
            edition=edition.number,
            edition_made_at=edition.made_at,
            copied_at=f"{copied_at:%Y-%m-%dT%H:%M:%SZ}",
            public_key=signing.encode(public) if public else "",
            fingerprint=signing.fingerprint(public) if public else "",
            files=_write(work, part, progress),
        )
        writing.write(part, listing.NAME, made.text())
        if made.is_signed:
            signature = signing.sign(made.text(), private=settings.MIRROR_KEY)
            writing.write(part, listing.SIGNATURE, signature)
        if zip_file:
            writing.write_zip(part, zip_file)
    return made


def _write(work: copying.Copying, part: Path, progress: Progress | None) -> dict[str, listing.File]:
    files = {}
    for name, data in work.files():
        writing.write(part, name, data)
        files[name] = listing.File(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        if progress:
            progress(len(files), work.count)
    return files
