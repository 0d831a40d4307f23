"""Whether this version of the product knows the tables of a backup."""

import functools
from collections.abc import Iterable

from django.db.migrations.loader import MigrationLoader

from .files import BackupError

Migration = tuple[str, str]


class NewerBackup(BackupError):
    """The backup comes from a version that has migrations which are unknown here."""


@functools.cache
def known_migrations() -> frozenset[Migration]:
    """Return the migrations of the installed code; read from the disk once in each process."""
    return frozenset(MigrationLoader(None).graph.nodes)


def refuse_newer(applied: Iterable[Migration]) -> None:
    """Raise ``NewerBackup`` when a backup had migrations that the installed code has not."""
    unknown = sorted(set(applied) - known_migrations())
    if unknown:
        names = ", ".join(f"{app}.{name}" for app, name in unknown[:3])
        raise NewerBackup(f"The backup comes from a newer version (it has {names}): update this site first.")


def is_complete(applied: Iterable[Migration]) -> bool:
    """Say whether every migration of the installed code is among ``applied``."""
    return known_migrations() <= set(applied)
