"""Keeping, revealing and forgetting the private contact behind a rally."""

import datetime

from django.conf import settings
from django.db import transaction

from .. import tokens
from ..models import Contact, JournalEntry, Rally, User
from . import journal

DAYS_KEPT = 30


@transaction.atomic
def keep(*, rally: Rally, contact: str, by: User | None, now: datetime.datetime, door: str = "") -> Contact:
    """Seal a contact beside its rally until 30 days after the campaign's last day.

    The journal says that there is one, never what it is.
    """
    kept = Contact.objects.create(
        rally=rally,
        sealed=tokens.seal(contact, keys=settings.CONTACT_KEYS),
        created_at=now,
        delete_on=day_of_deletion(rally.campaign.last_day),
    )
    journal.record(
        action=JournalEntry.Action.CHANGED,
        subject=rally,
        by=by,
        now=now,
        door=door,
        changes={"contact": [None, "kept"]},
    )
    return kept


def day_of_deletion(last_day: datetime.date) -> datetime.date:
    """Return 30 days after a campaign's last day; a mistyped year may end with the calendar."""
    kept_for = datetime.timedelta(days=DAYS_KEPT)
    return min(last_day, datetime.date.max - kept_for) + kept_for


@transaction.atomic
def reveal(*, contact: Contact, by: User, now: datetime.datetime, door: str = "") -> str:
    """Return one readable contact and journal who read it; raises ``tokens.SealError``."""
    text = contact.unsealed()
    action = JournalEntry.Action.REVEALED
    journal.record(action=action, subject=contact.rally, by=by, now=now, door=door)
    return text


@transaction.atomic
def forget(*, contact: Contact, by: User | None, now: datetime.datetime, door: str = "") -> None:
    """Delete one contact; the journal keeps that it is gone."""
    rally = contact.rally
    contact.delete()
    changes = {"contact": ["kept", None]}
    action = JournalEntry.Action.DELETED
    journal.record(action=action, subject=rally, by=by, now=now, door=door, changes=changes)
