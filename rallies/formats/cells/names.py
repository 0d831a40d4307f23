"""Texts and names as people typed them."""

import re
import unicodedata

from rallies.gazetteer.spelling import repair_alphabets

_JOINERS = re.compile(r"(?<![\u0600-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
_STRUCK_THROUGH = dict.fromkeys(range(0x335, 0x339))
_UNNAMED = re.compile(
    r"(?:an? |the )?(?:small |local |independent |civil |anti-?war )*(?:initiative |activists?'? )?"
    r"(?:group|team|collective)(?: of (?:the )?(?:local |independent |civil |anti-?war )*activists)?"
    r"|(?:an? |the )?(?:local |independent |civil |anti-?war )*activists?(?: group)?"
    r"|(?:независимая |местная |инициативная |активистская |антивоенная )*группа"
    r"(?: (?:местных |независимых |гражданских |антивоенных )*"
    r"(?:активистов|активисток|активистов и активисток|активисток и активистов|активист_ок))?"
    r"|(?:местные |независимые |гражданские |антивоенные )*(?:активисты|активистки|активисты и активистки)"
    r"|група активіст(?:ів|ок)|активісти|gruppe von aktivist\w*|aktivist\w*"
    r"|без (?:организатора|названия)|no organi[sz]er|unnamed|anonymous"
)
_NOTHING = re.compile(r"[\W_]*|n/?a|none|нет|tb[acd]")


def clean_text(text: str) -> str:
    """The text as it was meant: composed, on one line, in one alphabet per word.

    Controls, zero-width and direction marks, soft hyphens, broken characters and struck-through marks go;
    joiners stay where a script or an emoji needs them. A Cyrillic letter inside a Latin word, and the
    reverse, becomes the letter that it looks like.
    """
    shown = (_visible(letter) for letter in _JOINERS.sub("", text))
    composed = unicodedata.normalize("NFC", "".join(shown).translate(_STRUCK_THROUGH))
    return repair_alphabets(" ".join(composed.split()))


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter.isspace() or category[0] == "Z":
        return " "
    return "" if category in {"Cc", "Cs"} or (category == "Cf" and letter not in "\u200c\u200d") else letter


def is_unnamed(text: str) -> bool:
    """Whether an organizer is only "a group of activists", or not given at all."""
    plain = clean_text(text).casefold().strip(" .,:;!?\"'«»„“”‘’()[]-–—")
    return _NOTHING.fullmatch(plain) is not None or _UNNAMED.fullmatch(plain) is not None
