"""Makes a page of the live site one of a copy: every own address relative, every form a link.

The functions are pure. They read the HTML that our own templates write: tags well formed, values
escaped. Files are written out in links (``index.html``), so that a copy opens from plain files, from a
sub-path and from any host.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

INDEX = "index.html"
TAG = re.compile(
    r"<(?P<name>[a-zA-Z][\w-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)+)\s*/?>"
)
ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+)))?"
)
FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>.*?</form\s*>", re.DOTALL | re.IGNORECASE)
STYLE_ADDRESS = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<address>[^"')\s]+)(?P=quote)\s*\)""")
ADDRESSED = frozenset({"href", "src", "poster"})
FOLLOWED = frozenset({"a", "area"})
# A link with this relation leads to the live site on purpose.
LIVE = "external"
HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta charset=[^>]*>)?", re.IGNORECASE)
MAIN = re.compile(r"<main\b", re.IGNORECASE)

# Takes a path on the live site and returns the file of the copy that holds it, if any does.
Finder = Callable[[str], str | None]
Attributes = dict[str, str | None]


class LinkError(Exception):
    """A page needs a file that the copy does not hold; the sentence names both."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page on its way into a copy: its path on the live site and its file in the copy."""

    path: str
    file: str


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What the links of a copy depend on: the live site, where the copy will stand if known, its files."""

    origin: str
    find: Finder
    base: str = ""


def file_of(path: str) -> str:
    """Return the file that holds a path: ``/en/`` is in ``en/index.html``."""
    return path[1:] + (INDEX if path.endswith("/") else "")


def way(start: str, end: str) -> str:
    """Return the way from one file to another: ``en/index.html`` to ``a.css`` is ``../a.css``."""
    return posixpath.relpath(end, posixpath.dirname(start) or ".")


def copied(html: str, *, page: Page, copy: Copy, form_words: str) -> str:
    """Return the page with its addresses as the copy needs them; raises ``LinkError``.

    Own addresses become relative, those that the copy does not hold lead to the live site, and each form
    becomes a link to where it stands there, under ``form_words``. The canonical address stays.
    """
    linked = FORM.sub(lambda form: _form_link(form["attributes"], page, copy, form_words), html)
    return TAG.sub(lambda tag: _tag(tag, page, copy), linked)


def style(css: str, *, page: Page, copy: Copy) -> str:
    """Return a style sheet with the addresses of its own files relative; raises ``LinkError``."""

    def address(found: re.Match[str]) -> str:
        value = found["address"]
        return found[0] if value.startswith(("#", "data:")) else f'url("{_file(value, page, copy)}")'

    return STYLE_ADDRESS.sub(address, css)


def with_note(html: str, note: str) -> str:
    """Put a note in front of what the page says; raises ``LinkError`` where there is no such place."""
    place = MAIN.search(html)
    if place is None:
        raise LinkError("A page has no <main>, so that the time of the copy cannot be shown.")
    return f"{html[: place.start()]}{note}{html[place.start() :]}"


def with_rules(html: str, *, policy: str, referrer: str) -> str:
    """Say in the page what the live site says in headers, because a strange host sends none of them."""
    rules = (
        f'\n<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        f'\n<meta name="referrer" content="{escape(referrer)}">'
    )
    return HEAD.sub(lambda head: head[0] + rules, html, count=1)


def read(attributes: str) -> Attributes:
    """Return attributes with their values unescaped; ``None`` for those without."""
    found: Attributes = {}
    for one in ATTRIBUTE.finditer(attributes):
        value = next((one[key] for key in ("double", "single", "bare") if one[key] is not None), None)
        found[one["name"].lower()] = None if value is None else unescape(value)
    return found


def _tag(tag: re.Match[str], page: Page, copy: Copy) -> str:
    attributes = read(tag["attributes"])
    addressed = ADDRESSED.intersection(attributes)
    if not addressed or LIVE in _relations(attributes):
        return tag[0]
    changed = attributes.copy()
    for name in addressed:
        _readdress(tag["name"].lower(), name, changed, page, copy)
    return tag[0] if changed == attributes else f"<{tag['name']}{_written(changed)}>"


def _readdress(tag: str, name: str, attributes: Attributes, page: Page, copy: Copy) -> None:
    value = attributes[name] or ""
    target = _own(value, page, copy)
    if target is None:
        return
    relations = _relations(attributes)
    if tag == "link" and "canonical" in relations:
        attributes[name] = f"{copy.origin}{target}"
    elif tag == "link" and "alternate" in relations:
        attributes[name] = _alternate(target, page, copy)
    elif tag in FOLLOWED:
        _follow(target, name, attributes, page, copy)
    else:
        attributes[name] = _file(value, page, copy)


def _follow(target: str, name: str, attributes: Attributes, page: Page, copy: Copy) -> None:
    file = _find(target, copy)
    if file is None:
        attributes[name] = f"{copy.origin}{target}"
        attributes["rel"] = " ".join([*_relations(attributes), LIVE])
        return
    fragment = urlsplit(target).fragment
    attributes[name] = way(page.file, file) + (f"#{fragment}" if fragment else "")


def _alternate(target: str, page: Page, copy: Copy) -> str:
    """Search engines want full addresses of translations, which only a copy with an address has."""
    file = _find(target, copy)
    if file is None:
        return f"{copy.origin}{target}"
    return f"{copy.base}{file.removesuffix(INDEX)}" if copy.base else way(page.file, file)


def _file(value: str, page: Page, copy: Copy) -> str:
    target = _own(value, page, copy)
    file = None if target is None else _find(target, copy)
    if file is None:
        raise LinkError(f"{page.path} needs {value}, which the copy does not hold.")
    return way(page.file, file)


def _own(value: str, page: Page, copy: Copy) -> str | None:
    """Return an address as path of the live site; ``None`` for other sites, schemes and fragments."""
    if not value or value.startswith("#"):
        return None
    try:
        full = urlsplit(urljoin(f"{copy.origin}{page.path}", value))
    except ValueError:
        return None
    if f"{full.scheme}://{full.netloc}".lower() != copy.origin.lower():
        return None
    query = f"?{full.query}" if full.query else ""
    fragment = f"#{full.fragment}" if full.fragment else ""
    return f"{full.path or '/'}{query}{fragment}"


def _find(target: str, copy: Copy) -> str | None:
    return copy.find(unquote(urlsplit(target).path))


def _form_link(attributes: str, page: Page, copy: Copy, words: str) -> str:
    action = read(attributes).get("action") or page.path
    address = urljoin(f"{copy.origin}{page.path}", action)
    return f'<p><a href="{escape(address)}" rel="{LIVE}">{escape(words)}</a></p>'


def _relations(attributes: Attributes) -> list[str]:
    return (attributes.get("rel") or "").split()


def _written(attributes: Attributes) -> str:
    return "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes.items()
    )
