"""Where rallies are: countries, their regions and parts, and cities."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import npgettext

from .. import gazetteer, public_urls
from ..formats import cards, lines, sections, texts, wording
from ..formats.payload import CityBlock, CityPage, Counter, Crumb, ListPage, RallyCard
from ..models import Campaign, City, Rally
from ..querysets import RallyQuerySet
from .campaigns import find, is_over
from .pages import NotFound, PublicPage, public_page, render

NEIGHBOURS_SHOWN = 8
NOTHING_ABOUT = 0  # letters: other cities stand there with day and hour alone


@public_page
def country(request: HttpRequest, language: str, campaign_slug: str, country_slug: str) -> HttpResponse:
    """Show the rallies of a country, or its regions or parts where they are too many for one page."""
    return _list(campaign_slug, country_slug, language)


@public_page
def country_part(
    request: HttpRequest, language: str, campaign_slug: str, country_slug: str, part: int
) -> HttpResponse:
    """Show an alphabetical part of a country."""
    return _list(campaign_slug, country_slug, language, part=part)


@public_page
def region(
    request: HttpRequest, language: str, campaign_slug: str, country_slug: str, region_slug: str
) -> HttpResponse:
    """Show the rallies of a region, or its parts."""
    return _list(campaign_slug, country_slug, language, region=region_slug)


@public_page
def region_part(
    request: HttpRequest, language: str, campaign_slug: str, country_slug: str, *, region_slug: str, part: int
) -> HttpResponse:
    """Show an alphabetical part of a region."""
    return _list(campaign_slug, country_slug, language, region=region_slug, part=part)


@public_page
def city(
    request: HttpRequest, language: str, campaign_slug: str, country_slug: str, city_slug: str
) -> HttpResponse:
    """Show a city's rallies in full."""
    record = find(campaign_slug, language)
    nearby = lines.read_rows(_rallies(record, country_slug).in_lines())
    crumbs = _crumbs(record, country_slug, nearby, language)
    rallies = _in_full(record, country_slug, city_slug)
    if not rallies:
        raise NotFound(*crumbs)
    place: City = rallies[0].city
    page = CityPage(
        campaign=texts.campaign(record, language),
        name=place.name_in(language),
        country=crumbs[-1].name,
        country_path=crumbs[-1].path,
        crumbs=crumbs,
        rallies=_cards(rallies, record, language),
        neighbours=_neighbours(record, place, nearby, language),
    )
    path = public_urls.city(language, campaign_slug, country_slug, city_slug)
    return render("public/city.html", path=path, language=language, page=page)


def _list(
    campaign_slug: str, country_slug: str, language: str, *, region: str = "", part: int = 0
) -> HttpResponse:
    record = find(campaign_slug, language)
    rallies = _rallies(record, country_slug)
    rows = lines.read_rows(rallies.in_lines())
    crumbs = _crumbs(record, country_slug, rows, language)
    if not rows:
        raise NotFound(*crumbs)
    chosen = sections.choose(rows, base=crumbs[-1].path, language=language, region=region, part=part)
    if chosen is None:
        raise NotFound(*crumbs)
    names = lines.holders(rallies.organizer_names(), language)
    *longer, shortest = lines.ABOUT_LENGTHS
    for length in longer:
        page = _list_page(record, chosen, crumbs, names, language, about_length=length)
        if page.is_light:
            return page
    return _list_page(record, chosen, crumbs, names, language, about_length=shortest)


def _list_page(
    record: Campaign,
    chosen: sections.Chosen,
    crumbs: tuple[Crumb, ...],
    names: lines.Holders,
    language: str,
    *,
    about_length: int,
) -> PublicPage:
    page = ListPage(
        campaign=texts.campaign(record, language),
        name=chosen.name or crumbs[-1].name,
        path=chosen.path,
        crumbs=crumbs if chosen.name else crumbs[:-1],
        counters=_counters(chosen.rows),
        cities=lines.city_blocks(
            () if chosen.sections else chosen.rows,
            names,
            base=crumbs[-1].path,
            language=language,
            is_over=is_over(record),
            about_length=about_length,
        ),
        sections=chosen.sections,
    )
    return render("public/list.html", path=chosen.path, language=language, page=page)


def _rallies(record: Campaign, country_slug: str) -> RallyQuerySet:
    rallies: RallyQuerySet = Rally.objects.public()
    return rallies.filter(campaign=record.pk, city__country__slug=country_slug)


def _in_full(record: Campaign, country_slug: str, city_slug: str) -> list[Rally]:
    found = _rallies(record, country_slug).filter(city__slug=city_slug).by_time()
    return list(found.select_related("city").prefetch_related("organizers").defer("note"))


def _crumbs(
    record: Campaign, country_slug: str, rows: list[lines.LineRow], language: str
) -> tuple[Crumb, ...]:
    """Return the way up: the action, and the country where it has rallies."""
    title = texts.of(record, "title", language).text
    crumbs = (Crumb(title, public_urls.campaign(language, record.slug)),)
    if not rows:
        return crumbs
    name = gazetteer.country_name(rows[0].country, language)
    return (*crumbs, Crumb(name, public_urls.country(language, record.slug, country_slug)))


def _cards(rallies: list[Rally], record: Campaign, language: str) -> tuple[RallyCard, ...]:
    campaign = texts.campaign(record, language)
    return tuple(
        cards.rally_card(
            rally,
            city=rally.city,
            campaign=campaign,
            organizers=[texts.organizer_line(held, language) for held in rally.organizers.all()],
            language=language,
            is_over=is_over(record),
        )
        for rally in rallies
    )


def _neighbours(
    record: Campaign, place: City, rows: list[lines.LineRow], language: str
) -> tuple[CityBlock, ...]:
    """Return the nearest other cities of the country."""
    others = [row for row in rows if row.city_slug != place.slug]
    slugs = dict.fromkeys(
        row.city_slug
        for row in lines.nearest_first(others, latitude=place.latitude, longitude=place.longitude)
    )
    nearest = set(list(slugs)[:NEIGHBOURS_SHOWN])
    return lines.city_blocks(
        [row for row in others if row.city_slug in nearest],
        {},
        base=public_urls.country(language, record.slug, rows[0].country_slug),
        language=language,
        is_over=is_over(record),
        about_length=NOTHING_ABOUT,
    )


def _counters(rows: list[lines.LineRow]) -> tuple[Counter, ...]:
    rallies, cities = len(rows), len({row.city_slug for row in rows})
    return (
        Counter(wording.number(rallies), npgettext("counter", "rally", "rallies", rallies)),
        Counter(wording.number(cities), npgettext("counter", "city", "cities", cities)),
    )
