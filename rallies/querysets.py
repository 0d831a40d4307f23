"""Which rows: the one home of every rule that selects.

``public()`` says once what outsiders may see; pages, feeds and mirrors all ask it.
``for_coordinator(user)`` says once what a member of staff may see and change.
"""

from typing import Any, Self

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from .statuses import CHANGED_CONDITIONS, PUBLIC_CAMPAIGN_STATES, Review

LINE_FIELDS = (
    "pk",
    "date",
    "time",
    "fold",
    "condition",
    "kind",
    "has_unnamed_organizer",
    "city__slug",
    "city__name",
    "city__region",
    "city__country_id",
    "city__country__slug",
    "city__country__continent",
    "city__latitude",
    "city__longitude",
    "city__timezone",
)


def line_fields() -> list[Any]:
    """Return what ``formats.lines.LineRow`` consists of."""
    return [*LINE_FIELDS, unread("city__names")]


def unread(field: str) -> Cast:
    """Select a JSON field as text, for readers that keep what they have read before."""
    return Cast(field, TextField())


class CampaignQuerySet(QuerySet[Any]):
    """Campaigns by visibility."""

    def public(self) -> Self:
        """Campaigns that visitors see: open, closed or archived."""
        return self.filter(state__in=PUBLIC_CAMPAIGN_STATES)

    def newest_first(self) -> Self:
        """The latest first day first."""
        return self.order_by("-first_day", "slug")

    def current(self) -> Self:
        """The campaign of the home page first: open before closed before archived, newest first."""
        rank = Case(*(When(state=state, then=index) for index, state in enumerate(PUBLIC_CAMPAIGN_STATES)))
        return self.public().order_by(rank, "-first_day", "slug")


class RallyQuerySet(QuerySet[Any]):
    """Rallies by visibility, by what waits, and by who looks after them."""

    def public(self) -> Self:
        """Rallies that visitors see: published ones of a public campaign, whatever their condition."""
        return self.filter(review=Review.PUBLISHED, campaign__state__in=PUBLIC_CAMPAIGN_STATES)

    def waiting(self) -> Self:
        """Rallies that a coordinator has to look at."""
        return self.filter(review__in=[Review.PENDING, Review.ON_HOLD])

    def for_coordinator(self, user: Any) -> Self:
        """Rallies in the user's countries or by the user's organizers; all of them for administrators."""
        if user.is_superuser:
            return self
        held = self.model.organizers.through.objects.filter(
            rally=OuterRef("pk"), organizer__in=user.organizers.all()
        )
        return self.filter(Q(city__country__in=user.countries.all()) | Exists(held))

    def by_time(self) -> Self:
        """The order of a list: day, hour (to follow last), then as created."""
        return self.order_by(F("date").asc(nulls_last=True), F("time").asc(nulls_last=True), "pk")

    def in_lines(self) -> Any:
        """Plain rows for lists in the order of time, in the fields of ``formats.lines.LineRow``."""
        return self.by_time().values_list(*line_fields())

    def in_lines_changed_first(self) -> Any:
        """The same with the latest changes first, for lists that may be cut."""
        rank = Case(When(condition__in=CHANGED_CONDITIONS, then=0), default=1)
        lately = F("condition_changed_at").desc(nulls_last=True)
        return self.order_by(rank, lately, "pk").values_list(*line_fields())

    def organizer_names(self) -> Any:
        """A row per rally and organizer: the rally's key, names as JSON text, source language."""
        named = self.filter(organizers__isnull=False).order_by("organizers__slug")
        return named.values_list("pk", unread("organizers__name"), "organizers__source_language")

    def counted_by_country(self) -> Any:
        """A row per country: code, address, continent, rallies, cities with a rally."""
        return (
            self.order_by()
            .values_list("city__country_id", "city__country__slug", "city__country__continent")
            .annotate(Count("pk"), Count("city_id", distinct=True))
        )

    def addresses(self) -> Any:
        """A row per campaign and city: their addresses, region and rallies, for ``public_urls``."""
        return (
            self.order_by("campaign__slug", "city__country__slug", "city__slug")
            .values_list("campaign__slug", "city__country__slug", "city__slug", "city__region")
            .annotate(Count("pk"))
        )


class OrganizerQuerySet(QuerySet[Any]):
    """Organizers by visibility and by who looks after them."""

    def public(self) -> Self:
        """Organizers with at least one public rally."""
        rallies = self.model.rallies.rel.related_model.objects.public()
        return self.filter(Exists(rallies.filter(organizers=OuterRef("pk"))))

    def country_slugs(self) -> Any:
        """The addresses of the countries where they are active; one is ``None`` if some name no country."""
        return self.order_by("countries__slug").values_list("countries__slug", flat=True).distinct()

    def for_coordinator(self, user: Any) -> Self:
        """The user's own organizers and those active in the user's countries; all for administrators."""
        if user.is_superuser:
            return self
        active = self.model.countries.through.objects.filter(
            organizer=OuterRef("pk"), country__in=user.countries.all()
        )
        return self.filter(Q(pk__in=user.organizers.values("pk")) | Exists(active))


class CityQuerySet(QuerySet[Any]):
    """Cities by visibility and by who looks after them."""

    def public(self) -> Self:
        """Cities with at least one public rally."""
        rallies = self.model.rallies.rel.related_model.objects.public()
        return self.filter(Exists(rallies.filter(city=OuterRef("pk"))))

    def for_coordinator(self, user: Any) -> Self:
        """Cities of the user's countries; all of them for administrators."""
        return self if user.is_superuser else self.filter(country__in=user.countries.all())


class ContactQuerySet(QuerySet[Any]):
    """Private contacts, through the rally they belong to."""

    def for_coordinator(self, user: Any) -> Self:
        """Contacts of rallies in the user's countries or by the user's organizers."""
        if user.is_superuser:
            return self
        rallies = self.model._meta.get_field("rally").related_model.objects
        return self.filter(rally__in=rallies.for_coordinator(user))

    def expired(self, *, today: Any) -> Self:
        """Contacts whose day of deletion has come."""
        return self.filter(delete_on__lte=today)


class JournalQuerySet(QuerySet[Any]):
    """Journal entries; rows are never changed or deleted."""

    def for_coordinator(self, user: Any) -> Self:
        """Entries about rallies that the user looks after; all of them for administrators."""
        if user.is_superuser:
            return self
        rallies = self.model._meta.get_field("rally").related_model.objects
        return self.filter(rally__in=rallies.for_coordinator(user))

    def newest_first(self) -> Self:
        """The latest entry first."""
        return self.order_by("-at", "-pk")
