"""What sort of event a title announces."""

import re

from rallies.statuses import Kind

from .names import clean_text

_MONTH_OF_MARCH = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?march\b|\bmarch\s+\d{1,2}(?:st|nd|rd|th|,|\s+\d{4}|\s*[-–—:.]|\s*$)"
    r"|\bmarch\s+\d{4}\b",
    re.IGNORECASE,
)
_WORDS = (
    (
        Kind.LETTERS,
        (
            r"letter[\s-]*writing|writing (?:of )?(?:letters|postcards)|write (?:letters|postcards)"
            r"|letters to (?:the )?(?:political )?prisoners"
            r"|(?:evening|night) of letters|letters? (?:evening|night)"
            r"|вечер\w* (?:написания )?(?:писем|открыток)"
            r"|(?:написани\w+|пишем|писать|напиш\w+) (?:письм\w*|писем|открыт\w+)"
            r"|пис(?:ем|ьма) полит\w+|вечір листів"
        ),
    ),
    (
        Kind.VIGIL,
        (
            r"\bvigils?\b|candle[\s-]?light|\bmourning\b|evening of remembrance|\blaying (?:of )?flowers"
            r"|mahnwache|бдени[ея]|поминов\w+|поминальн\w+|траурн\w+|вечер памяти|возложени\w+ цветов"
        ),
    ),
    (Kind.PICKET, r"\bpickets?\b|\bpicketing\b|\bpiquete?\b|пикет\w*|пікет\w*"),
    (
        Kind.MARCH,
        (
            r"\bmarch(?:es|ing)?\b|\bmarche\b|\bmarsch\b|\bmarcha\b|\bmarcia\b|\bmarsz\b|\bprocession\b"
            r"|\bмарш(?:а|е|ем|у|и|ей)?\b|шестви[ея]\w*|\bхода\b"
        ),
    ),
)
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)


def guess_kind(title: str) -> str:
    """The ``Kind`` that a title names ("Траурный марш" is a vigil first), or an empty text.

    A cell that holds nothing but a kind's own value is that kind. The month of March is no march.
    """
    plain = clean_text(title)
    if plain.casefold() in Kind.values:
        return plain.casefold()
    without_month = _MONTH_OF_MARCH.sub(" ", plain)
    return next((str(kind) for kind, words in _PATTERNS if words.search(without_month)), "")
