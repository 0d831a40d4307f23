import pytest

from rallies.admin import city as city_admin
from rallies.models import (
    City,
    JournalEntry,
)  # fmt: skip
from tests.admin.conftest import grant, signed_in
from tests.admin.pages import list_of, page_of, texts_form
from tests.factories import (
    make_city,
    make_country,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("gazetteer_file")
def test_city_is_chosen_from_the_gazetteer_and_brings_its_zone(admin_page):
    address = list_of("city") + "add/"
    page = admin_page.get(address, {"q": "Мюнхен"})
    assert page.context["hits"][0]["place"].geonames_id == 2867714
    assert "Munich" in page.content.decode()
    admin_page.post(address, {"q": "Мюнхен", "geonames_id": "2867714"})
    city = City.objects.get()
    assert (city.name, city.timezone, city.names["ru"]) == ("Munich", "Europe/Berlin", "Мюнхен")


@pytest.mark.usefixtures("gazetteer_file")
def test_unlisted_place_takes_zone_and_position_of_the_nearest(admin_page):
    data = {"q": "Munich", "geonames_id": "2867714", "unlisted_name": "Kleindorf"}
    admin_page.post(list_of("city") + "add/", data)
    city = City.objects.get(name="Kleindorf")
    assert (city.geonames_id, city.nearest.name, city.timezone) == (None, "Munich", "Europe/Berlin")


@pytest.mark.usefixtures("gazetteer_file")
@pytest.mark.parametrize("number", ["", "2988507", "1", "x"])
def test_place_that_is_foreign_or_unknown_is_not_added(german_page, number):
    address = list_of("city") + "add/"
    response = german_page.post(address, {"q": "Berlin", "geonames_id": number})
    assert "geonames_id" in response.context["form"].errors
    assert response.context["hits"][0]["place"].country == "DE"
    assert not City.objects.exists()


@pytest.mark.usefixtures("gazetteer_file")
def test_search_for_places_stays_in_the_own_countries(admin_page, german_page):
    pages = [page.get(list_of("city") + "add/", {"q": "Frankfurt"}) for page in (admin_page, german_page)]
    found = [{hit["place"].country for hit in page.context["hits"]} for page in pages]
    assert found[0] > {"DE"}
    assert found[1] == {"DE"}


def test_missing_gazetteer_is_said_in_a_sentence(admin_page, monkeypatch):
    def gone(*args, **kwargs):
        raise city_admin.gazetteer.GazetteerMissing("Run install_gazetteer.")

    monkeypatch.setattr(city_admin.gazetteer, "search", gone)
    page = admin_page.get(list_of("city") + "add/", {"q": "Berlin"})
    assert "Run install_gazetteer." in page.content.decode()


@pytest.mark.usefixtures("gazetteer_file")
def test_popup_hands_the_new_city_to_the_form_that_opened_it(admin_page):
    response = admin_page.post(list_of("city") + "add/", {"geonames_id": "2867714", "_popup": "1"})
    assert str(City.objects.get().pk) in response.context["popup_response_data"]


def test_city_names_are_corrected_and_journalled(admin_page, administrator):
    city = make_city("Berlin")
    admin_page.post(
        page_of(city), {**texts_form("names", {"en": "Berlin", "ru": "Берлин-город"}), "timezone": "UTC"}
    )
    city.refresh_from_db()
    assert (city.names["ru"], city.timezone) == ("Берлин-город", "Europe/Berlin")
    entry = JournalEntry.objects.get()
    assert (entry.subject, entry.by) == ("city", administrator)


def test_coordinator_without_the_right_adds_no_city():
    page = signed_in(grant(make_user(countries=[make_country("DE")]), "view_city"))
    assert page.get(list_of("city") + "add/").status_code == 403


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "...", "\ufeff1"])
def test_unlisted_name_that_nobody_could_read_is_refused(name, admin_page, gazetteer_file):
    before = City.objects.count()
    data = {"geonames_id": 2950159, "q": "Berlin", "unlisted_name": name}
    page = admin_page.post(list_of("city") + "add/", data).content.decode()
    assert "A text is missing." in page
    assert City.objects.count() == before
