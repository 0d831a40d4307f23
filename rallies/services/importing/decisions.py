"""Answers to doubtful values: asked once under a key, remembered for every later sheet.

Keys: ``city:FR:bordo``, ``country:frence``, ``date:<campaign>:<country>:<place>:<day>`` and
``time:<campaign>:<country>:<place>:<day>:<hour>``. The place is its GeoNames number, so that one answer
serves the sheets of all languages.
"""

import dataclasses
import datetime
import re
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ... import gazetteer
from ...gazetteer.spelling import key as spelling_key
from ...models import ImportDecision, JournalEntry, User
from .. import journal
from .plan import ImportingError

SKIP = "skip"
TO_FOLLOW = "to-follow"
UNLISTED = "unlisted"
PASSES = ("first", "second")  # of an hour that the clocks repeat, by fold
ANYWHERE = "*"
LONGEST = 300

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d( (first|second))?")
_UNLISTED = re.compile(r"unlisted:(\d{1,12})(?::(.+))?")

Answers = Mapping[tuple[str, str], str]


class DecisionError(ImportingError):
    """An answer that answers nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unlisted:
    """A place to be added by name beside a listed one; without a name it is called as typed."""

    nearest: gazetteer.Place
    name: str


@transaction.atomic
def decide(
    *, kind: str, key: str, answer: str, by: User | None, now: datetime.datetime, door: str = ""
) -> ImportDecision:
    """Remember an answer, in place of an earlier one, and journal it.

    Does nothing when the same answer is remembered. Raises ``DecisionError`` for one that cannot be.
    """
    check(kind=kind, key=key, answer=answer)
    known = ImportDecision.objects.filter(kind=kind, key=key).first()
    if known and known.answer == answer:
        return known
    values = {"answer": answer, "by": by, "decided_at": now}
    kept, is_new = ImportDecision.objects.update_or_create(kind=kind, key=key, defaults=values)
    action = JournalEntry.Action.CREATED if is_new else JournalEntry.Action.CHANGED
    changes = {"answer": [known.answer if known else None, answer]}
    journal.record(action=action, subject=kept, by=by, now=now, door=door, changes=changes)
    return kept


@transaction.atomic
def forget(*, decision: ImportDecision, by: User | None, now: datetime.datetime, door: str = "") -> None:
    """Delete a remembered answer, so that the next import asks again; the journal keeps what it was."""
    changes = {"answer": [decision.answer, None]}
    action = JournalEntry.Action.DELETED
    journal.record(action=action, subject=decision, by=by, now=now, door=door, changes=changes)
    decision.delete()


def check(*, kind: str, key: str, answer: str) -> None:
    """Raise ``DecisionError`` unless ``answer`` can answer a question of that kind."""
    if kind not in ImportDecision.Kind.values:
        kinds = ", ".join(ImportDecision.Kind.values)
        raise DecisionError(
            _("“%(kind)s” is no kind of decision; known are: %(kinds)s.") % {"kind": kind, "kinds": kinds}
        )
    if not key or len(key) > LONGEST or len(answer) > LONGEST:
        raise DecisionError(_("A decision needs a question and an answer, as the import shows them."))
    if answer != SKIP and not _CHECKS[kind](answer):
        raise DecisionError(
            _("“%(answer)s” is no answer to %(question)s.") % {"answer": answer, "question": f"{kind}:{key}"}
        )


def parse(text: str) -> tuple[str, str, str]:
    """Read ``city:FR:bordo=3031582`` as kind, key and answer; raises ``DecisionError``."""
    question, found, answer = text.rpartition("=")
    kind, colon, key = question.partition(":")
    if not (found and colon):
        raise DecisionError(
            _("“%(text)s” is no decision; write it as city:FR:bordo=3031582.") % {"text": text}
        )
    check(kind=kind, key=key, answer=answer.strip())
    return kind, key, answer.strip()


def stored() -> dict[tuple[str, str], str]:
    """Return all remembered answers by kind and key."""
    rows = ImportDecision.objects.values_list("kind", "key", "answer")
    return {(kind, key): answer for kind, key, answer in rows}


def city_key(country: str | None, text: str) -> str:
    """Return the key under which a typed city is asked about."""
    return f"{country or ANYWHERE}:{spelling_key(text)}"


def country_key(text: str) -> str:
    """Return the key under which a typed country is asked about."""
    return spelling_key(text)


def argument(kind: str, key: str, answer: str) -> str:
    """Return what ``--decide`` takes."""
    return f"{kind}:{key}={answer}"


def city(answer: str) -> gazetteer.Place | Unlisted | None:
    """Return the place that an answer names; ``None`` when the gazetteer no longer has it."""
    if answer.isdecimal():
        return gazetteer.get(int(answer))
    named = _UNLISTED.fullmatch(answer)
    nearest = gazetteer.get(int(named[1])) if named else None
    return Unlisted(nearest, gazetteer.clean(named[2] or "")) if named and nearest else None


def hour(answer: str) -> tuple[datetime.time | None, int | None]:
    """Return the time and the pass of a repeated hour that an answer names."""
    if answer == TO_FOLLOW:
        return None, None
    text, _blank, which = answer.partition(" ")
    return datetime.time.fromisoformat(text), PASSES.index(which) if which else None


def day(answer: str) -> datetime.date:
    """Return the day that an answer names."""
    return datetime.date.fromisoformat(answer)


def _is_city(answer: str) -> bool:
    return city(answer) is not None


def _is_country(answer: str) -> bool:
    return answer in gazetteer.COUNTRIES


def _is_day(answer: str) -> bool:
    try:
        day(answer)
    except ValueError:
        return False
    return True


def _is_hour(answer: str) -> bool:
    return answer == TO_FOLLOW or _HOUR.fullmatch(answer) is not None


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    ImportDecision.Kind.CITY: _is_city,
    ImportDecision.Kind.COUNTRY: _is_country,
    ImportDecision.Kind.DATE: _is_day,
    ImportDecision.Kind.TIME: _is_hour,
}
