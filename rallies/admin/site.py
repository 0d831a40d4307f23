"""The product's own admin site."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class RalliesAdminSite(AdminSite):
    """The Django admin in the words and colours of the product."""

    site_header = _("Rallies: coordination")
    site_title = _("Rallies")
    index_title = _("What waits for you")
