"""Making and changing organizers."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from .. import gazetteer
from ..models import Country, JournalEntry, Organizer, User
from . import journal, texts


@transaction.atomic
def create(
    *,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    countries: Iterable[Country] = (),
    slug: str = "",
    **fields: Any,
) -> Organizer:
    """Store a new organizer with a free address and a journal entry; takes fields of ``Organizer``."""
    name = next(iter(fields.get("name", {}).values()), "")
    address = slug or free_slug(name)
    organizer = Organizer(slug=address, created_at=now, updated_at=now, **fields)
    organizer.full_clean()
    organizer.save(force_insert=True)
    organizer.countries.set(countries)
    journal.record(action=JournalEntry.Action.CREATED, subject=organizer, by=by, now=now, door=door)
    return organizer


@transaction.atomic
def edit(
    *,
    organizer: Organizer,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    countries: Iterable[Country] | None = None,
    **fields: Any,
) -> Organizer:
    """Change the given fields, mark translations stale, and journal before and after."""
    changes = texts.assign(organizer, fields)
    if countries is not None:
        before_codes = sorted(organizer.countries.values_list("code", flat=True))
        chosen = list(countries)
        codes = sorted(country.code for country in chosen)
        if codes != before_codes:
            changes["countries"] = [before_codes, codes]
            organizer.countries.set(chosen)
    if changes:
        organizer.updated_at = now
        organizer.full_clean()
        organizer.save(update_fields=[*fields, "stale_texts", "updated_at"])
        action = JournalEntry.Action.CHANGED
        journal.record(action=action, subject=organizer, by=by, now=now, door=door, changes=changes)
    return organizer


def free_slug(name: str, taken: set[str] | None = None) -> str:
    """Return an address made of the name in Latin letters that no organizer has yet.

    ``taken`` replaces the look at the database, for callers that make many.
    """
    plain_name = slugify(gazetteer.to_latin(name))[:80].strip("-") or "organizer"
    if taken is None:
        taken = set(Organizer.objects.filter(slug__startswith=plain_name).values_list("slug", flat=True))
    slug, counter = plain_name, 2
    while slug in taken:
        slug, counter = f"{plain_name}-{counter}", counter + 1
    return slug
