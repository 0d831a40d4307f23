"""A country: where it lies and what its pages are called."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import gazetteer
from ..statuses import Continent
from ..validators import validate_country_code, validate_slug


class Country(models.Model):
    """A country of ISO 3166-1; all of them are there after ``migrate``. Names come from CLDR."""

    code = models.CharField(_("code"), max_length=2, primary_key=True, validators=[validate_country_code])
    slug = models.CharField(_("address"), max_length=80, unique=True, validators=[validate_slug])
    continent = models.CharField(_("continent"), max_length=2, choices=Continent)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(name="country_code_two_capitals", condition=Q(code__regex=r"^[A-Z]{2}$")),
            models.CheckConstraint(
                name="country_continent_known", condition=Q(continent__in=Continent.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """Return the CLDR name in ``language``."""
        return gazetteer.country_name(self.code, language)
