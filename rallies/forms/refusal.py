"""What a service refused, shown in the form that was sent."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
else:
    Form = object


class RefusalMixin(Form):
    """A form that is shown again with what its save was refused for, by field.

    The door sets ``refusal`` on a second pass; forms themselves never save.
    """

    refusal: ClassVar[dict[str, list[str]]] = {}

    def clean(self) -> dict[str, Any]:
        """Add what the service refused."""
        cleaned = super().clean() or self.cleaned_data
        for name, messages in self.refusal.items():
            field = None if name == NON_FIELD_ERRORS or name not in self.fields else name
            for message in messages:
                self.add_error(field, message)
        return cleaned
