"""Creating and editing rallies; state changes are in ``moderation``."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ..models import JournalEntry, Organizer, Rally, User
from . import journal, texts


class RallyError(Exception):
    """Why a rally was not changed."""


class Overtaken(RallyError):
    """Somebody else changed the rally in the meantime; ``current`` is how it stands now."""

    def __init__(self, current: Rally) -> None:
        super().__init__("Somebody else changed this rally in the meantime.")
        self.current = current


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
    note: str = "",
    **fields: Any,
) -> Rally:
    """Change the given fields of a rally if nobody else did since it was read.

    Derives the instant again, marks translations stale whose source text changed, counts the
    version up and journals before and after. Does nothing when nothing differs. Raises
    ``Overtaken``, ``ValidationError`` or ``clock.ClockError``; then ``rally`` may hold unsaved values.
    """
    changes = texts.assign(rally, fields)
    names = sorted(str(organizer.slug) for organizer in organizers or [])
    held = sorted(rally.organizers.values_list("slug", flat=True))
    if organizers is not None and names != held:
        changes["organizers"] = [held, names]
    if not changes:
        return rally
    rally.starts_at = rally.derive_instant()
    rally.full_clean()
    swap(rally, now, [*fields, "starts_at", "stale_texts"])
    if "organizers" in changes:
        rally.organizers.set(organizers or [])
    action = JournalEntry.Action.CHANGED
    journal.record(action=action, subject=rally, by=by, now=now, door=door, changes=changes, note=note)
    return rally


def swap(rally: Rally, now: datetime.datetime, names: list[str]) -> None:
    """Write the named fields where the stored version is still the one that was read.

    Raises ``Overtaken`` otherwise and writes nothing.
    """
    written = {name: getattr(rally, name) for name in names}
    rows = Rally.objects.filter(pk=rally.pk, version=rally.version)
    if not rows.update(**written, version=F("version") + 1, updated_at=now):
        raise Overtaken(Rally.objects.get(pk=rally.pk))
    rally.version += 1
    rally.updated_at = now
