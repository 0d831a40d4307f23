import pytest

from rallies import gazetteer
from rallies.models import City
from rallies.services.importing import Matched, Outcome
from rallies.services.importing.places import Asked, PlaceFinder, place_label
from tests.services.importing.sheets import berlin

KIRKENES = {"country": "Норвегия", "city": "Киркенес"}
VADSO = 777073


def find(*cities, country="Germany", position=None, answers=None):
    return PlaceFinder(answers or {}).find(Asked(country, cities, position))


def test_only_place_of_that_name_is_taken_silently():
    found = find("Мюнхен", country="ГЕРМАНИЯ")
    assert (found.where.name, found.where.matched, found.country) == ("Munich", Matched.SINGLE, "DE")
    assert found.notes == []


def test_much_bigger_namesake_is_taken_and_shown():
    found = find("Portland", country="USA")
    assert found.where.matched is Matched.CLEAR
    assert found.notes == [("city", "Taken: Portland, Oregon, United States.")]


def test_namesakes_of_like_size_are_asked_about():
    found = find("Springfield", country="USA")
    assert found.where is None
    assert found.doubt == "Several places are called “Springfield”."
    assert len(found.choices) > 1
    assert all(choice.decide.startswith("city:US:springfield=") for choice in found.choices)


def test_position_chooses_among_namesakes():
    found = find("Springfield", country="USA", position=(39.80, -89.64))
    assert (found.where.place.region, found.where.matched) == ("Illinois", Matched.CLEAR)
    assert found.notes == [
        ("city", "Chosen by the position in the sheet: Springfield, Illinois, United States.")
    ]


def test_position_outweighs_the_bigger_namesake():
    found = find("Portland", country="USA", position=(43.66, -70.26))
    assert found.where.place.region == "Maine"


def test_place_far_from_the_position_is_asked_about_with_the_nearest():
    found = find("Berlin", position=(48.14, 11.58))
    assert found.where is None
    assert "Germany lies 504" in found.doubt
    assert "km from the position in the sheet." in found.doubt
    assert "Munich" in [choice.place.name for choice in found.choices]


def test_misspelt_city_is_offered_and_never_taken():
    found = find("Мюнхин", country="Германия")
    assert found.where is None
    assert found.choices[0].place.name == "Munich"
    assert found.choices[0].decide == "city:DE:мюнхин=2867714"


def test_unknown_city_with_a_position_is_offered_its_neighbours():
    found = find("Ыъщжэ", position=(52.5, 13.4))
    assert {choice.why for choice in found.choices} == {"nearest"}


def test_unknown_city_far_from_everything_is_rejected():
    found = find("Ыъщжэ", position=(-48.0, -120.0))
    assert found.rejection.startswith("No place is called “Ыъщжэ”.")


def test_city_without_country_is_taken_where_it_is_unmistakable():
    found = find("London", country="")
    assert (found.country, found.where.matched) == ("GB", Matched.CLEAR)


def test_misspelt_country_is_repaired_and_said():
    found = find("Мюнхен", country="Germeny")
    assert found.where.name == "Munich"
    assert found.notes == [("country", "“Germeny” was read as Germany.")]


def test_namesakes_all_far_from_the_position_are_asked_about():
    found = find("Springfield", country="USA", position=(64.84, -147.72))
    assert found.doubt == "Several places are called “Springfield”."


def test_unknown_country_is_asked_about_with_the_citys_own():
    found = find("Эдинбург", country="Йцукен")
    assert (found.where, found.column) == (None, "country")
    assert [choice.decide for choice in found.choices] == ["country:ицукен=GB"]
    decided = find("Эдинбург", country="Йцукен", answers={("country", "ицукен"): "GB"})
    assert decided.where.name == "Edinburgh"
    left_out = find("Эдинбург", country="Йцукен", answers={("country", "ицукен"): "skip"})
    assert left_out.rejection == "Left out, as decided."


def test_two_spellings_that_name_different_places_are_asked_about():
    found = find("Мюнхен", "Hamburg")
    assert found.doubt == "The two spellings of the city name different places."
    assert [choice.place.name for choice in found.choices] == ["Munich", "Hamburg"]


def test_second_spelling_helps_where_the_first_is_unknown():
    assert find("Ыъщжэ", "Hamburg").where.name == "Hamburg"


def test_answer_is_used_silently():
    found = find("Мюнхин", answers={("city", "DE:мюнхин"): "2867714"})
    assert (found.where.name, found.where.matched, found.notes) == ("Munich", Matched.REMEMBERED, [])


def test_answer_that_leaves_out_rejects_the_row():
    assert find("Мюнхен", answers={("city", "DE:мюнхен"): "skip"}).rejection == "Left out, as decided."


def test_answer_whose_place_is_gone_rejects_the_row():
    found = find("Мюнхен", answers={("city", "DE:мюнхен"): "999999999999"})
    assert found.rejection == "The place that was decided on is not in the gazetteer any more."


def test_unlisted_place_is_added_beside_its_neighbour(sheet):
    answers = {("city", "NO:киркенес"): f"unlisted:{VADSO}:Kirkenes"}
    plan, _batch = sheet.take(berlin(**KIRKENES), answers=answers)
    row = plan.rows[0]
    assert (row.outcome, row.city, row.where.geonames_id) == (Outcome.CREATE, "Kirkenes", None)
    city = City.objects.get(name="Kirkenes")
    assert city.names == {"ru": "Киркенес"}
    assert (city.country_id, city.timezone, city.nearest.geonames_id) == ("NO", "Europe/Oslo", VADSO)
    # The next sheet finds the same city and the same rally without being asked.
    again = sheet.plan(berlin(**KIRKENES)).rows[0]
    assert (again.outcome, again.where.matched) == (Outcome.SAME, Matched.UNLISTED)


def test_unlisted_place_without_a_name_is_called_as_typed(sheet):
    sheet.take(berlin(**KIRKENES), answers={("city", "NO:киркенес"): f"unlisted:{VADSO}"})
    assert City.objects.filter(name="Киркенес").exists()


def test_city_without_a_name_in_the_language_is_named_as_typed(sheet, monkeypatch):
    sheet.take(berlin())
    City.objects.update(names={"en": "Berlin"})
    sheet.take(berlin(city="БЕРЛИН", event_title="Другой", event_url="", local_time="18:00"))
    assert City.objects.get().names == {"en": "Berlin"}  # shouted names are not shown to anybody
    sheet.take(berlin(city="Берлин (центр)", event_title="Третий", event_url="", local_time="19:00"))
    assert City.objects.get().names == {"en": "Berlin", "ru": "Берлин"}


@pytest.mark.parametrize(("number", "label"), [(2867714, "Munich, Bavaria, Germany"), (1880252, "Singapore")])
def test_label_tells_a_place_from_its_namesakes(number, label):
    assert place_label(gazetteer.get(number)) == label
