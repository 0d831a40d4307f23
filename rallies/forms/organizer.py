"""The form of an organizer."""

from typing import Any

from django.utils.translation import gettext as _

from ..models import Organizer
from ..statuses import Verification
from .translated import OpenedForm


class OrganizerForm(OpenedForm):
    """A community's names, channels, countries and verification."""

    long_texts = ("text",)
    needed_texts = ("name",)

    class Meta:
        model = Organizer
        fields = (
            "slug", "source_language", "name", "text", "links", "countries", "verification", "verified_on",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the name.")

    def clean(self) -> dict[str, Any]:
        """A verification needs its day, and a day its verification."""
        cleaned = super().clean()
        verified = cleaned.get("verification") != Verification.NONE
        if "verification" in cleaned and verified and not cleaned.get("verified_on"):
            self.add_error("verified_on", _("On which day was this verified?"))
        if "verification" in cleaned and not verified and cleaned.get("verified_on"):
            self.add_error("verified_on", _("A day without a verification: choose how it was verified."))
        return cleaned
