"""Texts, links, campaigns and organizers in the words of one language."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .. import public_urls
from ..models import Campaign, Organizer
from ..models.texts import Translated, choose
from ..statuses import Verification
from . import payload, wording
from .payload import Link, OrganizerLine, Text


def written(texts: dict[str, str], language: str, source_language: str = "") -> Text:
    """Return the text for readers of ``language``, labelled where only another language has it."""
    text, found = choose(texts, language, source_language)
    if not text or found == language:
        return Text(text)
    return Text(text, found, wording.language_name(found, language))


def of(record: Translated, field: str, language: str) -> Text:
    """Return a text of a record for readers of ``language``."""
    return written(getattr(record, field), language, record.source_language)


def links(given: Iterable[dict[str, Any]]) -> tuple[Link, ...]:
    """Return the links that people gave, with the host that each really leads to."""
    words = {
        "page": _("Announcement"),
        "channel": _("Channel"),
        "stream": _("Broadcast"),
        "report": _("Report"),
    }
    return tuple(
        Link(link["url"], _host(link["url"]), link["kind"], words[link["kind"]])
        for link in given
        if link["url"].startswith(("https://", "http://"))
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def campaign(record: Campaign, language: str) -> payload.Campaign:
    """Return an action as every page that names it may show it."""
    demands = of(record, "demands", language)
    lines = (line.strip() for line in demands.text.splitlines())
    return payload.Campaign(
        path=public_urls.campaign(language, record.slug),
        title=of(record, "title", language),
        days=wording.days(record.first_day, record.last_day, language),
        machine_days=(record.first_day.isoformat(), record.last_day.isoformat()),
        state=record.state,
        state_sentence=wording.campaign_state(record.state),
        is_sample=record.is_sample,
        summary=of(record, "summary", language),
        text=of(record, "text", language),
        demands=demands,
        demand_list=tuple(line for line in lines if line),
        sources=of(record, "sources", language),
        links=links(record.links),
        rally_title=of(record, "rally_title", language),
        rally_text=of(record, "rally_text", language),
    )


def campaign_line(record: Campaign, rallies: int, cities: int, language: str) -> payload.CampaignLine:
    """Return an action for the list of all actions."""
    return payload.CampaignLine(
        path=public_urls.campaign(language, record.slug),
        title=of(record, "title", language),
        days=wording.days(record.first_day, record.last_day, language),
        state_sentence=wording.campaign_state(record.state),
        is_sample=record.is_sample,
        counts=", ".join((wording.rallies(rallies), wording.cities(cities))),
    )


def organizer_line(record: Organizer, language: str) -> OrganizerLine:
    """Return an organizer as lists and rallies name it."""
    return OrganizerLine(
        name=record.name_in(language),
        path=public_urls.organizer(language, record.slug),
        is_verified=record.is_verified,
        verified=_verified(record.verification, record.verified_on, language),
    )


def _verified(method: str, day: datetime.date | None, language: str) -> str:
    if method == Verification.NONE or day is None:
        return ""
    words = {"method": Verification(method).label, "day": wording.long_day(day, language)}
    return _("%(method)s, %(day)s") % words
