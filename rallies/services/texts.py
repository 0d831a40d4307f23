"""Changing records with texts, and keeping track of translations older than their source."""

import datetime
from typing import Any

from ..models.texts import TextsField, Translated

Changes = dict[str, list[Any]]


def assign(record: Translated, fields: dict[str, Any]) -> Changes:
    """Set fields on ``record`` without saving; return ``{field: [before, after]}`` for the journal.

    Translations that a changed source leaves behind are marked stale on the record.
    """
    changes: Changes = {}
    for name, value in fields.items():
        before = getattr(record, name)
        if before == value:
            continue
        if isinstance(record._meta.get_field(name), TextsField):
            mark_stale(record, name, before, value)
        setattr(record, name, value)
        changes[name] = [plain(before), plain(value)]
    return changes


def plain(value: Any) -> Any:
    """Return a value as JSON can keep it: days and times as ISO text, records as their name."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def mark_stale(record: Translated, field: str, before: dict[str, str], after: dict[str, str]) -> None:
    """Note on ``record`` (without saving) which translations of ``field`` a change leaves behind.

    A changed source makes every other language stale that did not change with it; a translation
    that was written anew is fresh again.
    """
    source = record.source_language
    stale = set(record.stale_texts.get(field, []))
    fresh = {code for code in after if after[code] != before.get(code)}
    if source in fresh and before.get(source):
        stale |= set(after) - {source}
    stale = (stale & set(after)) - fresh
    record.stale_texts = {**record.stale_texts, field: sorted(stale)}
    if not stale:
        del record.stale_texts[field]
