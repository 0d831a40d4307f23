"""Answers to what went wrong: in the language of the path, without the database, with a way on."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils import translation

from .. import public_urls
from .entrance import best_language
from .pages import NotFound, PublicPage, render

CLOSED_SECONDS = 3600
AWAY_SECONDS = 30


def not_found(request: HttpRequest, exception: Exception) -> PublicPage:
    """Say that there is no such page and show the nearest that there is."""
    language = language_of(request.path)
    crumbs = exception.crumbs if isinstance(exception, NotFound) else ()
    with translation.override(language):
        path = public_urls.home(language)
        return render(
            "errors/404.html", path=path, language=language, status=404, crumbs=crumbs, is_error=True
        )


def server_error(request: HttpRequest) -> PublicPage:
    """Say that the fault is ours; nothing is asked of the database, which may be the fault."""
    if is_away(sys.exc_info()[1]):
        return away(request)
    language = language_of(request.path)
    with translation.override(language):
        path = public_urls.home(language)
        return render("errors/500.html", path=path, language=language, status=500, is_error=True)


def is_away(error: BaseException | None) -> bool:
    """Say whether the database is stopped, locked, missing or damaged, and not a statement wrong."""
    return isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError


def away(request: HttpRequest) -> PublicPage:
    """Say that forms and administration wait for the database, in the reader's language."""
    language = language_of(request.path, best_language(request.headers.get("Accept-Language", "")))
    with translation.override(language):
        path = public_urls.home(language)
        page = render("errors/away.html", path=path, language=language, status=503, is_error=True)
    page.headers["Retry-After"] = str(AWAY_SECONDS)
    return page


def closed(request: HttpRequest) -> PublicPage:
    """Say in the reader's language that forms and administration are closed for now; lead to the list."""
    language = language_of(request.path, best_language(request.headers.get("Accept-Language", "")))
    with translation.override(language):
        path = public_urls.home(language)
        page = render("errors/closed.html", path=path, language=language, status=503, is_error=True)
    page.headers["Retry-After"] = str(CLOSED_SECONDS)
    return page


def language_of(path: str, otherwise: str = "") -> str:
    """Return the language that a path begins with, else ``otherwise``, else the first one that has pages."""
    first = path.split("/")[1] if path.startswith("/") else ""
    known = public_urls.languages()
    return first if first in known else otherwise or known[0]
