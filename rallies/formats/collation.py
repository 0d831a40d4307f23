"""The alphabetical order of a language, without a collation library.

Letters compare first, accents only between names that are otherwise equal, and the page's own alphabet
comes before others: a Russian reader finds Ёлкино beside Елкино and Latin names after Я.
"""

import functools
import unicodedata

# Letters that Unicode does not take apart, as dictionaries of English and Russian sort them.
UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)
# Letters with a mark that are letters of their own in Cyrillic alphabets.
OWN_LETTERS = {"и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў"}
PASSED_OVER = frozenset("'’ʼʻ`´.")
CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})

SortKey = tuple[int, str, str]


@functools.lru_cache(maxsize=20_000)
def sort_key(name: str, language: str) -> SortKey:
    """Return what to sort ``name`` by on a page in ``language``."""
    apart = unicodedata.normalize("NFD", name.casefold())
    for pair, letter in OWN_LETTERS.items():
        apart = apart.replace(pair, letter)
    letters = "".join(
        letter for letter in apart if not unicodedata.combining(letter) and letter not in PASSED_OVER
    ).translate(UNDIVIDED)
    return _alphabet(letters, language), letters.replace("-", " "), apart


def _alphabet(letters: str, language: str) -> int:
    """Return 0 for a name in the alphabet of the page's language and 1 for any other."""
    is_cyrillic = letters[:1] != "" and unicodedata.name(letters[0], "").startswith("CYRILLIC")
    return int(is_cyrillic != (language.split("-", maxsplit=1)[0] in CYRILLIC_LANGUAGES))
