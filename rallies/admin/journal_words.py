"""Journal entries as people read them."""

import dataclasses
import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..models import JournalEntry

# What services note that is no field of a model, and no choice of one.
LABELS = {"contact": gettext_lazy("contact"), "rows": gettext_lazy("rows")}
CODES = {
    "kept": pgettext_lazy("contact", "kept"),
    "create": pgettext_lazy("outcome", "new"),
    "change": pgettext_lazy("outcome", "changed"),
    "same": pgettext_lazy("outcome", "unchanged"),
    "doubtful": pgettext_lazy("outcome", "doubtful"),
    "rejected": pgettext_lazy("outcome", "rejected"),
    "deleted": pgettext_lazy("outcome", "deleted"),
    "restored": pgettext_lazy("outcome", "restored"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry: its label, what it was and what it became."""

    label: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One entry: when, who, through what, what, and which record."""

    at: datetime.datetime
    by: str
    door: str
    action: str
    subject: str
    note: str
    changes: list[Change]
    rally_id: int | None


def lines(entries: Iterable[JournalEntry], *, with_subject: bool = False) -> list[Line]:
    """Return entries in words; ``by`` has to be selected with them, and the rally for subjects."""
    return [line(entry, with_subject=with_subject) for entry in entries]


def line(entry: JournalEntry, *, with_subject: bool = False) -> Line:
    """Return one entry in words."""
    return Line(
        at=entry.at,
        by=who(entry),
        door=entry.door,
        action=entry.get_action_display(),
        subject=_subject(entry) if with_subject else "",
        note=entry.note,
        changes=[_change(entry.subject, name, pair) for name, pair in entry.changes.items()],
        rally_id=entry.rally_id,
    )


def who(entry: JournalEntry) -> str:
    """Return who did it: an account, or the command or job that acted by itself."""
    return str(entry.by) if entry.by else _("the system")


def said(entry: JournalEntry) -> str:
    """Return the changes of an entry in one line."""
    changes = (_change(entry.subject, name, pair) for name, pair in entry.changes.items())
    return "; ".join(f"{change.label}: {change.after}" for change in changes)


def coded(value: str) -> str:
    """Return what a code of an import's row or of a contact means, or the code itself."""
    return str(CODES.get(value, value))


def in_order(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return values by code in the order of ``CODES``; PostgreSQL keeps keys in one of its own."""
    order = list(CODES)
    return sorted(values.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))


def _subject(entry: JournalEntry) -> str:
    if entry.rally:
        return str(entry.rally)
    model = apps.get_model("rallies", entry.subject) if entry.subject in apps.all_models["rallies"] else None
    kind = model._meta.verbose_name if model else entry.subject
    return f"{kind} {entry.subject_id}"


def _change(subject: str, name: str, pair: list[Any]) -> Change:
    field = _field(subject, name)
    before, after = ([*pair, None, None])[:2]
    label = str(getattr(field, "verbose_name", LABELS.get(name, name)))
    return Change(label, _value(field, before), _value(field, after))


def _field(subject: str, name: str) -> Any:
    try:
        return apps.get_model("rallies", subject)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None


def _value(field: Any, value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is None and isinstance(value, str):
        return coded(value)
    if isinstance(value, str | int | float):
        return str(dict(getattr(field, "flatchoices", None) or []).get(value, value))
    if isinstance(value, list):
        return ", ".join(_item(item) for item in value)
    return "; ".join(f"{coded(code)}: {_item(text)}" for code, text in in_order(value))


def _item(value: Any) -> str:
    if isinstance(value, dict) and "url" in value:
        return str(value["url"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
