"""Django's view of the product: one app, and its admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class RalliesConfig(AppConfig):
    """The one app of the product."""

    default = True
    name = "rallies"
    verbose_name = _("Rallies")


class RalliesAdminConfig(admin_apps.AdminConfig):
    """The Django admin with the product's own site class."""

    default = False
    default_site = "rallies.admin.site.RalliesAdminSite"

    def ready(self) -> None:
        """Register every noun, after the site itself stands and other apps have registered theirs."""
        super().ready()
        from .admin import nouns

        nouns.settle()
