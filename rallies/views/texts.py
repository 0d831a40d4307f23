"""Pages of the site's own words: about, how to verify, contact."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .. import public_urls
from .pages import public_page, render


@public_page
def text_page(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """Show one of ``public_urls.TEXT_PAGES``."""
    return render(
        f"public/{name}.html",
        path=public_urls.text_page(language, name),
        language=language,
        contact_email=settings.CONTACT_EMAIL,
    )
