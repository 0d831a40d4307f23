"""The home page, all actions, and one action with its list."""

import functools
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from .. import public_urls
from ..formats import lines, texts, wording
from ..formats.payload import CampaignPage, Counter, Crumb
from ..models import Campaign, Rally
from ..querysets import RallyQuerySet
from ..statuses import CHANGED_CONDITIONS, CampaignState
from .pages import NotFound, PublicPage, public_page, render

# Above this an action is shown as an index of countries without trying; below, its weight decides.
WORTH_TRYING = 260
CHANGED_SHOWN = 12


@public_page
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Show the current action, or say that there is none yet."""
    path = public_urls.home(language)
    record = Campaign.objects.current().first()
    if record is None:
        return render("public/no_campaign.html", path=path, language=language)
    return _page(record, path, language)


@public_page
def campaign(request: HttpRequest, language: str, campaign_slug: str) -> HttpResponse:
    """Show one action with its list."""
    record = find(campaign_slug, language)
    return _page(record, public_urls.campaign(language, campaign_slug), language)


@public_page
def campaign_list(request: HttpRequest, language: str) -> HttpResponse:
    """Show all actions, the latest first."""
    counts = {
        pk: (rallies, cities)
        for pk, rallies, cities in Rally.objects.public()
        .order_by()
        .values_list("campaign_id")
        .annotate(Count("pk"), Count("city_id", distinct=True))
    }
    found = [
        texts.campaign_line(record, *counts.get(record.pk, (0, 0)), language)
        for record in Campaign.objects.public().newest_first()
    ]
    path = public_urls.campaigns(language)
    return render("public/campaigns.html", path=path, language=language, campaigns=found)


def find(slug: str, language: str) -> Campaign:
    """Return a public action; raises ``NotFound`` with the way to the list of all."""
    record: Campaign | None = Campaign.objects.public().filter(slug=slug).first()
    if record is None:
        raise NotFound(Crumb(_("All actions"), public_urls.campaigns(language)))
    return record


def is_over(record: Campaign) -> bool:
    """Say whether nothing about the action is to follow any more."""
    return record.state != CampaignState.OPEN


def _page(record: Campaign, path: str, language: str) -> PublicPage:
    """Return the whole list if it is light enough, else an index of countries with the latest changes."""
    rows = lines.read_rows(_lines().filter(campaign=record.pk)[: WORTH_TRYING + 1])
    if len(rows) <= WORTH_TRYING:
        page = _list(record, rows, path, language)
        if page.is_light:
            return page
    return _index(record, rows, path, language)


# Putting these queries together costs more than running them, so they wait for their campaign.
@functools.cache
def _lines() -> Any:
    return Rally.objects.public().in_lines_changed_first()


@functools.cache
def _organizer_names() -> Any:
    return Rally.objects.public().organizer_names()


def _list(record: Campaign, rows: list[lines.LineRow], path: str, language: str) -> PublicPage:
    counts = lines.count_by_country(rows)
    continents = lines.continents(
        counts,
        campaign_slug=record.slug,
        language=language,
        rows=lines.by_time(rows),
        names=lines.holders(_organizer_names().filter(campaign=record.pk), language),
        is_over=is_over(record),
    )
    page = CampaignPage(texts.campaign(record, language), counters(counts), continents)
    return render("public/campaign.html", path=path, language=language, page=page, is_index=False)


def _index(record: Campaign, rows: list[lines.LineRow], path: str, language: str) -> PublicPage:
    rallies: RallyQuerySet = Rally.objects.public().filter(campaign=record.pk)
    counts = [lines.CountryCount._make(row) for row in rallies.counted_by_country()]
    changed = [row for row in rows if row.condition in CHANGED_CONDITIONS][:CHANGED_SHOWN]
    page = CampaignPage(
        campaign=texts.campaign(record, language),
        counters=counters(counts),
        continents=lines.continents(counts, campaign_slug=record.slug, language=language),
        changed=lines.with_countries(
            changed, campaign_slug=record.slug, language=language, is_over=is_over(record)
        ),
    )
    return render("public/campaign.html", path=path, language=language, page=page, is_index=True)


def counters(counts: list[lines.CountryCount]) -> tuple[Counter, ...]:
    """Return the numbers of an action: rallies, cities, countries, continents."""
    rallies = sum(count.rallies for count in counts)
    cities = sum(count.cities for count in counts)
    continents = len({count.continent for count in counts})
    return (
        Counter(wording.number(rallies), npgettext("counter", "rally", "rallies", rallies)),
        Counter(wording.number(cities), npgettext("counter", "city", "cities", cities)),
        Counter(wording.number(len(counts)), npgettext("counter", "country", "countries", len(counts))),
        Counter(wording.number(continents), npgettext("counter", "continent", "continents", continents)),
    )
