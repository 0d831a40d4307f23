"""The form of a campaign."""

from typing import Any

from django.utils.translation import gettext as _

from ..models import Campaign
from .translated import OpenedForm


class CampaignForm(OpenedForm):
    """A campaign's texts and days; its state changes by buttons."""

    long_texts = ("summary", "text", "demands", "press_text", "sources", "rally_text")
    needed_texts = ("title",)

    class Meta:
        model = Campaign
        fields = (
            "slug", "source_language", "title", "summary", "text", "demands", "press_text", "sources",
            "first_day", "last_day", "links", "is_signup_open", "is_sample", "rally_title", "rally_text",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        return cleaned
