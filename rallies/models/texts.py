"""Texts in several languages in one record: ``{"en": "Rally", "ru": "Митинг"}``."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..validators import validate_texts


class TextsField(models.JSONField):
    """One text per language, as ``{language code: text}``; empty texts are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_texts]


def language_choices() -> list[tuple[str, Any]]:
    """Return the languages of the interface; a function, so that migrations do not name them."""
    return list(settings.LANGUAGES)


def choose(texts: dict[str, str], language: str, source_language: str = "") -> tuple[str, str]:
    """Return the text to show and its language: the asked one, the source, English, then any.

    Both are empty where there is no text at all.
    """
    for code in (language, source_language, "en", *sorted(texts)):
        if texts.get(code):
            return texts[code], code
    return "", ""


class Translated(models.Model):
    """A record with texts in several languages.

    ``stale_texts`` names, per field, the languages whose text is older than the source's; the
    services keep it.
    """

    source_language = models.CharField(
        _("source language"), max_length=12, default="en", choices=language_choices
    )
    stale_texts = models.JSONField(_("stale translations"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def text_for(self, field: str, language: str) -> str:
        """Return the text of ``field`` for a reader of ``language``; another language's before none."""
        return choose(getattr(self, field), language, self.source_language)[0]
