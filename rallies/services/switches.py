"""Files that switch something on this server at once, without the database: present means on."""

import os
from pathlib import Path

from django.conf import settings

OWNER_ONLY = 0o600


def path_of(name: str) -> Path:
    """Return where a switch lies."""
    return Path(settings.SWITCHES_DIR) / name


def write(name: str, content: str) -> None:
    """Switch on, or replace what the switch says, in one step; raises ``OSError``."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{name}.{os.getpid()}.part")
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="utf-8"
    ) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def clear(name: str) -> bool:
    """Switch off; say whether it was on. Raises ``OSError``."""
    try:
        path_of(name).unlink()
    except FileNotFoundError:
        return False
    return True
