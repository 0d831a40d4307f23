"""Cities: chosen from the gazetteer by search, never typed; the shown names can be corrected."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .. import gazetteer
from ..forms.city import CityForm, PlaceForm
from ..models import City
from ..services import places
from .filters import CityCountryFilter
from .scoped import ScopedAdmin, authorship, user_of

HITS = 12


@admin.register(City)
class CityAdmin(ScopedAdmin):
    """Places of rallies. Zone and position come from the gazetteer or from the nearest listed city."""

    form = CityForm
    search_fields = ("=name", "names")
    search_help_text = gettext_lazy("Name in any language")
    list_display = ("__str__", "country_name", "region", "timezone", "is_listed")
    list_filter = (CityCountryFilter,)
    list_select_related = ("country",)
    ordering = ("country__slug", "slug")
    readonly_fields = (
        "name", "country", "region", "timezone", "latitude", "longitude", "population", "geonames_id",
        "nearest",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("names", "name")}),
        (gettext_lazy("From the gazetteer"), {"fields": readonly_fields[1:]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("country")

    @admin.display(description=gettext_lazy("country"), ordering="country__slug")
    def country_name(self, city: City) -> str:
        """The country in the page's language."""
        return str(city.country)

    @admin.display(description=gettext_lazy("in the gazetteer"), boolean=True)
    def is_listed(self, city: City) -> bool:
        """Whether the gazetteer lists it."""
        return city.geonames_id is not None

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> City:
        names = form.cleaned_data["names"]
        return places.rename(city=record, names=names, **authorship(request))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Search the gazetteer (GET) and copy the chosen place (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PlaceForm(request.POST or None, countries=self._countries(request))
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                city = self._add(form.cleaned_data)
            response: HttpResponse = self.response_add(request, city)
            return response
        return self._search_page(request, form)

    def _add(self, chosen: dict[str, Any]) -> City:
        listed = places.ensure_city(geonames_id=chosen["geonames_id"])
        if not chosen["unlisted_name"]:
            return listed
        name = chosen["unlisted_name"]
        return places.add_unlisted(name=name, country=listed.country_id, nearest=listed)

    def _countries(self, request: HttpRequest) -> set[str] | None:
        user = user_of(request)
        return None if user.is_superuser else set(user.countries.values_list("code", flat=True))

    def _search_page(self, request: HttpRequest, form: PlaceForm) -> HttpResponse:
        term = (request.POST.get("q") or request.GET.get("q", "")).strip()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add %s") % self.opts.verbose_name,
            "opts": self.opts,
            "term": term,
            "hits": self._hits(request, term, form.countries) if term else [],
            "form": form,
            "is_popup": IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST,
            "is_popup_var": IS_POPUP_VAR,
        }
        return TemplateResponse(request, "admin/rallies/city/add_form.html", context)

    def _hits(self, request: HttpRequest, term: str, countries: set[str] | None) -> list[dict[str, Any]]:
        language = get_language() or "en"
        try:
            hits = self._look_up(term, language, countries)
        except gazetteer.GazetteerMissing as error:
            messages.error(request, str(error))
            return []
        return [
            {
                "place": hit.place,
                "label": hit.label,
                "country": gazetteer.country_name(hit.place.country, language),
            }
            for hit in hits
        ]

    def _look_up(self, term: str, language: str, countries: set[str] | None) -> list[gazetteer.Hit]:
        if countries is None:
            return gazetteer.search(term, language=language, limit=HITS)
        found = [
            hit
            for code in sorted(countries)
            for hit in gazetteer.search(term, country=code, language=language, limit=HITS)
        ]
        return sorted(found, key=lambda hit: -hit.place.population)[:HITS]
