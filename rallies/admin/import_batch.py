"""Imports: which sheet brought what, row by row."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..models import ImportBatch, ImportRow, User
from ..services import importing
from .journal_words import coded, in_order
from .scoped import ReadOnlyAdmin, authorship, is_administrator

ROWS_SHOWN = 1000
KEPT_SHOWN = 20


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """For administrators: a sheet holds rows of every country."""

    change_form_template = "admin/rallies/importbatch/change_form.html"
    list_display = ("file_name", "campaign", "language", "state", "outcomes", "by", "applied_at")
    list_filter = ("state", "language")
    list_select_related = ("campaign", "by")
    date_hierarchy = "applied_at"
    ordering = ("-applied_at",)
    search_fields = ("=file_name",)
    search_help_text = gettext_lazy("Name of the file")
    fields = (
        "campaign",
        "file_name",
        "language",
        "state",
        "outcomes",
        "by",
        "applied_at",
        "undone_at",
        "sha256",
    )
    readonly_fields = ("outcomes",)

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """All for administrators, nothing for others."""
        return queryset if user.is_superuser else queryset.none()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    @admin.display(description=gettext_lazy("rows by outcome"))
    def outcomes(self, batch: ImportBatch) -> str:
        """The counters in one line."""
        return ", ".join(f"{coded(outcome)}: {count}" for outcome, count in in_order(batch.counts)) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the rows that were not taken as they stood first, then all."""
        batch = self.get_object(request, unquote(object_id))
        rows = ImportRow.objects.filter(batch=batch).select_related("rally__city", "rally__campaign")
        context = {"rows": [_told(row) for row in rows.order_by("row")[:ROWS_SHOWN]], **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the undo button posts to."""
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<path:object_id>/undo/", undo, name="rallies_importbatch_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take an import back as a whole, and say what stays because somebody changed it since."""
        if not is_administrator(request):
            raise PermissionDenied
        batch = self.get_object(request, unquote(object_id))
        if batch is None:
            return self.missing(request, object_id)
        try:
            receipt = importing.undo(batch=batch, **authorship(request))
        except importing.ImportingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _summed_up(receipt))
            for kept in receipt.kept[:KEPT_SHOWN]:
                messages.warning(request, f"{kept.row}: {kept.what}, {kept.reason}")
        return HttpResponseRedirect(reverse("admin:rallies_importbatch_change", args=[batch.pk]))


def _summed_up(receipt: importing.UndoReceipt) -> str:
    words = {
        "deleted": receipt.rallies_deleted,
        "restored": receipt.rallies_restored,
        "organizers": receipt.organizers_deleted,
        "kept": len(receipt.kept),
    }
    text = _(
        "The import is undone. Rallies deleted: %(deleted)d, restored: %(restored)d; "
        "organizers deleted: %(organizers)d; kept because they were changed since: %(kept)d."
    )
    return text % words


def _told(row: ImportRow) -> dict[str, Any]:
    """Return one row with its messages as text."""
    said = [
        " ".join(str(message.get(part, "")) for part in ("column", "reason")).strip()
        if isinstance(message, dict)
        else str(message)
        for message in row.messages
    ]
    return {"row": row.row, "outcome": coded(row.outcome), "rally": row.rally, "said": said}
