import datetime

import pytest
from django.utils import translation

from rallies.formats import lines, sections
from rallies.formats.lines import LineRow

DAY = datetime.date(2023, 2, 24)
BASE = "/en/campaigns/action/germany/"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def make_row(number=1, **fields):
    return LineRow(
        **{
            "pk": number,
            "date": DAY,
            "time": datetime.time(14, 0),
            "fold": None,
            "condition": "planned",
            "kind": "rally",
            "has_unnamed_organizer": False,
            "city_slug": f"city-{number}",
            "city_name": f"City {number:04}",
            "region": "",
            "country": "DE",
            "country_slug": "germany",
            "continent": "EU",
            "latitude": 52.0,
            "longitude": 13.0,
            "timezone": "Europe/Berlin",
            "city_names": "{}",
            **fields,
        }
    )


def blocks(*rows, names=None, **options):
    return lines.city_blocks(rows, names or {}, base=BASE, **{"language": "en", "is_over": False} | options)


def test_rallies_of_one_city_stand_together_in_the_order_given():
    found = blocks(
        make_row(1, city_slug="milan", city_name="Milan"),
        make_row(2, city_slug="bonn", city_name="Bonn"),
        make_row(3, city_slug="milan", city_name="Milan", time=datetime.time(18, 0)),
    )
    assert [(city.name, city.path) for city in found] == [
        ("Bonn", BASE + "bonn/"),
        ("Milan", BASE + "milan/"),
    ]
    assert [rally.when for rally in found[1].rallies] == ["24 Feb, 14:00", "24 Feb, 18:00"]


def test_cities_are_sorted_by_their_names_in_the_language_of_the_page():
    rows = [
        make_row(1, city_slug="vienna", city_name="Vienna", city_names='{"ru": "Вена", "en": "Vienna"}'),
        make_row(2, city_slug="bonn", city_name="Bonn", city_names='{"ru": "Бонн"}'),
        make_row(3, city_slug="jerusalem", city_name="Jerusalem", city_names='{"ru": "Иерусалим"}'),
        make_row(4, city_slug="aue", city_name="Aue"),
    ]
    assert [city.name for city in blocks(*rows)] == ["Aue", "Bonn", "Jerusalem", "Vienna"]
    assert [city.name for city in blocks(*rows, language="ru")] == ["Бонн", "Вена", "Иерусалим", "Aue"]


def test_line_says_kind_organizers_and_unnamed_group():
    row = make_row(kind="march", has_unnamed_organizer=True, condition="moved")
    (city,) = blocks(row, names={1: ["Ark", "Memorial"]})
    assert city.rallies[0].about == "March, Ark, Memorial, Group of activists"
    assert (city.rallies[0].condition, city.rallies[0].badge) == ("moved", "Moved")


def test_long_names_are_cut_in_lists():
    (city,) = blocks(make_row(), names={1: ["Long name " * 20]})
    assert len(city.rallies[0].about) <= lines.ABOUT_LENGTHS[0]
    assert city.rallies[0].about.endswith("…")
    (city,) = blocks(make_row(), names={1: ["Long name " * 20]}, about_length=0)
    assert city.rallies[0].about == ""


def test_names_of_organizers_fall_back_to_their_source():
    rows = [(1, '{"ru": "Ковчег", "de": "Arche"}', "ru"), (1, '{"en": "Memorial"}', "ru")]
    assert lines.holders(rows, "en") == {1: ["Ковчег", "Memorial"]}


def test_continents_stand_in_a_fixed_order_and_countries_in_that_of_the_alphabet():
    counts = [
        lines.CountryCount("GE", "georgia", "AS", 2, 2),
        lines.CountryCount("DE", "germany", "EU", 5, 3),
        lines.CountryCount("AT", "austria", "EU", 1, 1),
    ]
    found = lines.continents(counts, campaign_slug="action", language="en")
    assert [(continent.name, continent.counts) for continent in found] == [
        ("Europe", "6 rallies, 2 countries"),
        ("Asia", "2 rallies, 1 country"),
    ]
    assert [(country.name, country.counts) for country in found[0].countries] == [
        ("Austria", "1 rally, 1 city"),
        ("Germany", "5 rallies, 3 cities"),
    ]


def test_changed_rallies_are_named_with_their_country():
    (city,) = lines.with_countries([make_row()], campaign_slug="action", language="en", is_over=False)
    assert (city.name, city.path) == ("City 0001, Germany", BASE + "city-1/")


def test_rows_are_put_in_the_order_of_time_with_what_is_to_follow_last():
    rows = [
        make_row(1, date=None),
        make_row(2, time=None),
        make_row(3, time=datetime.time(0, 0)),
        make_row(4, date=datetime.date(2023, 2, 25)),
        make_row(5),
    ]
    assert [row.pk for row in lines.by_time(rows)] == [3, 5, 2, 4, 1]


def test_rows_are_counted_by_country():
    rows = [
        make_row(1),
        make_row(2, city_slug="city-1"),
        make_row(3),
        make_row(4, country="AT", country_slug="austria"),
    ]
    assert lines.count_by_country(rows) == [("DE", "germany", "EU", 3, 2), ("AT", "austria", "EU", 1, 1)]


def test_short_list_is_not_split():
    rows = [make_row(number, region=f"Region {number}") for number in range(140)]
    chosen = sections.choose(rows, base=BASE, language="en")
    assert (chosen.path, chosen.name, len(chosen.rows), chosen.sections) == (BASE, "", 140, ())
    assert sections.choose(rows, base=BASE, language="en", region="region-1") is None
    assert sections.choose(rows, base=BASE, language="en", part=1) is None


def test_long_list_is_split_by_region_with_placeless_ones_last():
    rows = [
        make_row(number, region=("Bavaria", "", "Baden-Württemberg")[number % 3]) for number in range(150)
    ]
    chosen = sections.choose(rows, base=BASE, language="en")
    assert [(section.name, section.path, section.counts) for section in chosen.sections] == [
        ("Baden-Württemberg", BASE + "region/baden-wurttemberg/", "50 rallies, 50 cities"),
        ("Bavaria", BASE + "region/bavaria/", "50 rallies, 50 cities"),
        ("", BASE + "region/other/", "50 rallies, 50 cities"),
    ]
    inside = sections.choose(rows, base=BASE, language="en", region="bavaria")
    assert (inside.name, len(inside.rows), inside.sections) == ("Bavaria", 50, ())
    assert sections.choose(rows, base=BASE, language="en", region="hesse") is None
    assert sections.choose(rows, base=BASE, language="en", part=1) is None


def test_long_list_without_regions_is_split_by_the_alphabet():
    rows = [make_row(number) for number in range(250)]
    chosen = sections.choose(rows, base=BASE, language="en")
    assert [(section.name, section.path) for section in chosen.sections] == [
        ("City 0000 – City 0083", BASE + "part/1/"),
        ("City 0084 – City 0167", BASE + "part/2/"),
        ("City 0168 – City 0249", BASE + "part/3/"),
    ]
    parts = [sections.choose(rows, base=BASE, language="en", part=number).rows for number in (1, 2, 3)]
    assert [row for part in parts for row in part] == rows
    assert sections.choose(rows, base=BASE, language="en", part=4) is None
    assert sections.choose(rows, base=BASE, language="en", part=0).sections == chosen.sections


def test_long_region_is_split_by_the_alphabet_too():
    rows = [make_row(number, region="Bavaria" if number else "Hesse") for number in range(202)]
    inside = sections.choose(rows, base=BASE, language="en", region="bavaria")
    assert [section.path for section in inside.sections] == [
        f"{BASE}region/bavaria/part/{number}/" for number in (1, 2, 3)
    ]
    part = sections.choose(rows, base=BASE, language="en", region="bavaria", part=3)
    assert part.path == BASE + "region/bavaria/part/3/"
    assert part.rows[-1].city_name == "City 0201"


def test_part_of_one_city_is_named_once():
    rows = [make_row(number, city_slug="bonn", city_name="Bonn") for number in range(141)]
    chosen = sections.choose(rows, base=BASE, language="en")
    assert [section.name for section in chosen.sections] == ["Bonn", "Bonn"]


def test_region_of_nothing_is_no_page():
    assert sections.choose([], base=BASE, language="en") is None
