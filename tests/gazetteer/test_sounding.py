import pytest

from rallies.gazetteer.sounding import distance, one_letter_off, sound, to_latin
from rallies.gazetteer.spelling import key


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Тбилиси", "tbilisi"), ("თბილისი", "tbilisi"), ("Երևան", "erevan"),
        ("Αθήνα", "athina"), ("Łódź", "lodz"),
        ("Горячая линия Щ", "goryachaya liniya shch"), ("Straße", "strasse"), ("Ёж", "yozh"),
        ("東京", "東京"), ("", ""),
    ],
)  # fmt: skip
def test_to_latin_transliterates_known_alphabets(text, latin):
    assert to_latin(text) == latin


@pytest.mark.parametrize(
    ("one", "other", "outline"),
    [
        ("Квебек", "Québec", "kvbk"), ("Ровато", "Rovato", "rvt"), ("Филадельфия", "Philadelphia", "fldlf"),
        ("Герцег", "Hertzeg", ""), ("Цюрих", "Zürich", ""),
    ],
)  # fmt: skip
def test_names_that_sound_alike_share_an_outline(one, other, outline):
    assert (sound(key(one)) == sound(key(other)) == outline) is bool(outline)


@pytest.mark.parametrize("text", ["", "Рио", "Ош", "東京", "서울", "aeiou"])
def test_names_of_few_consonants_or_foreign_scripts_have_no_outline(text):
    assert sound(key(text)) == ""


def test_one_letter_off_covers_every_kind_of_slip():
    slips = set(one_letter_off("мюнхен"))
    assert {"юнхен", "ммюнхен", "мбнхен", "юмнхен", "мюнхенн"} <= slips
    assert "москва" not in slips
    assert "oslp" in set(one_letter_off("oslo"))
    assert list(one_letter_off(""))


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("berlin", "berlin", 0), ("berlin", "berlni", 1), ("berlin", "merlin", 1), ("berlin", "erlin", 1),
        ("berlin", "berln", 1), ("berlin", "melin", 2), ("berlin", "munich", 3),
        ("a", "abcdef", 3), ("", "", 0),
    ],
)  # fmt: skip
def test_distance_counts_slips_up_to_its_limit(one, other, steps):
    assert distance(one, other) == steps
    assert distance(other, one) == steps
