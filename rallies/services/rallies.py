"""Creating and editing rallies; state changes are in ``moderation``."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from ..models import JournalEntry, Organizer, Rally, User
from . import journal, texts

MODERATED = frozenset({"review", "condition"})
UNTOLD = "•••"


class RallyError(Exception):
    """Why a rally was not changed."""


class Overtaken(RallyError):
    """Somebody else changed the rally in the meantime; ``current`` is how it stands now."""

    def __init__(self, current: Rally) -> None:
        super().__init__("Somebody else changed this rally in the meantime.")
        self.current = current


class Gone(RallyError):
    """The rally was deleted in the meantime, as when an import is undone."""

    def __init__(self) -> None:
        super().__init__("This rally is no longer there.")


class Moderated(RallyError):
    """Review and condition change by ``moderation`` only."""

    def __init__(self) -> None:
        super().__init__("Review and condition are not edited: they change by moderation.")


@transaction.atomic
def create(
    *,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    organizers: list[Organizer] | None = None,
    **fields: Any,
) -> Rally:
    """Store a new rally with its derived instant and a journal entry; it waits for review.

    Takes the fields of ``Rally``. Raises ``ValidationError`` for bad values and
    ``clock.ClockError`` for an hour that the city's clocks skip or repeat.
    """
    rally = Rally(created_at=now, updated_at=now, **fields)
    rally.starts_at = rally.derive_instant()
    rally.full_clean()
    rally.save(force_insert=True)
    rally.organizers.set(organizers or [])
    journal.record(action=JournalEntry.Action.CREATED, subject=rally, by=by, now=now, door=door)
    return rally


@transaction.atomic
def edit(
    *,
    rally: Rally,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    organizers: list[Organizer] | None = None,
    reason: str = "",
    **fields: Any,
) -> Rally:
    """Change the given fields of a rally if nobody else did since it was read; ``reason`` is journalled.

    Derives the instant again, marks translations stale whose source text changed, counts the
    version up and journals before and after. Does nothing when nothing differs. Raises
    ``Overtaken``, ``Gone``, ``ValidationError`` or ``clock.ClockError``, and ``Moderated`` for a
    state; then ``rally`` may hold unsaved values.
    """
    changes = texts.assign(rally, fields)
    if MODERATED.intersection(changes):
        raise Moderated
    names = sorted(str(organizer.slug) for organizer in organizers or [])
    held = sorted(rally.organizers.values_list("slug", flat=True))
    if organizers is not None and names != held:
        changes["organizers"] = [held, names]
    if not changes:
        return rally
    if "note" in changes:
        # The journal is for ever, and what people note about people is not.
        changes["note"] = [UNTOLD if text else "" for text in changes["note"]]
    rally.starts_at = rally.derive_instant()
    rally.full_clean()
    swap(rally, now, [*fields, "starts_at", "stale_texts"])
    if "organizers" in changes:
        rally.organizers.set(organizers or [])
    action = JournalEntry.Action.CHANGED
    journal.record(action=action, subject=rally, by=by, now=now, door=door, changes=changes, note=reason)
    return rally


def swap(rally: Rally, now: datetime.datetime, names: list[str]) -> None:
    """Write the named fields as ``rally`` holds them; see ``write``."""
    write(rally, now, {name: getattr(rally, name) for name in names})


def write(rally: Rally, now: datetime.datetime, values: Mapping[str, Any]) -> None:
    """Give the rally these values where the stored version is still the one that was read.

    Raises ``Overtaken`` or ``Gone`` otherwise; then nothing is written, to ``rally`` neither.
    """
    rows = Rally.objects.filter(pk=rally.pk, version=rally.version)
    if not rows.update(**values, version=F("version") + 1, updated_at=now):
        current = Rally.objects.filter(pk=rally.pk).first()
        raise Overtaken(current) if current else Gone
    for name, value in values.items():
        setattr(rally, name, value)
    rally.version += 1
    rally.updated_at = now
