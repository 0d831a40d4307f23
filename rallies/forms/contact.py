"""The form by which a private contact is put beside a rally."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Contact
from .refusal import RefusalMixin

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class ContactForm(RefusalMixin, ModelForm):
    """How to reach the person behind a rally; readable once, when it is written."""

    text = forms.CharField(
        label=_("Contact"),
        max_length=500,
        help_text=_("E-mail, telephone or messenger. It is sealed at once and deleted after the action."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField"}),
    )

    class Meta:
        model = Contact
        fields = ("rally",)
