"""Closing the doors under attack: forms and administration shut, everybody signed out, contacts destroyed.

The closing is a file on this server, so that it works when the database does not, and on every worker
with the next request. What is public goes on being served.
"""

import contextlib
import dataclasses
import datetime
import os

from django.contrib.sessions.models import Session
from django.db import Error, connection, transaction

from ..models import Contact, JournalEntry
from . import backup, journal, switches
from .backup import postgresql

MARKER = "lockdown"
DOOR = "lockdown"
BATCH = 500


class LockdownError(Exception):
    """Why the doors could not be closed or opened, in one sentence for the operator."""


@dataclasses.dataclass(frozen=True)
class Receipt:
    """What a lockdown did beside closing the doors; ``None`` where the database did not let it."""

    sessions_ended: int | None
    contacts_destroyed: int | None
    # Copies that earlier restores put aside and that still hold contacts: to be deleted by hand.
    copies_left: list[str]


def is_closed() -> bool:
    """Say whether forms and administration are closed. When that cannot be seen, they are."""
    try:
        os.stat(switches.path_of(MARKER))  # noqa: PTH116  # on every request
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def close(*, now: datetime.datetime, destroy_contacts: bool = False) -> Receipt:
    """Close forms and administration at once, end all sessions and, if asked to, destroy all contacts.

    Closing comes first and stands even when the database fails. Journalled. Raises ``LockdownError``
    when the marker cannot be written.
    """
    try:
        switches.write(MARKER, f"{now.isoformat()}\n")
    except OSError as error:
        raise LockdownError(f"The doors stay open: {switches.path_of(MARKER)}: {error.strerror}.") from error
    copies: list[str] = []
    sessions = contacts = None
    try:
        sessions = _end_sessions(now)
        if destroy_contacts:
            contacts = _destroy_contacts(now)
            copies = backup.destroy_kept_contacts()
    except Error:
        connection.close()
    return Receipt(sessions_ended=sessions, contacts_destroyed=contacts, copies_left=copies)


def end(*, now: datetime.datetime) -> bool:
    """Open forms and administration again; say whether they were closed. Contacts do not come back."""
    try:
        was_closed = switches.clear(MARKER)
    except OSError as error:
        raise LockdownError(
            f"The doors stay closed: {switches.path_of(MARKER)}: {error.strerror}."
        ) from error
    if was_closed:
        with contextlib.suppress(Error):  # the journal misses it; the doors are open all the same
            _journal(now, ["closed", "open"])
    return was_closed


@transaction.atomic
def _end_sessions(now: datetime.datetime) -> int:
    ended = Session.objects.all().delete()[0]
    _journal(now, ["open", "closed"])
    return ended


def _journal(now: datetime.datetime, change: list[str]) -> None:
    changes = {"doors": change}
    journal.record_site(action=JournalEntry.Action.STATE, about="doors", now=now, door=DOOR, changes=changes)


def _destroy_contacts(now: datetime.datetime) -> int:
    """Delete all contacts and what the files keep of them; the journal says which rallies had one."""
    with transaction.atomic():
        held = list(Contact.objects.select_related("rally__campaign"))
        entries = [
            journal.entry(
                action=JournalEntry.Action.DELETED,
                subject=contact.rally,
                by=None,
                now=now,
                door=DOOR,
                changes={"contact": ["kept", None]},
            )
            for contact in held
        ]
        Contact.objects.all().delete()
        journal.record_many(entries, batch_size=BATCH)
    _overwrite()
    return len(held)


def _overwrite() -> None:
    """Leave nothing in the database's own files: neither in free pages nor in the log."""
    if connection.vendor == "postgresql":
        postgresql.destroy_contacts()
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
