import pytest

from rallies.formats.cells import guess_kind
from rallies.statuses import Kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Join the march for peace", Kind.MARCH),
        ("Two years of terror - march 2 years on", Kind.MARCH),
        ("Антивоенный Марш на площади", Kind.MARCH),
        ("Шествие", Kind.MARCH),
        ("Marche pour la paix", Kind.MARCH),
        ("Антивоенный пикет", Kind.PICKET),
        ("Picket at the embassy", Kind.PICKET),
        ("Picket and march", Kind.PICKET),
        ("Candlelight vigil", Kind.VIGIL),
        ("Траурная акция. Вечер поминовения", Kind.VIGIL),
        ("Mourning action. Evening of Remembrance", Kind.VIGIL),
        ("Возложение цветов", Kind.VIGIL),
        ("Траурный марш", Kind.VIGIL),
        ("Вечер писем политзаключённым", Kind.LETTERS),
        ("Film screening & letter writing", Kind.LETTERS),
        ("Writing letters to political prisoners", Kind.LETTERS),
        ("Evening of letters and a vigil", Kind.LETTERS),
        ("Rally", Kind.RALLY),
        ("march", Kind.MARCH),
    ],
)
def test_kind_is_guessed_from_the_title(title, kind):
    assert guess_kind(title) == kind


@pytest.mark.parametrize(
    "title",
    ["Two years of terror", "24 March: peace", "March 8", "March 2024", "маршрут встречи", "Strike", ""],
)
def test_other_titles_and_the_month_of_march_say_nothing(title):
    assert guess_kind(title) == ""
