"""Writing the organizers that a plan names: new ones in bulk, stored ones by adding what they lack."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...models import Country, ImportRow, JournalEntry, Organizer
from .. import texts
from ..organizers import free_slug
from .links import link_key, link_keys, with_link
from .plan import PlannedOrganizer

BATCH = 500  # rows in one statement
MADE, ADDED = "made_organizers", "added_to_organizers"  # where ``ImportRow.after`` keeps them

Journal = Callable[[JournalEntry.Action, Organizer, Mapping[str, Any]], None]


class OrganizerWriter:
    """Writes the organizers of one plan, and remembers what it did for undoing."""

    def __init__(
        self, planned: Mapping[str, PlannedOrganizer], journal: Journal, now: datetime.datetime
    ) -> None:
        self._planned, self._journal, self._now = planned, journal, now
        self._stored: dict[str, Organizer] = {}
        self._added: dict[str, dict[str, Any]] = {}
        self._made: dict[str, dict[str, Any]] = {}

    def write(self, keys: Iterable[str], *, language: str) -> None:
        """Store the organizers with these keys; new ones are written in ``language``."""
        used = [self._planned[key] for key in dict.fromkeys(keys)]
        numbers = [entry.pk for entry in self._planned.values() if entry.pk]
        known = Organizer.objects.prefetch_related("countries").in_bulk(numbers)
        self._stored = {entry.key: known[entry.pk] for entry in used if entry.pk}
        for entry in self._planned.values():
            if entry.pk and entry.is_changed:
                self._add(known[entry.pk], entry)
        self._make([entry for entry in used if not entry.pk], language)

    def stored(self, keys: Iterable[str]) -> list[Organizer]:
        """Return the stored organizers behind keys of the plan."""
        return [self._stored[key] for key in keys]

    def slugs(self, keys: Iterable[str]) -> list[str]:
        """Return their addresses, sorted."""
        return sorted(organizer.slug for organizer in self.stored(keys))

    def remember(self, row: ImportRow) -> None:
        """Note on a row of the batch what became of the organizers."""
        after = {MADE: self._made, ADDED: self._added}
        row.after = {**row.after, **{name: value for name, value in after.items() if value}}

    def _make(self, entries: list[PlannedOrganizer], language: str) -> None:
        taken = set(Organizer.objects.values_list("slug", flat=True)) if entries else set()
        for entry in entries:
            slug = free_slug(entry.name.get("en") or entry.label, taken)
            taken.add(slug)
            self._stored[entry.key] = Organizer(
                slug=slug,
                name=entry.name,
                links=entry.links,
                source_language=language if language in entry.name else next(iter(entry.name)),
                created_at=self._now,
                updated_at=self._now,
            )
        made = [self._stored[entry.key] for entry in entries]
        Organizer.objects.bulk_create(made, batch_size=BATCH)
        through = Organizer.countries.through
        through.objects.bulk_create(
            [
                through(organizer_id=self._stored[entry.key].pk, country_id=code)
                for entry in entries
                for code in sorted(entry.countries)
            ],
            batch_size=BATCH,
        )
        self._made = {entry.slug: {"name": entry.name, "links": entry.links} for entry in made}
        for organizer in made:
            self._journal(JournalEntry.Action.CREATED, organizer, {})

    def _add(self, organizer: Organizer, entry: PlannedOrganizer) -> None:
        names = {code: name for code, name in entry.name.items() if code not in organizer.name}
        links = organizer.links
        for link in entry.links:
            links = with_link(links, link["url"], link["kind"])
        codes = sorted(entry.countries - {country.code for country in organizer.countries.all()})
        fields = {"name": {**organizer.name, **names}, "links": links}
        added = link_keys(links) - link_keys(organizer.links)
        changes: dict[str, Any] = texts.assign(organizer, fields)
        if codes:
            organizer.countries.add(*Country.objects.filter(code__in=codes))
            changes["countries"] = [[], codes]
        if not changes:
            return
        organizer.updated_at = self._now
        organizer.save(update_fields=["name", "links", "stale_texts", "updated_at"])
        self._journal(JournalEntry.Action.CHANGED, organizer, changes)
        self._added[organizer.slug] = {
            "names": names,
            "links": [link["url"] for link in links if link_key(link["url"]) in added],
            "countries": codes,
        }
