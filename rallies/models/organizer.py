"""A community that holds rallies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets import OrganizerQuerySet
from ..statuses import Verification
from ..validators import validate_links, validate_slug
from .country import Country
from .texts import TextsField, Translated


class Organizer(Translated):
    """A community, never a person. Unnamed groups are a label on the rally, not an organizer."""

    slug = models.CharField(_("address"), max_length=100, unique=True, validators=[validate_slug])
    name = TextsField(_("name"))
    text = TextsField(_("about"))
    links = models.JSONField(_("channels"), default=list, blank=True, validators=[validate_links])
    countries = models.ManyToManyField(
        Country, related_name="organizers", blank=True, verbose_name=_("countries")
    )
    verification = models.CharField(
        _("verification"), max_length=10, choices=Verification, default=Verification.NONE
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    objects = OrganizerQuerySet.as_manager()

    class Meta:
        verbose_name = _("organizer")
        verbose_name_plural = _("organizers")
        constraints = [
            models.CheckConstraint(
                name="organizer_verification_known", condition=Q(verification__in=Verification.values)
            ),
            models.CheckConstraint(
                name="organizer_verification_has_date",
                condition=Q(verification=Verification.NONE, verified_on__isnull=True)
                | (~Q(verification=Verification.NONE) & Q(verified_on__isnull=False)),
            ),
            models.CheckConstraint(name="organizer_has_name", condition=~Q(name={})),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """Return the name for readers of ``language``."""
        return self.text_for("name", language)

    @property
    def is_verified(self) -> bool:
        """Whether coordinators made sure that this community is who it says."""
        return self.verification != Verification.NONE
