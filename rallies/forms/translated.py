"""The form of a record with texts in several languages."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from .links import LinksWidget
from .refusal import RefusalMixin
from .texts import TextsWidget

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class TranslatedForm(RefusalMixin, ModelForm):
    """Shows which texts are stale, and what a service refused when the form was sent before."""

    long_texts: ClassVar[tuple[str, ...]] = ()
    needed_texts: ClassVar[tuple[str, ...]] = ()

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


class OpenedForm(TranslatedForm):
    """Carries the moment of the last change as the page was opened, for the door to compare."""

    opened_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_at"] = self.instance.updated_at.isoformat()
