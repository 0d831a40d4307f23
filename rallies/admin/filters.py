"""What the list of rallies can be narrowed to; choices show only what the user looks after."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Campaign, Country
from ..statuses import Review

TEXTS = ("title", "text", "meeting_point")


class CampaignFilter(admin.SimpleListFilter):
    """One campaign, newest first."""

    title = _("campaign")
    parameter_name = "campaign"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        options = model_admin.admin_site.get_model_admin(Campaign)
        return [
            (str(campaign.pk), str(campaign)) for campaign in options.get_queryset(request).newest_first()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return _by_number(queryset, "campaign", self.value())


class CountryFilter(admin.SimpleListFilter):
    """One country out of those that have rallies in the user's scope, in the order of the page's language."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        codes = model_admin.get_queryset(request).order_by().values("city__country")
        countries = Country.objects.filter(pk__in=codes)
        return sorted(((country.code, str(country)) for country in countries), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(city__country=self.value()) if self.value() else queryset


class CityCountryFilter(CountryFilter):
    """The same for the list of cities."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        countries = Country.objects.filter(
            pk__in=model_admin.get_queryset(request).order_by().values("country")
        )
        return sorted(((country.code, str(country)) for country in countries), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(country=self.value()) if self.value() else queryset


class WaitingFilter(admin.SimpleListFilter):
    """What a coordinator has to look at."""

    title = _("what to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [
            ("waiting", _("Waits for a decision")),
            ("no-day", _("No day yet")),
            ("no-time", _("No time yet")),
            ("no-place", _("No meeting point")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = TO_DO.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class MissingLanguageFilter(admin.SimpleListFilter):
    """Rallies with a text that readers of one language do not get."""

    title = _("missing language")
    parameter_name = "without"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in dict(settings.LANGUAGES)
        return queryset.filter(missing_language(str(self.value()))) if known else queryset


class StartsFilter(admin.SimpleListFilter):
    """Rallies by their instant."""

    title = _("start")
    parameter_name = "starts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("24h", _("Within 24 hours")), ("7d", _("Within 7 days")), ("past", _("Began already"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        spans = {"24h": starts_within(now, hours=24), "7d": starts_within(now, hours=7 * 24)}
        spans["past"] = Q(starts_at__lt=now)
        condition = spans.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


def starts_within(now: datetime.datetime, *, hours: int) -> Q:
    """Return the condition for rallies that begin in the next hours."""
    return Q(starts_at__gte=now, starts_at__lt=now + datetime.timedelta(hours=hours))


def missing_language(code: str) -> Q:
    """Return the condition for rallies with some text that lacks one language."""
    condition = Q()
    for name in TEXTS:
        condition |= ~Q(**{name: {}}) & ~Q(**{f"{name}__has_key": code})
    return condition


TO_DO = {
    "waiting": Q(review__in=[Review.PENDING, Review.ON_HOLD]),
    "no-day": Q(date__isnull=True),
    "no-time": Q(time__isnull=True),
    "no-place": Q(meeting_point={}),
}


def _by_number(queryset: QuerySet[Any], field: str, value: str | None) -> QuerySet[Any]:
    return queryset.filter(**{field: int(value)}) if value and value.isdecimal() else queryset
