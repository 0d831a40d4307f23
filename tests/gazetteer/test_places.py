import math

import pytest

from rallies import gazetteer


def test_get_gives_all_facts_of_a_place(small_gazetteer):
    assert gazetteer.get(4) == gazetteer.Place(
        4, "US", "Portland", "Oregon", 45.52, -122.68, 650_000, "America/Los_Angeles"
    )
    assert gazetteer.get(15).region == ""


@pytest.mark.parametrize("number", [0, -1, 999, 2**63, 10**30])
def test_get_of_an_unknown_number_is_none(small_gazetteer, number):
    assert gazetteer.get(number) is None


def test_get_many_takes_more_numbers_than_one_query_may(small_gazetteer):
    found = gazetteer.get_many([2, *range(1000, 3000), 1, 2])
    assert {number: place.name for number, place in found.items()} == {1: "Berlin", 2: "Munich"}
    assert gazetteer.get_many([]) == {}


def test_distance_of_known_cities():
    assert gazetteer.distance_km(52.52, 13.405, 48.137, 11.575) == pytest.approx(504, abs=1)
    assert gazetteer.distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert gazetteer.distance_km(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)
    assert gazetteer.distance_km(10, 20, 10, 20) == 0


def test_nearest_gives_the_closest_first_with_kilometres(small_gazetteer):
    found = gazetteer.nearest(52.5, 13.4, limit=2)
    assert [place.name for place, _km in found] == ["Berlin", "Frankfurt (Oder)"]
    assert found[0][1] == pytest.approx(2.3, abs=0.1)
    assert found[1][1] == pytest.approx(79.8, abs=1)


def test_nearest_inside_a_country_skips_closer_foreign_places(small_gazetteer):
    assert [place.name for place, _km in gazetteer.nearest(48, 8, limit=1)] == ["Biel/Bienne"]
    assert [place.country for place, _km in gazetteer.nearest(48, 8, limit=3, country="DE")] == ["DE"] * 3


@pytest.mark.parametrize(("latitude", "longitude"), [(-18, -179.9), (-18.1, 180), (-18, 179.9)])
def test_nearest_looks_across_the_date_line(small_gazetteer, latitude, longitude):
    assert gazetteer.nearest(latitude, longitude, limit=1)[0][0].name == "Suva"


@pytest.mark.parametrize("latitude", [90, -90])
def test_nearest_works_at_the_poles_and_gives_no_more_than_there_is(small_gazetteer, latitude):
    assert len(gazetteer.nearest(latitude, 0, limit=100)) == 16
    assert gazetteer.nearest(90, 0, limit=1)[0][0].name == "Kiel"


@pytest.mark.parametrize("position", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_position_off_the_earth_is_refused(position):
    with pytest.raises(ValueError, match="position"):
        gazetteer.nearest(*position)


def test_nearest_is_exact_among_all_real_places(real_gazetteer):
    spots = [
        (52.5, 13.4),
        (-33.9, 151.2),
        (0.1, -179.9),
        (71.0, 25.0),
        (-54.0, -70.0),
        (35.7, 139.7),
        (89.0, 10.0),
    ]
    everything = [place for place, _km in gazetteer.nearest(0, 0, limit=100_000)]
    assert len(everything) > 69_000
    for latitude, longitude in spots:
        by_hand = sorted(
            gazetteer.distance_km(latitude, longitude, place.latitude, place.longitude)
            for place in everything
        )[:3]
        assert [km for _place, km in gazetteer.nearest(latitude, longitude)] == pytest.approx(by_hand)


def test_names_are_packaged_ones_with_corrections_and_english(small_gazetteer):
    assert gazetteer.names(1) == {"en": "Berlin", "ru": "Берлин (столица)", "ja": "ベルリン"}
    assert gazetteer.names(2) == {"en": "Munich", "ru": "Мюнхен", "de": "München", "uk": "Мюнхен"}
    assert gazetteer.names(999) == {}


def test_name_falls_back_from_variant_to_language_to_main_name(small_gazetteer):
    assert gazetteer.name(2, "de") == "München"
    assert gazetteer.name(2, "de-at") == "München"
    assert gazetteer.name(2, "fr") == "Munich"
    assert gazetteer.name(999, "fr") == ""


def test_real_names_follow_the_corrections(real_gazetteer):
    assert gazetteer.name(1526273, "ru") == "Астана"
    assert gazetteer.name(2867714, "de") == "München"
    assert gazetteer.name(524901, "ja") == "モスクワ"
