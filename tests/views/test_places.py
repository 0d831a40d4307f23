import datetime
import re

import pytest

from rallies.models import City
from tests.factories import NOW, make_campaign, make_city, make_organizer, make_rally

pytestmark = pytest.mark.django_db
CITY = "/en/campaigns/year/germany/berlin/"


@pytest.fixture
def year():
    return make_campaign(slug="year", title={"en": "A Year", "ru": "Год"})


def test_country_lists_its_own_cities_only(read, year):
    for name in ("Munich", "Berlin", "Paris"):
        make_rally(campaign=year, city=make_city(name))
    make_rally(city=make_city("Hamburg"))
    html = read("/en/campaigns/year/germany/")
    assert "<h1>Germany</h1>" in html
    assert re.findall(r'<li><a href="[^"]+">(\w+)</a>', html) == ["Berlin", "Munich"]
    assert "<li><b>2</b> rallies</li> <li><b>2</b> cities</li>" in html
    assert '<a href="/en/campaigns/year/">A Year</a>' in html


def test_country_without_rallies_leads_back_to_the_campaign(read, year):
    make_rally(campaign=year)
    html = read("/en/campaigns/year/france/", 404)
    assert '<a href="/en/campaigns/year/">A Year</a>' in html


def test_city_shows_each_of_its_rallies_in_full(read, year):
    organizer = make_organizer(
        slug="ark", name={"en": "The Ark"}, verification="channel", verified_on=datetime.date(2023, 2, 12)
    )
    make_rally(
        campaign=year,
        public_id="first",
        title={"en": "At the embassy"},
        text={"en": "Speeches.\n\nMusic."},
        meeting_point={"en": "Pariser Platz"},
        latitude=52.51627,
        longitude=13.3777,
        organizers=[organizer],
        links=[{"url": "https://www.t.me/ark/1", "kind": "page"}],
        condition="confirmed",
        condition_changed_at=NOW,
    )
    make_rally(campaign=year, public_id="second", kind="vigil", time=None, has_unnamed_organizer=True)
    html = read(CITY)
    assert "<h1>Berlin</h1>" in html
    assert '<a href="/en/campaigns/year/germany/">Germany</a>' in html
    assert 'id="first"' in html
    assert (
        '<time class="when" datetime="2023-02-24T14:00+01:00">Friday, 24 February 2023, <span class="hour">14:00'
        in html
    )
    assert "local time (Central European Time, UTC+1)" in html
    for words in (
        "At the embassy",
        "<p>Speeches.</p>\n\n<p>Music.</p>",
        "Pariser Platz",
        "Confirmed by the organ",
    ):
        assert words in html
    assert '<a href="geo:52.51627,13.37770">' in html
    assert '<a href="/en/organizers/ark/">The Ark</a> <b class="confirmed">Verified</b>' in html
    assert "through its own channel, 12 February 2023" in html
    assert (
        '<a href="https://www.t.me/ark/1" rel="noopener nofollow ugc">Announcement</a> <small>t.me</small>'
        in html
    )
    assert '<time datetime="2023-02-01T12:00+00:00">1 February 2023, 13:00</time>' in html
    assert 'id="second"' in html
    assert '<span class="hour">time to follow</span>' in html
    assert "<dd>Vigil</dd>" in html
    assert "<p>Group of activists</p>" in html


def test_rally_without_own_words_takes_those_of_the_campaign(read, year):
    year.rally_title, year.rally_text = {"en": "March for peace"}, {"en": "Bring flowers."}
    year.save()
    make_rally(campaign=year)
    html = read(CITY)
    assert "<h3>March for peace\n</h3>" in html
    assert "Bring flowers." in html
    year.rally_title = {}
    year.save()
    assert "<h3>A Year\n</h3>" in read(CITY)


def test_words_in_another_language_are_labelled(read, year):
    make_rally(campaign=year, title={"ru": "Митинг"}, text={"ru": "Речи"}, meeting_point={"de": "Am Tor"})
    html = read(CITY)
    assert '<span lang="ru" dir="auto">Митинг</span> <small class="tongue">Russian</small>' in html
    assert '<dd lang="ru" dir="auto"><p>Речи</p>' in html
    assert '<span lang="de" dir="auto">Am Tor</span> <small class="tongue">German</small>' in html


@pytest.mark.parametrize(
    ("condition", "words", "is_off"),
    [
        ("moved", "The day, the hour or the place has changed.", False),
        ("postponed", "It does not take place as announced.", True),
        ("cancelled", "It does not take place.", True),
    ],
)
def test_change_is_told_with_its_moment(read, year, condition, words, is_off):
    make_rally(campaign=year, condition=condition, condition_changed_at=NOW)
    html = read(CITY)
    assert f'<b class="{condition}">{condition.title()}</b> {words}' in html
    assert "1 February 2023, 13:00" in html
    assert ('class="rally off"' in html) is is_off


def test_what_is_to_follow_is_said(read, year):
    make_rally(campaign=year, date=None, time=datetime.time(12, 0))
    html = read(CITY)
    assert "day to follow, " in html
    assert "local time (Central European Time)" in html
    assert "UTC" not in html
    assert "<dd>to follow</dd>" in html
    assert "<p>not named</p>" in html


def test_neither_day_nor_hour_is_said_in_one_phrase(read, year):
    make_rally(campaign=year, date=None, time=None)
    html = read(CITY)
    assert '<h2><span class="when">day and time to follow</span></h2>' in html
    assert "What verified means" not in html.split("<footer>", 1)[0]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("confirmed", "Confirmed by the organizers."),
        ("moved", "Here is how it was announced last."),
        ("postponed", "It did not take place as announced."),
        ("cancelled", "It did not take place."),
    ],
)
def test_action_that_is_over_is_told_as_past(read, year, condition, words):
    make_rally(campaign=year, condition=condition, condition_changed_at=NOW)
    year.state = "closed"
    year.save()
    html = read(CITY)
    assert words in html
    assert "It does not take place" not in html
    assert "<dd>not known</dd>" in html
    assert "to follow" not in html


def test_what_was_planned_is_not_said_to_have_happened(read, year):
    make_rally(campaign=year)
    assert "<dt>Status</dt>" in read(CITY)
    year.state = "closed"
    year.save()
    assert "<dt>Status</dt>" not in read(CITY)


def test_neighbours_are_the_nearest_cities_of_the_country(read, year):
    make_rally(campaign=year)
    make_rally(campaign=year, city=make_city("Paris"))
    for number in range(10):
        city = make_city(f"Town {number}", latitude=52.5 - number / 2, longitude=13.4)
        make_rally(campaign=year, city=city)
    aside = read(CITY).split("<aside>")[1].split("</aside>")[0]
    assert "Germany: also here" in aside
    assert re.findall(r">(Town \d|Paris|Berlin)<", aside) == [f"Town {number}" for number in range(8)]
    assert 'href="/en/campaigns/year/germany/"' in aside


def test_lonely_city_has_no_neighbours(read, year):
    make_rally(campaign=year)
    assert "<aside>" not in read(CITY)


def test_missing_city_leads_to_its_country(read, year):
    make_rally(campaign=year)
    make_city("Munich")
    html = read("/en/campaigns/year/germany/munich/", 404)
    assert '<a href="/en/campaigns/year/germany/">Germany</a>' in html


@pytest.fixture
def crowded(year):
    cities = [
        City(
            country_id="DE",
            slug=f"town-{number:03}",
            name=f"Town {number:03}",
            region="Bavaria" if number < 145 else "Hesse",
            timezone="Europe/Berlin",
            latitude=50,
            longitude=10,
            geonames_id=8_000_000 + number,
        )
        for number in range(150)
    ]
    for city in City.objects.bulk_create(cities):
        make_rally(campaign=year, city=city)
    return year


def test_country_too_long_for_one_page_shows_regions_and_their_parts(read, crowded):
    base = "/en/campaigns/year/germany/"
    html = read(base)
    assert f'<a href="{base}region/bavaria/">Bavaria</a> <small>145 rallies, 145 cities</small>' in html
    assert "town-001" not in html
    assert f'<a href="{base}region/bavaria/part/2/">Town 073 – Town 144</a>' in read(base + "region/bavaria/")
    part = read(base + "region/bavaria/part/2/")
    assert f'<a href="{base}town-073/">Town 073</a>' in part
    assert "town-072" not in part
    assert '<a href="/en/campaigns/year/germany/">Germany</a>' in part
    assert f'<a href="{base}town-149/">Town 149</a>' in read(base + "region/hesse/")


@pytest.mark.parametrize(
    "path", ["region/saxony/", "region/bavaria/part/3/", "region/hesse/part/1/", "part/1/"]
)
def test_missing_section_leads_to_its_country(read, crowded, path):
    assert ">Germany</a>" in read(f"/en/campaigns/year/germany/{path}", 404)


def test_country_without_regions_is_split_by_the_alphabet(read, crowded):
    City.objects.update(region="")
    assert "part/2/" in read("/en/campaigns/year/germany/")
    html = read("/ru/campaigns/year/germany/part/2/")
    assert "Town 075" in html
    assert "Town 074<" not in html


def test_place_without_region_is_named_as_such(read, crowded):
    City.objects.filter(region="Hesse").update(region="")
    assert 'region/other/">Other places</a>' in read("/en/campaigns/year/germany/")
    assert "Town 149" in read("/en/campaigns/year/germany/region/other/")


def test_list_too_heavy_for_one_page_leaves_the_organizers_to_the_city(read, year, monkeypatch):
    make_rally(campaign=year, organizers=[make_organizer(name={"en": "The Ark"})])
    assert "The Ark" in read("/en/campaigns/year/germany/")
    monkeypatch.setattr("rallies.views.pages.BODY_BUDGET", 100)
    html = read("/en/campaigns/year/germany/")
    assert ">Berlin</a>" in html
    assert "The Ark" not in html
    assert "The Ark" in read(CITY)
