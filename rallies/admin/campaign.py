"""Campaigns: texts and days, the state by buttons, and counters of their rallies."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..forms.campaign import CampaignForm
from ..models import Campaign, Rally, User
from ..services import campaigns
from ..statuses import CAMPAIGN_TRANSITIONS, CampaignState, Review
from . import journal_words, moderation
from .dashboard import list_of_rallies
from .scoped import ScopedAdmin, authorship, is_administrator, user_of


@admin.register(Campaign)
class CampaignAdmin(ScopedAdmin):
    """Every coordinator sees the campaigns, administrators change them."""

    form = CampaignForm
    change_form_template = "admin/rallies/campaign/change_form.html"
    search_fields = ("title", "=slug")
    search_help_text = gettext_lazy("Title in any language")
    list_display = ("__str__", "state", "first_day", "last_day", "published", "waiting", "is_sample")
    list_filter = ("state", "is_sample")
    ordering = ("-first_day", "slug")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "opened_at",
                    "title",
                    "slug",
                    "source_language",
                    ("first_day", "last_day"),
                    "is_sample",
                )
            },
        ),
        (gettext_lazy("Texts"), {"fields": ("summary", "demands", "text")}),
        (
            gettext_lazy("Defaults of its rallies"),
            {"fields": ("rally_title", "rally_text", "is_signup_open")},
        ),
        (gettext_lazy("Press and sources"), {"fields": ("press_text", "sources", "links")}),
    )

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """All: a campaign belongs to no country."""
        return queryset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the rallies by review, those in the user's scope alone."""
        mine = Rally.objects.for_coordinator(user_of(request)).order_by().values("pk")
        inside = Q() if user_of(request).is_superuser else Q(rallies__in=mine)
        waits = Q(rallies__review__in=[Review.PENDING, Review.ON_HOLD])
        rows: QuerySet[Any] = super().get_queryset(request)
        published = Count("rallies", filter=Q(rallies__review=Review.PUBLISHED) & inside)
        counted: QuerySet[Any] = rows.annotate(
            published_rallies=published, waiting_rallies=Count("rallies", filter=waits & inside)
        )
        return counted

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    @admin.display(description=gettext_lazy("published rallies"), ordering="published_rallies")
    def published(self, campaign: Any) -> int:
        """How many rallies visitors see once the campaign is open."""
        number: int = campaign.published_rallies
        return number

    @admin.display(description=gettext_lazy("waiting"), ordering="waiting_rallies")
    def waiting(self, campaign: Any) -> int:
        """How many rallies wait for a decision."""
        number: int = campaign.waiting_rallies
        return number

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> Campaign:
        given = authorship(request)
        if change:
            moderation.refuse_if_changed(record, form.cleaned_data["opened_at"])
            return campaigns.edit(campaign=record, **given, **self.sent(form))
        return campaigns.create(**given, **self.sent(form))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the texts between the state's buttons and the journal."""
        campaign = self.get_object(request, unquote(object_id))
        context = {**(self._story(request, campaign) if campaign else {}), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def _story(self, request: HttpRequest, campaign: Any) -> dict[str, Any]:
        names = dict(CampaignState.choices)
        steps = CAMPAIGN_TRANSITIONS[campaign.state] if self.has_change_permission(request) else ()
        number = {"campaign": campaign.pk}
        return {
            "states": [(state, names[state]) for state in CampaignState.values if state in steps],
            "counters": [
                (
                    _("published"),
                    campaign.published_rallies,
                    list_of_rallies({**number, "review__exact": Review.PUBLISHED}),
                ),
                (_("waiting"), campaign.waiting_rallies, list_of_rallies({**number, "todo": "waiting"})),
            ],
            "lines": journal_words.lines(self.journal(request, campaign)[:30]),
        }

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the state's buttons post to."""
        change = self.admin_site.admin_view(require_POST(self.state_view))
        return [path("<path:object_id>/state/", change, name="rallies_campaign_state"), *super().get_urls()]

    def state_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the campaign one step on or back."""
        campaign = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, campaign):
            raise PermissionDenied
        if campaign is None:
            return self.missing(request, object_id)
        names = dict(CampaignState.choices)
        state = request.POST.get("state", "")
        try:
            campaigns.set_state(campaign=campaign, state=state, **authorship(request))
        except campaigns.StateNotAllowed as error:
            messages.warning(request, _("Nothing changed: the campaign is “%s”.") % names[error.before])
        else:
            messages.success(request, _("The campaign is now “%s”.") % names[state])
        return HttpResponseRedirect(reverse("admin:rallies_campaign_change", args=[campaign.pk]))
