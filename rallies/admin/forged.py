"""Requests that no page of the admin sends: refused with 400 before a view trips over them."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.models import IntegerField, Model
from django.http import HttpRequest

NULL = "\x00"
# Keys of at most 18 digits fit every database; filters ask for years and keys, never for longer numbers.
KEY_DIGITS = 18
FILTER_DIGITS = 9
LONGEST_KEY = 100
LONGEST_NOTE = 500
FREE_TEXT = frozenset({"q", "term"})


class Forged(SuspiciousOperation):
    """Somebody typed an address or a form by hand; Django answers 400."""


def refuse_address(request: HttpRequest) -> None:
    """Raise ``Forged`` for null characters, which PostgreSQL takes nowhere, and for endless numbers."""
    if NULL in request.path_info:
        raise Forged("The address holds a null character.")
    for name, values in request.GET.lists():
        if any(NULL in value for value in (name, *values)):
            raise Forged("The query holds a null character.")
        if name not in FREE_TEXT and any(_is_endless(value) for value in values):
            raise Forged("The query holds a number without end.")


def refuse_keys(request: HttpRequest, model: type[Model]) -> None:
    """Raise ``Forged`` for a posted choice that could be no record's key, and for a stock copy button."""
    if "_saveasnew" in request.POST:
        raise Forged("Copies are not offered.")
    for field in model._meta.get_fields():
        related: Any = field.related_model
        if field.concrete and isinstance(related, type):
            refuse_choices(related, request.POST.getlist(field.name))


def refuse_choices(model: type[Model], values: list[str]) -> None:
    """Raise ``Forged`` unless each value that is not empty could be a key of ``model``."""
    if not all(_may_be_key(model, value) for value in values if value):
        raise Forged("A choice is no record's key.")


def note(request: HttpRequest) -> str:
    """Return the posted note for the journal; raises ``Forged`` for what its line does not let through."""
    text = request.POST.get("note", "").strip()
    if NULL in text or len(text) > LONGEST_NOTE:
        raise Forged("The note is longer than its line, or holds a null character.")
    return text


def _may_be_key(model: type[Model], value: str) -> bool:
    if isinstance(model._meta.pk, IntegerField):
        return value.isascii() and value.isdigit() and len(value) <= KEY_DIGITS
    return NULL not in value and len(value) <= LONGEST_KEY


def _is_endless(value: str) -> bool:
    return value.removeprefix("-").isdecimal() and len(value) > FILTER_DIGITS
