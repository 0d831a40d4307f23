"""Links as people type them: repaired where that is certain, left out with a reason where it is not."""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rallies.validators import validate_link

from .remarks import Read, Remark, is_placeholder, note, quoted

LONGEST_TEXT: Final = 4_000  # characters of a cell that are looked at

_LINK_MARK = re.compile(r"\s*\b\.?link\s*=\s*|(?<=\S)link=(?=\s*h?t?tps?\b)|\s+(?=https?://)", re.IGNORECASE)
_GLUED_MARK = re.compile(r"^(?:link|url|href|ссылка)\s*[=:]\s*", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:h+t+p+|tt+p+)(s*)\s*(?:[:;]+\s*[/\\\s]*|[.,]?[/\\]+)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:/|$))", re.IGNORECASE)
_MAIL = re.compile(r"^(?:mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)(?::\d{1,5})?(?:[/?#]|$)",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\[[^\]]*\]\((\S+)\)")
_ANOTHER = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)
_JOINT_BEFORE, _JOINT_AFTER = tuple("/.:?=&-_%#@"), tuple("/.:?=&-_%#")
_TAIL = ".,;:!?\"'»”’>*|…"
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|dclid|msclkid|igsh|igshid|ig_[a-z]+|mc_[ce]id|mibextid|acontext|notif_(?:id|t)|"
    r"ref_src|ref_url|_ga|_gl|__cft__.*|__tn__|__xts__.*|fb_action_\w+|action_history|extid|wtsid|_openstat|ysclid",
    re.IGNORECASE,
)
_CLOSED_TELEGRAM = re.compile(r"/(?:c/|joinchat\b|\+|%2b)", re.IGNORECASE)
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog", "www.t.me"})
_NUMBERS_ONLY = re.compile(r"[\d.]+|\[.*\]|0x.*")
_LOOKS_LATIN = str.maketrans("аеорсухіјѕкмтвнԁ", "aeopcyxijskmtbhd")
_NATIONAL_ENDINGS = ("рф", "укр", "бел", "москва", "онлайн", "сайт", "орг", "қаз")


def split_link(text: str) -> tuple[str, str]:
    """Cut "Title link=https://x" into what is said and where it leads; both trimmed, either may be empty."""
    match = _LINK_MARK.search(text)
    if not match:
        return text.strip(), ""
    return text[: match.start()].strip(), text[match.end() :].strip()


def repair_link(text: str) -> Read[str]:
    """Read an address of the web; every repair and every refusal is a note, for a link never stops a row.

    Repaired: blanks, missing or broken colon and scheme, a doubled scheme, a glued ``link=``, look-alike
    letters in the host, names in other alphabets (as IDNA), punctuation behind, tracking parameters. Left
    out: placeholders, other schemes, addresses of people, closed Telegram chats, credentials, hosts that are
    numbers. A value always satisfies ``validators.validate_link``.
    """
    plain = _one_line(text)
    if not plain:
        return Read(None)
    reason = _unusable(plain)
    if reason:
        return Read(None, (note(reason),))
    address, joined = _joined(plain)
    try:
        parts = urlsplit(_with_scheme(address))
        return _checked(parts, text, joined=joined)
    except (ValueError, ValidationError):
        return Read(None, (_no_address(text),))


def _one_line(text: str) -> str:
    """Without invisible characters, wrappers and a glued mark; blanks are folded, nothing else changes."""
    shown = "".join(
        " " if letter.isspace() else letter for letter in text[:LONGEST_TEXT].replace("&amp;", "&")
    )
    visible = "".join(letter for letter in shown if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})
    plain = " ".join(visible.split()).strip("<>\"'«»“”„ ").lstrip("([")
    markdown = _MARKDOWN.fullmatch("[" + plain)
    return _GLUED_MARK.sub("", markdown[1] if markdown else plain).strip()


def _unusable(plain: str) -> str:
    """Why a text cannot be an address at all; never shows the address of a person."""
    if is_placeholder(plain):
        return _("“%(text)s” stands where a link should be.") % {"text": quoted(plain)}
    if _MAIL.match(plain):
        return _("An e-mail address is no public link; it was left out.")
    if not _SCHEME.match(plain) and _OTHER_SCHEME.match(plain):
        return _("A link starts with https://; “%(text)s” was left out.") % {"text": quoted(plain, 20)}
    return ""


def _joined(plain: str) -> tuple[str, bool]:
    """The first address of a cell, blanks inside it closed; whether anything was closed or cut."""
    start = re.search(r"\bhttps?://", plain, re.IGNORECASE)
    cut = plain[start.start() :] if start and " " in plain[: start.start()] else plain
    scheme = _SCHEME.match(cut)
    rest = cut[scheme.end() :] if scheme else cut
    first = _ANOTHER.split(rest)[0]
    words = first.split(" ")
    address = words[0]
    for number, word in enumerate(words[1:], 1):
        if not _belongs(address, word, last=number == len(words) - 1):
            break
        address += word
    address = _without_tail(address)
    return (scheme[0] if scheme else "") + address, address != rest or cut != plain


def _belongs(address: str, word: str, *, last: bool) -> bool:
    """Whether a word behind a blank goes on with the address: a joint says so, or the only word in a path."""
    if address.endswith(_JOINT_BEFORE) or word.startswith(_JOINT_AFTER):
        return True
    return "/" in address and last and re.fullmatch(r"[\w./?=&%#-]+", word, re.ASCII) is not None


def _without_tail(address: str) -> str:
    bare = address.rstrip(_TAIL)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_TAIL)
    return bare


def _with_scheme(address: str) -> str:
    """The address with one well-written scheme. Raises ``ValueError`` for text that is no address."""
    secure, rest = True, address
    while match := _SCHEME.match(rest):
        secure, rest = bool(match[1]), rest[match.end() :]
    rest = rest.replace("\\", "/").lstrip("/")
    host = _in_one_alphabet(re.split(r"[/?#]", rest)[0])
    if rest == address.lstrip("/") and not _BARE.match(host) and not host.endswith(_NATIONAL_ENDINGS):
        raise ValueError(address[:20])
    return f"http{'s' if secure else ''}://{rest}"


def _checked(parts: SplitResult, text: str, *, joined: bool) -> Read[str]:
    if parts.username is not None or parts.password is not None:
        return Read(None, (note(_("The link holds a name or a password; it was left out.")),))
    host, path = _host(parts), parts.path
    if host in _TELEGRAM and _CLOSED_TELEGRAM.match(path):
        return Read(None, (note(_("Outsiders cannot open this Telegram chat; the link was left out.")),))
    query, tracked = _without_tracking(parts)
    port = f":{parts.port}" if parts.port else ""
    fragment = "" if parts.fragment.startswith(":~:") else parts.fragment
    value = urlunsplit((parts.scheme, host + port, path, query, fragment))
    validate_link(value)
    return Read(value, tuple(_remarks(text, value, host, path, tracked=tracked, joined=joined)))


def _host(parts: SplitResult) -> str:
    """The host in small Latin letters, as IDNA where needed. Raises ``ValueError`` for no public name."""
    host = _in_one_alphabet(parts.hostname or "").strip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    labels = host.split(".")
    if len(labels) == 1 or _NUMBERS_ONLY.fullmatch(host) or not all(labels):
        raise ValueError(host)
    if re.fullmatch(r"[a-z0-9_.-]+", host) is None or labels[-1].isdigit():
        raise ValueError(host)
    return host


def _in_one_alphabet(host: str) -> str:
    """The host in small letters, Latin ones where a few Cyrillic letters only look like them."""
    latin = host.lower().translate(_LOOKS_LATIN)
    mixed = any(letter.isascii() and letter.isalpha() for letter in host)
    return latin if latin.isascii() and mixed else host.lower()


def _without_tracking(parts: SplitResult) -> tuple[str, bool]:
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.split("=")[0])]
    query = "&".join(kept)
    return query, len(kept) < len([pair for pair in parts.query.split("&") if pair])


def _remarks(text: str, value: str, host: str, path: str, *, tracked: bool, joined: bool) -> list[Remark]:
    remarks = []
    if tracked:
        remarks.append(note(_("Tracking was removed from the link.")))
    if joined or (not tracked and _differs(text, value)):
        remarks.append(note(_("The link was repaired: %(link)s") % {"link": quoted(value, 120)}))
    if host.endswith("instagram.com") and path.startswith("/stories/"):
        remarks.append(note(_("This link expires after a day.")))
    return remarks


def _differs(text: str, value: str) -> bool:
    """Whether more than capitals of the host, a stroke at the end or blanks around were changed."""
    return text.strip().casefold().rstrip("/?#") != value.casefold().rstrip("/?#")


def _no_address(text: str) -> Remark:
    return note(_("“%(text)s” is no web address.") % {"text": quoted(text)})
