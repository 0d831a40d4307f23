"""Writing the journal: every service that changes something adds its entry in the same transaction."""

import datetime
from collections.abc import Iterable
from typing import Any

from ..models import Campaign, City, ImportDecision, JournalEntry, Organizer, Rally, User
from . import edition

Subject = Rally | Campaign | Organizer | City | User | ImportDecision
LONGEST_NUMBER = 120


def lasting_number(subject: Subject) -> str:
    """Return the name under which entries find a record again, also after it is gone."""
    if isinstance(subject, Rally):
        return subject.public_id
    if isinstance(subject, City):
        return f"{subject.country_id}/{subject.slug}"
    if isinstance(subject, ImportDecision):
        return f"{subject.kind}:{subject.key}"[:LONGEST_NUMBER]
    return str(getattr(subject, "slug", subject.pk))


def entry(
    *,
    action: JournalEntry.Action,
    subject: Subject,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    changes: dict[str, list[Any]] | None = None,
    note: str = "",
) -> JournalEntry:
    """Build an entry without saving it, for callers that save many at once."""
    rally = subject if isinstance(subject, Rally) else None
    campaign = subject if isinstance(subject, Campaign) else None
    return JournalEntry(
        at=now,
        by=by,
        door=door,
        action=action,
        subject=subject._meta.model_name or "",
        subject_id=lasting_number(subject),
        rally=rally,
        campaign=campaign or (rally.campaign if rally else None),
        changes=changes or {},
        note=note,
    )


def record(**parts: Any) -> JournalEntry:
    """Build and save one entry, and have the change published; takes the arguments of ``entry``."""
    made = entry(**parts)
    made.save(force_insert=True)
    edition.ask_after_commit()
    return made


def record_many(entries: Iterable[JournalEntry], *, batch_size: int) -> None:
    """Save entries that ``entry`` built, and have all their changes published together."""
    JournalEntry.objects.bulk_create(entries, batch_size=batch_size)
    edition.ask_after_commit()


def record_site(
    *,
    action: JournalEntry.Action,
    about: str,
    now: datetime.datetime,
    door: str,
    changes: dict[str, list[Any]] | None = None,
) -> JournalEntry:
    """Save an entry about the site as a whole, such as its notice or its database, and have it published."""
    made = JournalEntry.objects.create(
        at=now, door=door, action=action, subject="site", subject_id=about, changes=changes or {}
    )
    edition.ask_after_commit()
    return made
