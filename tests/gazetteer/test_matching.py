import csv
from collections import Counter

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rallies import gazetteer
from rallies.gazetteer import MatchKind, Why


def taken(text, country):
    match = gazetteer.match(text, country=country)
    return match.kind, match.place and match.place.geonames_id


@pytest.mark.parametrize(
    "typed",
    [
        "Мюнхен",
        "МЮНХЕН ",
        "Munich",
        "münchen",
        "Mün\u200bchen",
        "Mюнхен",
        "Minga",
        "г. Мюнхен",
        "80331 München",
    ],
)
def test_the_only_place_of_a_name_is_taken(small_gazetteer, typed):
    assert taken(typed, "DE") == (MatchKind.SINGLE, 2)


def test_a_name_of_another_country_is_not_found(small_gazetteer):
    assert taken("Мюнхен", "US") == (MatchKind.NONE, None)
    assert taken("Мюнхен", None) == (MatchKind.SINGLE, 2)


def test_a_clearly_bigger_place_is_taken_and_the_others_are_shown(small_gazetteer):
    match = gazetteer.match("Портленд", country="US")
    assert (match.kind, match.place.region) == (MatchKind.CLEAR, "Oregon")
    assert [(c.place.region, c.why) for c in match.candidates] == [
        ("Oregon", Why.SAME_NAME),
        ("Maine", Why.SAME_NAME),
    ]
    assert taken("Frankfurt", "DE") == (MatchKind.CLEAR, 3)


def test_places_of_like_size_are_asked_about(small_gazetteer):
    match = gazetteer.match("Springfield", country="US")
    assert (match.kind, match.place) == (MatchKind.CLOSE, None)
    assert [c.place.region for c in match.candidates] == ["The Show-Me State", "Massachusetts"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Springfield, MA", 6), ("Springfield (Missouri)", 5), ("Портленд, Мэн", 7), ("Portland Maine", 7),
        ("Portland, ME 04101", 7), ("Portland - Maine", 7),
        ("Портленд, штат Мэн", 7), ("Портленд, Бобровый штат", 4),
        ("Frankfurt (Oder)", 8), ("Silver City, NM", 10),
    ],
)  # fmt: skip
def test_a_region_beside_the_name_chooses(small_gazetteer, typed, number):
    country = "DE" if "Frankfurt" in typed else "US"
    assert taken(typed, country) == (MatchKind.SINGLE, number)


def test_a_corrected_region_name_is_shown(small_gazetteer):
    assert gazetteer.get(5).region == "The Show-Me State"
    assert gazetteer.get(6).region == "Massachusetts"


def test_a_region_that_contradicts_makes_a_question(small_gazetteer):
    match = gazetteer.match("Портленд, Техас", country="US")
    assert (match.kind, match.place) == (MatchKind.CLOSE, None)
    assert {c.place.region for c in match.candidates} == {"Oregon", "Maine"}
    assert taken("München, Berlin", "DE") == (MatchKind.CLOSE, None)


def test_a_listed_place_beside_the_name_chooses_what_is_near_it(small_gazetteer):
    assert taken("Kiel, Frankfurt am Main", "DE") == (MatchKind.CLOSE, None)
    assert taken("Biel, Bienne", "CH") == (MatchKind.SINGLE, 12)


def test_an_unknown_word_beside_the_name_is_cut(small_gazetteer):
    assert taken("Мюнхен (центр)", "DE") == (MatchKind.SINGLE, 2)
    assert taken("Munich, near the station", "DE") == (MatchKind.SINGLE, 2)


def test_two_names_of_one_place_are_one_and_of_two_places_a_question(small_gazetteer):
    assert taken("Biel / Bienne", "CH") == (MatchKind.SINGLE, 12)
    assert taken("Biel | Xyz", "CH") == (MatchKind.SINGLE, 12)
    match = gazetteer.match("Berlin / München", country="DE")
    assert match.kind == MatchKind.CLOSE
    assert [c.place.name for c in match.candidates] == ["Berlin", "Munich"]


def test_by_name_of_a_bigger_place_does_not_beat_a_main_name(small_gazetteer):
    match = gazetteer.match("Silver City", country="US")
    assert match.kind == MatchKind.CLOSE
    assert [c.place.name for c in match.candidates] == ["Meriden", "Silver City"]


def test_neighbours_of_one_name_are_one_place(small_gazetteer):
    assert taken("Kiel", "DE") == (MatchKind.CLEAR, 13)


def test_a_region_alone_is_no_city(small_gazetteer):
    assert taken("Maine", "US") == (MatchKind.CLOSE, None)


def test_a_country_beside_the_name_chooses_where_none_is_given(small_gazetteer):
    assert taken("Munich, Germany", None) == (MatchKind.SINGLE, 2)
    assert taken("Мюнхен, США", None) == (MatchKind.CLOSE, None)


def test_spelling_is_offered_never_taken(small_gazetteer):
    match = gazetteer.match("Мюнхин", country="DE")
    assert (match.kind, match.place) == (MatchKind.OFFER, None)
    assert [(c.place.name, c.why) for c in match.candidates] == [("Munich", Why.SPELLING)]
    assert gazetteer.match("Pathos", country="CY").candidates[0].place.name == "Paphos"
    assert gazetteer.match("Мюнхин", country=None).kind == MatchKind.OFFER


def test_sound_and_beginning_are_offered(small_gazetteer):
    match = gazetteer.match("Шпрингфильд", country="US")
    assert {(c.place.region, c.why) for c in match.candidates} == {
        ("The Show-Me State", Why.TRANSLITERATION), ("Massachusetts", Why.TRANSLITERATION)
    }  # fmt: skip
    match = gazetteer.match("Frankf", country="DE")
    assert (match.candidates[0].place.name, match.candidates[0].why) == ("Frankfurt am Main", Why.BEGINNING)


def test_a_listed_place_behind_an_unlisted_one_is_offered(small_gazetteer):
    match = gazetteer.match("Kreuzviertel, Berlin", country="DE")
    assert (match.kind, match.place) == (MatchKind.OFFER, None)
    assert match.candidates[0] == gazetteer.Candidate(gazetteer.get(1), Why.AROUND)
    assert gazetteer.match("Kreuzviertel, Berlin", country=None).kind == MatchKind.NONE


def test_corrections_add_and_remove_spellings(small_gazetteer):
    assert taken("PDX", "US") == (MatchKind.SINGLE, 4)
    assert taken("Киль", "DE")[1] is None


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", ",,,", "()", "/", "東" * 10, "%_'\";--", "x" * 1_000_000]
)
@pytest.mark.parametrize("country", ["DE", "ZZ", "", None])
def test_odd_text_matches_nothing(small_gazetteer, text, country):
    match = gazetteer.match(text, country=country)
    assert (match.kind, match.place, match.candidates) == (MatchKind.NONE, None, ())
    assert len(match.searched) <= 200


@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_any_text_gives_a_consistent_match(small_gazetteer, text):
    match = gazetteer.match(text, country="DE")
    assert (match.place is not None) == (match.kind in {MatchKind.SINGLE, MatchKind.CLEAR})
    assert bool(match.candidates) == (match.kind != MatchKind.NONE)


def test_qualifier_names_divisions(small_gazetteer):
    assert gazetteer.qualifier("Техас", country="US") == {"US.TX"}
    assert gazetteer.qualifier("State of Oregon", country=None) == {"US.OR"}
    assert gazetteer.qualifier("OR", country="DE") == set()


@pytest.mark.parametrize(
    ("typed", "country", "name", "region"),
    [
        ("Франкфурт", "DE", "Frankfurt am Main", "Hesse"), ("Портленд", "US", "Portland", "Oregon"),
        ("Сент Пол", "US", "Saint Paul", "Minnesota"), ("Bordo", "FR", "Bordeaux", "Nouvelle-Aquitaine"),
        ("Вашингтон, округ Колумбия", "US", "Washington", "District of Columbia"),
        ("Белвью, Вашингтон", "US", "Bellevue", "Washington"),
        ("Washington, DC", "US", "Washington", "District of Columbia"),
        ("서울", "KR", "Seoul", "Seoul"), ("תל אביב", "IL", "Tel Aviv", "Tel Aviv"),
        ("القاهرة", "EG", "Cairo", "Cairo Governorate"),
    ],
)  # fmt: skip
def test_real_places_are_taken(real_gazetteer, typed, country, name, region):
    match = gazetteer.match(typed, country=country)
    assert match.place is not None
    assert (match.place.name, match.place.region) == (name, region)


@pytest.mark.parametrize(
    ("pattern", "least"), [("*_ru.csv", 0.92), ("two_years*_en.csv", 0.96), ("stop*_en.csv", 0.96)]
)
def test_real_rally_lists_reach_the_promised_rate(real_gazetteer, shared_data, pattern, least):
    kinds = Counter()
    for path in sorted(shared_data.glob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                country = gazetteer.match_country(row["country"]).code
                kinds[gazetteer.match(row["city"], country=country).kind] += 1
    assert (kinds[MatchKind.SINGLE] + kinds[MatchKind.CLEAR]) / kinds.total() >= least


def test_less_than_one_in_a_hundred_real_rows_is_taken_wrongly(real_gazetteer, shared_data):
    rows = wrong = 0
    with (shared_data / "climate_strikes_2019_world.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            country = gazetteer.match_country(row["country"]).code
            place = gazetteer.match(row["city"], country=country).place if country else None
            rows += 1
            if place:
                position = float(row["lat"]), float(row["lon"])
                wrong += gazetteer.distance_km(*position, place.latitude, place.longitude) > 50
    assert wrong / rows < 0.01


@pytest.mark.parametrize(
    ("spelling", "country", "geonames_id"),
    [
        ("Киркенес", "NO", 779350),
        ("KIRKENES", "NO", 779350),
        ("Трондхейм", "NO", 3133880),
        ("Герцег Нови", "ME", 3199394),
        ("Парати", "BR", 3455036),
    ],
)
def test_hand_kept_spellings_and_small_places_are_found(gazetteer_file, spelling, country, geonames_id):
    found = gazetteer.match(spelling, country=country)
    assert found.kind is gazetteer.MatchKind.SINGLE
    assert found.place.geonames_id == geonames_id
    assert found.place.timezone
