"""How reading one cell ends: a value, and what is to be said about it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

_PLACEHOLDER = re.compile(
    r"[-–—_.…?*/\\\s]+|tb[acd]|t\.b\.[acd]\.?|n/?a|none|null|soon|coming soon|to follow|later|to be "
    r"(?:announced|confirmed|defined|determined|decided)|not (?:yet )?(?:defined|known|decided)(?: yet)?|"
    r"unknown|"
    r"нет|скоро|позже|позднее|будет (?:позже|объявлено)|уточняется|уточнить|уточняем|не ?известно|"
    r"пока не ?известно|ссылка (?:будет )?(?:позже|скоро)|link (?:soon|later|to follow)",
    re.IGNORECASE,
)


class Level(StrEnum):
    """How much a remark weighs: worth knowing, to be asked back, or the value cannot be used."""

    NOTE = "note"
    DOUBT = "doubt"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a cell; ``reason`` is a whole sentence in the active language."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What a cell says. ``value`` is ``None`` where it says nothing or cannot be used."""

    value: T | None
    remarks: tuple[Remark, ...] = ()


def note(reason: str) -> Remark:
    """Something worth knowing."""
    return Remark(Level.NOTE, reason)


def doubt(reason: str) -> Remark:
    """Something that a person must decide."""
    return Remark(Level.DOUBT, reason)


def reject(reason: str) -> Remark:
    """Something that keeps the value from being used."""
    return Remark(Level.REJECT, reason)


def quoted(text: str, limit: int = 60) -> str:
    """The text on one line without invisible characters, cut for a message."""
    shown = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: limit * 4]
    )
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def is_placeholder(text: str) -> bool:
    """Whether a cell only says that there is nothing to say yet ("TBA", "скоро", "-")."""
    bare = text.strip(" .!…")
    return bool(text.strip()) and len(text) <= 60 and (not bare or _PLACEHOLDER.fullmatch(bare) is not None)
