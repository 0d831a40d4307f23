"""What a browser asks for beside the path: encodings, validators, ranges (RFC 9110). Pure."""

import re
from collections.abc import Collection

# The wire prefers what is smaller; both are ready, so neither costs anything.
PREFERENCE = ("br", "gzip")
QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")
LONGEST_HEADER = 1000


def encoding(header: str, offered: Collection[str]) -> str:
    """Return the best offered encoding that ``Accept-Encoding`` allows; ``""`` is the page as it reads.

    By name or ``*``; ``q=0`` refuses; of equal quality the smaller one; a malformed quality counts as 1.
    Nobody is refused for excluding ``identity``: a page as it reads is better than none.
    """
    if not header or len(header) > LONGEST_HEADER:
        return ""
    wanted = _qualities(header)
    anything = wanted.get("*", 0.0)
    ranked = [(wanted.get(name, anything), name) for name in PREFERENCE if name in offered]
    quality, best = max(ranked, key=lambda pair: pair[0], default=(0.0, ""))
    return best if quality > 0 and quality >= wanted.get("identity", 0.0) else ""


def _qualities(header: str) -> dict[str, float]:
    found = {}
    for part in header.lower().split(","):
        name, _semicolon, weight = part.replace(" ", "").replace("\t", "").partition(";")
        match = QUALITY.match(weight)
        found[name] = float(match.group(1)) if match else 1.0
    return found


def is_known(header: str, etag: str) -> bool:
    """Say whether ``If-None-Match`` names the validator (quoted), compared weakly, or ``*``."""
    if header == etag:
        return True
    tags = (tag.strip().removeprefix("W/") for tag in header[:LONGEST_HEADER].split(","))
    return any(tag in {etag, "*"} for tag in tags)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte of a single range, or ``None`` for what is to be ignored.

    Raises ``ValueError`` for a range that lies outside, which is answered by 416.
    """
    match = RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise ValueError(header)
        return size - length, size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise ValueError(header)
    return int(first), min(int(last), size - 1) if last else size - 1
