"""A plan for reading: as the JSON that other programs take, and as lines for people."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .decisions import SKIP, UNLISTED
from .plan import Choice, Outcome, Plan, PlannedRow

NOTES_SHOWN = 20  # rows that go in but have something to say
ABSENT_SHOWN = 10  # rallies that an earlier sheet listed


def as_json(plan: Plan) -> dict[str, Any]:
    """Return ``{"summary": counts by outcome, "rows": [...]}`` in the order of the sheet."""
    return {"summary": plan.counts(), "rows": [_row(row) for row in plan.rows]}


def as_lines(plan: Plan) -> Iterator[str]:
    """Yield the counts, then every row that people have to look at."""
    counts = plan.counts()
    total = len(plan.rows)
    head = ngettext("%(count)d row in %(language)s:", "%(count)d rows in %(language)s:", total)
    yield head % {"count": total, "language": plan.language}
    for outcome, label in _labels().items():
        yield f"  {counts[outcome]:>5}  {label}"
    if plan.ignored:
        yield _("Columns that mean nothing here: %s.") % ", ".join(plan.ignored)
    for row in plan.rows:
        if row.outcome not in (Outcome.CREATE, Outcome.SAME):
            yield ""
            yield from _lines(row)
    yield from _notes(
        [row for row in plan.rows if row.outcome in (Outcome.CREATE, Outcome.SAME) and row.messages]
    )
    yield from _absent(plan)


def _absent(plan: Plan) -> Iterator[str]:
    if not plan.absent:
        return
    count = len(plan.absent)
    sentence = ngettext(
        "%d rally of an earlier sheet is not in this one; it stays:",
        "%d rallies of earlier sheets are not in this one; they stay:",
        count,
    )
    yield ""
    yield sentence % count
    yield from (f"  {name}" for name in plan.absent[:ABSENT_SHOWN])
    if count > ABSENT_SHOWN:
        yield "  …"


def remainder(plan: Plan) -> str:
    """Return the sentence about rows that were left out; empty when all went in."""
    counts = plan.counts()
    waiting, rejected = counts[Outcome.DOUBTFUL], counts[Outcome.REJECTED]
    parts = []
    if waiting:
        parts.append(
            ngettext("%d row waits for a decision", "%d rows wait for a decision", waiting) % waiting
        )
    if rejected:
        parts.append(ngettext("%d row was rejected", "%d rows were rejected", rejected) % rejected)
    return ", ".join(parts)


def _labels() -> dict[Outcome, str]:
    return {
        Outcome.CREATE: _("new"),
        Outcome.CHANGE: _("changed"),
        Outcome.SAME: _("unchanged"),
        Outcome.DOUBTFUL: _("doubtful, left out until decided"),
        Outcome.REJECTED: _("rejected"),
    }


def _row(row: PlannedRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "outcome": str(row.outcome),
        "country": row.country,
        "city": row.city,
        "geonames_id": row.where.geonames_id if row.where else None,
        "matched": str(row.where.matched) if row.where else None,
        "candidates": [_candidate(choice) for choice in row.choices],
        "messages": [{"column": message.column, "reason": message.reason} for message in row.messages],
    }


def _candidate(choice: Choice) -> dict[str, Any]:
    shown: dict[str, Any] = {"label": choice.label, "why": choice.why, "decide": choice.decide}
    if place := choice.place:
        shown |= {
            "geonames_id": place.geonames_id,
            "name": place.name,
            "country": place.country,
            "region": place.region,
            "population": place.population,
            "timezone": place.timezone,
        }
    return shown


def _lines(row: PlannedRow) -> Iterator[str]:
    place = ", ".join(part for part in (row.city, row.country) if part)
    yield _("Row %(row)d, %(place)s: %(outcome)s") % {
        "row": row.number,
        "place": place or "—",
        "outcome": _labels()[row.outcome],
    }
    for message in row.messages:
        yield f"    {message.column}: {message.reason}" if message.column else f"    {message.reason}"
    for field, (before, after) in row.changes.items():
        yield f"    {field}: {_shown(before)} → {_shown(after)}"
    for choice in row.choices:
        yield f"    --decide '{choice.decide}'   {_described(choice)}"
    if row.choices:
        question = row.choices[0].decide.rpartition("=")[0]
        leaves_out, adds = _("leaves the row out"), _("adds it beside that listed place")
        yield f"    --decide '{question}={SKIP}'   {leaves_out}"
        if row.choices[0].place:
            yield f"    --decide '{question}={UNLISTED}:NUMBER'   {adds}"


def _described(choice: Choice) -> str:
    if choice.place is None:
        return choice.label
    people = ngettext("%d inhabitant", "%d inhabitants", choice.place.population) % choice.place.population
    return f"{choice.label}, {people}, {choice.place.timezone} ({choice.why})"


def _notes(rows: list[PlannedRow]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield _("Worth knowing about rows that go in:")
    for row in rows[:NOTES_SHOWN]:
        for message in row.messages:
            column = f"{message.column}: " if message.column else ""
            yield f"  {row.number}  {row.city}: {column}{message.reason}"
    more = len(rows) - NOTES_SHOWN
    if more > 0:
        yield "  " + ngettext("… and %d more row", "… and %d more rows", more) % more


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return ", ".join(link["url"] if isinstance(link, dict) else str(link) for link in value)
    return str(value)
