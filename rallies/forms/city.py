"""Forms of places: chosen from the gazetteer, never typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import gazetteer
from ..models import City
from .translated import TranslatedForm


class PlaceForm(forms.Form):
    """A place of the gazetteer, or the name of an unlisted one near it.

    ``countries`` are the codes that the user may add to; ``None`` means all.
    """

    geonames_id = forms.IntegerField(
        min_value=1, error_messages={"required": gettext_lazy("Choose one of the places.")}
    )
    unlisted_name = forms.CharField(max_length=200, required=False, strip=True)

    def __init__(self, *args: Any, countries: "set[str] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = countries

    def clean_geonames_id(self) -> int:
        """Refuse a place that the gazetteer does not list or that lies outside the user's countries."""
        number: int = self.cleaned_data["geonames_id"]
        place = gazetteer.get(number)
        if place is None or (self.countries is not None and place.country not in self.countries):
            raise forms.ValidationError(_("Choose one of the places."))
        self.cleaned_data["country"] = place.country
        return number

    def clean_unlisted_name(self) -> str:
        """Refuse a name without a letter, which nobody could read."""
        name: str = self.cleaned_data["unlisted_name"]
        if name and not any(character.isalpha() for character in name):
            raise forms.ValidationError(_("A text is missing."))
        return name


class CityForm(TranslatedForm):
    """The names under which a city is shown; everything else comes from the gazetteer."""

    class Meta:
        model = City
        fields = ("names",)
