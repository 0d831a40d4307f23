import pytest

from rallies import gazetteer


def names(text, **options):
    return [hit.place.name for hit in gazetteer.search(text, **options)]


@pytest.mark.parametrize("typed", ["мюн", "МЮНХЕН", "münch", "mun", "Ming", "mюнх"])
def test_beginning_in_any_script_finds_the_place(small_gazetteer, typed):
    assert names(typed) == ["Munich"]


def test_bigger_places_come_first_and_limit_holds(small_gazetteer):
    assert names("p") == ["Portland", "Portland", "Paphos"]
    assert [hit.place.region for hit in gazetteer.search("portland")] == ["Oregon", "Maine"]
    assert names("p", limit=1) == ["Portland"]
    assert names("p", limit=0) == []


def test_exact_name_comes_before_a_somewhat_bigger_beginning(small_gazetteer):
    assert names("biel") == ["Biel/Bienne"]
    assert names("Frankfurt am") == ["Frankfurt am Main"]
    assert names("Maine") == ["Des Plaines"]


def test_country_narrows_the_search(small_gazetteer):
    assert names("s", country="CH") == []
    assert names("s", country="FJ") == ["Suva"]
    assert names("s") == ["Springfield", "Springfield", "Suva", "Meriden", "Silver City"]


def test_label_is_in_the_language_and_the_found_spelling_is_told(small_gazetteer):
    hit = gazetteer.search("мюн", language="de")[0]
    assert (hit.label, hit.matched) == ("München", "мюнхен")
    assert gazetteer.search("мюн", language="de-at")[0].label == "München"
    assert gazetteer.search("мюн", language="fr")[0].label == "Munich"


@pytest.mark.parametrize("text", ["", "  ", "\x00", "\ud800", "—", "x" * 1_000_000, "%", "zzzz"])
def test_search_for_nothing_finds_nothing(small_gazetteer, text):
    assert gazetteer.search(text) == []


def test_short_beginnings_that_many_share_are_kept_ready(real_gazetteer):
    assert names("мос")[0] == "Moscow"
    assert names("b", limit=50)[:1] == names("b", limit=1)
    assert len(gazetteer.search("s", limit=1000)) <= 50
    assert {hit.place.country for hit in gazetteer.search("s", country="US", limit=20)} == {"US"}
    assert names("new yo", country="US")[0] == "New York City"


def test_ready_beginnings_agree_with_a_full_search(real_gazetteer):
    from rallies.gazetteer import store

    for beginning, country in (("san", None), ("san", "US"), ("м", "RU"), ("be", "DE")):
        sql = "SELECT min(place) FROM keys WHERE key >= ? AND key < ? AND (? IS NULL OR country = ?)"
        biggest = store.rows(sql, (beginning, beginning + "\U0010ffff", country, country))[0][0]
        kept = store.rows(
            "SELECT min(place) FROM beginnings WHERE country = ? AND beginning = ?",
            (country or "", beginning),
        )
        assert kept[0][0] == biggest
