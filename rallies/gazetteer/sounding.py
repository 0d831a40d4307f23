"""What a name sounds like, roughly and across alphabets: offered when no spelling fits, never taken."""

import re
from collections.abc import Iterator

from .spelling import plain_latin

_TRANSLITERATED = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts "
    "ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya ё=yo і=i ї=yi є=ye ґ=g ў=u ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz "
    "ѓ=g ќ=k "
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps "
    "ω=o "
    "ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k ღ=gh ყ=q "
    "შ=sh ჩ=ch ც=ts ძ=dz წ=ts ჭ=ch ხ=kh ჯ=j ჰ=h "
    "ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=e թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y ն=n շ=sh "
    "ո=o չ=ch պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v փ=p ք=k օ=o ֆ=f և=ev "
    "ø=o ł=l đ=d ð=d þ=th æ=ae œ=oe ı=i ß=ss ə=e "
)
_LETTERS = str.maketrans(dict(pair.split("=") for pair in _TRANSLITERATED.split()))
_HEARD = (
    "tsch=c shch=s sch=s tch=c ch=c sh=s zh=z kh=h gh=g ph=f th=t ck=k qu=kv q=k x=ks ts=c tz=c w=v j=y ll=l"
)
_ALIKE = [tuple(pair.split("=")) for pair in _HEARD.split()]
_SIBILANT = str.maketrans({"c": "k", "z": "s", "h": None})
_VOWELS = re.compile(r"(?<=.)[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
SHORTEST_OUTLINE = 3  # letters; shorter ones sound like half the country
LATIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC_ALPHABET = "абвгдежзиклмнопрстуфхцчшщъыьэюя"


def to_latin(text: str) -> str:
    """The text in Latin letters without accents, where its alphabet is known; other letters stay."""
    lowered = plain_latin(text.lower().translate(_LETTERS))
    return lowered.translate(_LETTERS)


def sound(compared: str) -> str:
    """A consonant outline of a comparison key; empty for scripts without a known transliteration."""
    latin = compared.translate(_LETTERS)
    if not latin.isascii() or len(latin) < SHORTEST_OUTLINE:
        return ""
    for written, heard in _ALIKE:
        if written in latin:
            latin = latin.replace(written, heard)
    outline = _DOUBLED.sub(r"\1", _VOWELS.sub("", latin.translate(_SIBILANT)))
    return outline if len(outline) >= SHORTEST_OUTLINE else ""


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
