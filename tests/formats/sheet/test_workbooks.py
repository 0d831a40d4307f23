import datetime

import pytest

from rallies.formats import sheet
from rallies.formats.sheet import workbooks
from rallies.formats.sheet.workbooks import cell_text

DAY = datetime.date(2023, 2, 24)
HALF_PAST_TWO = datetime.datetime.fromisoformat("2023-02-24 14:30")
HEADER = ["Страна", "Город", "Дата", "Время", "Заметка"]


def test_typed_cells_of_a_workbook_become_text(xlsx):
    rows = [
        HEADER,
        ["Германия", "Берлин", DAY, datetime.time(14, 0), 5],
        ["Германия", "Мюнхен", HALF_PAST_TWO, None, 15.3],
        ["Германия", "Кёльн", 44981, 0.5833333, True],
        ["Германия", "Бонн", "24.02", datetime.timedelta(hours=9), "=1+1"],
    ]
    read = sheet.read(xlsx(list=rows), name="list.csv")
    found = [tuple(row.cells[column] for column in ("date", "time", "note")) for row in read.rows]
    assert found == [
        ("2023-02-24", "14:00", "5"),
        ("2023-02-24", "14:30", "15.3"),
        ("2023-02-24", "14:00", "TRUE"),
        ("24.02", "09:00", ""),
    ]
    assert (read.encoding, read.language, read.layout) == ("", "ru", sheet.Layout.LIST)


def test_formula_counts_by_its_stored_result(raw_xlsx, inline):
    cells = inline("DE") + '<c t="str"><f>CONCAT("Ber","lin")</f><v>Berlin</v></c>'
    data = raw_xlsx(f"<row>{inline('country', 'city')}</row><row>{cells}</row>")
    assert sheet.read(data).rows[0].cells["city"] == "Berlin"


def test_first_visible_sheet_with_a_header_counts(xlsx):
    data = xlsx(
        hidden=["drafts"],
        readme=[["How to use this file"], ["Fill in the list"]],
        drafts=[["country", "city"], ["DE", "Hidden"]],
        list=[["Rallies"], [], ["country", "city"], ["DE", "Berlin"], [], ["FR", "Paris"]],
        old=[["country", "city"], ["DE", "Old"]],
    )
    assert [(row.number, row.cells["city"]) for row in sheet.read(data).rows] == [(4, "Berlin"), (6, "Paris")]


def test_table_that_does_not_start_in_the_corner_keeps_its_row_numbers(raw_xlsx):
    cell = '<c r="{}{{0}}" t="inlineStr"><is><t>{{{}}}</t></is></c>'
    row = '<row r="{0}">' + cell.format("C", 1) + cell.format("D", 2) + "</row>"
    data = raw_xlsx(row.format(4, "country", "city") + row.format(7, "DE", "Berlin"))
    assert [(found.number, found.cells["city"]) for found in sheet.read(data).rows] == [(7, "Berlin")]


def test_remark_beside_the_list_of_a_workbook_is_no_ragged_row(xlsx):
    data = xlsx(list=[["country", "city"], ["DE", "Berlin", None, "ask them again"]])
    assert [row.problem for row in sheet.read(data).rows] == [""]


def test_open_document_is_read_with_its_types_and_a_million_empty_rows(ods):
    data = ods(
        [
            ["country", "city", "date", "time", "note"],
            [
                "DE",
                "Berlin",
                {"valuetype": "date", "datevalue": "2023-02-24"},
                {"valuetype": "time", "timevalue": "PT14H00M00S"},
                {"valuetype": "float", "value": "5"},
            ],
            ["FR", "Paris", {"valuetype": "date", "datevalue": "2023-02-24T15:30:00"}, "", ""],
        ],
        empty_rows=1_048_000,
    )
    rows = sheet.read(data, name="list.xlsx").rows
    assert [tuple(row.cells[column] for column in ("city", "date", "time", "note")) for row in rows] == [
        ("Berlin", "2023-02-24", "14:00", "5"),
        ("Paris", "2023-02-24", "15:30", ""),
    ]


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (13.0, "note", "13"),
        (1e22, "note", "1e+22"),
        (0.00001, "lat", "0.00001"),
        (52.52, "lat", "52.52"),
        (False, "ok", "FALSE"),
        (0.0, "time", "00:00"),
        (1.5, "time", "1.5"),
        (44981.5, "date", "2023-02-24 12:00"),
        (20230224, "date", "20230224"),
        (datetime.datetime.fromisoformat("1899-12-31 14:00"), "note", "14:00"),
        (datetime.time(13, 59, 59, 999_000), "time", "14:00"),
        (datetime.timedelta(days=2), "time", "2 days, 0:00:00"),
        (datetime.datetime.fromisoformat("2023-02-24 14:00"), "time", "14:00"),
        (DAY, "date", "2023-02-24"),
        ("=1", "note", "=1"),
    ],
)
def test_cell_shows_what_a_reader_of_the_sheet_sees(value, column, text):
    assert cell_text(value, column) == (text if text != "1e+22" else "10000000000000000000000")


def test_second_sheet_of_cities_gives_positions_to_rows_without_one(xlsx):
    header = ["ok", "country", "countryeng", "city", "cityeng", "latlon"]
    data = xlsx(
        cities=[
            ["cityeng", "latlon"],
            ["Munich", "48.1, 11.5"],
            ["berlin", "52.5, 13.4"],
            ["Bonn", None],
            ["x"],
        ],
        list=[
            header,
            [1, "Германия", "Germany", "Мюнхен", "Munich", None],
            [1, "Германия", "Germany", "Берлин", "Berlin ", "52.0, 13.0"],
            [1, "Германия", "Germany", "Бонн", "Bonn", None],
        ],
        notes=[["country", "latlon"], ["Germany", "1, 2"]],
    )
    rows = sheet.read(data).rows
    assert [(row.cells["lat"], row.cells["lon"]) for row in rows] == [
        ("48.1", "11.5"),
        ("52.0", "13.0"),
        ("", ""),
    ]


def test_part_without_content_is_harmless(raw_xlsx, inline):
    rows = f"<row>{inline('country', 'city')}</row><row>{inline('DE', 'Berlin')}</row>"
    assert sheet.read(raw_xlsx(rows, **{"xl__b.xml": b""})).rows[0].cells["city"] == "Berlin"


def test_reader_that_panics_is_refused_and_an_interruption_goes_on():
    interruption = KeyboardInterrupt()
    assert workbooks._unreadable(interruption) is interruption
    assert isinstance(workbooks._unreadable(BaseException("panic")), sheet.SheetError)
