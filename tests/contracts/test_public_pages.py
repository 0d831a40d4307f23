"""What holds on every public page: private stays private, few queries, small, and well said."""

import datetime
import re

import pytest
from django.test.utils import CaptureQueriesContext

from rallies.models import Campaign, City, Contact, Organizer, Rally
from tests.factories import (
    NOW,
    make_campaign,
    make_city,
    make_contact,
    make_country,
    make_organizer,
    make_rally,
    make_user,
)
from tests.test_public_urls import every_path

pytestmark = pytest.mark.django_db
BUDGET = 14_000
MOST_QUERIES = 6
CANARY = "canary"


def wire_bytes(answer):
    """The size of an answer as gunicorn sends it."""
    server = "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Fri, 24 Feb 2023 14:00:00 GMT\r\nConnection: close\r\n\r\n"
    return (
        len(server) + sum(len(f"{name}: {value}\r\n") for name, value in answer.items()) + len(answer.content)
    )


def all_pages(client):
    return {path: client.get(path).content.decode() for path in every_path()}


def make_canaries(year):
    """Private words beside public rallies, and rallies, organizers and campaigns that are not public."""
    shown = make_rally(campaign=year, note=f"{CANARY}-note", organizers=[make_organizer()])
    make_contact(shown, f"{CANARY}@example.org")
    make_user(username=f"{CANARY}-user")
    for review in ("unconfirmed", "pending", "on_hold", "declined"):
        hidden = make_organizer(
            slug=f"{CANARY}-{review}".replace("_", "-"), name={"en": f"{CANARY}-{review}"}
        )
        make_rally(
            campaign=year,
            review=review,
            title={"en": f"{CANARY}-title"},
            meeting_point={"en": f"{CANARY}-place"},
            text={"en": f"{CANARY}-text"},
            links=[{"url": f"https://{CANARY}.example/", "kind": "page"}],
            organizers=[hidden],
            city=make_city(f"{CANARY}-{review}"),
        )
    for state in ("draft", "standby"):
        campaign = make_campaign(slug=f"{CANARY}-{state}", title={"en": f"{CANARY}-campaign"}, state=state)
        make_rally(campaign=campaign, city=make_city("Paris"), title={"en": f"{CANARY}-rally"})


def test_nothing_that_is_not_public_is_on_any_page_until_it_is_published(client):
    year = make_campaign(slug="year")
    make_canaries(year)
    before = all_pages(client)
    assert {path for path, html in before.items() if CANARY in html.lower() or CANARY in path} == set()
    assert not any("France" in html for html in before.values())
    Rally.objects.update(review="published", published_at=NOW)
    Campaign.objects.update(state="open")
    after = all_pages(client)
    found = set(re.findall(rf"{CANARY}[-.]\w+", "".join(after.values())))
    assert {
        f"{CANARY}-{word}" for word in ("title", "place", "text", "campaign", "rally", "pending")
    } <= found
    assert any("France" in html for html in after.values())
    assert not any(
        f"{CANARY}-note" in html or f"{CANARY}@" in html or f"{CANARY}-user" in html
        for html in after.values()
    )
    assert Contact.objects.count() == 1


def test_no_page_shows_a_key_of_the_database(client):
    year = make_campaign(slug="year", pk=987_654_321)
    rally = make_rally(campaign=year, pk=987_654_322, organizers=[make_organizer(pk=987_654_323)])
    pages = all_pages(client)
    assert not any("98765432" in html for html in pages.values())
    assert any(rally.public_id in html for html in pages.values())


HOSTILE = "<script>alert('x')</script>"


def test_hostile_words_are_shown_as_words_everywhere(client):
    texts = {"en": HOSTILE, "ru": HOSTILE}
    year = make_campaign(
        slug="year", title=texts, summary=texts, text=texts, demands=texts, sources=texts, rally_text=texts,
        links=[{"url": "https://example.org/?a=<script>", "kind": "page"}],
    )  # fmt: skip
    organizer = make_organizer(
        slug="hostile", name=texts, text=texts, links=[{"url": "javascript:x()", "kind": "page"}]
    )
    city = make_city(HOSTILE, slug="hostile", names=texts, region=HOSTILE)
    make_rally(campaign=year, city=city, organizers=[organizer], title=texts, meeting_point=texts)
    pages = all_pages(client)
    assert not any("<script" in html or "javascript:" in html for html in pages.values())
    assert sum("&lt;script&gt;" in html for html in pages.values()) >= 10


def test_no_page_holds_scripts_styles_cookies_or_foreign_sources(client):
    make_rally(campaign=make_campaign(slug="year"), organizers=[make_organizer()])
    for path in every_path():
        answer = client.get(path)
        html = answer.content.decode()
        assert not answer.cookies, path
        assert not re.search(r"<script|<style|<iframe|<img|<form|\sstyle=|\son\w+=|http-equiv", html), path
        loaded = re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]+)"', html)
        assert len(loaded) == 2
        assert all(address.startswith("/static/") for address in loaded), path


def test_every_page_names_itself_and_its_other_language(client):
    make_rally(campaign=make_campaign(slug="year"), organizers=[make_organizer()])
    titles = {}
    for path, html in all_pages(client).items():
        language, other = path[1:3], {"en": "ru", "ru": "en"}[path[1:3]]
        assert f'<html lang="{language}" dir="ltr">' in html
        assert f'<link rel="canonical" href="http://testserver{path}">' in html
        assert f'hreflang="{other}" href="http://testserver/{other}{path[3:]}"' in html
        assert f'<a href="/{other}{path[3:]}" hreflang="{other}" lang="{other}">' in html
        assert html.count("<h1") == 1
        titles[path] = re.search(r"<title>(.+?)</title>", html).group(1)
    assert all(titles.values())


PLACES = ("Berlin", "Munich", "Paris", "Tbilisi", "New York", "Sydney")
KINDS = (
    "/en/",
    "/en/campaigns/",
    "/en/campaigns/year/",
    "/en/campaigns/year/germany/",
    "/en/campaigns/year/germany/berlin/",
    "/en/organizers/",
    "/en/organizers/ark/",
    "/en/about/",
)


@pytest.mark.parametrize("path", KINDS)
def test_queries_of_a_page_are_few_and_do_not_grow(client, connection_queries, path):
    year = make_campaign(slug="year")
    ark = make_organizer(slug="ark", countries=[make_country("DE")])
    make_rally(campaign=year, organizers=[ark])
    one = connection_queries(path)
    for number in range(29):
        other = make_organizer(countries=[make_country("FR")])
        make_rally(campaign=year, city=make_city(PLACES[number % 6]), organizers=[ark, other])
    assert connection_queries(path) == one <= MOST_QUERIES


@pytest.fixture
def connection_queries(client):
    from django.db import connection

    def count(path):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count


def test_queries_of_an_index_are_as_many_as_those_of_a_list(client, connection_queries, monkeypatch):
    make_rally(campaign=make_campaign(slug="year"), condition="moved", organizers=[make_organizer()])
    as_list = connection_queries("/en/campaigns/year/")
    monkeypatch.setattr("rallies.views.campaigns.WORTH_TRYING", 0)
    assert connection_queries("/en/campaigns/year/") == as_list


def test_pages_of_131_rallies_are_light(client, gazetteer_file):
    from bench import world

    world.fill(world.make_campaign(slug="year"), 131)
    heavy = {}
    for path in every_path():
        answer = client.get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        if wire_bytes(answer) > BUDGET:
            heavy[path] = wire_bytes(answer)
    assert heavy == {}
    html = client.get("/ru/campaigns/year/").content.decode()
    assert len(re.findall(r"<time datetime", html)) == 131 + 1
    assert len(re.findall(r'<section class="country"', html)) == 47


def test_longest_list_of_the_worst_names_is_light(client):
    """As many rallies as one page may list, with names that no compression helps."""
    import random

    words = random.Random(7)
    letters = "абвгдежзийклмнопрстуфхцчшщыьэюя"

    def name(length):
        return "".join(words.choice(letters) for _letter in range(length))

    year = make_campaign(slug="year")
    for number in range(140):
        city = City.objects.create(
            country_id="DE", slug=f"{words.getrandbits(64):x}", name=name(20), timezone="Europe/Berlin",
            latitude=50, longitude=10, geonames_id=8_000_000 + number,
        )  # fmt: skip
        day = year.first_day + datetime.timedelta(days=number % 3)
        time = datetime.time(words.randrange(24), words.randrange(60))
        make_rally(
            campaign=year, city=city, date=day, time=time, organizers=[make_organizer(name={"ru": name(90)})]
        )
    answer = client.get("/ru/campaigns/year/germany/", headers={"accept-encoding": "gzip"})
    assert wire_bytes(answer) <= BUDGET
    assert answer["Content-Encoding"] == "gzip"
    index = client.get("/ru/campaigns/year/", headers={"accept-encoding": "gzip"})
    assert wire_bytes(index) <= BUDGET
    assert Organizer.objects.public().count() == 140


@pytest.mark.nightly
@pytest.mark.parametrize("size", [100, 5000])
def test_large_campaign_has_few_queries_and_light_pages(client, connection_queries, gazetteer_file, size):
    from bench import world

    world.fill(world.make_campaign(slug="year"), size, countries=12)
    assert connection_queries("/en/campaigns/year/") == 3
    heavy = {}
    for path in every_path():
        if path.startswith("/ru/campaigns/") and path.count("/") < 6:
            answer = client.get(path, headers={"accept-encoding": "gzip"})
            if wire_bytes(answer) > BUDGET:
                heavy[path] = wire_bytes(answer)
    assert heavy == {}
