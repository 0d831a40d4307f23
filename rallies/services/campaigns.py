"""Making, changing and opening campaigns."""

import datetime
from typing import Any

from django.db import transaction

from ..models import Campaign, JournalEntry, User
from ..statuses import CAMPAIGN_TRANSITIONS
from . import journal, texts


class CampaignError(Exception):
    """Why a campaign was not made or changed."""


class StateNotAllowed(CampaignError):
    """The transition table does not list the step."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"A campaign that is {before} cannot become {after}.")
        self.before, self.after = before, after


@transaction.atomic
def create(*, by: User | None, now: datetime.datetime, door: str = "", **fields: Any) -> Campaign:
    """Store a new campaign with its journal entry; takes the fields of ``Campaign``.

    Raises ``ValidationError`` for bad or doubled values.
    """
    campaign = Campaign(created_at=now, updated_at=now, **fields)
    campaign.full_clean()
    campaign.save(force_insert=True)
    journal.record(action=JournalEntry.Action.CREATED, subject=campaign, by=by, now=now, door=door)
    return campaign


@transaction.atomic
def edit(
    *, campaign: Campaign, by: User | None, now: datetime.datetime, door: str = "", **fields: Any
) -> Campaign:
    """Change the given fields, mark translations stale whose source changed, and journal it.

    Does nothing when nothing differs. Raises ``ValidationError``, and ``StateNotAllowed`` for a
    state: that changes by ``set_state`` only.
    """
    changes = texts.assign(campaign, fields)
    if "state" in changes:
        raise StateNotAllowed(*changes["state"])
    if changes:
        campaign.updated_at = now
        campaign.full_clean()
        campaign.save(update_fields=[*changes, "stale_texts", "updated_at"])
        action = JournalEntry.Action.CHANGED
        journal.record(action=action, subject=campaign, by=by, now=now, door=door, changes=changes)
    return campaign


@transaction.atomic
def set_state(
    *, campaign: Campaign, state: str, by: User | None, now: datetime.datetime, door: str = ""
) -> Campaign:
    """Take the campaign one step on or back; from "open" on its published rallies are public.

    Raises ``StateNotAllowed`` when the table does not list the step from the stored state.
    """
    before = campaign.state
    allowed = state in CAMPAIGN_TRANSITIONS[before]
    rows = Campaign.objects.filter(pk=campaign.pk, state=before)
    if not allowed or not rows.update(state=state, updated_at=now):
        raise StateNotAllowed(before, state)
    campaign.state, campaign.updated_at = state, now
    changes = {"state": [before, state]}
    action = JournalEntry.Action.STATE
    journal.record(action=action, subject=campaign, by=by, now=now, door=door, changes=changes)
    return campaign
