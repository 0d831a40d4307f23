"""What stands around every public page: encoding, validators and headers that any cache may keep."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from .services import lockdown
from .views import errors
from .views.pages import PublicPage

GetResponse = Callable[[HttpRequest], HttpResponseBase]
CACHE_SECONDS = 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# The first words of the names of addresses that lead to a form.
FORMS = frozenset({"manage", "report", "signup"})
REDIRECTS, ERRORS = 300, 400


class PublicPages:
    """Finishes public pages, outside of everything else, so that no inner layer makes them vary.

    Sends gzip where it is accepted, a strong ``ETag`` for each encoding and 304 to who has it, and
    drops what the session and language layers add for pages that depend on more than their path.
    There is no secret on a public page that its compressed size could tell.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, PublicPage):
            return finish(request, response)
        return response if is_for_staff(request) else without_visitor(request, response)


def is_for_staff(request: HttpRequest) -> bool:
    """Say whether the path lies in the administration, the only part with sessions."""
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}/")


def without_visitor(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Take off redirects, refusals and small files what names a visitor: cookies, and ``Vary`` on them.

    The entrance alone depends on the browser's languages. What says nothing of caches is kept by none
    when it refuses, and as long as a page when it leads to one.
    """
    response.cookies.clear()
    if request.path_info != "/" and not request.path_info.startswith(settings.STATIC_URL):
        response.headers.pop("Vary", None)
    elif response.headers.get("Vary"):
        kept = [name for name in response.headers["Vary"].split(", ") if name != "Cookie"]
        response.headers["Vary"] = ", ".join(kept)
    if response.status_code >= REDIRECTS:
        kept_for = "no-store" if response.status_code >= ERRORS else f"public, max-age={CACHE_SECONDS}"
        response.headers.setdefault("Cache-Control", kept_for)
    return response


class ClosedDoors:
    """During a lockdown answers for forms and administration, before anything of theirs is asked.

    Whatever is not a plain look at a public page or at the state of health counts as one of the two.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer 503 for a closed door; a public page is made as ever."""
        return None if is_open(request) or not lockdown.is_closed() else errors.closed(request)


def is_open(request: HttpRequest) -> bool:
    """Say whether a request goes on being answered while the doors are closed."""
    match = request.resolver_match
    if match is None or request.method not in SAFE_METHODS:
        return False
    name = match.url_name or ""
    is_form = name.partition("-")[0] in FORMS
    return name == "healthz" or (match.namespaces == ["rallies"] and not is_form)


def finish(request: HttpRequest, page: PublicPage) -> HttpResponseBase:
    """Encode the page for the browser that asked; a body is left out for HEAD."""
    etag = page.digest
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        page.content = page.packed
        page.headers["Content-Encoding"] = "gzip"
        etag = f"{etag}-gzip"
    page.headers["Vary"] = "Accept-Encoding"
    # The session layer answers a stale cookie with a deletion; any cache would pass that on to others.
    page.cookies.clear()
    # django-csp writes the directives in the order of a set, which differs between processes.
    policy = page.headers.get("Content-Security-Policy")
    if policy:
        page.headers["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    page.headers["Content-Length"] = str(len(page.content))
    if page.status_code >= ERRORS:  # what is missing may be published a minute later
        page.headers["Cache-Control"] = "no-store"
        if request.method == "HEAD":
            page.content = b""
        return page
    page.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    page.headers["ETag"] = f'"{etag}"'
    answer = get_conditional_response(request, etag=page.headers["ETag"], response=page)
    if request.method == "HEAD":
        page.content = b""
    return answer or page


def accepts_gzip(header: str) -> bool:
    """Say whether an ``Accept-Encoding`` header allows gzip (RFC 9110: by name or ``*``, unless q=0)."""
    allowed: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _semicolon, quality = part.replace(" ", "").partition(";")
        allowed[name] = quality not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return allowed.get("gzip", allowed.get("*", False))
