import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import Level, read_time


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:00", "14:00"),
        ("14.00", "14:00"),
        ("14,30", "14:30"),
        ("14 : 00", "14:00"),
        ("14：00", "14:00"),
        ("14h00", "14:00"),
        ("14h", "14:00"),
        ("18 hs", "18:00"),
        ("8u30", "08:30"),
        ("2 pm", "14:00"),
        ("2pm", "14:00"),
        ("2:30 p.m.", "14:30"),
        ("9 a.m", "09:00"),
        ("12 pm", "12:00"),
        ("13:00 pm", "13:00"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("полдень", "12:00"),
        ("12:00 Uhr", "12:00"),
        ("14 Uhr", "14:00"),
        ("ore 9:30", "09:30"),
        ("Kl. 12.00", "12:00"),
        ("At 14.00", "14:00"),
        ("в 14 часов", "14:00"),
        ("2 часа дня", "14:00"),
        ("7 вечера", "19:00"),
        ("10 утра", "10:00"),
        ("14", "14:00"),
        ("9", "09:00"),
        ("14-00", "14:00"),
        ("14-30", "14:30"),
        ("1430", "14:30"),
        ("14:00:00", "14:00"),
        ("23:59", "23:59"),
        ("01:30", "01:30"),
        ("05:01", "05:01"),
        ("01:59", "01:59"),
    ],
)
def test_notation_of_an_hour_is_read_without_remark(text, hour):
    found = read_time(text)
    assert (f"{found.value:%H:%M}", found.remarks) == (hour, ())


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:00-17:00", "14:00"),
        ("15-17", "15:00"),
        ("12.00 to 14.00", "12:00"),
        ("2 - 3 pm", "14:00"),
        ("11-1pm", "11:00"),
        ("10-12pm", "10:00"),
        ("4.00 to 7.00pm", "16:00"),
        ("5pm-7pm", "17:00"),
        ("8u30-15u", "08:30"),
        ("1100-1200", "11:00"),
        ("13h10-13h40", "13:10"),
        ("12:30~13:45", "12:30"),
        ("At 12.00-13.00 (noon to 1pm)", "12:00"),
        ("kl15-16", "15:00"),
        ("9:30-11:30 a.m.", "09:30"),
    ],
)
def test_of_a_span_the_start_is_taken_and_noted(text, hour):
    found = read_time(text)
    assert f"{found.value:%H:%M}" == hour
    assert [remark.level for remark in found.remarks] == [Level.NOTE]
    assert found.remarks[0].reason == f"“{text}”: the start, {hour}, was taken."


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("piątek o 10:00", "10:00"),
        ("12:00 Concentración", "12:00"),
        ("After 6 pm", "18:00"),
        ("15.3", "15:30"),
    ],
)
def test_hour_inside_other_words_is_taken_and_noted(text, hour):
    found = read_time(text)
    assert [(r.level, r.reason) for r in found.remarks] == [(Level.NOTE, f"“{text}” was read as {hour}.")]


@pytest.mark.parametrize(("text", "meant"), [("02:00", "14:00"), ("03:30", "15:30"), ("05:00", "17:00")])
def test_hour_of_the_night_is_kept_and_doubted(text, meant):
    found = read_time(text)
    assert f"{found.value:%H:%M}" == text
    assert [(remark.level, remark.reason) for remark in found.remarks] == [
        (Level.DOUBT, f"{text} at night: is {meant} meant?")
    ]


def test_nothing_typed_means_to_follow_without_remark():
    assert read_time("") == read_time(" \u200b\t")
    assert (read_time("").value, read_time("").remarks) == (None, ())


@pytest.mark.parametrize("text", ["00:00", "24:00", "0:00", "00-24", "12 am", "midnight", "полночь"])
def test_midnight_means_to_follow_with_a_note(text):
    found = read_time(text)
    assert found.value is None
    assert [(r.level, r.reason) for r in found.remarks] == [
        (Level.NOTE, f"“{text}” was read as: time to follow.")
    ]


@pytest.mark.parametrize(
    "text", ["after school", "All day", "TBA", "tbd", "уточняется", "24/02", "99", "2024", "3-4/5"]
)
def test_text_without_an_hour_means_to_follow_and_is_kept_in_a_note(text):
    found = read_time(text)
    assert found.value is None
    assert [(r.level, r.reason) for r in found.remarks] == [
        (Level.NOTE, f"“{text}” names no hour: time to follow.")
    ]


@pytest.mark.parametrize("text", ["25:61", "14:60", "2:75", "24:30", "99.99", "25:00:00"])
def test_broken_hour_is_rejected(text):
    found = read_time(text)
    assert found.value is None
    assert [(r.level, r.reason) for r in found.remarks] == [
        (Level.REJECT, f"“{text}” is no hour of the day.")
    ]


@given(st.text(max_size=80))
def test_any_text_is_read_or_remarked(text):
    found = read_time(text)
    assert found.value is None or isinstance(found.value, datetime.time)


@given(st.times())
def test_every_hour_but_midnight_comes_back_as_typed(time):
    found = read_time(f"{time:%H:%M}")
    assert found.value == (
        time.replace(second=0, microsecond=0) if (time.hour, time.minute) != (0, 0) else None
    )
