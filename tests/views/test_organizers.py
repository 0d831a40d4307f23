import datetime

import pytest

from rallies import public_urls
from rallies.views import organizers
from tests.factories import make_campaign, make_city, make_country, make_organizer, make_rally

pytestmark = pytest.mark.django_db


def test_organizers_stand_by_country_and_only_with_a_public_rally(read):
    germany, france = make_country("DE"), make_country("FR")
    ark = make_organizer(name={"en": "The Ark"}, countries=[germany, france])
    zeal = make_organizer(
        name={"en": "Zeal"}, countries=[germany], verification="known", verified_on=datetime.date(2023, 1, 1)
    )
    roam = make_organizer(name={"en": "Roamers"})
    waiting = make_organizer(name={"en": "Waiting group"}, countries=[germany])
    make_rally(organizers=[ark, zeal, roam])
    make_rally(organizers=[waiting], review="pending")
    html = read("/en/organizers/")
    order = [
        html.index(word) for word in (">France ", ">Germany ", ">Zeal", ">No country given ", ">Roamers")
    ]
    assert order == sorted(order)
    assert html.count(">The Ark</a>") == 2
    assert html.count("Verified</b>") == 1
    assert "3 organizers" in html
    assert "Waiting group" not in html


def test_no_organizers_at_all(read):
    assert "No organizer is listed yet." in read("/en/organizers/")


def test_many_organizers_are_split_by_country(read, monkeypatch):
    germany = make_country("DE")
    make_rally(
        organizers=[
            make_organizer(name={"en": "The Ark"}, countries=[germany]),
            make_organizer(name={"en": "Roamers"}),
        ]
    )
    assert ">The Ark</a>" in read("/en/organizers/")
    read("/en/organizers/country/germany/", 404)
    monkeypatch.setattr(public_urls, "ORGANIZERS_LIMIT", 1)
    index = read("/en/organizers/")
    assert "The Ark" not in index
    assert 'href="/en/organizers/country/germany/">Germany</a>' in index
    assert ">The Ark</a>" in read("/en/organizers/country/germany/")
    assert ">Roamers</a>" in read("/en/organizers/country/other/")
    read("/en/organizers/country/france/", 404)


def test_organizer_shows_verification_channels_and_public_rallies(read):
    ark = make_organizer(
        slug="ark",
        name={"en": "The Ark", "ru": "Ковчег"},
        text={"en": "Helps people.", "ru": "Помогает."},
        links=[{"url": "https://t.me/ark", "kind": "channel"}],
        countries=[make_country("DE"), make_country("AT")],
        verification="vouched",
        verified_on=datetime.date(2023, 2, 1),
    )
    new = make_campaign(title={"en": "New"})
    old = make_campaign(title={"en": "Old"}, state="archived", first_day="2022-02-24", last_day="2022-02-25")
    make_rally(campaign=old, organizers=[ark], city=make_city("Paris"), time=None)
    make_rally(campaign=new, organizers=[ark])
    make_rally(campaign=new, organizers=[ark], city=make_city("Munich"), review="on_hold")
    html = read("/en/organizers/ark/")
    assert "vouched for by a verified organizer, 1 February 2023" in html
    assert '<a href="https://t.me/ark" rel="noopener nofollow ugc">Channel</a> <small>t.me</small>' in html
    assert "Austria, Germany" in html
    assert "Helps people." in html
    assert html.index("Berlin, Germany") < html.index("Paris, France")
    assert "time not known" in html
    assert "Munich" not in html
    assert "Ковчег" in read("/ru/organizers/ark/")


def test_organizer_without_texts_is_complete(read):
    make_rally(organizers=[make_organizer(slug="ark")])
    html = read("/en/organizers/ark/")
    assert "have not verified this organizer yet" in html
    assert "No channel is known." in html


def test_organizer_text_in_another_language_is_labelled(read):
    make_rally(organizers=[make_organizer(slug="ark", text={"ru": "Помогает."})])
    html = read("/en/organizers/ark/")
    assert '<dd lang="ru" dir="auto"><p>Помогает.</p><small class="tongue" lang="en">Russian</small>' in html


def test_organizer_of_very_many_rallies_says_how_many_are_not_shown(read, monkeypatch):
    monkeypatch.setattr(organizers, "RALLIES_SHOWN", 1)
    ark, campaign = make_organizer(slug="ark"), make_campaign()
    for name in ("Berlin", "Munich", "Paris"):
        make_rally(campaign=campaign, organizers=[ark], city=make_city(name))
    html = read("/en/organizers/ark/")
    assert "3 rallies, 3 cities" in html
    assert "Not shown: 2 rallies" in html


def test_organizer_without_public_rally_answers_like_an_unknown_one(read):
    make_rally(organizers=[make_organizer(slug="hidden")], review="pending")
    assert read("/en/organizers/hidden/", 404) == read("/en/organizers/unknown/", 404)
