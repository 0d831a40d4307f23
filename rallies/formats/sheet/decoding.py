"""From bytes to text. A wrong guess would print nonsense to the public: in doubt the file is refused."""

import codecs
import re
from typing import Final

from django.utils.translation import gettext as _

from .shapes import SheetError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў]")
_RUSSIAN_TYPING = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў«»„“”‘’…–—№\xa0•°§™]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_BROKEN_CASE = re.compile(r"[а-яёії][А-ЯЁІЇ]")
_TWICE_ENCODED = re.compile(r"[РСÐÑ][^А-Яа-яA-Za-z\s\d«»„“”.,;:!?()\"'\-–—\xa0]")
_PLAUSIBLE_16: Final = 0.95  # share of usual letters that makes unmarked UTF-16 certain
_SAMPLE: Final = 100_000  # characters
_SCATTERED: Final = 0.2  # share of odd words above which an encoding is a wrong guess


def decode(data: bytes) -> tuple[str, str]:
    """Return the text without its mark, and the encoding.

    Knows UTF-8, marked UTF-16 and UTF-32, UTF-16 without a mark where its letters are usual ones, and
    Windows-1251 where it reads as Cyrillic. Raises ``SheetError`` for everything else.
    """
    text, encoding = _decoded(data)
    if _CONTROLS.search(text):
        raise SheetError(_("This is no text that can be read as a list: save it as .xlsx, .ods or CSV."))
    if _is_twice_encoded(text):
        raise SheetError(
            _("The letters were garbled when this file was saved: save it as CSV in UTF-8 again.")
        )
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    if b"\x00" in data:
        return _unmarked_16(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _windows_1251(data, error), "cp1251"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable() from error


def _unmarked_16(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = sum(1 for letter in text if letter in "\t\r\n" or " " <= letter < "\u0530")
        if usual >= _PLAUSIBLE_16 * len(text):
            return text, encoding
    raise SheetError(_("This is no text that can be read as a list: save it as .xlsx, .ods or CSV."))


def _windows_1251(data: bytes, error: UnicodeDecodeError) -> str:
    """Read Windows-1251 if the result looks typed in it, and not like damaged UTF-8 or another encoding."""
    hopeful = data.decode("utf-8", errors="replace")
    broken = hopeful.count("\ufffd")
    special = len(hopeful) - len(hopeful.encode("ascii", errors="ignore"))
    if special - broken > broken:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(
            _("The file is UTF-8 with broken characters, the first in line %(line)d.") % {"line": line}
        )
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        raise _unreadable() from error
    if not _reads_as_russian(_sample(text)):
        raise _unreadable()
    return text


def _sample(text: str) -> str:
    """Enough of the text to judge its letters by, from the first that is not plain ASCII."""
    first = _NOT_ASCII.search(text)
    return text[first.start() :][:_SAMPLE] if first else ""


def _reads_as_russian(text: str) -> bool:
    special = _NOT_ASCII.findall(text)
    if len(_RUSSIAN_TYPING.findall(text)) < (1 - _SCATTERED / 2) * len(special):
        return False
    words = [word for word in _WORD.findall(text) if _CYRILLIC.search(word)]
    odd = sum(1 for word in words if _LATIN.search(word) or _BROKEN_CASE.search(word))
    return bool(words) and odd <= _SCATTERED * len(words)


def _is_twice_encoded(text: str) -> bool:
    sample = _sample(text)
    pairs = len(_TWICE_ENCODED.findall(sample))
    return pairs > 3 and pairs * 5 > len(_NOT_ASCII.findall(sample))


def _unreadable() -> SheetError:
    return SheetError(_("The letters of this file cannot be read: save it as CSV in UTF-8."))
