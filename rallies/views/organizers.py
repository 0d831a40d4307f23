"""The communities that hold rallies."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .. import gazetteer, public_urls
from ..formats import lines, texts, wording
from ..formats.collation import sort_key
from ..formats.payload import CampaignLine, CityBlock, Crumb, OrganizerGroup, OrganizerPage
from ..models import Campaign, Country, Organizer, Rally
from ..querysets import OrganizerQuerySet, line_fields
from .campaigns import is_over
from .pages import NotFound, public_page, render

RALLIES_SHOWN = 200


@public_page
def organizer_list(request: HttpRequest, language: str) -> HttpResponse:
    """Show all organizers by country; countries with counts where they are too many for one page."""
    found = list(_public())
    is_index = len(found) > public_urls.ORGANIZERS_LIMIT
    return render(
        "public/organizers.html",
        path=public_urls.organizers(language),
        language=language,
        groups=_groups(found, language, is_index=is_index),
        is_index=is_index,
        total=wording.organizers(len(found)),
    )


@public_page
def country(request: HttpRequest, language: str, country_slug: str) -> HttpResponse:
    """Show the organizers of one country, where all of them are too many for one page."""
    crumb = Crumb(_("Organizers"), public_urls.organizers(language))
    found = list(_public())
    groups = [
        group
        for group in _groups(found, language)
        if group.path == public_urls.organizers_of_country(language, country_slug)
    ]
    if not groups or len(found) <= public_urls.ORGANIZERS_LIMIT:
        raise NotFound(crumb)
    return render(
        "public/organizers.html",
        path=groups[0].path,
        language=language,
        groups=groups,
        total=groups[0].count,
        country=groups[0].name,
        crumbs=[crumb],
    )


@public_page
def organizer(request: HttpRequest, language: str, organizer_slug: str) -> HttpResponse:
    """Show one organizer with its public rallies."""
    crumb = Crumb(_("Organizers"), public_urls.organizers(language))
    record = _public().filter(slug=organizer_slug).first()
    if record is None:
        raise NotFound(crumb)
    actions, left_out = _actions(record, language)
    countries = (gazetteer.country_name(held.code, language) for held in record.countries.all())
    page = OrganizerPage(
        organizer=texts.organizer_line(record, language),
        text=texts.of(record, "text", language),
        countries=tuple(sorted(countries, key=lambda name: sort_key(name, language))),
        links=texts.links(record.links),
        actions=actions,
        left_out=wording.rallies(left_out) if left_out else "",
    )
    path = public_urls.organizer(language, organizer_slug)
    return render("public/organizer.html", path=path, language=language, page=page, crumbs=[crumb])


def _public() -> OrganizerQuerySet:
    countries = Prefetch("countries", Country.objects.only("code", "slug"))
    found: OrganizerQuerySet = Organizer.objects.public()
    return found.prefetch_related(countries)


def _groups(found: Iterable[Organizer], language: str, *, is_index: bool = False) -> list[OrganizerGroup]:
    """Return organizers by country in the order of the alphabet; those of no country come last."""
    inside: dict[tuple[str, str], list[Organizer]] = {}
    for record in found:
        held = [(country.code, country.slug) for country in record.countries.all()] or [("", "")]
        for country in held:
            inside.setdefault(country, []).append(record)
    groups = [
        OrganizerGroup(
            name=gazetteer.country_name(code, language) if code else "",
            path=public_urls.organizers_of_country(language, slug or public_urls.NO_REGION),
            count=wording.organizers(len(records)),
            organizers=()
            if is_index
            else tuple(
                sorted(
                    (texts.organizer_line(record, language) for record in records),
                    key=lambda line: (sort_key(line.name, language), line.path),
                )
            ),
        )
        for (code, slug), records in inside.items()
    ]
    return sorted(groups, key=lambda group: (not group.name, sort_key(group.name, language)))


def _actions(
    record: Organizer, language: str
) -> tuple[tuple[tuple[CampaignLine, tuple[CityBlock, ...]], ...], int]:
    """Return the organizer's public rallies by action, the latest first, and how many were left out."""
    held = Rally.objects.public().filter(organizers=record)
    counts: dict[int, int] = {}
    rows: dict[int, list[lines.LineRow]] = {}
    for campaign_pk, *row in held.by_time().values_list("campaign_id", *line_fields()):
        counts[campaign_pk] = counts.get(campaign_pk, 0) + 1
        rows.setdefault(campaign_pk, []).append(lines.LineRow._make(row))
    actions, room = [], RALLIES_SHOWN
    for campaign in Campaign.objects.public().filter(pk__in=rows).newest_first():
        shown, room = rows[campaign.pk][:room], max(0, room - len(rows[campaign.pk]))
        blocks = lines.with_countries(
            shown, campaign_slug=campaign.slug, language=language, is_over=is_over(campaign)
        )
        cities = len({(row.country, row.city_slug) for row in rows[campaign.pk]})
        actions.append((texts.campaign_line(campaign, counts[campaign.pk], cities, language), blocks))
    return tuple(actions), max(0, sum(counts.values()) - RALLIES_SHOWN)
