import datetime
import re

import pytest
from django.utils import translation

from rallies.models import Rally
from rallies.views import campaigns
from tests.factories import make_campaign, make_city, make_organizer, make_rally

pytestmark = pytest.mark.django_db


def visible(html):
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_home_without_any_campaign_says_that_none_is_announced(read):
    make_campaign(state="draft", title={"en": "Secret plan"})
    html = read("/en/")
    assert "No action has been announced yet" in html
    assert "Secret plan" not in html


def test_home_shows_the_open_campaign_before_a_newer_closed_one(read):
    make_campaign(title={"en": "Open one"}, state="open")
    make_campaign(title={"en": "Closed one"}, state="closed", first_day="2024-02-24", last_day="2024-02-25")
    html = read("/en/")
    assert "<h1>Open one" in html
    assert "Closed one" not in html


def test_campaign_shows_what_when_why_and_counts(read):
    campaign = make_campaign(
        slug="year",
        title={"en": "A Year", "ru": "Год"},
        summary={"en": "Why we go"},
        demands={"en": "Peace\n\n Freedom "},
        text={"en": "First.\n\nSecond."},
        sources={"en": "Reports, https://example.org/report"},
        links=[{"url": "https://www.youtube.com/live", "kind": "stream"}],
    )
    make_rally(campaign=campaign)
    make_rally(campaign=campaign, city=make_city("Munich"))
    make_rally(campaign=campaign, city=make_city("Munich"), date=None)
    make_rally(campaign=campaign, city=make_city("Tbilisi"))
    html = read("/en/campaigns/year/")
    words = visible(html)
    assert "24–26 February 2023" in words
    assert "Why we go" in words
    assert "<li>Peace</li><li>Freedom</li>" in html
    assert "<p>First.</p>\n\n<p>Second.</p>" in html
    assert 'href="https://example.org/report"' in html
    assert 'href="https://www.youtube.com/live"' in html
    assert "Broadcast youtube.com" in words
    assert "4 rallies 3 cities 2 countries 2 continents" in words
    assert "Europe 3 rallies, 1 country" in words
    assert "Asia 1 rally, 1 country" in words


def test_campaign_lists_continents_countries_and_cities_in_order(read):
    campaign = make_campaign(slug="year")
    for name in ("Tbilisi", "Paris", "Munich", "Berlin"):
        make_rally(campaign=campaign, city=make_city(name))
    found = re.findall(r">(Europe|Asia|Germany|France|Georgia|Berlin|Munich|Paris|Tbilisi)[ <]", read("/en/"))
    listed = found[found.index("Europe", 1) :]
    assert listed == [
        "Europe",
        "France",
        "Paris",
        "Germany",
        "Berlin",
        "Munich",
        "Asia",
        "Georgia",
        "Tbilisi",
    ]


def test_line_shows_hour_holder_condition_and_kind(read):
    campaign = make_campaign(slug="year")
    ark = make_organizer(name={"en": "The Ark", "ru": "Ковчег"})
    make_rally(campaign=campaign, organizers=[ark], condition="cancelled", kind="march")
    make_rally(campaign=campaign, city=make_city("Paris"), time=None, has_unnamed_organizer=True)
    html = read("/en/")
    assert '<time datetime="2023-02-24T14:00+01:00">24 Feb, 14:00</time>' in html
    assert '<span><b class="cancelled">Cancelled</b> March, The Ark</span>' in html
    assert '<time datetime="2023-02-24">24 Feb, time to follow</time> <span>Group of activists</span>' in html


def test_names_are_those_of_the_language(read):
    campaign = make_campaign(slug="year", title={"en": "A Year", "ru": "Год"})
    make_rally(campaign=campaign, city=make_city("Munich"))
    html = read("/ru/campaigns/year/")
    assert '<html lang="ru" dir="ltr">' in html
    for word in ("Год", "Германия", "Мюнхен"):
        assert word in html
    assert "Munich" not in html


def test_title_in_another_language_is_labelled(read):
    make_campaign(slug="year", title={"ru": "Год террора"}, source_language="ru", summary={"ru": "Зачем"})
    html = read("/en/campaigns/year/")
    assert '<span lang="ru" dir="auto">Год террора</span> <small class="tongue">Russian</small>' in html
    assert '<p class="lead" lang="ru" dir="auto">Зачем</p>' in html


def test_sample_is_labelled_on_each_of_its_pages_and_nowhere_else(read):
    sample, real = make_campaign(slug="sample", is_sample=True), make_campaign(slug="real")
    for campaign in (sample, real):
        make_rally(campaign=campaign)
    paths = ("", "germany/", "germany/berlin/")
    assert all("None of them takes place" in read(f"/en/campaigns/sample/{path}") for path in paths)
    assert not any("None of them takes place" in read(f"/en/campaigns/real/{path}") for path in paths)


def test_closed_campaign_says_so_and_promises_nothing(read):
    campaign = make_campaign(slug="year", state="closed")
    make_rally(campaign=campaign, time=None)
    html = read("/en/campaigns/year/")
    assert "This action is over." in html
    assert "time not known" in html
    assert "to follow" not in html


def test_campaign_without_rallies_says_so(read):
    make_campaign(slug="year")
    html = read("/en/campaigns/year/")
    assert "No rallies yet" in html
    assert "Find your country" not in html


def test_unknown_and_hidden_campaigns_answer_alike(read):
    make_campaign(slug="hidden", state="standby", title={"en": "Secret plan"})
    unknown, hidden = read("/en/campaigns/unknown/", 404), read("/en/campaigns/hidden/", 404)
    assert unknown == hidden
    assert 'href="/en/campaigns/"' in hidden


def test_campaign_too_heavy_for_one_page_becomes_an_index(read, monkeypatch):
    campaign = make_campaign(slug="year")
    make_rally(
        campaign=campaign,
        condition="cancelled",
        condition_changed_at=datetime.datetime(2023, 2, 20, tzinfo=datetime.UTC),
    )
    make_rally(campaign=campaign, city=make_city("Munich"))
    make_rally(campaign=campaign, city=make_city("Paris"))
    assert ">Munich</a>" in read("/en/campaigns/year/")
    monkeypatch.setattr("rallies.views.pages.BODY_BUDGET", 100)
    html = read("/en/campaigns/year/")
    assert ">Munich</a>" not in html
    assert '<a href="/en/campaigns/year/germany/">Germany</a> <small>2 rallies, 2 cities</small>' in html
    assert "Latest changes" in html
    assert '<a href="/en/campaigns/year/germany/berlin/">Berlin, Germany</a>' in html
    assert "Paris, France" not in html


def test_large_campaign_is_an_index_without_trying(read, monkeypatch):
    campaign = make_campaign(slug="year")
    make_rally(campaign=campaign)
    monkeypatch.setattr(campaigns, "WORTH_TRYING", 0)
    html = read("/en/campaigns/year/")
    assert '<a href="/en/campaigns/year/germany/">Germany</a>' in html
    assert "Latest changes" not in html
    assert "/berlin/" not in html


def test_latest_changes_come_first_and_are_few(read, monkeypatch):
    campaign = make_campaign(slug="year")
    for day in range(1, 16):
        moment = datetime.datetime(2023, 2, day, tzinfo=datetime.UTC)
        city = make_city(f"Town {day:02}")
        make_rally(campaign=campaign, city=city, condition="moved", condition_changed_at=moment)
    monkeypatch.setattr(campaigns, "WORTH_TRYING", 14)
    shown = re.findall(r">(Town \d\d), Germany<", read("/en/campaigns/year/"))
    assert shown == [f"Town {day:02}" for day in range(15, 3, -1)]


def test_list_of_campaigns_shows_public_ones_with_counts_newest_first(read):
    make_campaign(slug="draft", state="draft", title={"en": "Secret plan"})
    old = make_campaign(
        slug="old", title={"en": "Old"}, state="archived", first_day="2022-02-24", last_day="2022-02-24"
    )
    new = make_campaign(slug="new", title={"en": "New"}, is_sample=True)
    make_rally(campaign=new)
    make_rally(campaign=new, review="pending")
    html = read("/en/campaigns/")
    assert html.index("/en/campaigns/new/") < html.index("/en/campaigns/old/")
    assert "Secret plan" not in html
    assert "1 rally, 1 city" in html
    assert "0 rallies, 0 cities" in html
    assert old.title_in("en") in html
    assert "Sample" in html


def test_list_of_no_campaigns_says_so(read):
    assert "No action has been announced yet" in read("/en/campaigns/")


@pytest.mark.parametrize("number", [1, 2])
def test_counters_take_the_plural(number, read):
    campaign = make_campaign(slug="year")
    for name in ("Berlin", "Paris")[:number]:
        make_rally(campaign=campaign, city=make_city(name))
    words = (
        "1 rally 1 city 1 country 1 continent"
        if number == 1
        else "2 rallies 2 cities 2 countries 1 continent"
    )
    assert words in visible(read("/en/campaigns/year/"))


def test_russian_counts_use_russian_thousands():
    counts = [campaigns.lines.CountryCount("DE", "germany", "EU", 4493, 1200)]
    with translation.override("ru"):
        assert campaigns.counters(counts)[0].number == "4\xa0493"


def test_rally_leaves_the_page_when_it_is_taken_back(read):
    rally = make_rally(campaign=make_campaign(slug="year"))
    assert "Berlin" in read("/en/campaigns/year/")
    Rally.objects.filter(pk=rally.pk).update(review="on_hold")
    assert "Berlin" not in read("/en/campaigns/year/")
