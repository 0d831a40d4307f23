import pytest
from django.core.exceptions import ValidationError

from rallies import gazetteer
from rallies.models import City, Country, JournalEntry
from rallies.services import places
from tests.factories import NOW, make_city, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gazetteer_file")]
MUNICH, TBILISI = 2867714, 611717
LOUISIANA, SOUTH_CAROLINA = 4314295, 4568985  # two towns called Abbeville
AKTAU, OTHER_AKTAU = 1526269, 1526601  # of one region


def test_city_is_copied_with_zone_position_and_names_at_first_use():
    city = places.ensure_city(geonames_id=MUNICH)
    found = City.objects.get(geonames_id=MUNICH)
    assert city == found
    assert (found.name, found.slug, found.country_id, found.timezone) == (
        "Munich",
        "munich",
        "DE",
        "Europe/Berlin",
    )
    assert (round(found.latitude), round(found.longitude)) == (48, 12)
    assert found.population > 1_000_000
    assert (found.names["ru"], set(found.names) <= {"en", "ru"}) == ("Мюнхен", True)
    found.full_clean()


def test_city_is_copied_only_once_and_kept_as_people_changed_it():
    first = places.ensure_city(geonames_id=MUNICH)
    City.objects.filter(pk=first.pk).update(names={"ru": "Мюнхен!"})
    again = places.ensure_city(geonames_id=MUNICH)
    assert (again.pk, again.names, City.objects.count()) == (first.pk, {"ru": "Мюнхен!"}, 1)


def test_cities_are_returned_by_number_stored_and_new_ones_alike():
    known = places.ensure_city(geonames_id=MUNICH)
    found = places.ensure_cities(geonames_ids=iter([MUNICH, TBILISI, MUNICH]))
    assert (found[MUNICH], found[TBILISI].country_id, set(found)) == (known, "GE", {MUNICH, TBILISI})
    assert City.objects.count() == 2


def test_stored_cities_cost_one_query(django_assert_num_queries):
    places.ensure_cities(geonames_ids=[MUNICH, TBILISI])
    with django_assert_num_queries(1):
        found = places.ensure_cities(geonames_ids=[MUNICH, TBILISI])
        assert {city.country.slug for city in found.values()} == {"germany", "georgia"}


def test_place_that_the_gazetteer_does_not_list_is_refused_and_nothing_is_copied():
    with pytest.raises(places.PlaceError, match=r"The gazetteer does not list place 4\."):
        places.ensure_cities(geonames_ids=[MUNICH, 4])
    assert City.objects.count() == 0


def test_second_city_of_a_name_takes_its_region_into_the_address():
    found = places.ensure_cities(geonames_ids=[SOUTH_CAROLINA, LOUISIANA])
    assert {found[LOUISIANA].slug, found[SOUTH_CAROLINA].slug} == {"abbeville", "abbeville-south-carolina"}


def test_city_whose_region_is_taken_too_gets_its_number():
    region = gazetteer.get(OTHER_AKTAU).region
    first, second = (places.ensure_city(geonames_id=number) for number in (AKTAU, OTHER_AKTAU))
    assert first.slug == "aktau"
    assert second.slug.startswith("aktau-")
    assert region
    City.objects.filter(pk=second.pk).update(geonames_id=1)
    assert places.ensure_city(geonames_id=OTHER_AKTAU).slug == f"aktau-{OTHER_AKTAU}"


def test_unlisted_place_takes_zone_and_position_of_the_nearest_city():
    nearest = make_city("Tbilisi")
    city = places.add_unlisted(name="Посёлок у моря", country="GE", nearest=nearest, names={"en": "Seaside"})
    found = City.objects.get(pk=city.pk)
    assert (found.geonames_id, found.nearest, found.timezone) == (None, nearest, "Asia/Tbilisi")
    assert (found.latitude, found.longitude) == (nearest.latitude, nearest.longitude)
    assert (found.name, found.names, found.country_id) == ("Посёлок у моря", {"en": "Seaside"}, "GE")
    assert found.slug.isascii()
    found.full_clean()


def test_unlisted_place_is_added_only_once():
    first = places.add_unlisted(name="Seaside", country="GE", nearest=make_city("Tbilisi"))
    again = places.add_unlisted(name="Seaside", country="GE", nearest=make_city("Tbilisi"))
    elsewhere = places.add_unlisted(name="Seaside", country="DE", nearest=make_city("Berlin"))
    assert (again, again == elsewhere, elsewhere.slug) == (first, False, "seaside")


def test_unlisted_places_of_the_same_address_are_counted_up():
    nearest = make_city("Tbilisi")
    names = ["Seaside", "Seaside!", "Seaside?", "?!"]
    slugs = [places.add_unlisted(name=name, country="GE", nearest=nearest).slug for name in names]
    assert slugs == ["seaside", "seaside-2", "seaside-3", "city"]


def test_address_of_a_long_name_ends_in_a_letter():
    nearest = make_city("Tbilisi")
    city = places.add_unlisted(name="a" * 79 + " " + "b" * 100, country="GE", nearest=nearest)
    assert city.slug == "a" * 79


@pytest.mark.parametrize("name", ["", "a" * 201])
def test_unlisted_place_without_a_proper_name_is_refused(name):
    with pytest.raises(ValidationError):
        places.add_unlisted(name=name, country="GE", nearest=make_city("Tbilisi"))
    assert not City.objects.filter(geonames_id=None).exists()


def test_renamed_city_is_journalled_and_nothing_else_of_it_changes():
    city, user = make_city("Munich"), make_user()
    before = dict(city.names)
    places.rename(city=city, names={"ru": "Мюнхен!"}, by=user, now=NOW, door="admin")
    found = City.objects.get(pk=city.pk)
    assert (found.names, found.slug, found.name) == ({"ru": "Мюнхен!"}, "munich", "Munich")
    entry = JournalEntry.objects.get()
    assert (entry.subject_id, entry.by, entry.door) == ("DE/munich", user, "admin")
    assert entry.changes == {"names": [before, {"ru": "Мюнхен!"}]}


def test_renaming_to_the_same_names_writes_nothing():
    city = make_city("Munich")
    places.rename(city=city, names=dict(city.names), by=None, now=NOW)
    assert JournalEntry.objects.count() == 0


def test_renaming_to_no_text_is_refused():
    with pytest.raises(ValidationError):
        places.rename(city=make_city("Munich"), names={"ru": " "}, by=None, now=NOW)
    assert City.objects.get().names["ru"] == "Мюнхен"


def test_missing_countries_are_added_and_present_ones_left_alone():
    total = Country.objects.count()
    Country.objects.filter(code__in=["DE", "GE"]).delete()
    Country.objects.filter(code="FR").update(slug="la-france")
    assert places.load_countries() == 2
    assert Country.objects.count() == total
    assert Country.objects.get(code="FR").slug == "la-france"
    assert places.load_countries() == 0
