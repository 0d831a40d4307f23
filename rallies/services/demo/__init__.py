"""The demo: what a fresh checkout shows.

A past action, closed, with the facts that its named sources state; and a sample campaign, open and
always ahead of today, whose organizers and meeting points are made up and say so.
"""

import dataclasses
import datetime

from django.conf import settings

from . import loading, moving
from .loading import Loaded
from .reading import read

PAST = "january_2023"
SAMPLE = "sample"

__all__ = ["DemoRefused", "Loaded", "Receipt", "load"]


class DemoRefused(Exception):
    """The demo fills a database with made-up records: never that of a public site."""


@dataclasses.dataclass(frozen=True)
class Receipt:
    """What became of each campaign, and by how many days the sample was moved ahead."""

    campaigns: tuple[Loaded, ...]
    days_moved: int


def load(*, now: datetime.datetime, is_refresh: bool = False) -> Receipt:
    """Make the demo's campaigns that are not there yet; those that are stay as people left them.

    With ``is_refresh`` the sample campaign's days move ahead of ``now`` again. Raises
    ``DemoRefused`` outside development and ``gazetteer.GazetteerMissing``.
    """
    if not settings.DEVELOPMENT:
        raise DemoRefused("The demo holds made-up rallies and is loaded in development only.")
    sample_day = moving.sample_day(now)
    demos = [read(PAST), read(SAMPLE)]
    loaded = tuple(loading.load(demo=demo, first_day=demo.first_day or sample_day, now=now) for demo in demos)
    sample = loaded[-1].campaign
    days_moved = moving.move_ahead(campaign=sample, now=now) if is_refresh and sample.is_sample else 0
    return Receipt(campaigns=loaded, days_moved=days_moved)
