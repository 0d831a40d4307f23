"""Lines of a text, one at a time, so that a large text is never held twice."""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def lines(text: str) -> Iterator[str]:
    """The lines with their ends: CR LF, LF or CR, and nothing else that Unicode calls a line."""
    return (match[0] for match in _LINE.finditer(text))
