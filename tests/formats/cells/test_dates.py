import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import Level, days_outside, read_date

FIRST, LAST = datetime.date(2024, 2, 24), datetime.date(2024, 2, 25)


def read(text, first=FIRST, last=LAST):
    return read_date(text, first_day=first, last_day=last)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-24",
        "2024/02/24",
        "2024.2.24",
        "24/02",
        "24.02",
        "24.02.",
        "24-02",
        "24 02",
        "24.02.2024",
        "24.02.24",
        "24/02/24",
        "24/02/2024",
        "02/24",
        "02/24/2024",
        "24 February",
        "24 Feb",
        "24 Feb. 2024",
        "24th of February",
        "February 24",
        "Feb 24, 2024",
        "February 24th",
        "24 февраля",
        "24-го февраля",
        "24 февраля 2024 г.",
        "24 февраля 2024 года",
        "24 лютого",
        "24. Februar",
        "24 fév.",
        "24.Feb.",
        "Saturday, 24 Feb",
        "суббота 24.02",
        "Сб, 24 февраля",
        " 24/02 ",
        "24/02\u200b",
        "2024-02-24 00:00:00",
        "2024-02-24T00:00",
    ],
)
def test_notation_of_a_day_in_the_campaign_is_read_without_remark(text):
    found = read(text)
    assert (found.value, found.remarks) == (FIRST, ())


@pytest.mark.parametrize(
    ("text", "day", "level", "reason"),
    [
        ("23/02", datetime.date(2024, 2, 23), Level.NOTE, "1 day before the campaign's first day."),
        ("17/02", datetime.date(2024, 2, 17), Level.NOTE, "7 days before the campaign's first day."),
        ("16/02", datetime.date(2024, 2, 16), Level.DOUBT, "8 days before the campaign's first day."),
        ("26/02", datetime.date(2024, 2, 26), Level.NOTE, "1 day after the campaign's last day."),
        ("24/01", datetime.date(2024, 1, 24), Level.DOUBT, "31 days before the campaign's first day."),
        ("17/03", datetime.date(2024, 3, 17), Level.DOUBT, "21 days after the campaign's last day."),
        ("24.02.2023", datetime.date(2023, 2, 24), Level.DOUBT, "365 days before the campaign's first day."),
    ],
)
def test_day_outside_the_campaign_is_noted_up_to_a_week_away_and_doubted_beyond(text, day, level, reason):
    found = read(text)
    assert found.value == day
    assert [(remark.level, remark.reason) for remark in found.remarks] == [(level, reason)]


def test_missing_year_becomes_the_one_nearest_to_a_campaign_over_new_year():
    first, last = datetime.date(2023, 12, 30), datetime.date(2024, 1, 2)
    assert read("31.12", first, last).value == datetime.date(2023, 12, 31)
    assert read("01.01", first, last).value == datetime.date(2024, 1, 1)


def test_leap_day_without_year_takes_the_nearest_year_that_has_it():
    assert read("29/02").value == datetime.date(2024, 2, 29)


def test_month_first_wins_where_only_that_lies_in_the_campaign():
    june = datetime.date(2021, 6, 12)
    found = read("06/12", june, june)
    assert found.value == june
    assert [(r.level, r.reason) for r in found.remarks] == [(Level.NOTE, "“06/12” was read as 2021-06-12.")]
    assert read("12/06", june, june).value == june


def test_both_orders_inside_the_campaign_are_doubted():
    found = read("06/12", datetime.date(2021, 6, 1), datetime.date(2021, 12, 31))
    assert found.value == datetime.date(2021, 12, 6)
    assert [r.reason for r in found.remarks] == ["“06/12” can be 2021-12-06 or 2021-06-12."]
    assert found.remarks[0].level is Level.DOUBT


def test_points_put_the_day_first_even_where_the_month_first_were_nearer():
    june = datetime.date(2021, 6, 12)
    assert read("06.12.2021", june, june).value == datetime.date(2021, 12, 6)
    assert read("06.13.2021", june, june).value == datetime.date(2021, 6, 13)


@pytest.mark.parametrize("text", ["24-25.02", "24–25 февраля", "24.02-25.02", "24 - 25 February"])
def test_span_of_days_takes_the_first_and_asks(text):
    found = read(text)
    assert found.value == FIRST
    assert [remark.level for remark in found.remarks] == [Level.DOUBT]
    assert "names several days" in found.remarks[0].reason


def test_nothing_typed_gives_no_value_and_no_remark():
    assert read("").value is None
    assert read(" \u200b ").remarks == ()


@pytest.mark.parametrize("text", ["TBA", "уточняется", "-", "?", "soon"])
def test_placeholder_means_that_the_day_is_to_follow(text):
    found = read(text)
    assert found.value is None
    assert [remark.level for remark in found.remarks] == [Level.NOTE]
    assert "to follow" in found.remarks[0].reason


@pytest.mark.parametrize("text", ["31.02", "2024-13-45", "99/99", "0/0", "30 February"])
def test_impossible_day_is_rejected(text):
    found = read(text)
    assert found.value is None
    assert [(r.level, r.reason) for r in found.remarks] == [
        (Level.REJECT, f"“{text}”: there is no such day.")
    ]


@pytest.mark.parametrize(
    "text", ["завтра", "февраль", "24 Brumaire", "24/02 15:00 CET", "x" * 500, "1.2.3.4"]
)
def test_other_text_is_rejected_as_no_day(text):
    found = read(text)
    assert found.value is None
    assert found.remarks[0].level is Level.REJECT
    assert found.remarks[0].reason.endswith("is no day that can be read.")
    assert len(found.remarks[0].reason) < 120


def test_days_outside_count_from_the_nearer_end():
    assert days_outside(FIRST, FIRST, LAST) == 0
    assert days_outside(datetime.date(2024, 2, 20), FIRST, LAST) == -4
    assert days_outside(datetime.date(2024, 2, 28), FIRST, LAST) == 3


@given(st.text(max_size=60))
def test_any_text_is_read_or_remarked(text):
    found = read(text)
    assert found.value is None or isinstance(found.value, datetime.date)
    assert not (found.value and any(remark.level is Level.REJECT for remark in found.remarks))


@given(st.dates(datetime.date(2024, 2, 24), datetime.date(2024, 12, 31)))
def test_every_notation_of_a_day_comes_back_as_that_day(day):
    first, last = datetime.date(2024, 2, 24), datetime.date(2024, 12, 31)
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d %B}", f"{day:%d/%m/%Y}"):
        assert read(text, first, last).value == day
