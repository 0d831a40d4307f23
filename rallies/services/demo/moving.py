"""Keeps the sample campaign ahead of today."""

import datetime

from django.db import transaction

from ...clock import ClockError
from ...models import Campaign, Rally
from .. import campaigns, rallies
from .loading import DOOR

WEEKS_AHEAD = 5
SATURDAY = 5


def sample_day(now: datetime.datetime) -> datetime.date:
    """Return the first Saturday that is at least five weeks after the UTC day of ``now``."""
    earliest = now.date() + datetime.timedelta(weeks=WEEKS_AHEAD)
    return earliest + datetime.timedelta(days=(SATURDAY - earliest.weekday()) % 7)


@transaction.atomic
def move_ahead(*, campaign: Campaign, now: datetime.datetime) -> int:
    """Move the days of a campaign and its rallies so that it starts on ``sample_day``.

    Everything else stays as people left it. Returns by how many days it moved; 0 where it lies as
    far ahead already.
    """
    distance = sample_day(now) - campaign.first_day
    if distance <= datetime.timedelta():
        return 0
    days = {"first_day": campaign.first_day + distance, "last_day": campaign.last_day + distance}
    campaigns.edit(campaign=campaign, by=None, now=now, door=DOOR, **days)
    for rally in Rally.objects.filter(campaign=campaign, date__isnull=False).select_related("city"):
        _move(rally, distance, now)
    return distance.days


def _move(rally: Rally, distance: datetime.timedelta, now: datetime.datetime) -> None:
    """An hour that the clocks skip or repeat on the new day is left to follow."""
    day = (rally.date or now.date()) + distance
    try:
        rallies.edit(rally=rally, by=None, now=now, door=DOOR, date=day, fold=None)
    except ClockError:
        rallies.edit(rally=rally, by=None, now=now, door=DOOR, date=day, fold=None, time=None)
