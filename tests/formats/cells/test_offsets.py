import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import Level, Offset, offset_fits, read_offset


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("UTC+1", {60}),
        ("UTC + 1", {60}),
        ("UTC +9", {540}),
        ("UTC−8", {-480}),
        ("UTC–5", {-300}),
        ("Uts+1", {60}),
        ("UtTC+1", {60}),
        ("UTS-6", {-360}),
        ("UTC - 6", {-360}),
        ("+3", {180}),
        ("-5", {-300}),
        ("+0", {0}),
        ("GMT-5", {-300}),
        ("UTC", {0}),
        ("GMT", {0}),
        ("UTC1", {60}),
        ("UTC+9.5", {570}),
        ("UTC+5:45", {345}),
        ("UTC+0530", {330}),
        ("UTC+5.30", {330}),
        ("UTC+5.75", {345}),
        ("UTC+12,75", {765}),
        ("-03:30", {-210}),
        ("UTC +9, Korea Standard Time", {540}),
        ("UTC+1 (Berlin)", {60}),
        ("CET", {60}),
        ("СЕТ", {60}),
        ("cet", {60}),
        ("EET", {120}),
        ("МСК", {180}),
        ("PST", {-480}),
        ("PT", {-480, -420}),
        ("EST/EDT", {-300, -240}),
        ("EST / EDT", {-300, -240}),
        ("IST", {120, 330, 60}),
    ],
)
def test_notation_of_an_offset_is_read(text, minutes):
    found = read_offset(text)
    assert (found.value.minutes, found.remarks) == (minutes, ())


def test_nothing_typed_gives_no_offset_and_no_remark():
    assert (read_offset(" ").value, read_offset("").remarks) == (None, ())


@pytest.mark.parametrize(
    "text", ["15:00", "5", "abc", "UTC+25", "UTC-13", "CET/XYZ", "Europe/Berlin", "+1+2"]
)
def test_unreadable_offset_is_noted(text):
    found = read_offset(text)
    assert found.value is None
    assert [(r.level, r.reason) for r in found.remarks] == [(Level.NOTE, f"“{text}” is no offset from UTC.")]


def test_offset_fits_what_its_abbreviation_can_stand_for():
    pacific = read_offset("PT").value
    assert offset_fits(pacific, -480)
    assert offset_fits(pacific, -420)
    assert not offset_fits(pacific, -300)
    assert not offset_fits(Offset(frozenset({-120})), -180)


def test_every_offset_of_the_shared_lists_but_the_stray_hour_is_read(shared_data):
    import csv

    unread = set()
    for name in ("two_years_of_terror_2024_ru.csv", "two_years_of_terror_2024_en.csv"):
        with (shared_data / name).open(encoding="utf-8-sig", newline="") as lines:
            typed = [row["tz_as_written"] for row in csv.DictReader(lines) if row["tz_as_written"]]
        assert len(typed) > 80
        unread |= {text for text in typed if read_offset(text).value is None}
    assert unread == {"15:00"}


@given(st.text(max_size=40))
def test_any_text_is_read_or_noted(text):
    found = read_offset(text)
    assert found.value is None or all(-720 <= minutes <= 840 for minutes in found.value.minutes)
