"""Rallies: the list to work through, and the page of one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms.rally import RallyForm
from ..models import City, Contact, Organizer, Rally
from ..services import rallies
from ..statuses import Condition, Review
from . import forged, journal_words, moderation, searching
from .filters import CampaignFilter, CountryFilter, MissingLanguageFilter, StartsFilter, WaitingFilter
from .scoped import Refused, ScopedAdmin, authorship

SIGNALS = {Condition.MOVED, Condition.POSTPONED, Condition.CANCELLED, Review.DECLINED}
JOURNAL_SHOWN = 30


@admin.register(Rally)
class RallyAdmin(ScopedAdmin):
    """The queue and the list. Review and condition change by steps only, and nothing is deleted."""

    form = RallyForm
    change_form_template = "admin/rallies/rally/change_form.html"
    search_fields = ("title",)
    search_help_text = gettext_lazy("City in any language, title or organizer")
    list_display = (
        "place", "when", "review_tag", "condition_tag", "country", "held_by", "campaign", "updated_at",
    )  # fmt: skip
    list_filter = (
        WaitingFilter, "review", "condition", CampaignFilter, CountryFilter, StartsFilter,
        MissingLanguageFilter, "kind",
    )  # fmt: skip
    list_select_related = ("campaign", "city__country")
    date_hierarchy = "date"
    ordering = (F("date").asc(nulls_last=True), F("time").asc(nulls_last=True), "pk")
    actions = moderation.list_actions()
    autocomplete_fields = ("city", "campaign", "organizers")
    readonly_fields = (
        "public_id", "zone", "instant", "published_at", "created_at", "updated_at", "condition_changed_at",
        "origin",
    )  # fmt: skip
    fieldsets = (
        (gettext_lazy("Where and when"), {
            "fields": (
                "opened_version", "campaign", "city", "kind", ("date", "time"), "fold", "zone", "instant",
            ),
        }),
        (gettext_lazy("Who"), {"fields": ("organizers", "has_unnamed_organizer")}),
        (gettext_lazy("Texts"), {"fields": ("source_language", "title", "meeting_point", "text")}),
        (gettext_lazy("Links and position"), {"fields": ("links", ("latitude", "longitude"))}),
        (gettext_lazy("For coordinators only"), {"fields": ("note",)}),
        (gettext_lazy("Origin"), {
            "classes": ("collapse",),
            "fields": (
                "public_id", "origin", "created_at", "updated_at", "published_at", "condition_changed_at",
            ),
        }),
    )  # fmt: skip

    # the list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("organizers")

    def search(self, term: str) -> Q:
        """Look in titles, city names and organizers' names of all languages; a public number is found too."""
        return searching.all_words(term, self._word) | Q(public_id=term.strip())

    def _word(self, word: str) -> Q:
        cities = City.objects.filter(searching.any_text(("=name", "names"), word))
        organizers = Organizer.objects.filter(searching.any_text(("name",), word))
        held = Rally.organizers.through.objects.filter(organizer__in=organizers)
        titled = searching.any_text(self.search_fields, word)
        return titled | Q(city__in=cities) | Q(pk__in=held.values("rally"))

    @admin.display(description=gettext_lazy("city"), ordering="city__name")
    def place(self, rally: Rally) -> str:
        """The city in the page's language."""
        return str(rally.city)

    @admin.display(description=gettext_lazy("country"), ordering="city__country__slug")
    def country(self, rally: Rally) -> str:
        """The country in the page's language."""
        return str(rally.city.country)

    @admin.display(description=gettext_lazy("day and local time"), ordering="date")
    def when(self, rally: Rally) -> str:
        """Day and local time, or that they are to follow."""
        day = rally.date.isoformat() if rally.date else _("day to follow")
        time = f"{rally.time:%H:%M}" if rally.time else _("time to follow")
        return format_html('<span class="when">{} <b>{}</b></span>', day, time)

    @admin.display(description=gettext_lazy("review"), ordering="review")
    def review_tag(self, rally: Rally) -> str:
        """The review in words."""
        return tag(rally.review, rally.get_review_display())

    @admin.display(description=gettext_lazy("condition"), ordering="condition")
    def condition_tag(self, rally: Rally) -> str:
        """The condition in words."""
        return tag(rally.condition, rally.get_condition_display())

    @admin.display(description=gettext_lazy("organizers"))
    def held_by(self, rally: Rally) -> str:
        """The communities that hold it, or the label of unnamed ones."""
        names = [str(organizer) for organizer in rally.organizers.all()]
        if rally.has_unnamed_organizer:
            names.append(_("group of activists"))
        return ", ".join(names) or "–"

    # the page of one

    @admin.display(description=gettext_lazy("time zone"))
    def zone(self, rally: Rally) -> str:
        """The zone, which comes from the city."""
        return rally.city.timezone if rally.city_id else _("The city's; nobody types it.")

    @admin.display(description=pgettext_lazy("rally", "in UTC"))
    def instant(self, rally: Rally) -> str:
        """The derived instant."""
        return moderation.clock_time(rally.starts_at) if rally.starts_at else "–"

    @admin.display(description=gettext_lazy("imported from"))
    def origin(self, rally: Rally) -> str:
        """The sheets and rows that the rally came from."""
        rows = rally.import_rows.select_related("batch").order_by("pk") if rally.pk else []
        named = [_("%(file)s, row %(row)d") % {"file": row.batch.file_name, "row": row.row} for row in rows]
        return "; ".join(named) or _("Entered by hand.")

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> Rally:
        given = authorship(request)
        fields = self.sent(form, "organizers")
        organizers = list(form.cleaned_data["organizers"])
        if not change:
            return rallies.create(organizers=organizers, **given, **fields)
        record.version = form.cleaned_data["opened_version"] or 0
        try:
            return rallies.edit(rally=record, organizers=organizers, **given, **fields)
        except rallies.Gone as error:
            raise Refused({NON_FIELD_ERRORS: [_("This rally is no longer there.")]}) from error
        except rallies.Overtaken as error:
            moderation.refuse_overtaken(error.current, {"opened_version": str(error.current.version)})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the rally's form between its steps and its contacts and journal."""
        rally = self.get_object(request, unquote(object_id))
        context = {**(self._story(request, rally) if rally else {}), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def _story(self, request: HttpRequest, rally: Rally) -> dict[str, Any]:
        may = self.has_change_permission(request, rally)
        contacts = Contact.objects.filter(rally=rally).order_by("pk")
        sees_contacts = request.user.has_perm("rallies.view_contact")
        return {
            "steps": [step for step in moderation.STEPS.values() if may and step.is_open_to(rally)],
            "review_tag": self.review_tag(rally),
            "condition_tag": self.condition_tag(rally),
            "contacts": list(contacts) if sees_contacts else [],
            "may_reveal": request.user.has_perm("rallies.reveal_contact"),
            "lines": journal_words.lines(self.journal(request, rally)[:JOURNAL_SHOWN]),
            "beside": self._beside(request, rally),
            "public_address": public_address(rally),
        }

    def _beside(self, request: HttpRequest, rally: Rally) -> list[Rally]:
        others = self.get_queryset(request).filter(campaign=rally.campaign_id, city=rally.city_id)
        return list(others.exclude(pk=rally.pk).select_related("city").by_time()[:10])  # type: ignore[attr-defined]

    # the steps

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the step buttons post to."""
        take = self.admin_site.admin_view(require_POST(self.step_view))
        return [path("<path:object_id>/step/", take, name="rallies_rally_step"), *super().get_urls()]

    def step_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take one step with one rally, if nobody changed it since the page was opened."""
        rally = self.get_object(request, unquote(object_id))
        if rally is None:
            return self.missing(request, object_id)
        if not self.has_change_permission(request, rally):
            raise PermissionDenied
        step = moderation.STEPS.get(request.POST.get("step", ""))
        version, note = request.POST.get("version", ""), forged.note(request)
        if step is None or not (version.isdecimal() and len(version) <= forged.FILTER_DIGITS):
            messages.error(request, _("This step does not exist."))
        else:
            rally.version = int(version)
            moderation.take_all(request, [rally], step, note)
        return HttpResponseRedirect(reverse("admin:rallies_rally_change", args=[rally.pk]))


def public_address(rally: Rally) -> str:
    """Return where visitors see the rally, in the language of the page; empty while they do not."""
    if rally.review != Review.PUBLISHED or not rally.campaign.is_public:
        return ""
    slugs = {"country_slug": rally.city.country.slug, "city_slug": rally.city.slug}
    given = {"language": get_language() or "en", "campaign_slug": rally.campaign.slug, **slugs}
    return f"{reverse('rallies:city', kwargs=given)}#{rally.public_id}"


def tag(state: str, words: str) -> str:
    """Return a state as a label; changes and cancellations stand out."""
    kind = (
        "signal"
        if state in SIGNALS
        else "good"
        if state in {Review.PUBLISHED, Condition.CONFIRMED}
        else "plain"
    )
    return format_html('<span class="tag tag-{}">{}</span>', kind, words)
