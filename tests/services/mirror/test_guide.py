from django.utils import translation

from rallies.services import mirror


def test_name_of_the_site_is_the_same_whatever_language_is_active(settings):
    plain = mirror.guide.site_name()
    with translation.override("ru"):
        assert str(settings.SITE_NAME) != plain
        assert mirror.guide.site_name() == plain
