import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import read_position, split_position


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("52.52, 13.40", ("52.52", "13.40")),
        ("52.52,13.40", ("52.52", "13.40")),
        ("52.5 13.4", ("52.5", "13.4")),
        ("52,52; 13,40", ("52.52", "13.40")),
        ("(−33.8, 151.2)", ("-33.8", "151.2")),
        ("52.5°, 13.4°", ("52.5", "13.4")),
        ("Berlin", ("Berlin", "")),
        ("", ("", "")),
    ],
)
def test_position_of_one_cell_is_parted(text, parts):
    assert split_position(text) == parts


def test_position_is_read_with_point_or_comma():
    assert read_position("52.52", " 13,4 ").value == (52.52, 13.4)
    assert read_position("−33.8", "151.2").value == (-33.8, 151.2)


def test_missing_position_and_the_point_zero_give_no_value():
    assert read_position("", " ") == read_position("0", "0.0")
    assert (read_position("", "").value, read_position("", "").remarks) == (None, ())


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("91", "0"), ("0", "181"), ("x", "1"), ("1", ""), ("nan", "1")]
)
def test_impossible_position_is_noted(latitude, longitude):
    found = read_position(latitude, longitude)
    assert found.value is None
    assert "is no position on the map" in found.remarks[0].reason


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_read_or_noted(latitude, longitude):
    value = read_position(latitude, longitude).value
    assert value is None or (-90 <= value[0] <= 90 and -180 <= value[1] <= 180)
    split_position(latitude)
