"""The one base of every ModelAdmin: a coordinator sees and touches nothing foreign.

Scoping ``get_queryset`` alone does not close the stock admin; see the section on scope in
``docs/coordinate.md`` for the holes and how each is closed here.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core import checks
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..forms.links import LinksField
from ..forms.texts import TextsField
from ..models import JournalEntry, User, texts
from ..services import journal
from . import forged, journal_words, searching

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

DOOR = "admin"
JOURNAL_LINES = 200


class Refused(Exception):  # read as a sentence: the save was refused
    """A service turned a save down; ``messages`` are by form field, ``posted`` replaces sent values."""

    def __init__(self, messages: dict[str, list[str]], posted: dict[str, str] | None = None) -> None:
        super().__init__(messages)
        self.messages = messages
        self.posted = posted or {}


class ScopedAdmin(ModelAdmin):
    """Rows, choices, filters, completions and look-ups limited to what the user looks after.

    A subclass writes ``store`` (one service call) and names in ``search_fields`` the texts that
    search reads (a leading "=" marks a plain column), and nothing else of the scope. Foreign and
    missing objects answer alike. What the service refuses stands in the form again with everything
    that was typed. The stock log is not written: the journal, which the services write, is the
    history.
    """

    view_on_site = False
    show_full_result_count = False
    list_per_page = 100
    list_max_show_all = 500
    formfield_overrides = {
        texts.TextsField: {"form_class": TextsField},
    }

    # which rows

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """Limit rows to what ``user`` looks after; models without ``for_coordinator`` override this."""
        limited: QuerySet[Any] = queryset.for_coordinator(user)  # type: ignore[attr-defined]
        return limited

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.scope(super().get_queryset(request), user_of(request))

    def holds(self, request: HttpRequest, obj: Model | None) -> bool:
        """Whether the object lies in the user's scope; one query unless the user sees all."""
        if obj is None or obj.pk is None or is_administrator(request):
            return True
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the texts in all languages, Cyrillic without regard to case on every database."""
        found = queryset.filter(self.search(search_term)) if search_term.strip() else queryset
        return found, False

    def search(self, term: str) -> Any:
        """Return the condition for every word of ``term``."""
        return searching.all_words(term, lambda word: searching.any_text(self.search_fields, word))

    # who may

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.holds(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.holds(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted unless a subclass says so: deleting cascades into foreign records."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *given: Any) -> Any:
        forged.refuse_choices(self.model, request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().response_action(request, queryset, *given)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow what the list's own filters ask and nothing else: hidden fields are not probed."""
        if self.date_hierarchy and lookup.split("__", maxsplit=1)[0] == self.date_hierarchy:
            return True
        filters = self.get_list_filter(request) if request else self.list_filter
        named = [getattr(entry, "parameter_name", entry) for entry in (_filtered(entry) for entry in filters)]
        return lookup in {f"{name}{ending}" for name in named for ending in ("", "__exact", "__id__exact")}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    # what may be chosen

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "links":
            kwargs["form_class"] = LinksField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choosable(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choosable(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choosable(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Return what a field of the form may point at: rows in scope, and what it points at already."""
        model = db_field.remote_field.model
        related = self.admin_site.get_model_admin(model)
        rows = related.get_queryset(request)
        match = request.resolver_match
        number = match.kwargs.get("object_id") if match else None
        held = self.get_queryset(request).filter(pk=unquote(number)) if number and number.isalnum() else None
        if held is None or is_administrator(request):
            return rows
        kept = held.exclude(**{f"{db_field.name}__isnull": True}).values(db_field.name)
        everything: QuerySet[Any] = model._default_manager.all()
        return everything.filter(pk__in=rows.values("pk")) | everything.filter(pk__in=kept)

    # how it is saved

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> Any:
        """Call the one service that saves what the form says, and return the stored record."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Answer as the stock view; a refused save is rolled back and shown with what was typed."""
        forged.refuse_keys(request, self.model)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            posted: Any = request.POST.copy()
            for name, value in refused.posted.items():
                posted[name] = value
            request.POST = posted
            request.refusal = refused.messages  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Build the form; on the pass after a refusal it holds the reasons."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", {})
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what the page was opened with (``opened_...``) where nothing can be saved."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        (name, first), *others = fieldsets
        fields = [field for field in first["fields"] if not str(field).startswith("opened_")]
        return [(name, {**first, "fields": fields}), *others]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store through the service; refuse what would leave the user's scope."""
        # Locked until the answer, so that what is compared with the form is what is replaced.
        record = self.model._default_manager.select_for_update().get(pk=obj.pk) if change else None
        try:
            stored = self.store(request, record, form, change=change)
        except ValidationError as error:
            raise Refused(_by_field(error)) from error
        if not self.holds(request, stored):
            message = _("This would lie outside the countries and organizers that you look after.")
            raise Refused({NON_FIELD_ERRORS: [message]})
        obj.__dict__.update(stored.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the service stored the relations with the record."""

    def sent(self, form: Any, *left_out: str) -> dict[str, Any]:
        """Return the cleaned values of the model's own editable fields, for the service."""
        names = {field.name for field in self.opts.get_fields()}
        return {
            name: value for name, value in form.cleaned_data.items() if name in names and name not in left_out
        }

    # what is kept of it

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the stock log keeps names; the service wrote the journal."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing; see ``log_addition``."""

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        """Write nothing; see ``log_addition``."""

    def journal(self, request: HttpRequest, obj: Any) -> QuerySet[JournalEntry]:
        """Return the entries about one record, newest first."""
        number = journal.lasting_number(obj) if isinstance(obj, journal.Subject) else str(obj.pk)
        entries = JournalEntry.objects.filter(subject=self.opts.model_name, subject_id=number)
        return entries.newest_first().select_related("by")[:JOURNAL_LINES]

    def missing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer for a record that is not there, or not for this user, as the stock views do."""
        words = {"name": self.opts.verbose_name, "key": unquote(object_id)}
        text = _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?") % words
        self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.admin_site.name))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the journal of one record."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self.missing(request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Journal"),
            "subtitle": str(obj),
            "lines": journal_words.lines(self.journal(request, obj)),
            "object": obj,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(ScopedAdmin):
    """Records that are looked at here and made elsewhere; administrators change them no more than others."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def user_of(request: HttpRequest) -> User:
    """Return the member of staff behind the request; the admin site let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_administrator(request: HttpRequest) -> bool:
    """Whether the request comes from somebody who looks after everything; nobody signed in does not."""
    return bool(request.user.is_superuser)


def authorship(request: HttpRequest) -> dict[str, Any]:
    """Return who acts, when and through what, as every service takes it."""
    return {"by": user_of(request), "now": moment(), "door": DOOR}


def moment() -> datetime.datetime:
    """Return the present instant, which services take as ``now``."""
    return timezone.now()


def check_every_admin_is_scoped(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report every ModelAdmin and inline that is registered outside the scoped base."""
    found = [
        options
        for options in admin.site._registry.values()
        if not isinstance(options, ScopedAdmin) or options.inlines
    ]
    return [
        checks.Error(
            f"{type(options).__name__} shows records outside the scoped base class.",
            hint="Inherit from rallies.admin.scoped.ScopedAdmin and use no inlines.",
            id="rallies.E001",
        )
        for options in found
    ]


def _filtered(entry: Any) -> Any:
    return entry[0] if isinstance(entry, list | tuple) else entry


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {name: [str(text) for text in texts] for name, texts in error.message_dict.items()}
    return {NON_FIELD_ERRORS: [str(text) for text in error.messages]}
