"""What the first page answers: what waits, what is missing, what starts soonest, what happened."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Campaign, JournalEntry, Rally, User
from ..statuses import CampaignState, Condition, Review
from . import journal_words
from .filters import TO_DO, missing_language, starts_within

LIVE = (CampaignState.DRAFT, CampaignState.STANDBY, CampaignState.OPEN)
LINES = 8


def board(*, user: User, now: datetime.datetime) -> dict[str, Any]:
    """Return the first page's content for one member of staff, within the scope; six queries at most."""
    if not user.has_perm("rallies.view_rally"):
        return {}
    mine = Rally.objects.for_coordinator(user).filter(campaign__state__in=LIVE)
    listed = mine.select_related("city__country", "campaign")
    soon = listed.filter(review=Review.PUBLISHED, starts_at__gte=now).exclude(condition=Condition.CANCELLED)
    return {
        "counters": counters(mine, now),
        "queue": list(listed.waiting().order_by("updated_at", "pk")[:LINES]),
        "soon": list(soon.order_by("starts_at", "pk")[:LINES]),
        "campaigns": _campaigns(user),
        "lines": _journal(user),
    }


def counters(mine: Any, now: datetime.datetime) -> list[dict[str, Any]]:
    """Return one counter per thing to do, each with the link to its list; one query for all."""
    active = Q(review__in=[Review.PENDING, Review.ON_HOLD, Review.PUBLISHED]) & ~Q(
        condition=Condition.CANCELLED
    )
    rows: list[tuple[str, Q, dict[str, Any]]] = [
        (_("pending"), Q(review=Review.PENDING), {"review__exact": Review.PENDING}),
        (_("on hold"), Q(review=Review.ON_HOLD), {"review__exact": Review.ON_HOLD}),
        (_("start within 24 hours"), starts_within(now, hours=24) & active, {"starts": "24h"}),
        (_("without a day"), TO_DO["no-day"] & active, {"todo": "no-day"}),
        (_("without a time"), TO_DO["no-time"] & active, {"todo": "no-time"}),
        *((_("with a text missing: %s") % name, missing_language(code) & active, {"without": code})
          for code, name in settings.LANGUAGES),
    ]  # fmt: skip
    named = {f"n{number}": Count("pk", filter=row[1]) for number, row in enumerate(rows)}
    found = mine.aggregate(**named)
    return [
        {"label": label, "count": found[f"n{number}"], "url": list_of_rallies(query)}
        for number, (label, _condition, query) in enumerate(rows)
    ]


def list_of_rallies(query: dict[str, Any]) -> str:
    """Return the address of the list narrowed to ``query``."""
    return f"{reverse('admin:rallies_rally_changelist')}?{urlencode(query)}"


def _campaigns(user: User) -> list[dict[str, Any]]:
    mine = Rally.objects.for_coordinator(user).order_by()
    counts: dict[tuple[int, str], int] = {
        (row["campaign"], row["review"]): row["n"]
        for row in mine.values("campaign", "review").annotate(n=Count("pk"))
    }
    return [
        {
            "campaign": campaign,
            "published": counts.get((campaign.pk, Review.PUBLISHED), 0),
            "waiting": sum(
                counts.get((campaign.pk, review), 0) for review in (Review.PENDING, Review.ON_HOLD)
            ),
            "url": list_of_rallies({"campaign": campaign.pk}),
        }
        for campaign in Campaign.objects.filter(state__in=LIVE).newest_first()
    ]


def _journal(user: User) -> list[journal_words.Line]:
    entries = JournalEntry.objects.for_coordinator(user).newest_first()
    related = entries.select_related("by", "rally__city", "rally__campaign")
    return journal_words.lines(related[:LINES], with_subject=True)
