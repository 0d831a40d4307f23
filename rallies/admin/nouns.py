"""Every ModelAdmin, imported once the site stands; nothing is registered outside the scoped base."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core import checks
from django_tasks_db.models import DBTaskResult

from . import (
    campaign,
    city,
    contact,
    coordinator,
    country,
    import_batch,
    import_decision,
    journal_entry,
    organizer,
    rally,
)
from .scoped import check_every_admin_is_scoped

__all__ = [
    "campaign",
    "city",
    "contact",
    "coordinator",
    "country",
    "import_batch",
    "import_decision",
    "journal_entry",
    "organizer",
    "rally",
]


def settle() -> None:
    """Take out what other apps registered, and let the system checks watch the rest."""
    for foreign in (Group, DBTaskResult):
        if admin.site.is_registered(foreign):
            admin.site.unregister(foreign)
    checks.register(check_every_admin_is_scoped, checks.Tags.admin)
