"""The WSGI layer before Django: public paths are answered from the current edition, all else by Django.

Asks no database, session, cookie or query string, and never says back what a request said.
"""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string

from .. import public_urls
from ..services.edition.manifest import ENCODINGS, Manifest, Page
from . import negotiation
from .reading import Reader

CACHE = "public, max-age=60, stale-while-revalidate=600, stale-if-error=604800"
NEVER = "no-store"
PLAIN = "text/plain; charset=utf-8"
# The middleware whose headers do not depend on the page.
HEADER_LAYERS = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
Headers = list[tuple[str, str]]
Environ = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire."""

    status: str
    headers: Headers
    body: bytes = b""


class EditionFirst:
    """Answers from the edition what the edition holds, and hands everything else to ``application``."""

    def __init__(
        self,
        application: WSGIApplication,
        reader: Reader,
        *,
        hosts: list[str],
        secure: tuple[str, str] | None,
        headers: Headers,
    ) -> None:
        self.application, self.reader = application, reader
        self._hosts, self._headers = hosts, headers
        self._proxy, self._is_secure_only = secure, secure is not None
        self._prefixes = {f"/{code}/": code for code in public_urls.languages()}
        self._is_host = functools.lru_cache(maxsize=256)(self._allows)
        self._encoding = functools.lru_cache(maxsize=512)(negotiation.encoding)
        self._ready = functools.lru_cache(maxsize=4096)(self._whole_headers)
        self._refused = self._short("400 Bad Request", b"Bad request.\n")

    @classmethod
    def from_settings(cls, application: WSGIApplication) -> "EditionFirst":
        """Build the layer of this site."""
        return cls(
            application,
            Reader(Path(settings.EDITIONS_DIR)),
            hosts=list(settings.ALLOWED_HOSTS),
            secure=settings.SECURE_PROXY_SSL_HEADER if settings.SECURE_SSL_REDIRECT else None,
            headers=site_headers(),
        )

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(environ)
        if answer is None:
            return self.application(environ, start_response)
        start_response(answer.status, answer.headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def answer(self, environ: Environ) -> Answer | None:
        """Return the answer to a request, or ``None`` where Django has to give it."""
        # Only a proxy that may go anywhere is asked in the absolute form; a foreign host is nobody's.
        if environ.get("RAW_URI", "/")[:1] != "/" or not self._is_host(environ.get("HTTP_HOST", "")):
            return self._refused
        if self._is_secure_only and not self._is_secure(environ):
            return None
        edition = self.reader.edition()
        if edition is None or environ.get("SCRIPT_NAME"):
            return None
        path = environ["PATH_INFO"]
        page = edition.pages.get(path)
        if page is None:
            return self._elsewhere(edition, path, environ["REQUEST_METHOD"])
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._short("405 Method Not Allowed", b"Method not allowed.\n", ("Allow", "GET, HEAD"))
        return self._page(page, environ)

    def _allows(self, host: str) -> bool:
        domain, _port = split_domain_port(host)
        return bool(domain) and validate_host(domain, self._hosts)

    def _is_secure(self, environ: Environ) -> bool:
        name, value = self._proxy or ("", "")
        given = environ.get(name)
        if given is None:
            return bool(environ["wsgi.url_scheme"] == "https")
        return bool(given.split(",", 1)[0].strip() == value)

    def _elsewhere(self, edition: Manifest, path: str, method: str) -> Answer | None:
        """Answer for a path that the edition does not hold: below a language nothing else is public."""
        if method not in {"GET", "HEAD"} or self._is_live(path):
            return None
        if f"{path}/" in edition.pages:
            return self._short("301 Moved Permanently", b"", ("Location", f"{path}/"))
        language = self._prefixes.get(path[:4])
        missing = edition.pages.get(edition.missing.get(language or "", ""))
        body = self.reader.body(missing, "") if missing else None
        if missing is None or body is None:
            return None
        headers = [*missing.headers.items(), ("Content-Length", str(len(body))), ("Cache-Control", NEVER)]
        return Answer("404 Not Found", headers + self._headers, body)

    def _is_live(self, path: str) -> bool:
        return path[4:].split("/", 1)[0] in public_urls.LIVE

    def _page(self, page: Page, environ: Environ) -> Answer | None:
        encoding = self._encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), ENCODINGS)
        body = self.reader.body(page, encoding)
        if body is None and encoding:
            encoding = ""
            body = self.reader.body(page, encoding)
        if body is None:
            return None
        if page.status != 200:
            headers = [*page.headers.items(), ("Cache-Control", NEVER), *self._headers]
            return Answer("404 Not Found", headers, self.reader.body(page, "") or b"")
        etag, whole, shared = self._ready(page.etag_in(encoding), encoding, len(body), *page.headers.items())
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and negotiation.is_known(known, etag):
            return Answer("304 Not Modified", shared)
        if "HTTP_RANGE" in environ and environ["REQUEST_METHOD"] == "GET":
            return self._range(environ, body, etag, whole)
        return Answer("200 OK", whole, body)

    def _whole_headers(
        self, etag: str, encoding: str, size: int, *own: tuple[str, str]
    ) -> tuple[str, Headers, Headers]:
        """Return the quoted validator, the headers of the whole page, and those of a 304."""
        quoted = f'"{etag}"'
        shared = [("ETag", quoted), ("Cache-Control", CACHE), ("Vary", "Accept-Encoding"), *self._headers]
        length = [("Content-Length", str(size)), ("Accept-Ranges", "bytes")]
        packed = [("Content-Encoding", encoding)] if encoding else []
        return quoted, [*own, *packed, *length, *shared], shared

    def _range(self, environ: Environ, body: bytes, etag: str, whole: Headers) -> Answer:
        """Answer a single range; several, malformed or outdated ones get the whole page."""
        if environ.get("HTTP_IF_RANGE", etag) != etag:
            return Answer("200 OK", whole, body)
        try:
            wanted = negotiation.byte_range(environ["HTTP_RANGE"], len(body))
        except ValueError:
            extent = ("Content-Range", f"bytes */{len(body)}")
            return self._short("416 Range Not Satisfiable", b"Range not satisfiable.\n", extent)
        if wanted is None:
            return Answer("200 OK", whole, body)
        first, last = wanted
        part = body[first : last + 1]
        headers = [pair for pair in whole if pair[0] != "Content-Length"]
        headers += [
            ("Content-Length", str(len(part))),
            ("Content-Range", f"bytes {first}-{last}/{len(body)}"),
        ]
        return Answer("206 Partial Content", headers, part)

    def _short(self, status: str, body: bytes, *more: tuple[str, str]) -> Answer:
        headers = [("Content-Type", PLAIN), ("Content-Length", str(len(body))), ("Cache-Control", NEVER)]
        return Answer(status, [*more, *headers, *self._headers], body)


def site_headers() -> Headers:
    """Return the headers that Django's own layers put on every answer, as the settings have them."""
    request = HttpRequest()
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "443", "wsgi.url_scheme": "https"}
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        request.META[name] = value
    response = HttpResponse()
    del response.headers["Content-Type"]
    for name in HEADER_LAYERS:
        response = import_string(name)(HttpResponse).process_response(request, response)
    policy = response.headers["Content-Security-Policy"]
    response.headers["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    return list(response.items())
