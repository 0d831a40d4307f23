"""Taking an import back as a whole, and keeping what people did with it since."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...models import Country, ImportBatch, ImportRow, JournalEntry, Organizer, Rally, User
from ...statuses import Review, Verification
from .. import journal, texts
from .. import rallies as rallies_service
from . import snapshot
from .links import without_link
from .organizer_writing import ADDED, MADE
from .plan import ImportingError

BATCH = 500  # rows in one statement


class AlreadyUndone(ImportingError):
    """The import was taken back before."""

    def __init__(self) -> None:
        super().__init__(_("This import has been undone already."))


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays because somebody changed it since."""

    row: int
    what: str
    reason: str


@dataclasses.dataclass(slots=True)
class UndoReceipt:
    """What undoing did; ``kept`` says row by row what it left alone."""

    rallies_deleted: int = 0
    rallies_restored: int = 0
    organizers_deleted: int = 0
    kept: list[Kept] = dataclasses.field(default_factory=list)


def undo(*, batch: ImportBatch, by: User | None, now: datetime.datetime, door: str = "") -> UndoReceipt:
    """Take one import back in one transaction and journal it.

    Rallies that it made go, unless they were changed since or have a contact; fields that it changed
    go back where they still hold the imported value; organizers that it made go when no rally needs
    them. Later sheets are not compared with an undone one. Cities, answers to doubts and the
    campaign's state stay. Raises ``AlreadyUndone``.
    """
    with transaction.atomic():
        applied = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.APPLIED)
        if not applied.update(state=ImportBatch.State.UNDONE, undone_at=now):
            raise AlreadyUndone
        batch.state, batch.undone_at = ImportBatch.State.UNDONE, now
        return _Undoing(batch, by, now, door).run()


class _Undoing:
    """One import being taken back; used once, inside a transaction."""

    def __init__(self, batch: ImportBatch, by: User | None, now: datetime.datetime, door: str) -> None:
        self.batch, self.by, self.now, self.door = batch, by, now, door
        self.receipt = UndoReceipt()
        self.entries: list[JournalEntry] = []

    def run(self) -> UndoReceipt:
        """Undo the rows, then the organizers, and return what was done."""
        rows = list(self.batch.rows.order_by("row"))
        rallies = self._rallies(row.rally_id for row in rows if row.rally_id)
        doomed = []
        for row in rows:
            rally = rallies.get(row.rally_id or 0)
            if rally is None or not (set(row.after) - {MADE, ADDED}):
                continue
            if row.outcome == "create":
                doomed += self._made(row, rally)
            else:
                self._changed(row, rally)
        self._delete(doomed)
        for row in rows:
            self._organizers(row)
        counts = {"deleted": self.receipt.rallies_deleted, "restored": self.receipt.rallies_restored}
        self._journal(JournalEntry.Action.UNDONE, self.batch.campaign, {"rows": [None, counts]})
        journal.record_many(self.entries, batch_size=BATCH)
        return self.receipt

    def _rallies(self, numbers: Iterable[int]) -> dict[int, Rally]:
        wanted = list(dict.fromkeys(numbers))
        found: dict[int, Rally] = {}
        for start in range(0, len(wanted), BATCH):
            part = Rally.objects.filter(pk__in=wanted[start : start + BATCH]).select_related(
                "city", "campaign"
            )
            related = part.prefetch_related("organizers", "contacts").select_for_update(of=("self",))
            found.update({rally.pk: rally for rally in related})
        return found

    def _made(self, row: ImportRow, rally: Rally) -> list[Rally]:
        imported = {name: value for name, value in row.after.items() if name not in (MADE, ADDED)}
        if rally.contacts.all():
            self._keep(row, rally, _("it has a contact"))
        elif differing := snapshot.difference(imported, _flat(rally)):
            self._keep(row, rally, _("changed since: %s") % ", ".join(sorted(differing)))
        else:
            return [rally]
        return []

    def _changed(self, row: ImportRow, rally: Rally) -> None:
        now = _flat(rally)
        back = {}
        for name, imported in row.after.items():
            if name in (MADE, ADDED):
                continue
            if now.get(name) == imported:
                back[name] = row.before.get(name)
            else:
                self._keep(row, rally, _("changed since: %s") % name)
        if back:
            self._restore(rally, back)

    def _restore(self, rally: Rally, back: dict[str, Any]) -> None:
        fields = snapshot.fields_of(rally, {name: back[name] for name in back if name != "organizers"})
        if fields.get("review") == Review.PENDING:
            fields["published_at"] = None
        changes = texts.assign(rally, fields)
        if "organizers" in back:
            slugs = back["organizers"] or []
            changes["organizers"] = [sorted(organizer.slug for organizer in rally.organizers.all()), slugs]
            rally.organizers.set(Organizer.objects.filter(slug__in=slugs))
        rally.starts_at = rally.derive_instant()
        rallies_service.swap(rally, self.now, [*fields, "starts_at", "stale_texts"])
        self._journal(JournalEntry.Action.CHANGED, rally, changes)
        self.receipt.rallies_restored += 1

    def _delete(self, rallies: list[Rally]) -> None:
        for rally in rallies:
            self._journal(JournalEntry.Action.DELETED, rally, {})
            self.entries[-1].rally = None
        numbers = [rally.pk for rally in rallies]
        for start in range(0, len(numbers), BATCH):
            Rally.objects.filter(pk__in=numbers[start : start + BATCH]).delete()
        self.receipt.rallies_deleted = len(numbers)

    def _organizers(self, row: ImportRow) -> None:
        for slug, made in row.after.get(MADE, {}).items():
            organizer = Organizer.objects.filter(slug=slug).first()
            if organizer:
                self._unmake(row, organizer, made)
        for slug, added in row.after.get(ADDED, {}).items():
            organizer = Organizer.objects.filter(slug=slug).first()
            if organizer:
                self._take_away(organizer, added)

    def _unmake(self, row: ImportRow, organizer: Organizer, made: dict[str, Any]) -> None:
        if organizer.rallies.exists():
            return
        imported = {**made, "text": {}, "verification": Verification.NONE}
        edited = any(getattr(organizer, name) != value for name, value in imported.items())
        if edited or organizer.coordinators.exists():
            what = organizer.slug
            self.receipt.kept.append(Kept(row.row, what, _("the organizer was changed since")))
            return
        self._journal(JournalEntry.Action.DELETED, organizer, {})
        organizer.delete()
        self.receipt.organizers_deleted += 1

    def _take_away(self, organizer: Organizer, added: dict[str, Any]) -> None:
        """Remove names, channels and countries that the import added, where nothing else needs them."""
        names = {c: name for c, name in organizer.name.items() if added["names"].get(c) != name}
        links = organizer.links
        for url in added["links"]:
            links = without_link(links, url)
        changes: dict[str, Any] = texts.assign(organizer, {"name": names or organizer.name, "links": links})
        held = set(organizer.rallies.values_list("city__country_id", flat=True))
        codes = [code for code in added["countries"] if code not in held]
        if codes:
            organizer.countries.remove(*Country.objects.filter(code__in=codes))
            changes["countries"] = [codes, []]
        if changes:
            organizer.updated_at = self.now
            organizer.save(update_fields=["name", "links", "stale_texts", "updated_at"])
            self._journal(JournalEntry.Action.CHANGED, organizer, changes)

    def _keep(self, row: ImportRow, rally: Rally, reason: str) -> None:
        self.receipt.kept.append(Kept(row.row, str(rally), reason))

    def _journal(
        self, action: JournalEntry.Action, subject: journal.Subject, changes: dict[str, Any]
    ) -> None:
        self.entries.append(
            journal.entry(
                action=action,
                subject=subject,
                by=self.by,
                now=self.now,
                door=self.door,
                changes=changes,
                note=f"import {self.batch.pk}",
            )
        )


def _flat(rally: Rally) -> snapshot.Flat:
    return snapshot.of_rally(rally, [organizer.slug for organizer in rally.organizers.all()])
