"""One cell each: days, hours, offsets, links, positions, names and kinds as people type them. Pure."""

from .dates import NEAR_DAYS, days_outside, read_date
from .kinds import guess_kind
from .links import repair_link, split_link
from .names import clean_text, is_unnamed
from .offsets import Offset, offset_fits, read_offset
from .positions import read_position, split_position
from .remarks import Level, Read, Remark, is_placeholder
from .times import NIGHT, read_time
from .whens import read_when, split_time, split_when

__all__ = [
    "NEAR_DAYS",
    "NIGHT",
    "Level",
    "Offset",
    "Read",
    "Remark",
    "clean_text",
    "days_outside",
    "guess_kind",
    "is_placeholder",
    "is_unnamed",
    "offset_fits",
    "read_date",
    "read_offset",
    "read_position",
    "read_time",
    "read_when",
    "repair_link",
    "split_link",
    "split_position",
    "split_time",
    "split_when",
]
