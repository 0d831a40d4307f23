"""The form of a record with texts in several languages."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from .links import LinksWidget
from .texts import TextsWidget

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class TranslatedForm(ModelForm):
    """Shows which texts are stale, and what a service refused when the form was sent before.

    ``refusal`` is set by the door on a second pass: the messages by field of a save that a service
    turned down. Forms never save.
    """

    long_texts: ClassVar[tuple[str, ...]] = ()
    needed_texts: ClassVar[tuple[str, ...]] = ()
    refusal: ClassVar[dict[str, list[str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, TextsWidget):
                self._tell(name, field)
            if isinstance(field.widget, LinksWidget):
                field.widget.legend = field.label

    def _tell(self, name: str, field: forms.Field) -> None:
        widget = field.widget
        widget.legend, widget.is_long = field.label, name in self.long_texts
        field.required = name in self.needed_texts
        if self.instance.pk:
            widget.source_language = getattr(self.instance, "source_language", "")
            widget.stale = getattr(self.instance, "stale_texts", {}).get(name, [])

    def clean(self) -> dict[str, Any]:
        """Add what the service refused."""
        cleaned = super().clean() or self.cleaned_data
        for name, messages in self.refusal.items():
            field = None if name == NON_FIELD_ERRORS or name not in self.fields else name
            for message in messages:
                self.add_error(field, message)
        return cleaned
