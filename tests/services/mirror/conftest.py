"""A site with a key, and its editions."""

import pytest

from rallies.services import edition as publishing
from rallies.services import mirror
from tests.factories import make_campaign, make_country, make_organizer, make_rally
from tests.services.mirror.editions import COPIED, KEY, LIVE, ONION, Shelf, html


@pytest.fixture(autouse=True)
def live(settings):
    """A site with two hosts, an onion service and a key."""
    settings.SITE_URL = LIVE[0]
    settings.OFFICIAL_HOSTS = LIVE
    settings.ONION_URL = ONION
    settings.MIRRORS = ["https://copy.example.com/rallies/"]
    settings.MIRROR_KEY = KEY
    settings.MIRROR_PUBLIC_KEY = ""
    settings.CONTACT_EMAIL = "coordinators@example.org"


@pytest.fixture
def shelf(settings, tmp_path):
    settings.EDITIONS_DIR = tmp_path / "editions"
    settings.EDITIONS_DIR.mkdir()
    return Shelf(settings.EDITIONS_DIR)


@pytest.fixture
def edition(shelf, db):
    """A published edition: a campaign with a rally, an organizer, and all pages of words."""
    year = make_campaign(
        slug="year",
        title={"en": "A Year of Terror", "ru": "Год террора"},
        sources={"en": "https://rallies.example.org/en/about/ and https://example.org/report"},
        links=[{"url": "https://www.youtube.com/live", "kind": "stream"}],
    )
    ark = make_organizer(slug="ark", name={"en": "The Ark", "ru": "Ковчег"}, countries=[make_country("DE")])
    make_rally(campaign=year, organizers=[ark], latitude=52.51627, longitude=13.37768)
    publishing.publish(now=COPIED)
    return shelf


@pytest.fixture
def small(shelf):
    """An edition of one page and a feed."""
    shelf.publish(
        {
            "/en/": (html('<a href="/en/list.csv">List</a> <a href="/en/signup/?city=1#form">Sign up</a>'),),
            "/en/list.csv": (b"city\r\nBerlin\r\n", "text/csv; charset=utf-8"),
        }
    )
    return shelf


@pytest.fixture
def copied(small, tmp_path):
    """A signed copy of the small edition, as folder and zip."""
    folder, zip_file = tmp_path / "copy", tmp_path / "copy.zip"
    mirror.export(folder=folder, zip_file=zip_file, now=COPIED)
    return folder, zip_file
