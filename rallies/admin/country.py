"""Countries: read only, as ISO and CLDR have them."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from ..models import Country, User
from .scoped import ReadOnlyAdmin


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    """Countries by their names in every language of the interface."""

    list_display = ("code", "__str__", "continent")
    list_filter = ("continent",)
    ordering = ("slug",)
    search_fields = ("=code",)
    search_help_text = gettext_lazy("Name in any language, or code")
    fields = ("code", "continent", "slug", "names")
    readonly_fields = ("names",)

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """Those that the user looks after; all of them for administrators."""
        return queryset if user.is_superuser else queryset.filter(coordinators=user)

    def search(self, term: str) -> Q:
        """Look through the CLDR names, which are not in the database."""
        words = term.casefold().split()
        countries = Country.objects.only("code")
        return Q(pk__in=[row.code for row in countries if all(word in _spelled(row) for word in words)])

    @admin.display(description=gettext_lazy("names"))
    def names(self, country: Country) -> str:
        """The names by language."""
        return "; ".join(f"{code}: {country.name_in(code)}" for code, _label in settings.LANGUAGES)


def _spelled(country: Country) -> str:
    names = [country.name_in(code) for code, _label in settings.LANGUAGES]
    return " ".join([country.code, *names]).casefold()
