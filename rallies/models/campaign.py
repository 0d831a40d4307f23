"""A worldwide action."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets import CampaignQuerySet
from ..statuses import PUBLIC_CAMPAIGN_STATES, CampaignState
from ..validators import validate_links, validate_slug
from .texts import TextsField, Translated


class Campaign(Translated):
    """A worldwide day of action, with the texts and defaults of its rallies.

    ``demands`` hold one demand per line. ``is_sample`` marks invented rallies for trying the
    product; every page then says so. ``sources`` names where the facts of a past action come from.
    """

    slug = models.CharField(_("address"), max_length=80, unique=True, validators=[validate_slug])
    title = TextsField(_("title"))
    summary = TextsField(_("summary"), help_text=_("What it is and why, in two or three sentences."))
    text = TextsField(_("text"))
    demands = TextsField(_("demands"), help_text=_("One demand per line."))
    press_text = TextsField(_("press text"))
    sources = TextsField(_("sources"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    links = models.JSONField(_("broadcast and links"), default=list, blank=True, validators=[validate_links])
    state = models.CharField(_("state"), max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    is_signup_open = models.BooleanField(_("sign-up is open"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)
    rally_title = TextsField(_("default title of its rallies"))
    rally_text = TextsField(_("default text of its rallies"))
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(name="campaign_days_in_order", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(name="campaign_state_known", condition=Q(state__in=CampaignState.values)),
            models.CheckConstraint(name="campaign_has_title", condition=~Q(title={})),
        ]

    def __str__(self) -> str:
        return self.title_in(get_language() or "en")

    def title_in(self, language: str) -> str:
        """Return the title for readers of ``language``."""
        return self.text_for("title", language)

    @property
    def is_public(self) -> bool:
        """Whether visitors see the campaign; the twin of ``CampaignQuerySet.public()``."""
        return self.state in PUBLIC_CAMPAIGN_STATES
