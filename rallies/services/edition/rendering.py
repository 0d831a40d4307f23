"""Rendering one public page in process: through the real URLconf, without middleware, host or visitor."""

import dataclasses
import hashlib
import io
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.urls import get_resolver, resolve

from ...formats import packing
from .errors import PageGone, PageRefused
from .manifest import Body, Page

# Sent with every page; what depends on the visitor or on the server is added when it is served.
KEPT_HEADERS = ("Content-Type", "Content-Language", "Onion-Location")
DIGEST_LENGTH = 32
MISSING = "404.html"


@dataclasses.dataclass(frozen=True, slots=True)
class Rendered:
    """A page with its content as it reads and packed, by the name of the encoding."""

    page: Page
    contents: Mapping[str, bytes]


def render(path: str) -> Rendered:
    """Render the page at ``path``; raises ``PageGone``, and ``PageRefused`` for a failure or overweight."""
    request = _request(path)
    try:
        match = resolve(path)
        response = match.func(request, *match.args, **match.kwargs)
    except Http404 as error:
        raise PageGone(path) from error
    except Exception as error:
        if _is_of_database(error):
            raise
        raise PageRefused(path, f"the page cannot be rendered ({type(error).__name__}: {error}).") from error
    if response.status_code != 200:
        raise PageRefused(path, f"the page answers {response.status_code} instead of 200.")
    return _packed(path, response, file=_file(path))


def render_missing(language: str) -> Rendered:
    """Render the page that says in a language that there is no such page."""
    path = f"/{language}/{MISSING}"
    handler: Any = get_resolver().resolve_error_handler(404)
    response = handler(_request(path), Http404())
    return _packed(path, response, file=path.lstrip("/"))


def _request(path: str) -> WSGIRequest:
    is_secure = settings.SITE_URL.startswith("https")
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "443" if is_secure else "80",
            "wsgi.url_scheme": "https" if is_secure else "http",
            "wsgi.input": io.BytesIO(),
        }
    )


def _packed(path: str, response: HttpResponse, *, file: str) -> Rendered:
    content = response.content
    contents = {"": content, "gzip": packing.gzipped(content), "br": packing.brotlied(content)}
    weight = len(contents["gzip"])
    if weight > packing.BODY_BUDGET:
        reason = f"the page weighs {weight:,} bytes in gzip, more than its {packing.BODY_BUDGET:,}."
        raise PageRefused(path, reason)
    bodies = {name: Body(len(body), hashlib.sha256(body).hexdigest()) for name, body in contents.items()}
    page = Page(
        file=file,
        status=response.status_code,
        etag=bodies[""].sha256[:DIGEST_LENGTH],
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        plain=bodies.pop(""),
        packed=bodies,
    )
    return Rendered(page, contents)


def _file(path: str) -> str:
    """Return the file that any static host serves for a path; every segment is one of our own addresses."""
    file = path.lstrip("/")
    return f"{file}index.html" if path.endswith("/") else file


def _is_of_database(error: Exception) -> bool:
    """A database that fails is said by the caller's door in its own sentence."""
    from django.db import DatabaseError, InterfaceError

    return isinstance(error, (DatabaseError, InterfaceError))
