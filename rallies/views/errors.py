"""Answers to what went wrong: in the language of the path, without the database, with a way on."""

from django.http import HttpRequest
from django.utils import translation

from .. import public_urls
from .pages import NotFound, PublicPage, render


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
    language = language_of(request.path)
    with translation.override(language):
        path = public_urls.home(language)
        return render("errors/500.html", path=path, language=language, status=500, is_error=True)


def language_of(path: str) -> str:
    """Return the language that a path begins with, else the first one that has pages."""
    first = path.split("/")[1] if path.startswith("/") else ""
    known = public_urls.languages()
    return first if first in known else known[0]
