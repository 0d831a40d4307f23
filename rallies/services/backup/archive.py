"""The file that a PostgreSQL database is saved in: a ZIP of tables as COPY writes them, and a manifest.

``pg_dump`` must be as new as the server, and is in neither the image nor on every machine; COPY's text
format is read by every version. The ZIP's check sums find cut and changed files.
"""

import dataclasses
import json
import zipfile
from pathlib import Path
from typing import Any

from . import files
from .files import BackupError
from .schema import Migration

MAGIC = b"PK\x03\x04"
FORMAT = "rallies-postgresql-1"
MANIFEST = "manifest.json"


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of the archive: its columns in the order of its rows, and where its numbers stand."""

    name: str
    columns: list[str]
    rows: int
    # The column with a sequence, the last number it gave, and whether that was given.
    sequences: list[tuple[str, int, bool]]

    @property
    def member(self) -> str:
        """The name of the table's rows inside the ZIP."""
        return f"{self.name}.copy"


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What an archive holds."""

    migrations: list[Migration]
    tables: list[Table]

    def to_json(self) -> str:
        """Return the manifest as the archive keeps it."""
        return json.dumps({"format": FORMAT, **dataclasses.asdict(self)}, indent=1)


def read_manifest(path: Path) -> Manifest:
    """Check every byte of an archive and return its manifest; raises ``BackupError``."""
    try:
        with files.sentences(path), zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                raise BackupError(f"{path} is damaged: use another backup.")
            return _manifest(json.loads(archive.read(MANIFEST)))
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise BackupError(f"{path} is damaged: use another backup.") from error
    except (KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BackupError(f"{path} is no backup of this product.") from error


def _manifest(data: dict[str, Any]) -> Manifest:
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    return Manifest(
        migrations=[(app, name) for app, name in data["migrations"]],
        tables=[
            Table(**{**table, "sequences": [tuple(sequence) for sequence in table["sequences"]]})
            for table in data["tables"]
        ],
    )
