"""Links as a form field: one line per link with its kind, and blank lines for more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ..validators import LINK_KINDS, validate_link

SPARE_LINES = 2
MOST_LINES = 30
KIND_NAMES = {
    "page": pgettext_lazy("link", "page"),
    "channel": pgettext_lazy("link", "channel"),
    "stream": pgettext_lazy("link", "broadcast"),
    "report": pgettext_lazy("link", "report"),
}


class LinksWidget(forms.Widget):
    """Lines of kind and address; an emptied address removes its line."""

    template_name = "admin/widgets/links.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.legend: Any = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the lines; the project's own templates are used, not those of the form renderer."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        links = [link for link in value or [] if isinstance(link, dict)]
        spare: list[dict[str, str]] = [{"url": "", "kind": LINK_KINDS[0]} for _line in range(SPARE_LINES)]
        lines = [
            {"number": number + 1, "name": f"{name}__{number}", **link}
            for number, link in enumerate(links + spare)
        ]
        kinds = [(kind, KIND_NAMES[kind]) for kind in LINK_KINDS]
        context["widget"].update(lines=lines, kinds=kinds, legend=self.legend)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        lines = []
        for number in range(MOST_LINES):
            url = (data.get(f"{name}__{number}__url") or "").strip()
            if url:
                lines.append({"url": url, "kind": data.get(f"{name}__{number}__kind") or LINK_KINDS[0]})
        return lines

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}__0__url" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class LinksField(forms.Field):
    """``[{"url": ..., "kind": ...}, ...]`` in the order of the lines, the same address once."""

    widget = LinksWidget

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        # The model field is a JSON field, which hands these two to its form field.
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[dict[str, str]]:
        links = value if isinstance(value, list) else []
        return list({link["url"]: link for link in links}.values())

    def validate(self, value: Any) -> None:
        super().validate(value)
        errors = [error for link in value for error in self._errors(link)]
        if errors:
            raise ValidationError(errors)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))

    def _errors(self, link: dict[str, str]) -> list[str]:
        if link["kind"] not in LINK_KINDS:
            return [_("“%(url)s”: choose what sort of link this is.") % {"url": link["url"]}]
        try:
            validate_link(link["url"])
        except ValidationError as error:
            return [f"“{link['url']}”: {message}" for message in error.messages]
        return []
