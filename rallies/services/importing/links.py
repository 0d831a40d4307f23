"""When two addresses are one, and what a differing one does to a list of links."""

from urllib.parse import urlsplit

Links = list[dict[str, str]]
_SAME_HOSTS = ("www.", "m.", "web.", "ru-ru.", "en-gb.")


def link_key(url: str) -> str:
    """Return what two spellings of one address share: no scheme, ``www.``, case of the host, end stroke."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for start in _SAME_HOSTS:
        host = host.removeprefix(start)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""


def link_keys(links: Links, kind: str = "") -> set[str]:
    """Return the keys of links, of one kind if it is named."""
    return {link_key(link["url"]) for link in links if not kind or link["kind"] == kind}


def with_link(links: Links, url: str, kind: str) -> Links:
    """Return the links with one more, unless it is there already."""
    if not url or link_key(url) in link_keys(links):
        return links
    return [*links, {"url": url, "kind": kind}]


def without_link(links: Links, url: str) -> Links:
    """Return the links without this address."""
    return [link for link in links if link_key(link["url"]) != link_key(url)]
