from django.utils import translation

from rallies.services.edition import fingerprint


def test_fingerprint_is_the_same_whatever_language_is_active(settings):
    assert {str(settings.SITE_NAME), _said_in_russian(settings)} != {str(settings.SITE_NAME)}
    english = fingerprint.current()
    with translation.override("ru"):
        assert fingerprint.current() == english


def test_fingerprint_changes_with_the_name_of_the_site(settings):
    before = fingerprint.current()
    settings.SITE_NAME = "Another name"
    assert fingerprint.current() != before


def _said_in_russian(settings):
    with translation.override("ru"):
        return str(settings.SITE_NAME)
