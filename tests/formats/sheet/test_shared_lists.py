import csv

import pytest

from rallies.formats import sheet

LISTS = {
    "year_of_terror_2023_ru.csv": (131, "ru"),
    "two_years_of_terror_2024_ru.csv": (96, "ru"),
    "two_years_of_terror_2024_en.csv": (101, "en"),
    "stopmurderization_2022_en.csv": (121, "en"),
    "navalny_2023-01-21_reported_en.csv": (10, "en"),
    "climate_strikes_2019_world.csv": (4493, "en"),
}
TYPED = {
    "local_time": "time",
    "time_raw": "time",
    "tz_as_written": "offset",
    "event_title": "title",
    "event_url": "url",
    "event_type": "kind",
}


@pytest.mark.parametrize(("name", "expected"), LISTS.items())
def test_list_is_read_without_loss(shared_data, name, expected):
    data = (shared_data / name).read_bytes()
    read = sheet.read(data, name=name)
    assert (len(read.rows), read.language, read.layout) == (*expected, sheet.Layout.LIST)
    assert [row for row in read.rows if row.problem] == []
    assert [row.number for row in read.rows] == list(range(2, len(read.rows) + 2))
    typed = list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))
    for row, source in zip(read.rows, typed, strict=True):
        for column, text in source.items():
            if column not in read.ignored and TYPED.get(column, column) != "time":
                assert row.cells[TYPED.get(column, column)] == text


@pytest.mark.parametrize(
    ("name", "language"), [("two_years_2024_ru.txt", "ru"), ("two_years_2024_en.txt", "en")]
)
def test_raw_table_is_read_line_by_line(shared_data, name, language):
    data = (shared_data / "raw" / name).read_bytes()
    lines = data.decode("utf-8").splitlines()
    rallies = [number for number, line in enumerate(lines, 1) if line.strip() and "<b>" not in line]
    read = sheet.read(data)
    assert (read.layout, read.language) == (sheet.Layout.BUILDER, language)
    assert [row.number for row in read.rows] == rallies
    assert [row for row in read.rows if row.problem] == []
    assert len({row.cells["country"] for row in read.rows}) == 30
    for row in read.rows:
        assert row.cells["city"] in lines[row.number - 1]
        assert row.cells["url"] in lines[row.number - 1]
        assert "link=" not in row.cells["title"] + row.cells["organizer"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_raw_table_and_list_of_one_action_say_the_same(shared_data, language):
    raw = sheet.read((shared_data / "raw" / f"two_years_2024_{language}.txt").read_bytes())
    listed = sheet.read((shared_data / f"two_years_of_terror_2024_{language}.csv").read_bytes())
    assert len(raw.rows) == len(listed.rows)
    for ours, theirs in zip(raw.rows, listed.rows, strict=True):
        for column in ("country", "city", "organizer", "title", "offset"):
            assert ours.cells[column].strip() == theirs.cells[column].strip(), ours.number
        for column in ("organizer_url", "url"):  # the list leaves some links out
            assert theirs.cells[column] in {"", ours.cells[column]}, ours.number
