import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import clean_text, is_placeholder, is_unnamed
from rallies.formats.cells.remarks import quoted


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Two \t years\n of  terror ", "Two years of terror"),
        ("Тби\u00adли\u200bси", "Тбилиси"),
        ("\u200fTel Aviv\u200e\ufeff", "Tel Aviv"),
        ("Mu\u0308nchen", "München"),
        ("Cамара", "Самара"),
        ("Bеrlin", "Berlin"),
        ("F\u0336r\u0336ee", "Free"),
        ("a\x00b\ud800c", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("Ber\u200clin", "Berlin"),
        ("Russians against war, Vienna", "Russians against war, Vienna"),
        ("Мы за Free Russia", "Мы за Free Russia"),
    ],
)
def test_text_is_cleaned(text, clean):
    assert clean_text(text) == clean


@given(st.text(max_size=80))
def test_clean_text_is_composed_without_controls_and_stays_the_same(text):
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in clean)
    assert clean == clean.strip()
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "—",
        "?",
        "n/a",
        "нет",
        "TBA",
        "Activist group",
        "Activist Group ",
        "activists' group",
        "activists",
        "a group of activists",
        "Group of activists",
        "Anti-war activists",
        "Initiative group",
        "Группа активистов",
        "группа активистов ",
        "Группа активисток и активистов",
        "«Группа активистов»",
        "Активисты",
        "Инициативная группа",
        "Грyппа aктивистов",
        "Група активістів",
        "no organizer",
    ],
)
def test_group_of_activists_has_no_name(text):
    assert is_unnamed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Stuttgart Activist Group",
        'Activist group "Gdansk for Free Russia"',
        "Activist group from Kemi, Lapland",
        "Группа активистов в коллаборации с другими",
        "Инициативная группа Контра",
        "RAW Vienna",
        "Ковчег",
        "Группа 366",
    ],
)
def test_organizer_with_a_name_is_named(text):
    assert not is_unnamed(text)


def test_placeholder_says_that_nothing_is_known_yet():
    assert all(
        is_placeholder(text)
        for text in ("TBA", "tbd.", "soon", "Скоро!", "уточняется", "не известно", "-", "…")
    )
    assert not any(is_placeholder(text) for text in ("Soon Park", "нет войне", "x" * 100))


def test_quoted_text_is_one_short_visible_line():
    assert quoted("a\n b\x00\u202ec") == "a b c"
    assert quoted("x" * 200) == "x" * 59 + "…"
