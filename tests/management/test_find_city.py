from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rallies import gazetteer


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def installed(gazetteer_file):
    if not gazetteer.is_installed(gazetteer_file):
        pytest.skip("the installed gazetteer is of another version: make setup")


def test_find_city_tells_the_place_and_why(installed):
    found = run("find_city", "Мюнхен")
    assert "taken: the only place of this name" in found
    assert "2867714  Munich (Bavaria, Germany)" in found
    assert "Europe/Berlin" in found


def test_find_city_names_places_in_the_language_asked_for(installed):
    found = run("find_city", "Springfield", "--country", "США", "--language", "ru")
    assert "asked: several places may be meant" in found
    assert "США" in found


def test_find_city_offers_what_resembles_the_name(installed):
    found = run("find_city", "Мюнхин", "--country", "DE")
    assert "Munich" in found
    assert "one letter differs" in found


def test_find_city_searches_when_nothing_matches(installed):
    found = run("find_city", "ул")
    assert "nothing found" in found
    assert "Ulaanbaatar" in found
    assert "found by" in found


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Berlin", "--country", "Germ"], "There is no country “Germ”"),
        (["Berlin", "--country", "Itly"], "Perhaps: Italy"),
        ([" \u200b "], "Give the name of a city."),
    ],
)
def test_find_city_refuses_what_it_cannot_use(arguments, sentence):
    with pytest.raises(CommandError) as caught:
        run("find_city", *arguments)
    assert sentence in str(caught.value)


def test_find_city_without_gazetteer_names_the_command(settings, tmp_path):
    settings.GAZETTEER_PATH = tmp_path / "none.sqlite3"
    with pytest.raises(CommandError, match="install_gazetteer"):
        run("find_city", "Berlin")
