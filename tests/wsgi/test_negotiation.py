import pytest

from rallies.wsgi import negotiation

BOTH = ("br", "gzip")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", ""),
        ("gzip;q=nonsense", "gzip"),
        ("gzip ; q=0.000", ""),
        ("deflate", ""),
        ("gzip," * 400, ""),
    ],
)
def test_encoding_is_the_best_that_is_allowed(header, expected):
    assert negotiation.encoding(header, BOTH) == expected


def test_encoding_is_one_that_is_offered():
    assert negotiation.encoding("br, gzip", ("gzip",)) == "gzip"
    assert negotiation.encoding("br, gzip", ()) == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ('"b","a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_known_validator_is_found_in_lists_and_compared_weakly(header, expected):
    assert negotiation.is_known(header, '"a"') is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-1000", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 400 + "-", None),
    ],
)
def test_single_range_is_read_and_everything_else_ignored(header, expected):
    assert negotiation.byte_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_range_outside_is_refused(header):
    with pytest.raises(ValueError, match="bytes"):
        negotiation.byte_range(header, 100)
