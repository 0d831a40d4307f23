import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import Level, read_when, split_time, split_when

DAYS = {"first_day": datetime.date(2024, 2, 24), "last_day": datetime.date(2024, 2, 25)}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("24/02 13:00 UTC-2", ("24/02", "13:00", "UTC-2")),
        ("24/02 15:15 15:00", ("24/02", "15:15", "15:00")),
        ("24/02 15:00 ", ("24/02", "15:00", "")),
        ("24/02", ("24/02", "", "")),
        ("25/02 14:00 СЕТ", ("25/02", "14:00", "СЕТ")),
        ("24/02 14:00 UTC + 1", ("24/02", "14:00", "UTC + 1")),
        ("24/02 10:00 UTC−8", ("24/02", "10:00", "UTC−8")),
        ("24/02 18:00 +8", ("24/02", "18:00", "+8")),
        ("24/02 10:00 -07:00", ("24/02", "10:00", "-07:00")),
        ("24.02.2024 14.00", ("24.02.2024", "14.00", "")),
        ("24 февраля в 14:00", ("24 февраля", "14:00", "")),
        ("Sat, 24 Feb 14:00-16:00 CET", ("24 Feb", "14:00-16:00", "CET")),
        ("2024-02-24T14:00:00", ("2024-02-24", "14:00:00", "")),
        ("14:00 24/02", ("24/02", "14:00", "")),
        ("24/02 2 pm", ("24/02", "2 pm", "")),
        ("24/02 14", ("24/02", "14", "")),
        ("завтра", ("завтра", "", "")),
        ("", ("", "", "")),
    ],
)
def test_day_hour_and_offset_of_one_cell_are_parted(text, parts):
    assert split_when(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12:00 +1", ("12:00", "+1")),
        ("12:00+1", ("12:00", "+1")),
        ("12:00 -8", ("12:00", "-8")),
        ("12:00 GMT-5", ("12:00", "GMT-5")),
        ("14:00 CET", ("14:00", "CET")),
        ("12:00 EST/EDT", ("12:00", "EST/EDT")),
        ("14:00-17:00", ("14:00-17:00", "")),
        ("14:00 - 17:00", ("14:00 - 17:00", "")),
        ("10:00 am", ("10:00 am", "")),
        ("8:00 PM", ("8:00 PM", "")),
        ("8:00 PM CET", ("8:00 PM", "CET")),
        ("2:00 PM - 5:00 PM", ("2:00 PM - 5:00 PM", "")),
        ("10:00 - 3pm", ("10:00 - 3pm", "")),
        ("14:00 Uhr", ("14:00 Uhr", "")),
        ("after school", ("after school", "")),
        ("", ("", "")),
    ],
)
def test_hour_and_offset_of_one_cell_are_parted(text, parts):
    assert split_time(text) == parts


def test_reading_a_whole_cell_gives_day_hour_and_offset():
    day, time, offset = read_when("24/02 13:00 UTC-2", **DAYS)
    assert (day.value, time.value, offset) == (datetime.date(2024, 2, 24), datetime.time(13), "UTC-2")
    assert day.remarks == time.remarks == ()


def test_stray_second_hour_is_left_out_with_a_note():
    _day, time, offset = read_when("24/02 15:15 15:00", **DAYS)
    assert (time.value, offset) == (datetime.time(15, 15), "")
    assert [(r.level, r.reason) for r in time.remarks] == [
        (Level.NOTE, "The second hour 15:00 was left out.")
    ]


def test_every_when_of_the_raw_tables_gives_a_day_and_an_hour(shared_data):
    for name in ("two_years_2024_ru.txt", "two_years_2024_en.txt"):
        lines = (shared_data / "raw" / name).read_text(encoding="utf-8").splitlines()
        whens = [line.split(";")[1] for line in lines if ";" in line]
        assert len(whens) in {96, 101}
        for when in whens:
            day, time, _offset = read_when(when, **DAYS)
            assert (day.value, time.value) != (None, None), when
            assert when.replace(".", ":").find(f"{time.value:%H:%M}") > 0, when


@given(st.text(max_size=60))
def test_any_text_is_parted(text):
    assert all(isinstance(part, str) for part in (*split_when(text), *split_time(text)))
    read_when(text, **DAYS)
