"""What the server calls: the current edition straight from its files, and Django behind it."""

from wsgiref.types import WSGIApplication


def application() -> WSGIApplication:
    """Set Django up and put the edition before it."""
    from django.core.wsgi import get_wsgi_application

    django_application = get_wsgi_application()
    from .layer import EditionFirst

    return EditionFirst.from_settings(django_application)
