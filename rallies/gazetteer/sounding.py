"""What a name sounds like, roughly and across alphabets: offered when no spelling fits, never taken."""

import re
from collections.abc import Iterator

from .spelling import plain_latin

_CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћђџѓќ", ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", ".", "y", ".", "e", "yu", "ya", "yo", "i", "yi", "ye", "g", "u", "j", "lj", "nj", "c", "dj", "dz", "g", "k"], strict=True))  # fmt: skip
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o"], strict=True))  # fmt: skip
_GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", ["a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u", "p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h"], strict=True))  # fmt: skip
_ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև", ["a", "b", "g", "d", "e", "z", "e", "e", "t", "zh", "i", "l", "kh", "ts", "k", "h", "dz", "gh", "ch", "m", "y", "n", "sh", "o", "ch", "p", "j", "r", "s", "v", "t", "r", "ts", "v", "p", "k", "o", "f", "ev"], strict=True))  # fmt: skip
_LATIN = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ß": "ss",
    "ə": "e",
}
_LETTERS = str.maketrans({
    letter: latin.replace(".", "")
    for letter, latin in {**_CYRILLIC, **_GREEK, **_GEORGIAN, **_ARMENIAN, **_LATIN}.items()
})  # fmt: skip
_ALIKE = (
    ("sch", "s"), ("tsch", "c"), ("tch", "c"), ("shch", "s"), ("ch", "c"), ("sh", "s"), ("zh", "z"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "kv"), ("q", "k"), ("x", "ks"), ("ts", "c"),
    ("tz", "c"), ("w", "v"), ("j", "y"), ("ll", "l"),
)  # fmt: skip
_SIBILANT = str.maketrans({"c": "k", "z": "s", "h": None})
_VOWELS = re.compile(r"(?<=.)[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
LATIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC_ALPHABET = "абвгдежзиклмнопрстуфхцчшщъыьэюя"


def to_latin(text: str) -> str:
    """The text in Latin letters without accents, where its alphabet is known; other letters stay."""
    lowered = plain_latin(text.lower().translate(_LETTERS))
    return lowered.translate(_LETTERS)


def sound(compared: str) -> str:
    """A consonant outline of a comparison key; empty for scripts without a known transliteration."""
    latin = compared.translate(_LETTERS)
    if not latin.isascii() or len(latin) < 3:
        return ""
    for written, heard in _ALIKE:
        if written in latin:
            latin = latin.replace(written, heard)
    outline = _DOUBLED.sub(r"\1", _VOWELS.sub("", latin.translate(_SIBILANT)))
    return outline if len(outline) > 2 else ""


def one_letter_off(compared: str) -> Iterator[str]:
    """Every key that differs by one letter: missing, added, replaced, or two neighbours exchanged."""
    alphabet = LATIN_ALPHABET if compared[:1].isascii() else CYRILLIC_ALPHABET
    for place in range(len(compared) + 1):
        before, after = compared[:place], compared[place:]
        for letter in alphabet:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def distance(first: str, second: str, limit: int = 2) -> int:
    """Letters to change, insert, drop or swap with a neighbour; `limit + 1` stands for more."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    older: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            steps = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if older and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                steps = min(steps, older[column - 2] + 1)
            current.append(steps)
        older, previous = previous, current
    return min(previous[-1], limit + 1)
