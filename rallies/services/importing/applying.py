"""Carrying out a plan: one transaction, written in bulk, journalled, and refused when it no longer fits."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...models import Campaign, City, ImportBatch, ImportRow, JournalEntry, Rally, User
from ...statuses import CAMPAIGN_TRANSITIONS, CampaignState, Review
from .. import campaigns, journal, moderation, places, texts
from .. import rallies as rallies_service
from . import decisions, snapshot
from .organizer_writing import OrganizerWriter
from .plan import Draft, ImportingError, Plan, PlannedRow, Progress, Where
from .planning import stamp_of

BATCH = 500  # rows in one statement
_FIELDS = ("kind", "title", "meeting_point", "date", "time", "fold", "links", "has_unnamed_organizer")
_OPENED_FROM = (CampaignState.DRAFT, CampaignState.STANDBY)


class PlanOutdated(ImportingError):
    """Something changed between the plan and its application; nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("The campaign changed since the sheet was checked; check it again."))


def apply(
    *,
    plan: Plan,
    by: User | None,
    now: datetime.datetime,
    door: str = "",
    publish: bool = False,
    progress: Progress | None = None,
) -> ImportBatch:
    """Write what the plan says, in one transaction, and return the batch that can be undone.

    Copies cities from the gazetteer, makes organizers, remembers the plan's answers, keeps every row
    of the sheet and journals each change. ``publish`` also publishes the sheet's rallies that wait for
    review (never held or declined ones) and opens a campaign that is not open yet. Raises
    ``PlanOutdated`` and then writes nothing.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=plan.campaign_pk)
        if stamp_of(campaign) != plan.stamp:
            raise PlanOutdated
        application = _Application(plan=plan, campaign=campaign, by=by, now=now, door=door, progress=progress)
        return application.run(publish=publish)


@dataclasses.dataclass(slots=True)
class _Written:
    """What one row did to its rally, as ``ImportRow`` keeps it."""

    rally: Rally
    is_new: bool = False
    before: dict[str, Any] = dataclasses.field(default_factory=dict)
    after: dict[str, Any] = dataclasses.field(default_factory=dict)


def _fields(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _FIELDS}


class _Application:
    """One plan being written; used once, inside a transaction."""

    def __init__(
        self,
        *,
        plan: Plan,
        campaign: Campaign,
        by: User | None,
        now: datetime.datetime,
        door: str,
        progress: Progress | None,
    ) -> None:
        self.plan, self.campaign, self.by, self.now, self.door = plan, campaign, by, now, door
        self.progress = progress
        self.entries: list[JournalEntry] = []
        self.written: dict[int, _Written] = {}
        self.note = ""

    def run(self, *, publish: bool) -> ImportBatch:
        """Write everything and return the batch."""
        plan = self.plan
        for (kind, key), answer in plan.answers.items():
            decisions.decide(kind=kind, key=key, answer=answer, by=self.by, now=self.now, door=self.door)
        batch = ImportBatch.objects.create(
            campaign=self.campaign,
            language=plan.language,
            file_name=plan.file_name[:255],
            sha256=plan.sha256,
            counts=plan.counts(),
            by=self.by,
            applied_at=self.now,
        )
        self.note = f"import {batch.pk}"
        taking = [row for row in plan.rows if row.draft]
        cities = self._cities(taking)
        organizers = OrganizerWriter(plan.organizers, self._journal, self.now)
        used = [key for row in taking if row.draft for key in row.draft.organizers]
        organizers.write(used, language=plan.language)
        self._create([row for row in taking if row.rally_pk is None], cities, organizers)
        self._change([row for row in taking if row.rally_pk is not None], organizers)
        if publish:
            self._publish()
            self._open()
        self._keep_rows(batch, organizers)
        self._journal(JournalEntry.Action.IMPORTED, self.campaign, {"rows": [None, batch.counts]})
        journal.record_many(self.entries, batch_size=BATCH)
        return batch

    def _journal(
        self, action: JournalEntry.Action, subject: journal.Subject, changes: Mapping[str, Any]
    ) -> None:
        entry = journal.entry(
            action=action,
            subject=subject,
            by=self.by,
            now=self.now,
            door=self.door,
            changes=dict(changes),
            note=self.note,
        )
        self.entries.append(entry)

    def _cities(self, rows: list[PlannedRow]) -> dict[str, City]:
        """Return the cities of the rows; new ones are copied or added, nameless ones named as spelt."""
        wheres = {row.where.code: row.where for row in rows if row.where}
        listed = places.ensure_cities(geonames_ids={where.place.geonames_id for where in wheres.values()})
        found = {key: self._city(where, listed) for key, where in wheres.items()}
        spelt = {row.where.code: row.where.spelling for row in rows if row.where}
        renamed = []
        for key, city in found.items():
            if self._is_name_for(city, spelt[key]):
                before = dict(city.names)
                city.names = {**city.names, self.plan.language: spelt[key]}
                self._journal(JournalEntry.Action.CHANGED, city, {"names": [before, city.names]})
                renamed.append(city)
        City.objects.bulk_update(renamed, ["names"], batch_size=BATCH)
        return found

    def _city(self, where: Where, listed: Mapping[int, City]) -> City:
        nearest = listed[where.place.geonames_id]
        if not where.unlisted:
            return nearest
        names = {self.plan.language: where.spelling or where.unlisted}
        return places.add_unlisted(name=where.unlisted, country=where.country, nearest=nearest, names=names)

    def _is_name_for(self, city: City, spelling: str) -> bool:
        return bool(spelling) and spelling != city.name and not city.names.get(self.plan.language)

    def _create(
        self, rows: list[PlannedRow], cities: Mapping[str, City], organizers: OrganizerWriter
    ) -> None:
        made = []
        for row in rows:
            if row.where is None or row.draft is None:  # pragma: no cover - rows with a draft have a place
                raise AssertionError
            city = cities[row.where.code]
            rally = Rally(
                campaign=self.campaign,
                city=city,
                source_language=self.plan.language,
                created_at=self.now,
                updated_at=self.now,
                **_fields(row.draft),
            )
            rally.starts_at = rally.derive_instant()
            made.append(rally)
        Rally.objects.bulk_create(made, batch_size=BATCH)
        self._hold(
            [(rally, row.draft) for rally, row in zip(made, rows, strict=True) if row.draft], organizers
        )
        for done, (rally, row) in enumerate(zip(made, rows, strict=True), 1):
            slugs = organizers.slugs(row.draft.organizers if row.draft else ())
            self.written[row.number] = _Written(rally, is_new=True, after=snapshot.of_rally(rally, slugs))
            self._journal(JournalEntry.Action.CREATED, rally, {})
            self._tell(done, len(rows))

    def _hold(self, pairs: Iterable[tuple[Rally, Draft]], organizers: OrganizerWriter) -> None:
        through = Rally.organizers.through
        links = [
            through(rally_id=rally.pk, organizer_id=organizer.pk)
            for rally, draft in pairs
            for organizer in organizers.stored(draft.organizers)
        ]
        through.objects.bulk_create(links, batch_size=BATCH)

    def _change(self, rows: list[PlannedRow], organizers: OrganizerWriter) -> None:
        stored = self._stored(row.rally_pk for row in rows if row.rally_pk)
        for row in rows:
            rally = stored[row.rally_pk or 0]
            if rally.version != row.version:
                raise PlanOutdated
            self.written[row.number] = self._rewrite(rally, row, organizers)

    def _stored(self, numbers: Iterable[int]) -> dict[int, Rally]:
        wanted, found = list(numbers), {}
        for start in range(0, len(wanted), BATCH):
            part = Rally.objects.filter(pk__in=wanted[start : start + BATCH]).select_related("city")
            found.update({rally.pk: rally for rally in part.prefetch_related("organizers")})
        for rally in found.values():
            rally.campaign = self.campaign
        return found

    def _rewrite(self, rally: Rally, row: PlannedRow, organizers: OrganizerWriter) -> _Written:
        draft = row.draft or Draft()
        held = sorted(organizer.slug for organizer in rally.organizers.all())
        slugs = organizers.slugs(draft.organizers)
        before = snapshot.of_rally(rally, held)
        fields = _fields(draft)
        changes = texts.assign(rally, fields)
        if slugs != held:
            changes["organizers"] = [held, slugs]
            rally.organizers.set(organizers.stored(draft.organizers))
        if not changes:
            return _Written(rally)
        rally.starts_at = rally.derive_instant()
        rallies_service.swap(rally, self.now, [*fields, "starts_at", "stale_texts"])
        self._journal(JournalEntry.Action.CHANGED, rally, changes)
        differing = snapshot.difference(before, snapshot.of_rally(rally, slugs))
        return _Written(
            rally,
            before={name: values[0] for name, values in differing.items()},
            after={name: values[1] for name, values in differing.items()},
        )

    def _publish(self) -> None:
        """Publish what waits for review; what is held, declined or unconfirmed stays so."""
        rallies = [found.rally for found in self.written.values()]
        done = moderation.publish_waiting(
            rallies=rallies, by=self.by, now=self.now, note=self.note, door=self.door
        )
        published = {rally.pk for rally in done}
        for found in self.written.values():
            if found.rally.pk in published:
                found.after["review"] = Review.PUBLISHED.value
                if not found.is_new:
                    found.before["review"] = Review.PENDING.value

    def _open(self) -> None:
        if (
            CampaignState.OPEN in CAMPAIGN_TRANSITIONS[self.campaign.state]
            and self.campaign.state in _OPENED_FROM
        ):
            campaigns.set_state(
                campaign=self.campaign, state=CampaignState.OPEN, by=self.by, now=self.now, door=self.door
            )

    def _keep_rows(self, batch: ImportBatch, organizers: OrganizerWriter) -> None:
        kept = []
        for row in self.plan.rows:
            written = self.written.get(row.double_of or row.number)
            kept.append(
                ImportRow(
                    batch=batch,
                    row=row.number,
                    outcome=row.outcome,
                    rally=written.rally if written else None,
                    values=(row.remembered if row.draft else row.values).stored(),
                    before=written.before if written and not row.double_of else {},
                    after=written.after if written and not row.double_of else {},
                    messages=[dataclasses.asdict(message) for message in row.messages],
                )
            )
        organizers.remember(kept[0])  # a sheet has rows
        ImportRow.objects.bulk_create(kept, batch_size=BATCH)

    def _tell(self, done: int, total: int) -> None:
        if self.progress and (done % BATCH == 0 or done == total):
            self.progress("written", done, total)
