"""A city in which a rally was ever held or planned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets import CityQuerySet
from ..validators import validate_slug, validate_zone
from .country import Country
from .texts import TextsField


class City(models.Model):
    """A place copied from the gazetteer when a rally first used it, or added by hand.

    A place that the gazetteer does not list has no ``geonames_id`` and takes zone and position from
    ``nearest``, the nearest listed city. ``names`` are shown by language; ``name`` is the fallback.
    """

    geonames_id = models.PositiveBigIntegerField(_("GeoNames number"), unique=True, null=True, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="cities", verbose_name=_("country")
    )
    slug = models.CharField(_("address"), max_length=100, validators=[validate_slug])
    name = models.CharField(_("main name"), max_length=200)
    names = TextsField(_("names"))
    region = models.CharField(_("region"), max_length=200, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"), default=0)
    nearest = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("nearest listed city")
    )

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="city_one_slug_per_country"),
            models.CheckConstraint(
                name="city_position_on_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="city_unlisted_has_nearest",
                condition=Q(geonames_id__isnull=False) | Q(nearest__isnull=False),
            ),
            models.CheckConstraint(name="city_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="city_has_zone", condition=~Q(timezone="")),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """Return the name shown to readers of ``language``: the one of that language, else the main one."""
        return self.names.get(language) or self.name
