"""Positions on the map as people type them."""

import re

from django.utils.translation import gettext as _

from .remarks import Read, note, quoted

_PAIR = re.compile(
    r"[(\[]?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[)\]]?"
    r"|([+-]?\d{1,3},\d+)\s*[;\s]\s*([+-]?\d{1,3},\d+)"
)
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")


def split_position(text: str) -> tuple[str, str]:
    """Cut "52.52, 13.40" into latitude and longitude; what is no pair is all latitude."""
    match = _PAIR.fullmatch(text.strip().replace("−", "-")[:100])
    if not match:
        return text.strip(), ""
    pair = (match[1], match[2]) if match[1] else (match[3], match[4])
    return pair[0].replace(",", "."), pair[1].replace(",", ".")


def read_position(latitude: str, longitude: str) -> Read[tuple[float, float]]:
    """Read degrees north and east. Nothing and 0/0 give no value; what lies on no globe is noted."""
    north, east = (text.strip().replace("−", "-").replace(",", ".") for text in (latitude, longitude))
    if not north and not east:
        return Read(None)
    if _NUMBER.fullmatch(north) and _NUMBER.fullmatch(east):
        value = float(north), float(east)
        if value == (0.0, 0.0):
            return Read(None)
        if abs(value[0]) <= 90 and abs(value[1]) <= 180:
            return Read(value)
    shown = quoted(f"{latitude} {longitude}")
    return Read(None, (note(_("“%(text)s” is no position on the map.") % {"text": shown}),))
