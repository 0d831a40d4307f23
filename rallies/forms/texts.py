"""A text in several languages as a form field: one input per language, side by side."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..validators import LANGUAGE_CODE, validate_texts

SEPARATOR = "__"


class TextsWidget(forms.Widget):
    """One input per language of the interface, and one for every other language that has a text.

    ``stale`` names languages whose text is older than the one in ``source_language``; ``legend``
    names the group for screen readers. ``is_long`` makes text areas of the inputs.
    """

    template_name = "admin/widgets/texts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.is_long = False
        self.legend: Any = ""
        self.source_language = ""
        self.stale: list[str] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the inputs; the project's own templates are used, not those of the form renderer."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        texts = value if isinstance(value, Mapping) else {}
        context["widget"].update(
            parts=[self._part(name, code, texts.get(code, ""), attrs) for code in self._codes(texts)],
            is_long=self.is_long,
            legend=self.legend,
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        start = name + SEPARATOR
        found = {key.removeprefix(start): data.get(key) for key in data if key.startswith(start)}
        return {code: text for code, text in found.items() if LANGUAGE_CODE.fullmatch(code)}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(name + SEPARATOR) for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""

    def _codes(self, texts: Mapping[str, str]) -> list[str]:
        known = [code for code, _name in settings.LANGUAGES]
        return known + sorted(set(texts) - set(known))

    def _part(self, name: str, code: str, text: str, attrs: Any) -> dict[str, Any]:
        return {
            "name": f"{name}{SEPARATOR}{code}",
            "id": f"{(attrs or {}).get('id', name)}{SEPARATOR}{code}",
            "code": code,
            "label": dict(settings.LANGUAGES).get(code, code),
            "value": text,
            "is_source": code == self.source_language,
            "is_stale": code in self.stale,
        }


class TextsField(forms.Field):
    """``{language: text}`` without blanks around and without empty texts."""

    widget = TextsWidget
    default_error_messages = {"required": _("Write this in at least one language.")}

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        # The model field is a JSON field, which hands these two to its form field.
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dict[str, str]:
        texts = value if isinstance(value, Mapping) else {}
        cleaned = {code: str(text or "").replace("\r\n", "\n").strip() for code, text in texts.items()}
        return {code: text for code, text in cleaned.items() if text}

    def validate(self, value: Any) -> None:
        super().validate(value)
        validate_texts(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))
