"""A member of staff."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .country import Country
from .organizer import Organizer


class User(AbstractUser):
    """A coordinator sees and changes only what belongs to these countries and organizers.

    Administrators (``is_superuser``) look after everything.
    """

    countries = models.ManyToManyField(
        Country, related_name="coordinators", blank=True, verbose_name=_("countries")
    )
    organizers = models.ManyToManyField(
        Organizer, related_name="coordinators", blank=True, verbose_name=_("organizers")
    )

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
