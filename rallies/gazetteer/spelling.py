"""How two written names are compared: cleaning, look-alike letters, qualifiers and the comparison key."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TEXT = 200  # characters of any input that are looked at; place names end long before

# Letters that NFKD leaves alone although people type them as plain ones. The last two fold what Russian,
# Ukrainian and Belarusian keyboards exchange, and the bar of Serbian.
_FOLDED_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n", "ħ": "h",
    "ŧ": "t", "ə": "e", "ƿ": "w", "ǝ": "e", "ɛ": "e", "ɔ": "o", "ĸ": "k", "і": "и", "ӏ": "",
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": "",
}  # fmt: skip
_STRIPPED_MARKS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x02B0, 0x02FF))
_LATIN_LOOKS = "AaBEeKkMmHOoPpCcTtXxYyIiSsJjVv"
_CYRILLIC_LOOKS = "АаВЕеКкМмНОоРрСсТтХхУуІіЅѕЈјѴѵ"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")
_BRACKETED = re.compile(r"[(\[（]([^)\]）]*)[)\]）]?")
_COMMA = re.compile(r"\s*[,;，、،]\s*")
_WITH_DIGITS = re.compile(r"[\w-]*\d[\w-]*")  # postal codes, house numbers
_CODE_BEHIND = re.compile(r"^(.*[a-zß-ÿ].*) ([A-Z]{1,3})$")  # province or district: "Potenza PZ", "Aarhus C"
_ALTERNATIVE = re.compile(r"\s*[/|\\]\s*|\s+[-–—]\s+")
_TOWN_WORD = re.compile(
    r"^(?:г\.|гор\.|город\s|м\.|місто\s|город-герой\s|city of\s|the city of\s)\s*", re.IGNORECASE
)
_AREA_WORD = re.compile(
    r"\s(?:city|district|municipality|kommune|kommun|partido|город|район)$|^(?:municipality|district) of\s",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"^(st|ste|ft|mt|сент|сен|св)\b\.?[\s-]*", re.IGNORECASE)
_SPELT_OUT = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "сент": "сен",
    "сен": "сент",
    "св": "святой",
}
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


class _Folding(dict[int, str | None]):
    """Translation table that decides about a character when it first meets it."""

    def __missing__(self, code: int) -> str | None:
        self[code] = result = _fold(chr(code))
        return result


def _fold(character: str) -> str | None:
    code = ord(character)
    if any(first <= code <= last for first, last in _STRIPPED_MARKS):
        return None
    if character in _FOLDED_LETTERS:
        return _FOLDED_LETTERS[character]
    return character if unicodedata.category(character)[0] in "LNM" else None


_folding = _Folding()


def clean(text: str) -> str:
    """The visible text: no control, zero-width or broken characters, single blanks, 200 characters."""
    shown = (c if unicodedata.category(c)[0] not in "CZ" else _blank(c) for c in text[:LONGEST_TEXT])
    return " ".join("".join(shown).split())


def _blank(character: str) -> str:
    return " " if character.isspace() or unicodedata.category(character)[0] == "Z" else ""


def key(text: str) -> str:
    """The comparison key: no case, accents, blanks, hyphens or apostrophes, in any script; may be empty.

    Applying it to its own result changes nothing: the shipped tables hold keys, and a test compares them.
    """
    plain = unicodedata.normalize("NFKD", clean(text).casefold()).casefold()
    return unicodedata.normalize("NFC", plain.translate(_folding))


def repair_alphabets(text: str) -> str:
    """Words that mix Latin and Cyrillic letters, written in the one alphabet that their letters allow."""
    return _WORD.sub(lambda word: _in_one_alphabet(word[0]), text)


def _in_one_alphabet(word: str) -> str:
    latin, cyrillic = _LATIN_LETTER.findall(word), _CYRILLIC_LETTER.findall(word)
    if not latin or not cyrillic:
        return word
    attempts = (word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN))
    whole = (not _LATIN_LETTER.search(attempts[0]), not _CYRILLIC_LETTER.search(attempts[1]))
    if whole[0] and (not whole[1] or len(cyrillic) >= len(latin)):
        return attempts[0]
    return attempts[1] if whole[1] else word


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what somebody typed: a name, and what may say where it lies."""

    name: str
    qualifiers: tuple[str, ...] = ()


def readings(text: str) -> list[tuple[Reading, ...]]:
    """How a typed place may be read, most literal first.

    Each entry holds the alternatives of one reading: one as a rule, several where a stroke or a dash
    separates names ("Biel / Bienne"). Words with digits count in the literal reading only.
    """
    whole = _TOWN_WORD.sub("", repair_alphabets(clean(text)))
    plain = clean(_WITH_DIGITS.sub(" ", whole))
    asides = tuple(filter(None, (clean(aside) for aside in _BRACKETED.findall(plain))))
    outside = clean(_BRACKETED.sub(" ", plain))
    head, *tail = [part for part in _COMMA.split(outside) if part] or [""]
    qualifiers = (*tail, *asides)
    found: list[tuple[Reading, ...]] = [
        (Reading(whole),),
        (Reading(outside, asides),),
        (Reading(head, qualifiers),),
    ]
    if coded := _CODE_BEHIND.match(head):
        found.append((Reading(coded[1], (coded[2], *qualifiers)),))
    names = [part for part in _ALTERNATIVE.split(head) if part]
    if len(names) > 1:
        found.append(tuple(Reading(name, qualifiers) for name in names))
    return [entry for place, entry in enumerate(found) if entry not in found[:place]]


def trailing_words(reading: Reading) -> Iterator[Reading]:
    """Readings that take the last one, two or three words for a qualifier ("Portland Oregon")."""
    words = reading.name.split()
    for count in (1, 2, 3):
        if len(words) > count:
            yield Reading(" ".join(words[:-count]), (" ".join(words[-count:]), *reading.qualifiers))


def keys(name: str) -> list[str]:
    """Keys of a name and of its usual other spellings: saint for st., no "district", no e for umlauts."""
    abbreviated = _ABBREVIATED.match(name)
    written = [name]
    if abbreviated:
        written.append(f"{_SPELT_OUT[abbreviated[1].lower()]} {name[abbreviated.end() :]}")
    written.append(_AREA_WORD.sub("", name))
    found = [key(spelling) for spelling in written]
    found.extend(_without_umlaut_e(found[0]))
    return [entry for place, entry in enumerate(found) if entry and entry not in found[:place]]


def _without_umlaut_e(first: str) -> Iterator[str]:
    for pair, vowel in _UMLAUTS:
        if pair in first:
            yield first.replace(pair, vowel)


def plain_latin(text: str) -> str:
    """The text without accents, so that slugs of Latin names stay readable."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(character for character in folded if not unicodedata.combining(character))
