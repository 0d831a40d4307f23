"""The operator's notice on every public page, such as "No new rallies before Monday".

It is a file on this server, not a row: it can be set when the database is away, costs pages no query,
and shows on error pages too. Several servers each need it. The edition's fingerprint holds it, so that
setting it publishes every page anew.
"""

import contextlib
import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import Error, connection

from . import switches

SWITCH = "notice.json"
# Longer ones would take the room of a page's own words.
LENGTH_LIMIT = 240


class NoticeError(Exception):
    """Why the notice stays as it is, in one sentence for the operator."""


def text(language: str) -> str:
    """Return the notice in a language; empty when there is none, or what there is cannot be read."""
    return texts().get(language, "")


def texts() -> dict[str, str]:
    """Return the notice by language."""
    try:
        read = json.loads(switches.path_of(SWITCH).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(code): str(said) for code, said in read.items()} if isinstance(read, dict) else {}


def digest() -> str:
    """Return what changes with the notice, and is the same wherever the notice is."""
    return hashlib.sha256(json.dumps(texts(), sort_keys=True).encode()).hexdigest()


def put(*, words: Mapping[str, str], now: datetime.datetime) -> None:
    """Show a notice on every public page; journalled. Raises ``NoticeError`` if a language is missing."""
    said = {code: " ".join(text.split()) for code, text in words.items()}
    languages = [code for code, _name in settings.LANGUAGES]
    missing = [code for code in languages if not said.get(code)]
    if missing:
        raise NoticeError(f"Say it in every language: {', '.join(missing)} is missing.")
    if unknown := sorted(said.keys() - set(languages)):
        raise NoticeError(f"The site has no pages in {', '.join(unknown)}.")
    if max(map(len, said.values())) > LENGTH_LIMIT:
        raise NoticeError(f"A notice may have {LENGTH_LIMIT} characters: link to nothing, say what matters.")
    before = texts()
    with _sentence():
        switches.write(SWITCH, json.dumps(said, ensure_ascii=False))
    _journal(before, said, now)


def clear(*, now: datetime.datetime) -> bool:
    """Take the notice away and say whether there was one; journalled."""
    before = texts()
    with _sentence():
        was_there = switches.clear(SWITCH)
    if was_there:
        _journal(before, {}, now)
    return was_there


@contextlib.contextmanager
def _sentence() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoticeError(
            f"The notice stays as it is: {switches.path_of(SWITCH)}: {error.strerror}."
        ) from error


def _journal(before: dict[str, str], after: dict[str, str], now: datetime.datetime) -> None:
    """Write it down and have it published; without the database it waits for the next publication."""
    from ..models import JournalEntry
    from . import journal  # which asks for an edition, whose fingerprint holds the notice

    changes = {"notice": [before, after]}
    try:
        journal.record_site(
            action=JournalEntry.Action.CHANGED, about="notice", now=now, door="notice", changes=changes
        )
    except Error:
        connection.close()
