import pytest

from rallies.formats.collation import sort_key


def ordered(names, language):
    return sorted(names, key=lambda name: sort_key(name, language))


def test_russian_names_follow_the_alphabet_with_yo_beside_ye():
    names = ["Ялта", "Жуков", "Ёлкино", "Енисейск", "Ершов", "Йошкар-Ола", "Ижевск"]
    assert ordered(names, "ru") == ["Ёлкино", "Енисейск", "Ершов", "Жуков", "Ижевск", "Йошкар-Ола", "Ялта"]


def test_english_names_ignore_marks_and_case():
    names = ["Zurich", "Örebro", "Oslo", "Łódź", "Lodi", "aarhus", "Ålesund", "Bath"]
    assert ordered(names, "en") == ["aarhus", "Ålesund", "Bath", "Lodi", "Łódź", "Örebro", "Oslo", "Zurich"]


def test_marks_decide_between_names_that_are_otherwise_equal():
    assert ordered(["Åby", "Aby"], "en") == ["Aby", "Åby"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", ["Берлин", "Якутск", "Atlanta"]), ("en", ["Atlanta", "Берлин", "Якутск"])],
)
def test_own_alphabet_comes_first(language, expected):
    assert ordered(["Якутск", "Atlanta", "Берлин"], language) == expected


def test_apostrophes_and_hyphens_do_not_part_neighbours():
    assert ordered(["L’Aquila", "Lancaster", "Lagos"], "en") == ["Lagos", "Lancaster", "L’Aquila"]
    assert ordered(["Saint-Denis", "Saint Albans", "Saintes"], "en") == [
        "Saint Albans",
        "Saint-Denis",
        "Saintes",
    ]


def test_empty_name_comes_first_of_its_alphabet():
    assert sort_key("", "en") == (0, "", "")
