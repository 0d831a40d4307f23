"""A rally's fields as flat plain values, one per language: what previews compare and undoing puts back."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from ...models import Rally
from .plan import Draft

TEXTS = ("title", "meeting_point", "text")
Flat = dict[str, Any]


def of_draft(draft: Draft) -> Flat:
    """Return a draft's fields; organizers as their keys in the plan."""
    return _flat(
        {
            "date": draft.date,
            "time": draft.time,
            "fold": draft.fold,
            "kind": draft.kind,
            "title": draft.title,
            "meeting_point": draft.meeting_point,
            "organizers": sorted(draft.organizers),
            "has_unnamed_organizer": draft.has_unnamed_organizer,
            "links": draft.links,
        }
    )


def of_rally(rally: Rally, organizers: list[str]) -> Flat:
    """Return a rally's fields, everything included that people can change; organizers as addresses."""
    names = ("date", "time", "fold", "kind", *TEXTS, "has_unnamed_organizer", "links", "review", "condition")
    fields = {name: getattr(rally, name) for name in (*names, "latitude", "longitude", "note")}
    return _flat({**fields, "city": rally.city_id, "organizers": sorted(organizers)})


def fields_of(rally: Rally, flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return flat values as fields of ``rally``, for ``texts.assign``; organizers are the caller's."""
    fields: dict[str, Any] = {}
    for key, value in flat.items():
        name, _dot, language = key.partition(".")
        if language:
            texts = fields.get(name, getattr(rally, name))
            kept = {code: text for code, text in texts.items() if code != language}
            fields[name] = {**kept, language: value} if value else kept
        elif name in _READERS:
            fields[name] = _READERS[name](value) if value else None
        else:
            fields[name] = value if value is not None else _EMPTY.get(name)
    return fields


def difference(before: Flat, after: Flat) -> dict[str, tuple[Any, Any]]:
    """Return ``{field: (before, after)}`` of what differs; ``None`` stands for empty."""
    return {
        name: (before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


_READERS: Mapping[str, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
}
_EMPTY: Mapping[str, Any] = {"links": [], "has_unnamed_organizer": False, "note": ""}


def _flat(fields: Mapping[str, Any]) -> Flat:
    found: Flat = {}
    for name, value in fields.items():
        if name in TEXTS:
            found.update({f"{name}.{language}": text for language, text in value.items()})
        elif isinstance(value, datetime.date):
            found[name] = value.isoformat()
        elif isinstance(value, datetime.time):
            found[name] = value.isoformat("seconds" if value.second else "minutes")
        else:
            found[name] = str(value) if isinstance(value, str) else value
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}
