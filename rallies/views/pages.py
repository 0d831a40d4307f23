"""How every public page is made: in the language of its path, from its path alone."""

import functools
import hashlib
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .. import public_urls
from ..formats import packing, wording
from ..formats.packing import BODY_BUDGET
from ..formats.payload import Crumb
from ..services import notice

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, P], HttpResponse]


class PublicPage(HttpResponse):
    """A page for everybody; ``middleware.PublicPages`` encodes it and adds what caches need."""

    def __init__(self, html: str, *, language: str, status: int = 200) -> None:
        super().__init__(html, status=status)
        self.headers["Content-Language"] = language

    @functools.cached_property
    def digest(self) -> str:
        """The hash of the page as it reads, before any encoding."""
        return hashlib.sha256(self.content).hexdigest()[:32]

    @functools.cached_property
    def packed(self) -> bytes:
        """The page in gzip."""
        return packing.gzipped(self.content)

    @property
    def is_light(self) -> bool:
        """Whether the page fits the wire budget of an essential page."""
        return len(self.packed) <= BODY_BUDGET


class NotFound(Http404):
    """There is no such page; ``crumbs`` lead to those nearby that do exist."""

    def __init__(self, *crumbs: Crumb) -> None:
        super().__init__()
        self.crumbs: Sequence[Crumb] = crumbs


def public_page(view: View[P]) -> Callable[..., HttpResponse]:
    """Answer GET and HEAD only, with the words of the language in the path."""

    @csrf_exempt  # nothing is posted here: another method than GET and HEAD is refused as such
    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(language):
            return view(request, language, *args, **kwargs)

    return answer


def render(template: str, *, path: str, language: str, status: int = 200, **context: Any) -> PublicPage:
    """Render a public page; ``path`` is its address in ``language``, the others' follow from it."""
    html = loader.get_template(template).render(
        {
            "language": language,
            "direction": wording.direction(language),
            "site_name": settings.SITE_NAME,
            "notice": notice.text(language),
            "canonical": public_urls.absolute(path),
            "versions": versions(path),
            "home": public_urls.home(language),
            "campaigns_path": public_urls.campaigns(language),
            "organizers_path": public_urls.organizers(language),
            "about_path": public_urls.text_page(language, "about"),
            "verify_path": public_urls.text_page(language, "verify"),
            "contact_path": public_urls.text_page(language, "contact"),
            "mirrors_path": public_urls.text_page(language, "mirrors"),
            **context,
        }
    )
    page = PublicPage(html, language=language, status=status)
    if settings.ONION_URL and status == HTTPStatus.OK:
        page.headers["Onion-Location"] = f"{settings.ONION_URL}{path}"
    return page


def versions(path: str) -> list[tuple[str, str, str, str]]:
    """Return the page in every language: code, name, path, and address on the site's own host."""
    paths = [(code, name, public_urls.in_language(path, code)) for code, name in NATIVE_NAMES]
    return [(code, name, other, public_urls.absolute(other)) for code, name, other in paths]


def native_name(code: str) -> str:
    """Return a language's name for its own readers, with a capital: "English", "Русский"."""
    name = wording.language_name(code, code)
    return name[:1].title() + name[1:]  # not upper(): Georgian has capitals that begin no word


NATIVE_NAMES = [(code, native_name(code)) for code in public_urls.languages()]
