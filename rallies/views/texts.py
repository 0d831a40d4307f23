"""Pages of the site's own words: about, how to verify, contact, is this ours."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .. import public_urls
from ..services.mirror import guide, signing
from .pages import public_page, render


@public_page
def text_page(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """Show one of ``public_urls.TEXT_PAGES``."""
    return render(
        f"public/{name}.html",
        path=public_urls.text_page(language, name),
        language=language,
        contact_email=settings.CONTACT_EMAIL,
        **(_mirrors() if name == "mirrors" else {}),
    )


def _mirrors() -> dict[str, Any]:
    """Return where the site may be read, and the key by which a copy is known."""
    public = signing.site_key()
    return {
        "official": [(guide.shown(address), f"{address}/") for address in settings.OFFICIAL_HOSTS],
        "onion": (guide.shown(settings.ONION_URL), f"{settings.ONION_URL}/") if settings.ONION_URL else None,
        "mirrors": [(guide.shown(address), address) for address in settings.MIRRORS],
        "fingerprint": signing.fingerprint(public) if public else "",
        "pem": signing.as_pem(public) if public else "",
    }
