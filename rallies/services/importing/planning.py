"""From a sheet to a plan: read, find places and rallies, compare. Reads the database, writes nothing."""

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from ...formats import sheet as sheets
from ...models import Campaign, ImportBatch, ImportRow, Organizer, Rally
from . import decisions, moments, snapshot
from .decisions import Answers
from .identity import Known, Pairing, groups_by_place
from .merge import Merge
from .organizers import OrganizerBook, stored_key
from .places import PlaceFinder
from .plan import (
    Choice,
    Draft,
    ImportingError,
    Message,
    Outcome,
    Plan,
    PlannedRow,
    Progress,
    Stamp,
    Values,
    Where,
)
from .reading import RowRead, RowReader

PROGRESS_EVERY = 100  # rows


class UnknownLanguage(ImportingError):
    """The sheet's texts can be kept in the languages of the site only."""


@dataclasses.dataclass(slots=True)
class _Row:
    """A row on its way through the plan."""

    read: RowRead
    planned: PlannedRow
    known: Known | None = None

    @property
    def place(self) -> str:
        return self.planned.where.code if self.planned.where else ""


def read_and_plan(
    *,
    data: bytes,
    name: str,
    campaign: Campaign,
    language: str = "",
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return what bringing the sheet in would do; nothing is written.

    ``language`` is that of the sheet's texts: by default what its letters say, else the campaign's.
    ``answers`` count like remembered decisions and are remembered when the plan is applied. Raises
    ``SheetError``, ``UnknownLanguage``, ``gazetteer.GazetteerMissing``.
    """
    sheet = sheets.read(data, name=name)
    language = language or sheet.language or campaign.source_language
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(code for code, _label in settings.LANGUAGES)
        raise UnknownLanguage(
            _("“%(code)s” is no language of this site: %(known)s.") % {"code": language, "known": known}
        )
    planner = _Planner(campaign, language, {**decisions.stored(), **(answers or {})}, sheet.headers)
    stamp = stamp_of(campaign)
    return Plan(
        campaign_pk=campaign.pk,
        campaign=campaign.slug,
        language=language,
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        ignored=sheet.ignored,
        rows=planner.plan(sheet.rows, progress),
        organizers=planner.book.entries,
        stamp=stamp,
        answers=dict(answers or {}),
        absent=tuple(planner.absent),
    )


def stamp_of(campaign: Campaign) -> Stamp:
    """Return how the campaign stands now, for telling later whether a plan still fits."""
    rallies = Rally.objects.filter(campaign=campaign).aggregate(count=Count("pk"), versions=Sum("version"))
    applied = ImportBatch.objects.filter(campaign=campaign, state=ImportBatch.State.APPLIED)
    return Stamp(rallies["count"], rallies["versions"] or 0, applied.count())


class _Planner:
    """Plans the rows of one sheet; used once."""

    def __init__(
        self, campaign: Campaign, language: str, answers: Answers, headers: Mapping[str, str]
    ) -> None:
        self.campaign, self.language, self.answers, self.headers = campaign, language, answers, headers
        self.finder = PlaceFinder(answers)
        self.book = OrganizerBook(language=language, stored=(), rows=())
        self.absent: list[str] = []

    def plan(self, rows: tuple[sheets.SheetRow, ...], progress: Progress | None) -> tuple[PlannedRow, ...]:
        """Return the planned rows in the sheet's order."""
        reader = RowReader(campaign=self.campaign, language=self.language, rows=rows)
        found = []
        for done, typed in enumerate(rows, 1):
            found.append(self._row(reader.read(typed)))
            if progress and (done % PROGRESS_EVERY == 0 or done == len(rows)):
                progress("planned", done, len(rows))
        stored = Organizer.objects.order_by("pk").prefetch_related("countries")
        values = [row.planned.values for row in found if row.planned.where]
        self.book = OrganizerBook(language=self.language, stored=stored, rows=values)
        self._find_doubles(found)
        self._find_rallies(found)
        for row in found:
            self._merge(row)
        return tuple(row.planned for row in found)

    def _row(self, read: RowRead) -> _Row:
        row = _Row(read, PlannedRow(read.number, city=read.city, values=read.values))
        for column, reason in (*read.rejections, *read.notes):
            self._say(row, column, reason)
        self._find_place(row)
        if row.planned.where:
            row.planned.outcome = Outcome.REJECTED if read.rejections else Outcome.SAME
            self._check_moment(row, row.planned.where)
        return row

    def _find_place(self, row: _Row) -> None:
        planned = row.planned
        found = self.finder.find(row.read.asked)
        planned.where, planned.country = found.where, found.country
        for column, reason in found.notes:
            self._say(row, column, reason)
        if found.where:
            planned.city = found.where.name
            planned.values = dataclasses.replace(planned.values, where=found.where.code)
        if found.doubt or found.rejection:
            self._say(row, found.column, found.doubt or found.rejection)
            doubtful = found.doubt and not row.read.rejections
            planned.outcome = Outcome.DOUBTFUL if doubtful else Outcome.REJECTED
            planned.choices.extend(found.choices if doubtful else [])

    def _check_moment(self, row: _Row, where: Where) -> None:
        """Apply remembered answers about the day and the hour, and ask where there is none."""
        if not self._answered(row, where, "date", row.read.values.date):
            return
        if not self._answered(row, where, "time", row.read.values.time):
            return
        values, read = row.planned.values, row.read
        if wrong := moments.wrong_offset(values, read.offset, read.typed_offset, where):
            self._say(row, "offset", wrong)

    def _answered(self, row: _Row, where: Where, kind: str, value: Any) -> bool:
        """Return whether the row may go on: there was no doubt, or it has been answered."""
        reason = row.read.doubts.get(kind, "")
        if kind == "time" and not reason:
            reason = moments.clock_doubt(row.planned.values, where.place.timezone, where.name)
        if not reason:
            return True
        key = self._moment_key(row, where, kind, value)
        answer = self.answers.get((kind, key))
        if answer is None:
            self._say(row, kind, reason)
            self._ask(row, where, kind, key)
            return False
        if answer == decisions.SKIP:
            self._say(row, kind, _("Left out, as decided."))
            row.planned.outcome = Outcome.REJECTED
            return False
        row.planned.values = moments.with_answer(row.planned.values, kind, answer)
        if kind == "time" and (
            again := moments.clock_doubt(row.planned.values, where.place.timezone, where.name)
        ):
            self._say(row, kind, again)
            self._ask(row, where, kind, key)
            return False
        return True

    def _moment_key(self, row: _Row, where: Where, kind: str, value: Any) -> str:
        day = row.planned.values.date
        parts = [self.campaign.slug, where.code, day.isoformat() if day else ""]
        if kind == "time":
            parts.append(value.isoformat("minutes"))
        return ":".join(parts)

    def _ask(self, row: _Row, where: Where, kind: str, key: str) -> None:
        if row.planned.outcome is Outcome.REJECTED:
            return
        row.planned.outcome = Outcome.DOUBTFUL
        row.planned.choices.extend(
            Choice(decisions.argument(kind, key, answer), answer, why=kind)
            for answer in moments.answers_to(kind, row.planned.values, where)
        )

    def _find_doubles(self, rows: list[_Row]) -> None:
        """Mark rows that say exactly what an earlier row said."""
        first: dict[Any, _Row] = {}
        for row in rows:
            if not row.place or row.planned.outcome is Outcome.REJECTED:
                continue
            key = repr(row.planned.values.stored())
            earlier = first.setdefault(key, row)
            if earlier is not row:
                row.planned.double_of = earlier.planned.number
                self._say(row, "", _("Says the same as row %d.") % earlier.planned.number)

    def _find_rallies(self, rows: list[_Row]) -> None:
        known = defaultdict(list)
        stored = list(_known_rallies(self.campaign))
        for entry in stored:
            for place in self._places_of(entry):
                known[place].append(entry)
        wanted = [row for row in rows if row.place and self._takes_part(row)]
        taken: set[int] = set()
        for place, positions in groups_by_place([row.place for row in wanted]).items():
            group = [wanted[position] for position in positions]
            free = [entry for entry in known[place] if entry.rally.pk not in taken]
            values = [row.planned.values for row in group]
            pairing = Pairing(rows=values, rallies=free, book=self.book, language=self.language)
            for number, rally in pairing.pairs().items():
                group[number].known = free[rally]
                taken.add(free[rally].rally.pk)
        unusable = {row.place for row in rows if row.planned.outcome is Outcome.REJECTED}
        self.absent = [
            str(entry.rally)
            for entry in stored
            if entry.rally.pk not in taken
            and self.language in entry.said
            and entry.said[self.language].where not in unusable
        ]

    def _places_of(self, known: Known) -> set[str]:
        """Return where rows may name a rally: where it is, and where sheets said, if it was moved here."""
        city = known.rally.city
        here = f"{city.country_id}:{city.geonames_id or city.name}"
        base = known.said.get(self.language)
        return {here, base.where} if base else {here, *(said.where for said in known.said.values())}

    @staticmethod
    def _takes_part(row: _Row) -> bool:
        return row.planned.outcome is not Outcome.REJECTED and row.planned.double_of is None

    def _merge(self, row: _Row) -> None:
        planned = row.planned
        if planned.where is None or not self._takes_part(row) or planned.outcome is Outcome.DOUBTFUL:
            return
        known = row.known
        before = _draft(known)
        base = known.said.get(self.language) if known else None
        others = {code: said for code, said in known.said.items() if code != self.language} if known else {}
        merge = Merge(_draft(known), planned.values, base, others, planned.where.country)
        merge.moment()
        if not self._has_instant(row, merge.draft, planned.where):
            return
        merge.rest(self.book)
        for column, reason in merge.notes:
            self._say(row, column, reason)
        planned.draft, planned.remembered = merge.draft, planned.values.over(base)
        if known:
            planned.rally_pk, planned.version = known.rally.pk, known.rally.version
        planned.changes = self._changes(before, merge.draft) | merge.organizer_changes
        planned.outcome = Outcome.CREATE if not known else Outcome.CHANGE if planned.changes else Outcome.SAME

    def _has_instant(self, row: _Row, draft: Draft, where: Where) -> bool:
        """Return whether the merged day and hour name an instant; ask where they do not."""
        merged = dataclasses.replace(row.planned.values, date=draft.date, time=draft.time, fold=draft.fold)
        city = row.known.rally.city if row.known else None
        zone = city.timezone if city else where.place.timezone
        reason = moments.clock_doubt(merged, zone, city.name if city else where.name)
        if reason:
            self._say(row, "time", reason)
            row.planned.outcome = Outcome.DOUBTFUL
        return not reason

    def _changes(self, before: Draft, after: Draft) -> dict[str, tuple[Any, Any]]:
        changes = snapshot.difference(snapshot.of_draft(before), snapshot.of_draft(after))
        if keys := changes.get("organizers"):
            changes["organizers"] = (self._labels(keys[0]), self._labels(keys[1]))
        return changes

    def _labels(self, keys: list[str] | None) -> list[str] | None:
        return [self.book.entries[key].label for key in keys] if keys else None

    def _say(self, row: _Row, column: str, reason: str) -> None:
        row.planned.messages.append(Message(self.headers.get(column, column), reason))


def _known_rallies(campaign: Campaign) -> Iterable[Known]:
    said: defaultdict[int, dict[str, Values]] = defaultdict(dict)
    rows = ImportRow.objects.filter(
        batch__campaign=campaign, batch__state=ImportBatch.State.APPLIED, rally__isnull=False
    ).order_by("batch_id", "-row")
    for rally, language, values in rows.values_list("rally_id", "batch__language", "values"):
        said[rally][language] = Values.read(values)
    rallies = Rally.objects.filter(campaign=campaign).select_related("city").order_by("pk")
    for rally in rallies.prefetch_related("organizers"):
        keys = tuple(stored_key(organizer.pk) for organizer in rally.organizers.all())
        yield Known(rally, keys, said[rally.pk])


def _draft(known: Known | None) -> Draft:
    if known is None:
        return Draft()
    rally = known.rally
    return Draft(
        date=rally.date,
        time=rally.time,
        fold=rally.fold,
        kind=rally.kind,
        title=dict(rally.title),
        meeting_point=dict(rally.meeting_point),
        organizers=known.organizers,
        has_unnamed_organizer=rally.has_unnamed_organizer,
        links=list(rally.links),
    )
