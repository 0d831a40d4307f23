"""Addresses without a language: the entrance, and what browsers and crawlers ask for by themselves."""

import datetime

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .. import public_urls

DAY = 24 * 60 * 60
SECURITY_VALID = datetime.timedelta(days=180)
ROBOTS = "User-agent: *\nAllow: /\n"


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=60)
def entrance(request: HttpRequest) -> HttpResponse:
    """Send to the language that the browser likes best among those that have pages."""
    language = best_language(request.headers.get("Accept-Language", ""))
    answer = HttpResponse(status=302, headers={"Location": public_urls.home(language)})
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def best_language(header: str) -> str:
    """Return the language with pages that ``Accept-Language`` ranks highest, else the first one."""
    ranked = []
    for place, part in enumerate(header.lower().split(",")):
        code, _semicolon, weight = part.strip().partition(";")
        ranked.append((-_quality(weight), place, code.split("-")[0]))
    known = public_urls.languages()
    liked = (code for quality, _place, code in sorted(ranked) if quality < 0 and code in known)
    return next(liked, known[0])


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
    except ValueError:
        return 0.0


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Let every crawler in; what is not public is not linked, so nothing is named here."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer old browsers, which ask without being told."""
    with open(finders.find("favicon.ico") or settings.STATIC_ROOT / "favicon.ico", "rb") as icon:  # noqa: PTH123
        return HttpResponse(icon.read(), content_type="image/x-icon")


@require_safe
@cache_control(public=True, max_age=DAY)
def security(request: HttpRequest) -> HttpResponse:
    """Tell researchers whom to write to about a weakness (RFC 9116); expires within a year, as it must."""
    contact = public_urls.absolute(public_urls.text_page(public_urls.languages()[0], "contact"))
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else f"Contact: {contact}",
        f"Expires: {timezone.now() + SECURITY_VALID:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(public_urls.languages())}",
        f"Canonical: {public_urls.absolute(request.path)}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
