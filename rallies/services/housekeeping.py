"""What has to happen by itself: forgetting, and following new time-zone rules."""

import dataclasses
import datetime

from django.contrib.sessions.models import Session

from ..clock import ClockError
from ..models import Contact, Rally
from . import contacts


@dataclasses.dataclass(frozen=True)
class Receipt:
    """How many records each duty touched."""

    contacts_deleted: int
    sessions_deleted: int
    instants_changed: int


def keep_house(*, now: datetime.datetime) -> Receipt:
    """Run every duty once; running it again at once changes nothing."""
    return Receipt(
        contacts_deleted=forget_contacts(now=now),
        sessions_deleted=Session.objects.filter(expire_date__lt=now).delete()[0],
        instants_changed=derive_instants(now=now),
    )


def forget_contacts(*, now: datetime.datetime) -> int:
    """Delete the contacts whose day has come and return how many they were."""
    expired = list(Contact.objects.expired(today=now.date()).select_related("rally__campaign"))
    for contact in expired:
        contacts.forget(contact=contact, by=None, now=now, door="housekeeping")
    return len(expired)


def derive_instants(*, now: datetime.datetime) -> int:
    """Derive the instants of coming rallies again, as a time-zone update may have moved them.

    An hour that new rules skip keeps its old instant; the coordinators' list of holes shows it.
    Returns how many changed.
    """
    changed = 0
    coming = Rally.objects.filter(starts_at__gte=now - datetime.timedelta(days=1)).select_related("city")
    for rally in coming:
        try:
            instant = rally.derive_instant()
        except ClockError:
            continue
        if instant != rally.starts_at:
            # Whoever edits the rally at this moment derives the instant as well, and wins.
            unedited = Rally.objects.filter(pk=rally.pk, version=rally.version)
            changed += unedited.update(starts_at=instant)
    return changed
