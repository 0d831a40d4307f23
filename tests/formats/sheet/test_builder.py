import pytest

from rallies.formats import sheet


def test_country_stands_above_its_rallies_and_cells_are_parted():
    text = "<b>GERMANY</b>\nBerlin;24/02 14:00 СЕТ;Group link=https://t.me/x;Title link=https://t.me/y\n"
    read = sheet.read(text.encode())
    assert read.layout is sheet.Layout.BUILDER
    assert dict(read.rows[0].cells) == {
        "country": "GERMANY",
        "city": "Berlin",
        "date_raw": "24/02 14:00 СЕТ",
        "date": "24/02",
        "time": "14:00",
        "offset": "СЕТ",
        "organizer": "Group",
        "organizer_url": "https://t.me/x",
        "title": "Title",
        "url": "https://t.me/y",
    }
    assert read.headers["city"] == "city"


def test_lines_keep_their_numbers_and_markup_goes():
    italy = "\r\n<strong>ITALY</strong><br>\r\n\r\nRome;24/02;A &amp; B;<s>Old</s> title<br/>\r\n"
    text = italy + "<B>Spain</B>\r\nMadrid;25/02;;\r\n"
    rows = sheet.read(text.encode()).rows
    assert [(row.number, row.cells["country"], row.cells["city"]) for row in rows] == [
        (4, "ITALY", "Rome"),
        (6, "Spain", "Madrid"),
    ]
    assert (rows[0].cells["organizer"], rows[0].cells["title"]) == ("A & B", "Old title")


def test_links_keep_their_parameters():
    text = "<b>ITALY</b>\nRome;24/02;A;T link=https://example.org/?a=1&copy=2\n"
    assert sheet.read(text.encode()).rows[0].cells["url"] == "https://example.org/?a=1&copy=2"


def test_line_of_another_shape_has_a_problem():
    rows = sheet.read(b"<b>ITALY</b>\nRome\nRome;24/02;A;B;C\nRome;24/02\n").rows
    problem = "This line is not “city;when;organizer;title”."
    assert [row.problem for row in rows] == [problem, problem, ""]


def test_line_with_too_long_a_cell_has_a_problem():
    rows = sheet.read(b"<b>ITALY</b>\nRome;24/02;A;" + b"x" * 5001).rows
    assert rows[0].problem == "A cell has more than 5000 characters."


def test_table_of_countries_alone_is_refused():
    with pytest.raises(sheet.SheetError, match="no rows"):
        sheet.read(b"<b>ITALY</b>\n<b>SPAIN</b>\n")
