import pytest
from django.urls import resolve, reverse

from rallies import public_urls
from rallies.models import Campaign, City, Organizer, Rally
from tests.factories import make_campaign, make_city, make_country, make_organizer, make_rally

WORDS = {"campaign_slug": "year", "country_slug": "germany", "city_slug": "berlin", "region_slug": "bavaria"}


def every_path():
    return list(
        public_urls.every_path(
            campaigns_public=Campaign.objects.public().order_by("slug").values_list("slug", flat=True),
            addresses=Rally.objects.public().addresses(),
            organizers_public=Organizer.objects.public().values_list("slug", flat=True),
            organizer_countries=Organizer.objects.public().country_slugs(),
        )
    )


COUNTRY = public_urls.country("ru", "year", "germany")
BUILT = [
    (public_urls.home("ru"), "home", []),
    (public_urls.campaigns("ru"), "campaigns", []),
    (public_urls.campaign("ru", "year"), "campaign", ["campaign_slug"]),
    (COUNTRY, "country", ["campaign_slug", "country_slug"]),
    (
        public_urls.city("ru", "year", "germany", "berlin"),
        "city",
        ["campaign_slug", "country_slug", "city_slug"],
    ),
    (public_urls.region(COUNTRY, "bavaria"), "region", ["campaign_slug", "country_slug", "region_slug"]),
    (public_urls.organizers("ru"), "organizers", []),
    (public_urls.organizers_of_country("ru", "germany"), "organizers-country", ["country_slug"]),
]


@pytest.mark.parametrize(("path", "name", "words"), BUILT)
def test_built_address_is_that_of_the_urlconf(path, name, words):
    given = {"language": "ru", **{word: WORDS[word] for word in words}}
    assert reverse(f"rallies:{name}", kwargs=given) == path
    assert resolve(path).view_name == f"rallies:{name}"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (public_urls.part(COUNTRY, 2), "country-part"),
        (public_urls.part(public_urls.region(COUNTRY, "bavaria"), 2), "region-part"),
        (public_urls.organizer("en", "ark"), "organizer"),
        (public_urls.text_page("en", "verify"), "text-page"),
    ],
)
def test_other_addresses_lead_where_they_say(path, name):
    assert resolve(path).view_name == f"rallies:{name}"


def test_same_page_in_another_language_keeps_the_rest_of_the_path():
    assert public_urls.in_language("/en/campaigns/year/", "ru") == "/ru/campaigns/year/"
    assert public_urls.in_language("/en/", "ru") == "/ru/"


def test_absolute_addresses_name_the_host_of_the_setting(settings):
    settings.SITE_URL = "https://rallies.example"
    assert public_urls.absolute("/en/") == "https://rallies.example/en/"


@pytest.mark.parametrize(("rallies", "parts"), [(0, 0), (140, 0), (141, 2), (200, 2), (201, 3)])
def test_long_lists_have_parts(rallies, parts):
    assert public_urls.part_count(rallies) == parts


def test_region_has_an_address_in_latin_letters():
    assert public_urls.region_slug("Île-de-France") == "ile-de-france"
    assert public_urls.region_slug("") == "other"


@pytest.mark.django_db
def test_every_path_is_named_once_and_answers(client):
    year, hidden = make_campaign(slug="year"), make_campaign(slug="hidden", state="draft")
    ark = make_organizer(slug="ark", countries=[make_country("DE")])
    make_rally(campaign=year, organizers=[ark])
    make_rally(campaign=year)
    make_rally(campaign=year, city=make_city("Paris"), review="pending")
    make_rally(campaign=hidden, city=make_city("Tbilisi"), organizers=[make_organizer(slug="quiet")])
    make_campaign(slug="empty", state="closed")
    paths = every_path()
    assert len(paths) == len(set(paths))
    assert [path for path in paths if path.startswith("/en/")] == [
        "/en/",
        "/en/about/",
        "/en/verify/",
        "/en/contact/",
        "/en/mirrors/",
        "/en/campaigns/",
        "/en/campaigns/empty/",
        "/en/campaigns/year/",
        "/en/campaigns/year/germany/",
        "/en/campaigns/year/germany/berlin/",
        "/en/organizers/",
        "/en/organizers/ark/",
    ]
    assert [path for path in paths if path.startswith("/ru/")] == [
        public_urls.in_language(path, "ru") for path in paths if path.startswith("/en/")
    ]
    assert {client.get(path).status_code for path in paths} == {200}


def crowd(year, regions):
    cities = [
        City(
            country_id="DE",
            slug=f"town-{number}",
            name=f"Town {number}",
            region=regions[number % len(regions)],
            timezone="Europe/Berlin",
            latitude=50,
            longitude=10,
            geonames_id=8_000_000 + number,
        )
        for number in range(300)
    ]
    for city in City.objects.bulk_create(cities):
        make_rally(campaign=year, city=city)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        ([""], ["part/1/", "part/2/", "part/3/"]),
        (["Bavaria"], ["part/1/", "part/2/", "part/3/"]),
        (["Bavaria", "Hesse"], [f"region/{name}/{part}" for name in ("bavaria", "hesse") for part in ("", "part/1/", "part/2/")]),
        (["Bavaria", "Hesse", ""], ["region/bavaria/", "region/hesse/", "region/other/"]),
    ],
)  # fmt: skip
def test_paths_of_a_split_country_answer_and_hold_all_its_cities(client, regions, expected):
    crowd(make_campaign(slug="year"), regions)
    base = "/en/campaigns/year/germany/"
    split = [
        path.removeprefix(base)
        for path in every_path()
        if path.startswith((base + "region/", base + "part/"))
    ]
    assert split == expected
    pages = [client.get(base + path) for path in split]
    assert {page.status_code for page in pages} == {200}
    html = "".join(page.content.decode() for page in pages)
    assert all(f"{base}town-{number}/" in html for number in range(300))


@pytest.mark.django_db
def test_many_organizers_have_pages_by_country(client, monkeypatch):
    monkeypatch.setattr(public_urls, "ORGANIZERS_LIMIT", 1)
    named, roaming = make_organizer(countries=[make_country("DE")]), make_organizer()
    make_rally(organizers=[named, roaming])
    paths = [path for path in every_path() if "/organizers/country/" in path]
    assert paths == [
        f"/{code}/organizers/country/{name}/" for code in ("en", "ru") for name in ("germany", "other")
    ]
    assert {client.get(path).status_code for path in paths} == {200}
