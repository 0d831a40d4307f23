"""Private contacts: masked everywhere, revealed one at a time by a POST that the journal keeps."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..forms.contact import ContactForm
from ..models import Contact
from ..services import contacts
from ..tokens import SealError
from .scoped import ScopedAdmin, authorship

REVEAL = "rallies.reveal_contact"


@admin.register(Contact)
class ContactAdmin(ScopedAdmin):
    """That there is a contact, since when and until when; never what it is."""

    form = ContactForm
    change_form_template = "admin/rallies/contact/change_form.html"
    list_display = ("masked", "rally", "created_at", "delete_on")
    list_select_related = ("rally__campaign", "rally__city")
    ordering = ("delete_on", "pk")
    date_hierarchy = "delete_on"
    autocomplete_fields = ("rally",)
    fields = ("rally", "created_at", "delete_on")
    readonly_fields = ("rally", "created_at", "delete_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("rally__campaign", "rally__city").defer("sealed")

    @admin.display(description=gettext_lazy("contact"))
    def masked(self, contact: Contact) -> str:
        """The mask alone."""
        return str(contact)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("rally", "text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        right = f"{self.opts.app_label}.delete_{self.opts.model_name}"
        return request.user.has_perm(right) and self.holds(request, obj)

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> Contact:
        rally, text = form.cleaned_data["rally"], form.cleaned_data["text"]
        return contacts.keep(rally=rally, contact=text, **authorship(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Forget the contact; the journal keeps that it is gone."""
        contacts.forget(contact=obj, **authorship(request))

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the reveal button posts to."""
        reveal = self.admin_site.admin_view(require_POST(self.reveal_view))
        return [path("<path:object_id>/reveal/", reveal, name="rallies_contact_reveal"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the record with its reveal button, for those who may press it."""
        context = {"may_reveal": request.user.has_perm(REVEAL), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show one contact once; nothing keeps the page."""
        if not request.user.has_perm(REVEAL):
            raise PermissionDenied
        contact = self.get_object(request, unquote(object_id))
        if contact is None:
            return self.missing(request, object_id)
        try:
            text = contacts.reveal(contact=contact, **authorship(request))
        except SealError:
            messages.error(request, _("This contact cannot be read any more: its key is gone."))
            return HttpResponseRedirect(reverse("admin:rallies_rally_change", args=[contact.rally_id]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Private contact"),
            "opts": self.opts,
            "contact": contact,
            "text": text,
        }
        return TemplateResponse(request, "admin/rallies/contact/revealed.html", context)
