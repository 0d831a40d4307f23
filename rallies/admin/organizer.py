"""Organizers: names, channels, countries and verification."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from ..forms.organizer import OrganizerForm
from ..models import Country, Organizer
from ..services import organizers
from . import moderation
from .rally import tag
from .scoped import ScopedAdmin, authorship


@admin.register(Organizer)
class OrganizerAdmin(ScopedAdmin):
    """Communities; countries outside the user's scope stay as they are."""

    form = OrganizerForm
    search_fields = ("name", "=slug")
    search_help_text = gettext_lazy("Name in any language")
    list_display = ("__str__", "where", "verification_tag", "verified_on", "updated_at")
    list_filter = ("verification",)
    ordering = ("slug",)
    autocomplete_fields = ("countries",)
    fieldsets = (
        (None, {"fields": ("opened_at", "name", "slug", "source_language", "countries")}),
        (gettext_lazy("Verification"), {"fields": (("verification", "verified_on"),)}),
        (gettext_lazy("Page"), {"fields": ("text", "links")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("countries")

    @admin.display(description=gettext_lazy("countries"))
    def where(self, organizer: Organizer) -> str:
        """The countries in which it is active."""
        return ", ".join(sorted(str(country) for country in organizer.countries.all())) or "–"

    @admin.display(description=gettext_lazy("verification"), ordering="verification")
    def verification_tag(self, organizer: Organizer) -> str:
        """How it was verified."""
        words = organizer.get_verification_display()
        return tag("published", words) if organizer.is_verified else format_html("{}", words)

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> Organizer:
        given = authorship(request)
        fields = self.sent(form, "countries")
        chosen = set(form.cleaned_data.get("countries", []))
        if not change:
            return organizers.create(countries=chosen, **given, **fields)
        moderation.refuse_if_changed(record, form.cleaned_data["opened_at"])
        return organizers.edit(
            organizer=record, countries=chosen | self._kept(request, record), **given, **fields
        )

    def _kept(self, request: HttpRequest, organizer: Organizer) -> set[Country]:
        """Return the countries outside the user's scope, which the form does not offer."""
        mine = self.admin_site.get_model_admin(Country).get_queryset(request)
        return set(organizer.countries.exclude(pk__in=mine.values("pk")))

    def choosable(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Offer the user's own countries only; the others are kept without being shown."""
        rows: QuerySet[Any] = self.admin_site.get_model_admin(Country).get_queryset(request)
        return rows
