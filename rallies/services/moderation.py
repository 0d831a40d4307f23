"""What coordinators do with a rally: its two status axes change here and nowhere else.

Each change is compare-and-swap on the rally's version, in one transaction with its journal entry.
"""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from ..models import JournalEntry, Rally, User
from ..statuses import CONDITION_TRANSITIONS, REVIEW_TRANSITIONS, Review
from . import journal
from .rallies import Gone, Overtaken, RallyError, write

BATCH = 500  # rallies in one statement


class ModerationError(RallyError):
    """Why a state was not changed."""


class NotAllowed(ModerationError):
    """The transition table does not list the step."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"A rally that is {before} cannot become {after}.")
        self.before, self.after = before, after


def publish(
    *, rally: Rally, by: User | None, now: datetime.datetime, note: str = "", door: str = ""
) -> Rally:
    """Let everybody see the rally; keeps the moment of its first publication."""
    return _review(rally, Review.PUBLISHED, by, now, note, door)


def hold(*, rally: Rally, by: User | None, now: datetime.datetime, note: str = "", door: str = "") -> Rally:
    """Take the rally from the public list until a question is answered."""
    return _review(rally, Review.ON_HOLD, by, now, note, door)


def decline(
    *, rally: Rally, by: User | None, now: datetime.datetime, note: str = "", door: str = ""
) -> Rally:
    """Refuse the rally; it stays stored and can be reopened."""
    return _review(rally, Review.DECLINED, by, now, note, door)


def reopen(*, rally: Rally, by: User | None, now: datetime.datetime, note: str = "", door: str = "") -> Rally:
    """Put the rally back into the queue."""
    return _review(rally, Review.PENDING, by, now, note, door)


def set_condition(
    *,
    rally: Rally,
    condition: str,
    by: User | None,
    now: datetime.datetime,
    note: str = "",
    door: str = "",
) -> Rally:
    """Say what is true of the rally in the world, with the moment of the change shown to visitors."""
    return _change(rally, "condition", condition, CONDITION_TRANSITIONS, by, now, note, door)


@transaction.atomic
def publish_waiting(
    *, rallies: Iterable[Rally], by: User | None, now: datetime.datetime, note: str = "", door: str = ""
) -> list[Rally]:
    """Publish those of many rallies that are pending, in few statements, and return them.

    What is held, declined or unconfirmed stays so. Journals each one. Raises ``Overtaken`` or ``Gone``
    when one of them is not as it was read, and then changes none.
    """
    waiting = [rally for rally in rallies if rally.review == Review.PENDING]
    for start in range(0, len(waiting), BATCH):
        _publish_batch(waiting[start : start + BATCH], now)
    changes = {"review": [Review.PENDING, Review.PUBLISHED]}
    action = JournalEntry.Action.REVIEW
    entries = [
        journal.entry(action=action, subject=rally, by=by, now=now, door=door, changes=changes, note=note)
        for rally in waiting
    ]
    journal.record_many(entries, batch_size=BATCH)
    return waiting


def _publish_batch(rallies: list[Rally], now: datetime.datetime) -> None:
    rows = Rally.objects.filter(pk__in=[rally.pk for rally in rallies])
    locked = {current.pk: current for current in rows.select_for_update()}
    for rally in rallies:
        if rally.pk not in locked:
            raise Gone
        if locked[rally.pk].version != rally.version:
            raise Overtaken(locked[rally.pk])
    rows.update(
        review=Review.PUBLISHED,
        published_at=Coalesce("published_at", Value(now)),
        version=F("version") + 1,
        updated_at=now,
    )
    for rally in rallies:
        rally.review, rally.published_at = Review.PUBLISHED, rally.published_at or now
        rally.version, rally.updated_at = rally.version + 1, now


def _review(  # noqa: PLR0917
    rally: Rally, review: str, by: User | None, now: datetime.datetime, note: str, door: str
) -> Rally:
    return _change(rally, "review", review, REVIEW_TRANSITIONS, by, now, note, door)


@transaction.atomic
def _change(  # noqa: PLR0917
    rally: Rally,
    axis: str,
    after: str,
    table: Mapping[str, frozenset[str]],
    by: User | None,
    now: datetime.datetime,
    note: str,
    door: str,
) -> Rally:
    before = str(getattr(rally, axis))
    if after not in table[before]:
        raise NotAllowed(before, after)
    write(rally, now, {axis: after, **_stamp(rally, axis, after, now)})
    action = JournalEntry.Action.REVIEW if axis == "review" else JournalEntry.Action.CONDITION
    changes = {axis: [before, after]}
    journal.record(action=action, subject=rally, by=by, now=now, door=door, changes=changes, note=note)
    return rally


def _stamp(rally: Rally, axis: str, after: str, now: datetime.datetime) -> dict[str, datetime.datetime]:
    if axis == "condition":
        return {"condition_changed_at": now}
    is_first = after == Review.PUBLISHED and rally.published_at is None
    return {"published_at": now} if is_first else {}
