import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats import sheet

CSV = (
    "страна,город,дата,время,организатор\nГермания,Берлин,24.02,14:00,Группа\nФранция,Париж,25.02,15:00,Мы\n"
)


def cities(data):
    return [row.cells["city"] for row in sheet.read(data).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_told_apart(delimiter, end):
    assert cities(CSV.replace(",", delimiter).replace("\n", end).encode()) == ["Берлин", "Париж"]


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("cp1251", b"", "cp1251"),
    ],
)
def test_encodings_are_told_apart(encoding, mark, named):
    read = sheet.read(mark + CSV.encode(encoding))
    assert (read.encoding, read.rows[0].cells["country"]) == (named, "Германия")
    assert read.headers["country"] == "страна"


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac-cyrillic", "iso8859-5"])
def test_other_cyrillic_encodings_are_refused_instead_of_printing_nonsense(encoding):
    with pytest.raises(sheet.SheetError, match="letters of this file cannot be read"):
        sheet.read(CSV.encode(encoding))


def test_western_letters_are_not_taken_for_windows_1251():
    text = "country,city\nGermany,München\nSwitzerland,Zürich\nPoland,Kraków\n"
    with pytest.raises(sheet.SheetError, match="save it as CSV in UTF-8"):
        sheet.read(text.encode("cp1252"))


def test_broken_utf_8_is_refused_with_its_line():
    broken = CSV.encode().replace("Париж".encode(), "Пари".encode() + b"\xd0")
    with pytest.raises(sheet.SheetError, match=r"UTF-8 with broken characters, the first in line 3"):
        sheet.read(broken)


def test_text_that_was_garbled_before_is_refused():
    with pytest.raises(sheet.SheetError, match="garbled when this file was saved"):
        sheet.read(("country,city\n" + "Германия,Мюнхен\n" * 9).encode().decode("cp1251").encode())


def test_windows_1251_with_typographic_marks_and_latin_names_is_read():
    text = (
        "страна;город;организатор\nГермания;Берлин;«Мы» – Free Russians № 1…\nИталия;Рим;Comunita dei Russi\n"
    )
    assert sheet.read(text.encode("cp1251")).rows[0].cells["organizer"] == "«Мы» – Free Russians № 1…"


def test_quoted_line_breaks_and_blank_rows_keep_the_numbers_of_a_spreadsheet():
    text = 'country,city,note\n\nDE,Berlin,"two\nlines"\n,,\n \u00a0,,\nFR,Paris,\n\n'
    assert [(row.number, row.cells["city"]) for row in sheet.read(text.encode()).rows] == [
        (3, "Berlin"),
        (6, "Paris"),
    ]


def test_header_below_titles_is_found_and_empty_columns_behind_it_do_not_matter():
    text = "List of rallies;;;\n;;;\nCountry ; CITY;;\nDE;Berlin;;\n"
    read = sheet.read(text.encode())
    assert [(row.number, dict(row.cells), row.problem) for row in read.rows] == [
        (4, {"country": "DE", "city": "Berlin"}, "")
    ]
    assert read.headers == {"country": "Country", "city": "CITY"}


def test_line_with_which_excel_names_the_separator_is_no_row():
    assert sheet.read(b"sep=;\r\ncountry;city\r\nDE;Berlin, Mitte\r\n").rows[0].number == 2


def test_unknown_columns_are_ignored_by_name():
    assert sheet.read(b"country,city,frequency,mood\nDE,Berlin,weekly,good\n").ignored == (
        "frequency",
        "mood",
    )


def test_formula_stays_text():
    assert (
        sheet.read(b"country,city\nDE,\"=cmd|' /C calc'!A0\"\n").rows[0].cells["city"] == "=cmd|' /C calc'!A0"
    )


def test_row_with_too_many_cells_has_a_problem_and_one_with_too_few_is_filled():
    rows = sheet.read(b"country,city,title\nDE,Berlin,a,b\nFR,Paris\nIT,Rome,c,,\n").rows
    assert rows[0].problem == "This row has more cells than the header has columns."
    assert (rows[1].problem, rows[1].cells["title"]) == ("", "")
    assert rows[2].problem == ""


def test_cell_that_is_too_long_is_a_problem_of_its_row():
    rows = sheet.read(b"country,city,Comment\nDE,Berlin," + b"x" * 5001 + b"\nFR,Paris,y\n").rows
    assert [row.problem for row in rows] == ["The cell “Comment” has more than 5000 characters.", ""]


def test_header_repeated_inside_the_list_is_a_problem_of_that_row():
    rows = sheet.read(b"country,city,title\nDE,Berlin,a\ncountry,city,title\nFR,Paris,b\n").rows
    assert [row.problem for row in rows] == ["", "This row repeats the header.", ""]


def test_live_sheet_is_read_with_both_languages_and_its_position():
    header = (
        "ok,country,countryeng,city,cityeng,date,time,orgname,orgnameeng,orgurl,"
        "eventname,eventnameeng,eventurl,latlon"
    )
    row = (
        "1,Германия,Germany,Мюнхен,Munich,24.02,14:00,Мы,We,https://t.me/x,"
        'Год,Year,https://t.me/y,"48.1, 11.5"'
    )
    read = sheet.read(f"{header}\n{row}\n,,,,,,,,,,,,,\n1,,,,,,,,,,,,,\n".encode())
    assert (read.layout, read.language, len(read.rows)) == (sheet.Layout.LIVE, "ru", 1)
    assert dict(read.rows[0].cells) == {
        "ok": "1",
        "country": "Германия",
        "country_en": "Germany",
        "city": "Мюнхен",
        "city_en": "Munich",
        "date": "24.02",
        "time": "14:00",
        "organizer": "Мы",
        "organizer_en": "We",
        "organizer_url": "https://t.me/x",
        "title": "Год",
        "title_en": "Year",
        "url": "https://t.me/y",
        "lat": "48.1",
        "lon": "11.5",
    }
    assert read.headers["lat"] == read.headers["lon"] == "latlon"


@pytest.mark.parametrize(
    ("header", "row", "parts"),
    [
        ("country,city,date", "DE,Berlin,24/02 13:00 UTC-2", ("24/02", "13:00", "UTC-2")),
        ("country,city,when", "DE,Berlin,24/02 13:00 CET", ("24/02", "13:00", "CET")),
        ("country,city,date,time", "DE,Berlin,24/02,12:00 +1", ("24/02", "12:00", "+1")),
        ("country,city,date,time,tz", "DE,Berlin,24/02,12:00 +1,CET", ("24/02", "12:00", "CET")),
        ("country,city,date,time,tz", "DE,Berlin,24/02 12:00 +1,,CET", ("24/02", "12:00", "CET")),
        ("country,city,date,date_raw,time,tz", "DE,Berlin,,24/01 15:00,15:00,", ("", "15:00", "")),
    ],
)
def test_day_hour_and_offset_in_one_cell_are_parted(header, row, parts):
    cells = sheet.read(f"{header}\n{row}\n".encode()).rows[0].cells
    assert (cells["date"], cells["time"], cells.get("offset", "")) == parts


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        ("Германия,Берлин", "ru"),
        ("Germany,Berlin", "en"),
        ("Німеччина,Київ", ""),
        ("საქართველო,თბილისი", ""),
        ("Германия,Berlin", ""),
        ("1,2", ""),
    ],
)
def test_language_is_guessed_from_places(lines, language):
    assert sheet.read(f"country,city\n{lines}\n".encode()).language == language


def outcome(data):
    """The sheet, or the sentence that refuses it."""
    try:
        return sheet.read(data)
    except sheet.SheetError as error:
        return str(error)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_one_sentence(data):
    found = outcome(data)
    assert isinstance(found, sheet.Sheet) or (found.endswith(".") and "\n" not in found)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_below_a_header_is_read_or_refused(text, encoding):
    found = outcome(("country,city\n" + text).encode(encoding))
    rows = found.rows if isinstance(found, sheet.Sheet) else ()
    assert rows or isinstance(found, str)
    assert all(set(row.cells) == {"country", "city"} for row in rows)
